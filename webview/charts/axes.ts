/** What all charts have in common: quiet axes, labelled, with numbers as the table has them. */
import { formatTick } from '../model/format';
import type { Palette } from './palette';

export const fontSize = 11;

/** A text of a chart. */
export const textStyle = (palette: Palette) => ({ color: palette.muted, fontFamily: palette.font, fontSize });

export interface AxisOptions {
  readonly name: string;
  readonly min?: number;
  readonly max?: number;
  /** Whole numbers only. */
  readonly whole?: boolean;
  readonly log?: boolean;
  /** Grid lines across the chart. */
  readonly lines?: boolean;
  readonly label?: (value: number) => string;
}

function valueAxis(palette: Palette, { name, min, max, whole, log, lines, label }: AxisOptions) {
  return {
    type: log ? ('log' as const) : ('value' as const),
    name,
    nameLocation: 'middle' as const,
    nameTextStyle: textStyle(palette),
    min,
    max,
    scale: true,
    ...(whole && { minInterval: 1 }),
    axisLine: { show: true, lineStyle: { color: palette.line } },
    axisTick: { show: false },
    axisLabel: {
      ...textStyle(palette),
      hideOverlap: true,
      // Bounds that are not round numbers stay without a label.
      ...(!whole && { showMinLabel: false, showMaxLabel: false }),
      formatter: label ?? ((value: number) => formatTick(name, value)),
    },
    splitLine: {
      show: lines ?? false,
      lineStyle: { color: palette.line, opacity: palette.contrast ? 0.3 : 0.5 },
    },
  };
}

export const xAxis = (palette: Palette, options: AxisOptions) => ({
  ...valueAxis(palette, options),
  nameGap: 22,
  splitNumber: 6,
});

export const yAxis = (palette: Palette, options: AxisOptions) => ({
  ...valueAxis(palette, { lines: true, ...options }),
  nameGap: 56,
  splitNumber: 4,
});

export const grid = { left: 74, right: 16, top: 14, bottom: 38 };

/** What a mouse finds in a chart: the trial and the words of its tooltip. */
export interface Spot {
  readonly number?: number;
  readonly lines: readonly string[];
}
