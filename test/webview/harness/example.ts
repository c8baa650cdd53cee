/** A study as a search of a digits classifier leaves it, of any size, the same for the same seed. */
import type {
  Point,
  StudyHeader,
  StudySnapshot,
  Trial,
  TrialDetail,
  Variable,
} from '../../../src/protocol/study';
import { network } from './network';
import { random } from './random';

export interface ExampleOptions {
  readonly trials: number;
  readonly seed?: number;
  readonly objectives?: 1 | 2;
  readonly state?: StudySnapshot['progress']['state'];
  readonly message?: string;
  /** Texts of the person's that try to be markup. */
  readonly hostile?: boolean;
}

const file = '/home/kim/digits/model.ts';
export const hostileText =
  '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>&lt;b&gt;{a|b}\u202e';

const always: Variable['activeWhen'] = [[]];
const pools = ['tf.layers.maxPooling2d({ poolSize: 2 })', 'tf.layers.averagePooling2d({ poolSize: 2 })'];
const blocks = ['plain(x)', 'residual(x)', 'dense(x)'];

const variables: readonly Variable[] = [
  variable('depth', { kind: 'int', low: 1, high: 3, step: 1, log: false }, 2),
  variable('conv2d.filters', { kind: 'choice', options: [8, 16, 32, 64], ordered: true }, 16),
  variable('conv2d.kernelSize', { kind: 'choice', options: [3, 5], ordered: true }, 3),
  variable('act', { kind: 'choice', options: ['relu', 'elu', 'swish'], ordered: false }, 'relu'),
  variable('block', { kind: 'arm', texts: blocks }, 0),
  variable('norm', { kind: 'bool' }, false),
  variable('pool', { kind: 'arm', texts: pools }, 0),
  variable('dense.units', { kind: 'int', low: 32, high: 256, step: 32, log: false }, 128),
  variable('drop', { kind: 'optional' }, true),
  {
    ...variable('dropout.rate', { kind: 'float', low: 0.1, high: 0.5, log: false }, 0.25),
    activeWhen: [[{ label: 'drop', is: 'one of', values: [true] }]],
  },
  variable('adam', { kind: 'float', low: 1e-4, high: 1e-2, log: true }, 1e-3),
];

function variable(label: string, domain: Variable['domain'], written: Variable['default']): Variable {
  return { label, domain, default: written, group: label, activeWhen: always };
}

/** The number that names the objective's best value in all examples stays the same for the same seed. */
export class Example {
  readonly header: StudyHeader;
  private readonly seed: number;

  constructor(readonly options: ExampleOptions) {
    this.seed = options.seed ?? 1;
    const second = { name: 'latency', direction: 'minimize' as const };
    const hostile = options.hostile
      ? [variable(hostileText, { kind: 'choice', options: [hostileText, 'b'], ordered: false }, 'b')]
      : [];
    this.header = {
      study: '/home/kim/digits/.espalier/model.log',
      name: options.hostile ? hostileText : 'model',
      file: options.hostile ? `/home/kim/${hostileText.replaceAll('/', '_')}.ts` : file,
      entry: '/home/kim/digits/train.ts',
      variables: [...variables, ...hostile],
      sites: variables.map(({ label }, i) => ({ label, file, line: 9 + 2 * i, column: 14 })),
      objectives: [
        { name: 'val_accuracy', direction: 'maximize' },
        ...(options.objectives === 2 ? [second] : []),
      ],
      constraints: ['params <= 2000000'],
      bounds: [{ measure: 'params', comparison: '<=', bound: 2_000_000 }],
      count: '442368000',
      strategy: 'regularized-evolution',
      stop: 'asha',
      seed: 1,
      hints: {},
    };
  }

  snapshot(): StudySnapshot {
    const { trials: count, state = 'finished', message } = this.options;
    const trials = Array.from({ length: count }, (_, i) => this.trial(i));
    if (state === 'running' || state === 'pausing') {
      for (const i of [count - 2, count - 1]) {
        if (i > 0) trials[i] = this.begun(i);
      }
    }
    const done = trials.filter((trial) => trial.state !== 'running').length;
    return {
      header: this.header,
      trials,
      progress: {
        state,
        ...(message !== undefined && { message }),
        done,
        trials: state === 'finished' ? count : Math.max(200, count),
        elapsed: count * 7.3,
        ...(state === 'running' && { remaining: 1234 }),
        workers: 2,
        backend: 'embedded TensorFlow.js 4.22 on WASM (2.1× as fast as tfjs-node on a step of this model)',
        strategy: 'regularized evolution, population 50, tournament 10',
        best: [],
      },
    };
  }

  begun(number: number): Trial {
    const { params } = this.trial(number);
    return {
      number,
      state: 'running',
      params,
      values: {},
      measures: {},
      started: this.started(number),
      worker: number % 2,
    };
  }

