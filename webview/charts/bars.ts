/** Names with a share each, as horizontal bars. */
import { grid, shorten, textStyle, xAxis, type Spot } from './axes';
import type { EChartsOption } from './echarts';
import type { Palette } from './palette';

export interface Bar {
  readonly name: string;
  /** 0 to 1. */
  readonly share: number;
  /** What a mouse reads. */
  readonly lines: readonly string[];
}

/** The first bar stands on top. */
export function barChart(
  bars: readonly Bar[],
  { title, color }: { readonly title: string; readonly color: 'blue' | 'red' },
  palette: Palette,
): EChartsOption {
  const longest = bars.reduce((most, { name }) => Math.max(most, Math.min(28, name.length)), 6);
  const percent = (value: number) => `${Number((value * 100).toFixed(1))} %`;
  const most = bars.reduce((top, { share }) => Math.max(top, share), 0);
  return {
    animation: false,
    grid: { ...grid, left: longest * 6.2 + 20, right: 56 },
    xAxis: xAxis(palette, {
      name: title,
      min: 0,
      max: Math.min(1, most * 1.05 || 1),
      label: percent,
      lines: true,
    }),
    yAxis: {
      type: 'category',
      inverse: true,
      data: bars.map(({ name }) => name),
      axisLine: { lineStyle: { color: palette.line } },
      axisTick: { show: false },
      axisLabel: {
        ...textStyle(palette),
        color: palette.foreground,
        interval: 0,
        formatter: (name: string) => shorten(name, 28),
      },
    },
    series: [
      {
        type: 'bar',
        name: title,
        data: bars.map(({ share }, i) => [share, i]),
        encode: { x: 0, y: 1 },
        barMaxWidth: 14,
        itemStyle: { color: palette[color] },
        label: {
          show: true,
          position: 'right',
          ...textStyle(palette),
          formatter: ({ value }) => percent((value as number[])[0] ?? 0),
        },
      },
    ],
  };
}

export function barSpot(bars: readonly Bar[], dot: unknown): Spot | undefined {
  const bar = Array.isArray(dot) ? bars[(dot as number[])[1] ?? -1] : undefined;
  return bar && { name: bar.name, lines: bar.lines };
}

export function barSentence(bars: readonly Bar[], title: string): string {
  if (bars.length === 0) return `${title}: nothing yet.`;
  const first = bars.slice(0, 5).map(({ name, share }) => `${name} ${(share * 100).toFixed(0)} %`);
  return `${title}: ${first.join(', ')}${bars.length > 5 ? ` and ${bars.length - 5} more` : ''}.`;
}
