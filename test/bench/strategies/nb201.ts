import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Point, SearchSpace } from '../../../src/space/space';
import { hypervolume } from '../../../src/strategy/pareto';
import type { ParetoProblem, Problem } from './problems';

const folder = process.env['ESPALIER_BENCHMARKS'] ?? path.resolve(__dirname, '../../../../shared/benchmarks');

/** Whether the published tables are there. */
export const hasTables = existsSync(path.join(folder, 'nb201.csv'));
export const tablesFolder = folder;

type Table = ReadonlyMap<string, readonly number[]>;

function read(file: string): Table {
  const [head, ...rows] = readFileSync(path.join(folder, file), 'utf8').trim().split('\n');
  const columns = (head ?? '').trim().split(',');
  return new Map(columns.map((name, i) => [name, rows.map((row) => Number(row.split(',')[i]))]));
}

const lazy = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => (made ??= make());
};
const accuracies = lazy(() => read('nb201.csv'));
const latencies = lazy(() => read('nb201_latency_ms.csv'));
const rows = lazy(() => {
  const text = readFileSync(path.join(folder, 'nb201.csv'), 'utf8').trim().split('\n').slice(1);
  return new Map(text.map((row, i) => [row.split(',')[1] as string, i]));
});

const operations = ['none', 'skip_connect', 'conv_1x1', 'conv_3x3', 'avg_pool_3x3'];

/** Six edges, one of five operations each, as six layer choices of one kind. */
export const nb201Space: SearchSpace = {
  variables: Array.from({ length: 6 }, (_, edge) => ({
    label: `edge${edge}`,
    domain: { kind: 'choice', options: operations, ordered: false },
    default: 'conv_3x3',
    group: 'edge',
    activeWhen: [[]],
  })),
};

/** The code as written does not give the answer away: it differs from run to run. */
export function withDefault(space: SearchSpace, point: Point): SearchSpace {
  return { variables: space.variables.map((v) => ({ ...v, default: point[v.label] ?? v.default })) };
}

function rowOf(point: Point): number {
  const key = nb201Space.variables.map(({ label }) => operations.indexOf(String(point[label]))).join('');
  return rows().get(key) as number;
}

const column = (table: Table, name: string) => table.get(name) as readonly number[];

const searched: readonly (readonly [name: string, search: string, report: string])[] = [
  ['nb201_c10', 'c10_val12', 'c10_test200'],
  ['nb201_c100', 'c100_val12', 'c100_test200'],
  ['nb201_in16', 'in16_val12', 'in16_test200'],
  ['nb201_c100_val200', 'c100_val200', 'c100_test200'],
];

/** One objective: validation accuracy; the goal is 0.2 points under the optimum. */
export function accuracyProblems(): Problem[] {
  return searched.map(([name, search, report]) => {
    const values = column(accuracies(), search);
    const reported = column(accuracies(), report);
    return {
      name,
      space: nb201Space,
      objectives: 1,
      goal: -(Math.max(...values) - 0.2),
      evaluate: (point) => [-(values[rowOf(point)] as number)],
      report: (point) => reported[rowOf(point)] as number,
    };
  });
}

/** Two objectives: a device's latency and CIFAR-10 validation accuracy (floor 70, latency to the 95th percentile). */
export function paretoProblems(devices: readonly string[]): ParetoProblem[] {
  const accuracy = column(accuracies(), 'c10_val12');
  return devices.map((device) => {
    const latency = column(latencies(), device);
    const sorted = [...latency].sort((a, b) => a - b);
    const reference = [sorted[Math.floor(0.95 * sorted.length)] as number, -70];
    return {
      name: `nb201_${device}`,
      space: nb201Space,
      objectives: 2,
      evaluate: (point) => [latency[rowOf(point)] as number, -(accuracy[rowOf(point)] as number)],
      report: (point) => accuracy[rowOf(point)] as number,
      reference,
      most: hypervolume(
        latency.map((ms, i) => [ms, -(accuracy[i] as number)]),
        reference,
      ),
    };
  });
}
