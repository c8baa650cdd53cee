/** Learning curves of a few trials by step. */
import { formatMeasure } from '../model/format';
import { grid, textStyle, xAxis, yAxis, type Spot } from './axes';
import type { EChartsOption } from './echarts';
import type { Palette } from './palette';

export interface CurveLine {
  readonly name: string;
  readonly measure: string;
  /** Step and value. */
  readonly points: readonly (readonly [number, number])[];
  readonly style: 'main' | 'second' | 'third' | 'fourth' | 'reference';
}

export function curveChart(measure: string, lines: readonly CurveLine[], palette: Palette): EChartsOption {
  const colors = {
    main: palette.blue,
    second: palette.purple,
    third: palette.green,
    fourth: palette.orange,
    reference: palette.muted,
  };
  const dashes = {
    main: 'solid',
    second: 'dashed',
    third: 'dotted',
    fourth: [8, 3, 2, 3],
    reference: 'dashed',
  } as const;
  const last = Math.max(1, ...lines.flatMap(({ points }) => points.map(([step]) => step)));
  return {
    animation: false,
    grid: { ...grid, right: 100 },
    xAxis: xAxis(palette, {
      name: 'Epoch or report',
      min: Math.min(1, last),
      max: last,
      whole: true,
      label: String,
    }),
    yAxis: yAxis(palette, { name: measure }),
    series: lines.map(({ name, points, style }) => ({
      type: 'line' as const,
      name,
      data: points.map((point) => [...point]),
      symbol: 'circle',
      symbolSize: points.length > 60 ? 0 : 5,
      lineStyle: {
        color: colors[style],
        width: style === 'reference' ? 1 : 2,
        type: dashes[style] as 'solid',
      },
      itemStyle: { color: colors[style] },
      endLabel: {
        ...textStyle(palette),
        show: true,
        formatter: () => name,
        distance: 6,
        color: palette.foreground,
      },
      labelLayout: { moveOverlap: 'shiftY' as const },
    })),
  };
}

export function curveSpot(measure: string, point: unknown, name?: string): Spot | undefined {
  if (!Array.isArray(point)) return undefined;
  const [step, value] = point as [number, number];
  return { lines: [`${name ?? measure}, step ${step}`, `${measure} ${formatMeasure(measure, value)}`] };
}
