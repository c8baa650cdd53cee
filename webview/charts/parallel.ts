/** Parallel coordinates (Inselberg 1985): a line a trial through its values and its objectives. */
import type { Objective, Trial } from '../../src/protocol/study';
import { better, score } from '../model/best';
import { formatTick } from '../model/format';
import { measureOf } from '../model/measure';
import { scaleOf } from '../model/scale';
import type { VariableScale } from '../model/variable-scale';
import { shorten, textStyle } from './axes';
import type { EChartsOption } from './echarts';
import type { Palette } from './palette';

/** One axis: where each trial stands on it. */
export interface ParallelAxis {
  readonly name: string;
  readonly log: boolean;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
  readonly whole?: boolean;
  /** The bounds are not those of a domain. */
  readonly rounded?: boolean;
  place(trial: Trial): number | undefined;
  text(place: number): string;
}

export interface ParallelInput {
  readonly trials: readonly Trial[];
  readonly axes: readonly ParallelAxis[];
  readonly objective: Objective;
  readonly chosen: ReadonlySet<number>;
}

export function parallelAxes(
  scales: readonly VariableScale[],
  objectives: readonly Objective[],
  trials: readonly Trial[],
): readonly ParallelAxis[] {
  return [
    ...scales.map((scale) => ({
      name: scale.label,
      log: scale.log,
      min: scale.low,
      max: scale.high,
      ...(scale.names && { names: scale.names }),
      whole: scale.step !== undefined,
      place: (trial: Trial) => scale.place(trial),
      text: (place: number) => scale.text(place),
    })),
    ...objectives.map(({ name, direction }): ParallelAxis => {
      const scale = scaleOf(
        trials.map((trial) => (trial.state === 'complete' ? measureOf(trial, name) : undefined)),
        direction,
      );
      return {
        name,
        log: false,
        rounded: true,
        min: scale.min ?? 0,
        max: scale.max ?? 1,
        place: (trial) => {
          const value = trial.state === 'complete' ? measureOf(trial, name) : undefined;
          return value === undefined ? undefined : scale.clamp(value);
        },
        text: (value) => formatTick(name, value),
      };
    }),
  ];
}

/** Of all complete trials, this share of the best stands out. */
const outstanding = 0.1;

export function parallelChart(
  { trials, axes, objective, chosen }: ParallelInput,
  palette: Palette,
): EChartsOption {
  const complete = trials.filter((trial) => score(trial, objective) !== undefined);
  const ranked = [...complete].sort((a, b) =>
    better(objective, score(a, objective)!, score(b, objective)!) ? -1 : 1,
  );
  const best = new Set(ranked.slice(0, Math.ceil(ranked.length * outstanding)).map(({ number }) => number));
  const lines = (keep: (trial: Trial) => boolean) =>
    complete.filter(keep).map((trial) => [...axes.map((axis) => axis.place(trial) ?? '-'), trial.number]);
  const series = (name: string, keep: (trial: Trial) => boolean, lineStyle: object, z: number) => ({
    type: 'parallel' as const,
    name,
    data: lines(keep) as never,
    lineStyle,
    z,
    animation: false,
    progressive: 500,
    inactiveOpacity: 0.03,
    activeOpacity: palette.contrast ? 1 : 0.8,
  });
  return {
    animation: false,
    parallel: {
      left: 36,
      right: 64,
      top: 30,
      bottom: 18,
      parallelAxisDefault: {
        nameLocation: 'end',
        nameGap: 10,
        nameTextStyle: { ...textStyle(palette), color: palette.foreground },
        axisLine: { lineStyle: { color: palette.line } },
        axisTick: { show: false },
        splitNumber: 4,
        areaSelectStyle: { width: 14, borderColor: palette.focus, color: palette.focus, opacity: 0.3 },
      },
    },
    parallelAxis: axes.map(({ name, log, min, max, names, whole, text, rounded }, dim) => ({
      id: String(dim),
      dim,
      name: shorten(name, 16),
      ...(names
        ? { type: 'category' as const, data: [...names] }
        : { type: log ? ('log' as const) : ('value' as const), min, max, ...(whole && { minInterval: 1 }) }),
      axisLabel: {
        ...textStyle(palette),
        textBorderColor: palette.background,
        textBorderWidth: 3,
        hideOverlap: true,
        // Bounds that are not round numbers stay without a label.
        ...(rounded && { showMinLabel: false, showMaxLabel: false }),
        formatter: (value: number | string) => shorten(typeof value === 'string' ? value : text(value), 12),
      },
    })),
    series: [
      series(
        'trials',
        ({ number }) => !best.has(number),
        { color: palette.muted, width: 1, opacity: trials.length > 1000 ? 0.08 : 0.25 },
        1,
      ),
      series('best', ({ number }) => best.has(number), { color: palette.blue, width: 1.5, opacity: 0.8 }, 2),
      series(
        'selected',
        ({ number }) => chosen.has(number),
        { color: palette.green, width: 3, opacity: 1 },
        3,
      ),
    ],
  };
}
