/** The learning curves of many trials at once. */
import type { Objective, Trial } from '../../src/protocol/study';
import { stateTitles } from '../model/columns';
import { formatMeasure } from '../model/format';
import { scaleOf } from '../model/scale';
import { grid, xAxis, yAxis, type Spot } from './axes';
import type { EChartsOption } from './echarts';
import type { Palette } from './palette';

/** Step and value of the first objective. */
export type CurvePoints = readonly (readonly [step: number, value: number])[];

export interface CurvesInput {
  readonly trials: readonly Trial[];
  readonly curves: ReadonlyMap<number, CurvePoints>;
  readonly objective: Objective;
  readonly best: ReadonlySet<number>;
  readonly chosen: ReadonlySet<number>;
}

export function curvesChart(input: CurvesInput, palette: Palette): EChartsOption {
  const { trials, curves, objective, best, chosen } = input;
  const points = [...curves.values()].flat();
  const last = points.reduce((most, [step]) => Math.max(most, step), 1);
  const scale = scaleOf(
    points.map(([, value]) => value),
    objective.direction,
  );
  const style = (trial: Trial) => {
    if (chosen.has(trial.number)) return { color: palette.foreground, width: 2.5, opacity: 1, z: 5 };
    if (best.has(trial.number)) return { color: palette.green, width: 2, opacity: 1, z: 4 };
    if (trial.state === 'running') return { color: palette.purple, width: 1.5, opacity: 1, z: 3 };
    if (trial.state === 'pruned')
      return { color: palette.orange, width: 1, opacity: palette.contrast ? 1 : 0.7, type: 'dashed', z: 2 };
    return { color: palette.blue, width: 1, opacity: palette.contrast ? 0.8 : 0.35, z: 1 };
  };
  return {
    animation: false,
    grid,
    xAxis: xAxis(palette, {
      name: 'Epoch or report',
      min: Math.min(1, last),
      max: last,
      whole: true,
      label: String,
    }),
    yAxis: yAxis(palette, { name: objective.name, min: scale.min, max: scale.max }),
    series: trials.flatMap((trial) => {
      const curve = curves.get(trial.number);
      if (!curve || curve.length === 0) return [];
      const { z, ...lineStyle } = style(trial);
      return [
        {
          type: 'line' as const,
          name: String(trial.number),
          data: curve.map(([step, value]) => [step, scale.clamp(value), value, trial.number]),
          // A trial of one report would be no line at all.
          symbol: 'circle',
          symbolSize: curve.length === 1 || chosen.has(trial.number) ? 5 : 0,
          triggerLineEvent: true,
          lineStyle: lineStyle as object,
          itemStyle: { color: lineStyle.color, opacity: lineStyle.opacity },
          z,
        },
      ];
    }),
  };
}

/** A line is found as a whole: its name is the number of the trial. */
export function curvesSpot({ trials, curves, objective }: CurvesInput, series: string): Spot | undefined {
  const trial = trials.find(({ number }) => String(number) === series);
  const last = trial && curves.get(trial.number)?.at(-1);
  if (!trial || !last) return undefined;
  const value = formatMeasure(objective.name, last[1]);
  return {
    number: trial.number,
    lines: [
      `Trial ${trial.number}, ${stateTitles[trial.state]}`,
      `${objective.name} ${value} at step ${last[0]}`,
    ],
  };
}

export function curvesSentence(input: CurvesInput | undefined, all: number): string {
  const drawn = input?.trials.filter(({ number }) => (input.curves.get(number)?.length ?? 0) > 0) ?? [];
  if (!input || drawn.length === 0) return 'Curves begin with the first epoch or report of a trial.';
  const stopped = drawn.filter(({ state }) => state === 'pruned').length;
  const of = drawn.length < all ? ` of ${all}` : '';
  const early = stopped > 0 ? `, ${stopped} of them stopped early (dashed)` : '';
  return `${input.objective.name} of ${drawn.length}${of} trials${early}.`;
}
