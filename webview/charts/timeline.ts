/** When each worker did what. */
import type { Trial } from '../../src/protocol/study';
import { stateTitles } from '../model/columns';
import { formatDuration } from '../model/format';
import { grid, textStyle, xAxis, type Spot } from './axes';
import type { EChartsOption } from './echarts';
import type { Palette } from './palette';

/** Seconds since the first trial began. */
export interface Span {
  readonly trial: Trial;
  readonly worker: number;
  readonly from: number;
  readonly to: number;
}

/** Trials that are known to have begun; one that runs lasts until the end of what is known. */
export function spansOf(trials: readonly Trial[]): readonly Span[] {
  const begun = trials.flatMap((trial) => {
    const from = trial.started === undefined ? NaN : Date.parse(trial.started) / 1000;
    return Number.isFinite(from) ? [{ trial, worker: trial.worker ?? 0, from }] : [];
  });
  const first = begun.reduce((least, { from }) => Math.min(least, from), Infinity);
  const end = begun.reduce((most, { from, trial }) => Math.max(most, from + (trial.seconds ?? 0)), first);
  return begun.map(({ trial, worker, from }) => ({
    trial,
    worker,
    from: from - first,
    to: (trial.state === 'running' ? Math.max(end, from + 1) : from + (trial.seconds ?? 0)) - first,
  }));
}

export function timelineChart(
  spans: readonly Span[],
  selection: ReadonlySet<number>,
  palette: Palette,
): EChartsOption {
  const workers = [...new Set(spans.map(({ worker }) => worker))].sort((a, b) => a - b);
  const last = spans.reduce((most, { to }) => Math.max(most, to), 1);
  const fills: Readonly<Record<Trial['state'], string>> = {
    complete: palette.blue,
    running: palette.purple,
    waiting: palette.muted,
    pruned: palette.orange,
    infeasible: palette.yellow,
    failed: palette.red,
  };
  return {
    animation: false,
    grid,
    xAxis: xAxis(palette, {
      name: 'Time since the start',
      min: 0,
      max: last,
      label: formatDuration,
      lines: true,
    }),
    yAxis: {
      type: 'category',
      inverse: true,
      data: workers.map((worker) => `Worker ${worker + 1}`),
      axisLine: { lineStyle: { color: palette.line } },
      axisTick: { show: false },
      axisLabel: textStyle(palette),
    },
    series: [
      {
        type: 'custom',
        name: 'trials',
        data: spans.map(({ trial, worker, from, to }, i) => [
          from,
          to,
          workers.indexOf(worker),
          i,
          trial.number,
        ]),
        encode: { x: [0, 1], y: 2 },
        renderItem: (_, api) => {
          const span = spans[Number(api.value(3))]!;
          const [left, middle] = api.coord([api.value(0), api.value(2)]) as [number, number];
          const [right] = api.coord([api.value(1), api.value(2)]) as [number, number];
          const height = Math.min(28, (api.size!([0, 1]) as number[])[1]! * 0.6);
          const chosen = selection.has(span.trial.number);
          return {
            type: 'rect',
            shape: { x: left, y: middle - height / 2, width: Math.max(1, right - left - 0.5), height },
            style: {
              fill: fills[span.trial.state],
              opacity: palette.contrast || chosen ? 1 : 0.75,
              stroke: chosen ? palette.foreground : palette.background,
              lineWidth: chosen ? 2 : 0.5,
            },
            z2: chosen ? 1 : 0,
          };
        },
      },
    ],
  };
}

export function timelineSpot(spans: readonly Span[], dot: unknown): Spot | undefined {
  const span = Array.isArray(dot) ? spans[(dot as number[])[3] ?? -1] : undefined;
  if (!span) return undefined;
  const { trial, worker, from } = span;
  return {
    number: trial.number,
    lines: [
      `Trial ${trial.number}, ${stateTitles[trial.state]}`,
      `${trial.seconds === undefined ? 'running' : formatDuration(trial.seconds)} on worker ${worker + 1}, after ${formatDuration(from)}`,
    ],
  };
}

export function timelineSentence(spans: readonly Span[]): string {
  const workers = new Set(spans.map(({ worker }) => worker)).size;
  return `${spans.length} trials by time on ${workers} ${workers === 1 ? 'worker' : 'workers'}.`;
}
