/** One row of the table: a model on every contestant, in turns, so that a busy moment of the machine meets all alike. */
import path from 'node:path';
import type { ModelName } from './models';
import { lineOf, messageOf, pinned } from './pinned';
import type { BackendKind, Timing } from './step';

export type Contestant = { readonly title: string } & (
  | { readonly kind: BackendKind; readonly node: string; readonly directory?: string }
  | { readonly kind: 'keras'; readonly python: string }
);

/** The least of all rounds for each contestant, and the best peak that any of the engine's processes saw. */
export async function timeModel(
  name: ModelName,
  contestants: readonly Contestant[],
  rounds: number,
  core: number,
): Promise<{ cells: Timing[]; peak: number }> {
  const cells: Timing[] = contestants.map(() => ({ note: '' }));
  let peak = 0;
  for (let round = 0; round < rounds; round++) {
    for (const [i, contestant] of contestants.entries()) {
      const former = cells[i] as Timing;
      // What cannot train will not in a second round either.
      if (round > 0 && former.milliseconds === undefined) continue;
      const timing = await timeOn(name, contestant, core).catch((error: Error): Timing => ({
        note: error.message,
      }));
      peak = Math.max(peak, timing.peak ?? 0);
      const isBetter = (timing.milliseconds ?? Infinity) < (former.milliseconds ?? Infinity);
      if (round === 0 || isBetter) cells[i] = timing;
    }
  }
  return { cells, peak };
}

function timeOn(name: ModelName, contestant: Contestant, core: number): Promise<Timing> {
  if (contestant.kind === 'keras') {
    const script = path.join(__dirname, 'peers', 'keras_models.py');
    return lineOf<Timing>(pinned(core, contestant.python, [script, name]));
  }
  const { node, kind, directory = '.' } = contestant;
  const script = path.join(__dirname, 'step.ts');
  return messageOf<Timing>(pinned(core, node, ['--import=tsx', script, name, kind, directory], true));
}