  trial(number: number): Trial {
    const draw = random(this.seed * 1_000_003 + number);
    const params = number === 0 ? this.written() : this.draw(draw);
    const graph = network(params);
    const state = number === 0 ? 'complete' : this.stateOf(draw(), graph.params);
    const curve = this.curve(number, state);
    const last = curve.at(-1)?.measures ?? {};
    const latency = Number((0.3 + (graph.flops ?? 0) / 4e6 + draw() * 0.2).toFixed(3));
    const failed = state === 'failed' || state === 'infeasible';
    const values = failed
      ? {}
      : { val_accuracy: last.val_accuracy ?? 0, ...(this.options.objectives === 2 && { latency }) };
    return {
      number,
      state,
      params,
      values,
      measures: {
        ...(failed ? {} : last),
        params: graph.params,
        flops: graph.flops ?? 0,
        ...(failed ? {} : { latency }),
      },
      seconds: Number((2 + draw() * 6 + (graph.flops ?? 0) / 2e6).toFixed(2)),
      started: this.started(number),
      worker: number % 2,
      epochs: curve.length,
      graph: `graph-${number}`,
      backend: 'wasm',
      ...(state === 'failed' && { error: this.error(draw()) }),
    };
  }

  detail(number: number): TrialDetail {
    const trial = this.trial(number);
    const steps = this.curve(number, trial.state);
    return { trial, graph: network(trial.params), curve: { steps } };
  }

  /** The epochs of a trial: accuracy rises towards what its values are worth. */
  curve(number: number, state: Trial['state']): { step: number; measures: Record<string, number> }[] {
    if (state === 'failed' || state === 'infeasible') return [];
    const draw = random(this.seed * 7_919 + number);
    const params = number === 0 ? this.written() : this.draw(random(this.seed * 1_000_003 + number));
    const worth = this.worth(params) + (draw() - 0.5) * 0.006;
    const epochs = state === 'pruned' ? 2 : 8;
    return Array.from({ length: epochs }, (_, i) => {
      const share = 1 - Math.exp(-(i + 1) / 1.6);
      const accuracy = 0.1 + (worth - 0.1) * share + (draw() - 0.5) * 0.008;
      const training = Math.min(0.999, accuracy + 0.01 * (i + 1) * 0.3);
      const measures = {
        loss: -Math.log(training) * 2.2,
        accuracy: training,
        val_loss: -Math.log(Math.min(0.999, accuracy)) * 2.4,
        val_accuracy: Math.min(0.999, accuracy),
      };
      return { step: i + 1, measures };
    });
  }

  private worth(point: Point): number {
    const log = Math.log10(Number(point.adam));
    let worth = 0.965 - 0.02 * (log + 2.9) ** 2;
    worth += 0.008 * Math.log2(Number(point['conv2d.filters']) / 16);
    worth += 0.004 * Number(point.depth) - (point['conv2d.kernelSize'] === 5 ? -0.003 : 0);
    worth += point.norm === true ? 0.006 : 0;
    worth -= point.act === 'elu' ? 0.004 : 0;
    return Math.min(0.994, worth);
  }

  private written(): Point {
    return Object.fromEntries(this.header.variables.map(({ label, default: value }) => [label, value]));
  }

  private draw(draw: () => number): Point {
    const point: Record<string, Point[string]> = {};
    for (const { label, domain } of this.header.variables) {
      const r = draw();
      if (label === 'dropout.rate' && point.drop !== true) continue;
      if (domain.kind === 'choice') point[label] = domain.options[Math.floor(r * domain.options.length)]!;
      else if (domain.kind === 'arm') point[label] = Math.floor(r * domain.texts.length);
      else if (domain.kind === 'int')
        point[label] =
          domain.low + domain.step * Math.floor((r * (domain.high - domain.low + domain.step)) / domain.step);
      else if (domain.kind === 'float')
        point[label] = domain.log
          ? domain.low * (domain.high / domain.low) ** r
          : domain.low + r * (domain.high - domain.low);
      else point[label] = r < 0.5;
    }
    return point;
  }

  private stateOf(r: number, params: number): Trial['state'] {
    if (params > 2_000_000) return 'infeasible';
    return r < 0.04 ? 'failed' : r < 0.17 ? 'pruned' : 'complete';
  }

  private error(r: number): NonNullable<Trial['error']> {
    if (this.options.hostile) return { message: hostileText, file, line: 3, stack: hostileText };
    if (r < 0.5) {
      return {
        message: 'The loss became NaN in epoch 2; a smaller learning rate may help.',
        file: '/home/kim/digits/train.ts',
        line: 18,
      };
    }
    return {
      message: 'Negative dimension size caused by pooling: input 1×1, pool 2×2.',
      file,
      line: 22,
      stack: `Error: Negative dimension size caused by pooling: input 1×1, pool 2×2.\n    at buildModel (${file}:22:24)\n    at main (/home/kim/digits/train.ts:11:17)`,
    };
  }

  private started(number: number): string {
    return new Date(Date.UTC(2026, 0, 12, 9, 0, 0) + Math.floor(number / 2) * 7300).toISOString();
  }
}
