/** How much of the space of objectives the trials so far dominate. */
import type { VolumeStep } from '../model/hypervolume';
import { grid, xAxis, yAxis, type Spot } from './axes';
import type { EChartsOption } from './echarts';
import type { Palette } from './palette';

export function hypervolumeChart(
  steps: readonly VolumeStep[],
  last: number,
  palette: Palette,
): EChartsOption {
  const stair = steps.map(({ number, share }) => [number, share]);
  const top = steps.at(-1);
  if (top) stair.push([last, top.share]);
  const percent = (value: number) => `${Number((value * 100).toFixed(1))} %`;
  return {
    animation: false,
    grid,
    xAxis: xAxis(palette, { name: 'Trial', min: 0, max: Math.max(last, 10), whole: true, label: String }),
    yAxis: yAxis(palette, { name: 'Hypervolume', label: percent }),
    series: [
      {
        type: 'line',
        name: 'hypervolume',
        data: stair,
        step: 'end',
        symbol: 'circle',
        symbolSize: 5,
        lineStyle: { color: palette.green, width: 2 },
        itemStyle: { color: palette.green },
        areaStyle: { color: palette.green, opacity: 0.08 },
      },
    ],
  };
}

export function hypervolumeSpot(dot: unknown): Spot | undefined {
  if (!Array.isArray(dot)) return undefined;
  const [number, share] = dot as [number, number];
  return { number, lines: [`Trial ${number}`, `${(share * 100).toFixed(2)} % of the box is dominated`] };
}
