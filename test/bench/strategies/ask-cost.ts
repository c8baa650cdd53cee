import { Random } from '../../../src/space/random';
import type { Domain, SearchSpace } from '../../../src/space/space';
import { createStrategy } from '../../../src/strategy';

const variable = (label: string, domain: Domain) => ({
  label,
  domain,
  default: domain.kind === 'choice' ? 'a' : (domain as { low: number }).low,
  group: label.slice(0, 1),
  activeWhen: [[]],
});

/** Four choices, three whole numbers, three floats on a log scale: as Optuna was measured. */
const space: SearchSpace = {
  variables: [
    ...[0, 1, 2, 3].map((i) =>
      variable(`c${i}`, { kind: 'choice', options: ['a', 'b', 'c', 'd'], ordered: false }),
    ),
    ...[0, 1, 2].map((i) => variable(`i${i}`, { kind: 'int', low: 1, high: 64, step: 1, log: false })),
    ...[0, 1, 2].map((i) => variable(`f${i}`, { kind: 'float', low: 1e-4, high: 1e-1, log: true })),
  ],
};

export interface Cost {
  readonly trials: number;
  readonly median: number;
  readonly mean: number;
}

/** Milliseconds of ask and tell over the last 100 trials at each mark. */
export function askCosts(strategy: string, marks: readonly number[]): Cost[] {
  const search = createStrategy(strategy, { space, objectives: 1, seed: 1, options: {} });
  const random = new Random(1);
  const times: number[] = [];
  const costs: Cost[] = [];
  for (let number = 0; number < Math.max(...marks); number++) {
    const start = performance.now();
    const point = search.ask(number);
    if (point === undefined) break;
    search.begin(number, point);
    const value = [0, 1, 2].reduce((sum, i) => sum + Number(point[`f${i}`]), 0.01 * random.next());
    search.tell({ number, point, state: 'complete', values: [value], constraints: [], curve: [] });
    times.push(performance.now() - start);
    if (!marks.includes(number + 1)) continue;
    const last = times.slice(-100).sort((a, b) => a - b);
    costs.push({
      trials: number + 1,
      median: last[last.length >> 1] as number,
      mean: last.reduce((a, b) => a + b, 0) / last.length,
    });
  }
  return costs;
}
