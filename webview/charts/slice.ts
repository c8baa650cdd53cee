/** An objective by one variable, or by two: where good values lie. */
import type { Objective, Trial } from '../../src/protocol/study';
import { better, score } from '../model/best';
import { formatMeasure } from '../model/format';
import { scaleOf } from '../model/scale';
import type { VariableScale } from '../model/variable-scale';
import { grid, scatterOfMany, variableAxis, xAxis, yAxis, type Spot } from './axes';
import type { EChartsOption } from './echarts';
import type { Palette } from './palette';

export interface SliceInput {
  readonly trials: readonly Trial[];
  readonly objective: Objective;
  readonly x: VariableScale;
  readonly chosen: ReadonlySet<number>;
}

/** Trials of one choice are drawn beside each other, always the same way. */
const aside = ({ names }: VariableScale, number: number): number =>
  names ? (((number * 0.618034) % 1) - 0.5) * 0.5 : 0;

type Dot = [x: number, y: number, number: number, score: number];

export function sliceChart({ trials, objective, x, chosen }: SliceInput, palette: Palette): EChartsOption {
  const scale = scaleOf(
    trials.map((trial) => score(trial, objective)),
    objective.direction,
  );
  const dots = trials.flatMap((trial): Dot[] => {
    const [at, value] = [x.place(trial), score(trial, objective)];
    if (at === undefined || value === undefined) return [];
    return [[at + aside(x, trial.number), scale.clamp(value), trial.number, value]];
  });
  const means = x.names?.map((_, place) => {
    const values = trials.flatMap((trial) =>
      x.place(trial) === place ? (score(trial, objective) ?? []) : [],
    );
    return values.length === 0 ? undefined : scale.clamp(values.reduce((a, b) => a + b, 0) / values.length);
  });
  return {
    animation: false,
    grid,
    xAxis: xAxis(palette, variableAxis(x)),
    yAxis: yAxis(palette, { name: objective.name, min: scale.min, max: scale.max }),
    series: [
      {
        ...scatterOfMany,
        name: 'trials',
        data: dots,
        symbolSize: dots.length > 2000 ? 3 : 6,
        itemStyle: { color: palette.blue, opacity: palette.contrast ? 1 : 0.6 },
      },
      {
        type: 'scatter',
        name: 'mean',
        silent: true,
        data: (means ?? []).flatMap((mean, place) => (mean === undefined ? [] : [[place, mean]])),
        symbol: 'rect',
        symbolSize: [36, 2],
        itemStyle: { color: palette.foreground },
      },
      selectedSeries(dots, chosen, palette),
    ],
  };
}

const selectedSeries = (dots: readonly Dot[], chosen: ReadonlySet<number>, palette: Palette) => ({
  type: 'scatter' as const,
  name: 'selected',
  silent: true,
  data: dots.filter(([, , number]) => chosen.has(number)),
  symbolSize: 12,
  itemStyle: { color: 'transparent', borderColor: palette.foreground, borderWidth: 2 },
  z: 5,
});

export interface ContourInput extends SliceInput {
  readonly y: VariableScale;
}

const cells = { columns: 32, rows: 20 };

/** Between trials the objective is a mean of them by the inverse square of their distance (Shepard 1968). */
export function contourChart(input: ContourInput, palette: Palette): EChartsOption {
  const { trials, objective, x, y, chosen } = input;
  const dots = trials.flatMap((trial): Dot[] => {
    const [left, top, value] = [x.place(trial), y.place(trial), score(trial, objective)];
    if (left === undefined || top === undefined || value === undefined) return [];
    return [[left + aside(x, trial.number), top + aside(y, trial.number * 7 + 3), trial.number, value]];
  });
  const grade = grading(dots, objective);
  return {
    animation: false,
    grid: { ...grid, left: 96 },
    xAxis: xAxis(palette, variableAxis(x)),
    yAxis: { ...yAxis(palette, { ...variableAxis(y), lines: false }), nameGap: 78 },
    series: [
      {
        type: 'custom',
        name: 'between',
        silent: true,
        data: surface(dots, input, grade),
        renderItem: (_, api) => {
          const [left, top] = api.coord([api.value(0), api.value(3)]) as [number, number];
          const [right, bottom] = api.coord([api.value(2), api.value(1)]) as [number, number];
          // Whole pixels, so that cells neither overlap nor leave gaps.
          const [x0, y0] = [Math.round(left), Math.round(top)];
          const shape = { x: x0, y: y0, width: Math.round(right) - x0, height: Math.round(bottom) - y0 };
          return { type: 'rect', shape, style: { fill: palette.blue, opacity: 0.65 * Number(api.value(4)) } };
        },
      },
      {
        type: 'scatter',
        name: 'trials',
        data: dots.map((dot) => ({
          value: dot,
          itemStyle: { color: palette.blue, opacity: 0.15 + 0.85 * grade(dot[3]) },
        })),
        animation: false,
        symbolSize: dots.length > 2000 ? 4 : 7,
        itemStyle: { borderColor: palette.foreground, borderWidth: 1 },
      },
      selectedSeries(dots, chosen, palette),
    ],
  };
}

