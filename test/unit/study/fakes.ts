/** Small stand-ins for what the study works with: a strategy, an evaluator, settings. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { CandidateEvents, CandidateRequest, Evaluator, Outcome } from '../../../src/evaluate/interface';
import type { StudyUpdate } from '../../../src/protocol/study';
import type { Point, Variable } from '../../../src/space/space';
import type { Observation, Strategy } from '../../../src/strategy/strategy';
import { Search, type SearchParts } from '../../../src/study/loop';
import { Study } from '../../../src/study/study';
import type { StudySettings } from '../../../src/study/settings';

export const variables: readonly Variable[] = [
  variable('units', { kind: 'choice', options: [8, 16, 32], ordered: true }, 16),
  variable('depth', { kind: 'int', low: 1, high: 4, step: 1, log: false }, 2),
  variable('lr', { kind: 'float', low: 1e-4, high: 1e-1, log: true }, 1e-3),
];

export const asWritten: Point = { units: 16, depth: 2, lr: 1e-3 };

function variable(label: string, domain: Variable['domain'], value: Variable['default']): Variable {
  return { label, domain, default: value, group: label, activeWhen: [[]] };
}

export function settings(changes: Partial<StudySettings> = {}): StudySettings {
  return {
    name: 'model.js',
    file: '/project/model.js',
    entry: '/project/model.js',
    root: '/project',
    variables,
    sites: [],
    count: '∞',
    hints: { '/project/model.js': 'abc' },
    objectives: [{ name: 'score', direction: 'maximize' }],
    objectivesKnown: true,
    constraints: [],
    strategy: { name: 'random', options: {} },
    seed: 7,
    budget: { trials: 12 },
    workers: 1,
    limits: { seconds: 60, megabytes: 1024 },
    backend: 'auto',
    versions: {},
    ...changes,
  };
}

/** A pseudo-random number in [0, 1) of a few integers. */
export function noise(...parts: number[]): number {
  let x = 0x9e3779b9;
  for (const part of parts) x = Math.imul(x ^ part, 0x85ebca6b) ^ (x >>> 13);
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
}

/** Random points; keeps everything that it was told. */
export class RandomPoints implements Strategy {
  readonly name = 'random';
  readonly description = 'random points';
  readonly events: string[] = [];
  readonly observations: Observation[] = [];

  constructor(
    private readonly seed = 7,
    private readonly limit = Infinity,
  ) {}

  ask(number: number): Point | undefined {
    if (number >= this.limit) return undefined;
    // What was told shifts the next point: a replay that forgets something gives other trials.
    const told = this.observations.length;
    return {
      units: [8, 16, 32][Math.floor(noise(this.seed, number, 1, told) * 3)] ?? 8,
      depth: 1 + Math.floor(noise(this.seed, number, 2, told) * 4),
      lr: 10 ** (-4 + 3 * noise(this.seed, number, 3, told)),
    };
  }

  begin(number: number): void {
    this.events.push(`begin ${number}`);
  }

  tell(observation: Observation): void {
    this.events.push(`tell ${observation.number}`);
    this.observations.push(observation);
  }
}

export type Answer = Partial<Outcome> & Pick<Outcome, 'state'>;

/** Answers each candidate by a function; says how many ran. */
export class FakeEvaluator implements Evaluator {
  ran = 0;
  atOnce = 0;
  most = 0;

  constructor(
    private readonly answer: (
      request: CandidateRequest,
      events: CandidateEvents,
      signal: AbortSignal,
    ) => Answer | Promise<Answer>,
  ) {}

  async evaluate(request: CandidateRequest, events: CandidateEvents, signal: AbortSignal): Promise<Outcome> {
    this.ran++;
    this.most = Math.max(this.most, ++this.atOnce);
    try {
      signal.throwIfAborted();
      const answer = await this.answer(request, events, signal);
      return {
        measures: {},
        evaluated: Object.keys(request.point).sort(),
        curve: [],
        seconds: 0.01,
        epochs: 1,
        backend: 'none',
        ...answer,
      } as Outcome;
    } finally {
      this.atOnce--;
    }
  }

  async dispose(): Promise<void> {}
}

/** The score of a point: a function of it alone. */
export const score = ({ units, depth, lr }: Point) =>
  Number(units) / 32 + Number(depth) / 8 - Math.abs(Math.log10(Number(lr)) + 2.5) / 4;

export const scoring = () =>
  new FakeEvaluator(({ point }) => ({ state: 'complete', measures: { score: score(point) } }));

export function temporaryFolder(): { path: string; remove(): void } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'espalier-study-'));
  return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A search on a study, with everything that it says. */
export function searchOn(study: Study, parts: Partial<SearchParts> = {}) {
  const updates: StudyUpdate[] = [];
  const strategy = new RandomPoints();
  const search = new Search(
    {
      study,
      strategy,
      evaluator: scoring(),
      asWritten,
      metrics: [],
      program: () => ({ entry: '/project/model.js', files: [], directory: '/project' }),
      ...parts,
    },
    { update: (update) => updates.push(update), log: () => undefined },
  );
  return { search, updates, strategy };
}
