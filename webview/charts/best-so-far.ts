/** All trials by number, the best so far as a stair, and the code as written as a line across. */
import type { Objective, Trial } from '../../src/protocol/study';
import { bestSoFar, score } from '../model/best';
import { stateTitles } from '../model/columns';
import { formatMeasure } from '../model/format';
import { scaleOf } from '../model/scale';
import { grid, scatter, scatterOfMany, textStyle, xAxis, yAxis, type Spot } from './axes';
import type { EChartsOption } from './echarts';
import type { Palette } from './palette';

export interface BestInput {
  readonly trials: readonly Trial[];
  readonly objective: Objective;
  readonly written?: Trial;
  /** Numbers of the trials that stand out. */
  readonly chosen: ReadonlySet<number>;
}

/** Number of the trial, where it stands, its true value. */
type Dot = [number: number, at: number, value: number | undefined];

export function bestChart(
  { trials, objective, written, chosen }: BestInput,
  palette: Palette,
): EChartsOption {
  const { name } = objective;
  const best = bestSoFar(trials, objective);
  const value = (trial: Trial): number | undefined => score(trial, objective) ?? lastSeen(trial, name);
  const scale = scaleOf(trials.map(value), objective.direction);
  const dots = (state: Trial['state']): Dot[] =>
    trials
      .filter((trial) => trial.state === state)
      .flatMap((trial): Dot[] => {
        const known = value(trial);
        return known === undefined ? [] : [[trial.number, scale.clamp(known), known]];
      });
  const lost: Dot[] = trials
    .filter((trial) => trial.state === 'failed' || trial.state === 'infeasible')
    .map(({ number }) => [number, scale.worst, undefined]);
  const last = trials.at(-1)?.number ?? 0;
  const stair = best.map((step): Dot => [step.number, step.value, step.value]);
  const top = best.at(-1);
  if (top) stair.push([last, top.value, top.value]);
  const writtenScore = written && score(written, objective);
  return {
    animation: false,
    grid,
    xAxis: xAxis(palette, { name: 'Trial', min: 0, max: Math.max(last, 10), whole: true, label: String }),
    yAxis: yAxis(palette, { name, min: scale.min, max: scale.max }),
    series: [
      {
        ...scatter,
        name: 'failed',
        data: lost,
        symbol: 'path://M0,1L1,0L5,4L9,0L10,1L6,5L10,9L9,10L5,6L1,10L0,9L4,5Z',
        symbolSize: 6,
        itemStyle: { color: palette.red },
      },
      {
        ...scatterOfMany,
        name: 'stopped early',
        data: dots('pruned'),
        symbolSize: 5,
        itemStyle: { color: 'transparent', borderColor: palette.muted, borderWidth: 1 },
      },
      {
        ...scatterOfMany,
        name: 'complete',
        data: dots('complete'),
        symbolSize: trials.length > 2000 ? 3 : 6,
        itemStyle: { color: palette.blue, opacity: palette.contrast ? 1 : 0.75 },
      },
      {
        type: 'line',
        name: 'best so far',
        data: stair,
        step: 'end',
        symbol: 'none',
        silent: true,
        lineStyle: { color: palette.green, width: 2 },
        ...(writtenScore !== undefined && { markLine: writtenLine(name, writtenScore, palette) }),
      },
      {
        ...scatter,
        name: 'selected',
        silent: true,
        data: trials
          .filter(({ number }) => chosen.has(number))
          .flatMap((trial): Dot[] => {
            const known = value(trial);
            return known === undefined ? [] : [[trial.number, scale.clamp(known), known]];
          }),
        symbolSize: 12,
        itemStyle: { color: 'transparent', borderColor: palette.foreground, borderWidth: 2 },
      },
    ],
  };
}

function writtenLine(name: string, value: number, palette: Palette) {
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    lineStyle: { color: palette.foreground, type: 'dashed' as const, opacity: 0.6, width: 1 },
    label: {
      ...textStyle(palette),
      position: 'insideEndBottom' as const,
      formatter: () => `as written ${formatMeasure(name, value)}`,
    },
    data: [{ yAxis: value }],
  };
}

/** Of a trial that was stopped early, the last it reported. */
function lastSeen(trial: Trial, name: string): number | undefined {
  const value = trial.values[name] ?? trial.measures[name];
  return trial.state === 'pruned' && typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The words for a dot. */
export function bestSpot({ trials, objective }: BestInput, dot: unknown): Spot | undefined {
  if (!Array.isArray(dot)) return undefined;
  const [number, , value] = dot as unknown as Dot;
  const trial = trials.find((one) => one.number === number);
  if (!trial) return undefined;
  const lines = [`Trial ${number}, ${stateTitles[trial.state]}`];
  if (typeof value === 'number') lines.push(`${objective.name} ${formatMeasure(objective.name, value)}`);
  else if (trial.error) lines.push(trial.error.message);
  return { number, lines };
}

/** The chart in a sentence, for those who do not see it. */
export function bestSentence({ trials, objective }: BestInput): string {
  const best = bestSoFar(trials, objective).at(-1);
  if (!best) return `${objective.name} by trial: none has ended yet.`;
  const value = formatMeasure(objective.name, best.value);
  return `${objective.name} of ${trials.length} trials. The best so far is trial ${best.number} with ${value}.`;
}