/** From 0, the worst that is not far off, to 1, the best. */
function grading(dots: readonly Dot[], objective: Objective): (value: number) => number {
  const scale = scaleOf(
    dots.map(([, , , value]) => value),
    objective.direction,
  );
  const [low, high] = [scale.min ?? 0, scale.max ?? 1];
  return (value) => {
    const share = (scale.clamp(value) - low) / (high - low || 1);
    return objective.direction === 'minimize' ? 1 - share : share;
  };
}

function surface(dots: readonly Dot[], { x, y }: ContourInput, grade: (value: number) => number) {
  if (dots.length < 4) return [];
  // A thousand trials tell the surface; more would only cost time.
  const known = dots.length > 1000 ? dots.filter((_, i) => i % Math.ceil(dots.length / 1000) === 0) : dots;
  const [toX, fromX] = unit(x);
  const [toY, fromY] = unit(y);
  const units = known.map(([left, top, , value]) => [toX(left), toY(top), grade(value)] as const);
  const rects: number[][] = [];
  for (let column = 0; column < cells.columns; column++) {
    for (let row = 0; row < cells.rows; row++) {
      const at = [(column + 0.5) / cells.columns, (row + 0.5) / cells.rows] as const;
      let [sum, weights] = [0, 0];
      for (const [left, top, value] of units) {
        const weight = 1 / ((left - at[0]) ** 2 + (top - at[1]) ** 2 + 1e-3);
        sum += weight * value;
        weights += weight;
      }
      rects.push([
        fromX(column / cells.columns),
        fromY(row / cells.rows),
        fromX((column + 1) / cells.columns),
        fromY((row + 1) / cells.rows),
        sum / weights,
      ]);
    }
  }
  return rects;
}

/** To a share of the axis and back. */
function unit({ names, log, low, high }: VariableScale) {
  const [from, to] = names ? [low - 0.5, high + 0.5] : log ? [Math.log(low), Math.log(high)] : [low, high];
  const width = to - from || 1;
  return log
    ? ([
        (value: number) => (Math.log(value) - from) / width,
        (share: number) => Math.exp(from + share * width),
      ] as const)
    : ([(value: number) => (value - from) / width, (share: number) => from + share * width] as const);
}

export function sliceSpot(
  input: SliceInput & { readonly y?: VariableScale },
  dot: unknown,
): Spot | undefined {
  if (!Array.isArray(dot) || dot.length < 4) return undefined;
  const [, , number, value] = dot as Dot;
  const trial = input.trials.find((one) => one.number === number);
  if (!trial) return undefined;
  const lines = [`Trial ${number}`, `${input.objective.name} ${formatMeasure(input.objective.name, value)}`];
  for (const scale of input.y ? [input.x, input.y] : [input.x]) {
    const place = scale.place(trial);
    if (place !== undefined) lines.push(`${scale.label} ${scale.text(place)}`);
  }
  return { number, lines };
}

/** In words: the best trial's value, and of choices the one with the best mean. */
export function sliceSentence({ trials, objective, x }: SliceInput): string {
  let best: { trial: Trial; value: number } | undefined;
  for (const trial of trials) {
    const value = x.place(trial) === undefined ? undefined : score(trial, objective);
    if (value !== undefined && (!best || better(objective, value, best.value))) best = { trial, value };
  }
  if (!best) return `${objective.name} by ${x.label}: no trial yet.`;
  const at = x.text(x.place(best.trial) ?? 0);
  return `${objective.name} by ${x.label}: the best, ${formatMeasure(objective.name, best.value)}, at ${at}.`;
}
