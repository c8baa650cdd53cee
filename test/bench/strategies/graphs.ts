/** Made-up spaces of graphs and of plain hyperparameters, in the manner of published tables; to be maximised. */
import type { Random } from '../../../src/space/random';
import type { Domain, Variable } from '../../../src/space/space';
import type { Family } from './synthetic';

const own = (label: string, domain: Domain, group = label): Variable => ({
  label,
  domain,
  default: domain.kind === 'subset' ? [0] : domain.kind === 'bool' ? false : 'op0',
  group,
  activeWhen: [[]],
});
const operations: Domain = { kind: 'choice', options: ['op0', 'op1', 'op2'], ordered: false };

/** What a graph of operations is worth: what each adds on the way of the data, and what follows on what. */
function graphWorth(random: Random, kinds: number) {
  const worth = Array.from({ length: kinds }, () => random.normal());
  const follows = worth.map(() => worth.map(() => 0.6 * random.normal()));
  const length = 2 + 3 * random.next();
  return (inputs: readonly (readonly number[])[], kind: readonly number[], last: readonly number[]) => {
    const used = new Set(last);
    for (let node = inputs.length; node > 0; node--) {
      if (used.has(node)) (inputs[node - 1] ?? []).forEach((from) => used.add(from));
    }
    if (!used.has(0)) return NaN; // nothing of the input reaches the output
    const depth = [0];
    let sum = 0;
    inputs.forEach((from, i) => {
      const usable = from.filter((node) => used.has(node) && depth[node] !== undefined);
      if (!used.has(i + 1) || usable.length === 0) return;
      depth[i + 1] = 1 + Math.max(...usable.map((node) => depth[node] as number));
      const own = kind[i] as number;
      sum += (worth[own] as number) / Math.sqrt(1 + i);
      for (const node of usable) {
        if (node > 0) sum += (follows[kind[node - 1] as number]?.[own] as number) / usable.length;
      }
    });
    const deepest = Math.max(...last.flatMap((node) => depth[node] ?? []));
    return sum - 0.4 * (deepest - length) ** 2;
  };
}

/** As NAS-Bench-101: five operations and the upper triangle of a 7 × 7 matrix; more than nine edges, or no way, fail. */
const matrix: Family = {
  noise: 0.1,
  make(random) {
    const worth = graphWorth(random, 3);
    const variables: Variable[] = [];
    for (let to = 1; to < 7; to++) {
      for (let from = 0; from < to; from++)
        variables.push(own(`edge${from}_${to}`, { kind: 'bool' }, 'edge'));
    }
    for (let node = 1; node < 6; node++) variables.push(own(`op_${node}`, operations, 'op'));
    return {
      space: { variables },
      value(x) {
        let at = 0;
        const inputs = [1, 2, 3, 4, 5, 6].map((to) =>
          Array.from({ length: to }, (_, from) => from).filter(() => x[at++] === 1),
        );
        if (inputs.flat().length > 9) return NaN;
        return worth(inputs.slice(0, 5), x.slice(21), inputs[5] ?? []);
      },
    };
  },
};

/** As DARTS: five nodes, each with an operation and one or two of the nodes before it. */
const inputs: Family = {
  noise: 0.1,
  make(random) {
    const worth = graphWorth(random, 3);
    const variables = [1, 2, 3, 4, 5].flatMap((node) => [
      own(`in_${node}`, {
        kind: 'subset',
        texts: Array.from({ length: node }, (_, from) => `x${from}`),
        min: 1,
        max: Math.min(2, node),
      }),
      own(`op_${node}`, operations, 'op'),
    ]);
    return {
      space: { variables },
      value(x) {
        const from = [0, 2, 4, 6, 8].map((i) =>
          [0, 1, 2, 3, 4].filter((bit) => ((x[i] as number) >> bit) % 2),
        );
        const kind = [1, 3, 5, 7, 9].map((i) => x[i] as number);
        const taken = new Set(from.flat());
        return worth(
          from,
          kind,
          [1, 2, 3, 4, 5].filter((node) => !taken.has(node)),
        );
      },
    };
  },
};

const grid = (options: readonly number[]): Domain => ({ kind: 'choice', options, ordered: true });

/** As HPOBench and LCBench: rates on a log scale and sizes as powers of two; a cliff where training diverges. */
const hyperparameters: Family = {
  noise: 0.1,
  make(random) {
    const variables = [
      own('rate', { kind: 'float', low: 1e-5, high: 1, log: true }),
      own('batch', grid([8, 16, 32, 64, 128, 256, 512])),
      own('width', { kind: 'int', low: 16, high: 1024, step: 1, log: true }),
      own('depth', { kind: 'int', low: 1, high: 5, step: 1, log: false }),
      own('decay', { kind: 'float', low: 1e-8, high: 1e-1, log: true }),
      own('momentum', { kind: 'float', low: 0.1, high: 0.99, log: false }),
      own('dropout', { kind: 'float', low: 0, high: 0.8, log: false }),
    ];
    const between = (low: number, high: number) => low + (high - low) * random.next();
    const rate = between(0.35, 0.65);
    const [width, depth, decay, dropout] = [between(0.4, 0.9), between(0.2, 0.8), between(0.3, 0.7), 0.3];
    const [lean, matter] = [between(0.1, 0.3), between(0.3, 2)];
    return {
      space: { variables },
      value([r = 0, b = 0, w = 0, d = 0, l = 0, m = 0, p = 0]) {
        // The step that counts: larger with momentum, smaller with the batch.
        const step = r - rate - lean * (b / 6 - 0.5) + 0.25 * (m - 0.5) + 0.1 * (d / 4 - 0.5);
        const regular = (l - decay) ** 2 + (p - dropout * (0.5 + w)) ** 2;
        const fit = 8 * step ** 2 + 1.5 * (w - width) ** 2 + (d / 4 - depth) ** 2 + matter * regular;
        return -Math.log(0.02 + fit) - (step > 0.2 ? 3 + 5 * step : 0);
      },
    };
  },
};

export const graphs: Readonly<Record<string, Family>> = {
  matrix26: matrix,
  inputs10: inputs,
  hyperparameters7: hyperparameters,
};
