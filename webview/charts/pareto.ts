/** Trials by two measures: those that none beats in both, joined; the others faint; what a constraint forbids, shaded. */
import type { Bound, Objective, Trial } from '../../src/protocol/study';
import { stateTitles } from '../model/columns';
import { formatMeasure } from '../model/format';
import { measureOf } from '../model/measure';
import { grid, scatter, scatterOfMany, textStyle, xAxis, yAxis, type Spot } from './axes';
import type { EChartsOption } from './echarts';
import type { Palette } from './palette';

export interface ParetoInput {
  readonly trials: readonly Trial[];
  readonly x: Objective;
  readonly y: Objective;
  readonly bounds: readonly Bound[];
  readonly written?: Trial;
  readonly chosen: ReadonlySet<number>;
}

/** The values, then the number of the trial. */
type Dot = [x: number, y: number, number: number];

/** Complete trials on the front, by the first measure. */
export function frontOf({ trials, x, y }: ParetoInput): readonly Dot[] {
  const [signX, signY] = [sign(x), sign(y)];
  const dots = dotsOf(trials, x, y, ({ state }) => state === 'complete');
  dots.sort((a, b) => signX * (a[0] - b[0]) || signY * (a[1] - b[1]) || a[2] - b[2]);
  let best = Infinity;
  return dots.filter(([, value]) => {
    if (signY * value >= best) return false;
    best = signY * value;
    return true;
  });
}

export function paretoChart(input: ParetoInput, palette: Palette): EChartsOption {
  const { trials, x, y, bounds, written, chosen } = input;
  const front = frontOf(input);
  const best = new Set(front.map(([, , number]) => number));
  const dots = (keep: (trial: Trial) => boolean) => dotsOf(trials, x, y, keep);
  const log = [x, y].map(({ name }) => spread(trials, name));
  return {
    animation: false,
    grid,
    xAxis: xAxis(palette, { name: x.name, log: log[0], lines: true }),
    yAxis: yAxis(palette, { name: y.name, log: log[1] }),
    series: [
      {
        ...scatter,
        name: 'infeasible',
        data: dots(({ state }) => state === 'infeasible'),
        symbol: 'path://M0,1L1,0L5,4L9,0L10,1L6,5L10,9L9,10L5,6L1,10L0,9L4,5Z',
        symbolSize: 6,
        itemStyle: { color: palette.orange, opacity: 0.7 },
        ...forbidden(input, bounds, palette),
      },
      {
        ...scatterOfMany,
        name: 'dominated',
        data: dots(({ state, number }) => state === 'complete' && !best.has(number)),
        symbolSize: trials.length > 2000 ? 3 : 5,
        itemStyle: { color: palette.blue, opacity: palette.contrast ? 0.6 : 0.35 },
      },
      {
        type: 'line',
        name: 'front',
        data: front.map((dot) => [...dot]),
        step: 'end',
        symbol: 'circle',
        symbolSize: 8,
        lineStyle: { color: palette.green, width: 1.5 },
        itemStyle: { color: palette.green },
        z: 4,
      },
      {
        ...scatter,
        name: 'as written',
        data: written ? dotsOf([written], x, y, () => true) : [],
        symbol: 'diamond',
        symbolSize: 12,
        itemStyle: { color: palette.foreground },
        z: 5,
      },
      {
        ...scatter,
        name: 'selected',
        silent: true,
        data: dots(({ number }) => chosen.has(number)),
        symbolSize: 14,
        itemStyle: { color: 'transparent', borderColor: palette.foreground, borderWidth: 2 },
        z: 6,
      },
    ],
  };
}

const sign = ({ direction }: Objective): number => (direction === 'minimize' ? 1 : -1);

function dotsOf(
  trials: readonly Trial[],
  x: Objective,
  y: Objective,
  keep: (trial: Trial) => boolean,
): Dot[] {
  return trials.filter(keep).flatMap((trial): Dot[] => {
    const [at, value] = [measureOf(trial, x.name), measureOf(trial, y.name)];
    return at === undefined || value === undefined ? [] : [[at, value, trial.number]];
  });
}

/** Costs over several orders of magnitude are seen on a logarithmic axis. */
function spread(trials: readonly Trial[], name: string): boolean {
  let [low, high] = [Infinity, 0];
  for (const trial of trials) {
    const value = measureOf(trial, name);
    if (value === undefined) continue;
    if (value <= 0) return false;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high > 30 * low;
}

/** A shade over what is beyond each bound of the two measures. */
function forbidden({ x, y }: ParetoInput, bounds: readonly Bound[], palette: Palette) {
  const areas = bounds.flatMap(({ measure, comparison, bound }) => {
    const axis = measure === x.name ? 'xAxis' : measure === y.name ? 'yAxis' : undefined;
    if (!axis) return [];
    const [from, to] = comparison === '<=' ? [bound, 'max'] : ['min', bound];
    const name = `not ${measure} ${comparison === '<=' ? '≤' : '≥'} ${formatMeasure(measure, bound)}`;
    return [[{ [axis]: from, name }, { [axis]: to }]];
  });
  if (areas.length === 0) return {};
  const itemStyle = {
    color: palette.orange,
    opacity: palette.contrast ? 0.3 : 0.16,
    borderColor: palette.orange,
    borderWidth: palette.contrast ? 1 : 0,
  };
  const label = { ...textStyle(palette), position: 'insideTop' as const };
  return { markArea: { silent: true, animation: false, itemStyle, label, data: areas as never } };
}

/** The words for a dot. */
export function paretoSpot({ trials, x, y }: ParetoInput, dot: unknown, series: string): Spot | undefined {
  if (!Array.isArray(dot)) return undefined;
  const [at, value, number] = dot as Dot;
  const trial = trials.find((one) => one.number === number);
  if (!trial) return undefined;
  const state =
    series === 'front' ? 'on the front' : series === 'as written' ? series : stateTitles[trial.state];
  return {
    number,
    lines: [
      `Trial ${number}, ${state}`,
      `${x.name} ${formatMeasure(x.name, at)}`,
      `${y.name} ${formatMeasure(y.name, value)}`,
    ],
  };
}

export function paretoSentence(input: ParetoInput): string {
  const front = frontOf(input);
  const { x, y } = input;
  if (front.length === 0) return `${y.name} by ${x.name}: no trial has both yet.`;
  const numbers = front.slice(0, 12).map(([, , number]) => number);
  const more = front.length > numbers.length ? ` and ${front.length - numbers.length} more` : '';
  return `${y.name} by ${x.name}: ${front.length} on the front, trials ${numbers.join(', ')}${more}.`;
}
