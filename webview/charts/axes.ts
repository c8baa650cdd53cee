/** What all charts have in common: quiet axes, labelled, with numbers as the table has them. */
import { formatTick } from '../model/format';
import type { VariableScale } from '../model/variable-scale';
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
  /** Where labels stand; absent: as fits. */
  readonly places?: readonly number[];
  /** Grid lines across the chart. */
  readonly lines?: boolean;
  readonly label?: (value: number) => string;
}

function valueAxis(palette: Palette, { name, min, max, whole, log, places, lines, label }: AxisOptions) {
  return {
    type: log ? ('log' as const) : ('value' as const),
    name,
    nameLocation: 'middle' as const,
    nameTextStyle: textStyle(palette),
    min,
    max,
    scale: true,
    ...(whole && { minInterval: 1 }),
    axisLine: { show: true, onZero: false, lineStyle: { color: palette.line } },
    axisTick: { show: false },
    axisLabel: {
      ...textStyle(palette),
      hideOverlap: true,
      ...(places && { customValues: [...places] }),
      // Bounds that are not round numbers stay without a label.
      ...(!places && (!whole || !Number.isInteger(min ?? 0)) && { showMinLabel: false, showMaxLabel: false }),
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

/** An axis of a variable's values: choices by name, with room on either side. */
export function variableAxis(scale: VariableScale): AxisOptions {
  const { label, names, log, low, high, step } = scale;
  if (!names) {
    // Room on either side, so that no dot lies on the frame.
    const room = log ? 0 : step ? step / 2 : (high - low) * 0.03;
    const text = (value: number) => scale.text(value);
    return { name: label, log, min: low - room, max: high + room, whole: step !== undefined, label: text };
  }
  const name = (place: number) => (Number.isInteger(place) ? shorten(names[place] ?? '', 18) : '');
  return { name: label, min: -0.5, max: names.length - 0.5, places: names.map((_, i) => i), label: name };
}

export const shorten = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;

export const grid = { left: 74, right: 16, top: 14, bottom: 38 };

/** What a mouse finds in a chart: the trial and the words of its tooltip. */
export interface Spot {
  readonly number?: number;
  /** Of a variable. */
  readonly name?: string;
  readonly lines: readonly string[];
}

/** Dots that may have a symbol of their own. */
export const scatter = { type: 'scatter', animation: false, progressive: 2000 } as const;

/**
 * Dots that may be very many, drawn as one path. Round ones alone: of other symbols ECharts appends each to all before
 * it, and some thousands never end.
 */
export const scatterOfMany = {
  type: 'scatter',
  animation: false,
  large: true,
  largeThreshold: 2000,
} as const;
