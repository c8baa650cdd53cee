/** Which TensorFlow.js evaluates candidates: whichever trains the model at hand quickest, decided once for a study. */
import { createRequire } from 'node:module';
import path from 'node:path';
import type { BackendName } from './messages';

export type { BackendName } from './messages';

/** To be kept with the study, so that a resumed search goes on with the same. */
export interface BackendDecision {
  readonly name: BackendName;
  /** One line for people. */
  readonly reason: string;
  /** Milliseconds of a training step, of those that were timed. */
  readonly milliseconds: Readonly<Partial<Record<BackendName, number>>>;
}

/** Milliseconds of a step on a backend. @throws with the reason why it cannot be used or timed. */
export type Probe = (name: BackendName) => Promise<number>;

const natives = ['tfjs-node', 'tfjs-node-gpu'] as const;

/** A native backend must need less than this part of the embedded one's time: it leaks, and differs by machine. */
const clearly = 0.8;

/** Those native packages that can be resolved from a directory of the person's. */
export function installedNatives(directory: string): BackendName[] {
  const require = createRequire(path.join(directory, 'package.json'));
  return natives.filter((name) => {
    try {
      return require.resolve(`@tensorflow/${name}/package.json`) !== '';
    } catch {
      return false;
    }
  });
}

/** Times what is there on the model at hand; the embedded one runs unless another is clearly quicker. */
export async function chooseBackend(
  available: readonly BackendName[],
  probe: Probe,
): Promise<BackendDecision> {
  if (available.length === 0) {
    return {
      name: 'embedded',
      reason: 'no native TensorFlow.js is installed in the workspace',
      milliseconds: {},
    };
  }
  const milliseconds: Partial<Record<BackendName, number>> = {};
  const failures: string[] = [];
  for (const name of ['embedded', ...available] as const) {
    try {
      milliseconds[name] = await probe(name);
    } catch (error) {
      failures.push(`${name} cannot be used: ${(error as Error).message}`);
    }
  }
  return { ...decide(milliseconds, failures), milliseconds };
}

function decide(
  milliseconds: Partial<Record<BackendName, number>>,
  failures: readonly string[],
): Pick<BackendDecision, 'name' | 'reason'> {
  const { embedded } = milliseconds;
  const timed = Object.entries(milliseconds) as [BackendName, number][];
  const told = [
    ...timed.map(([name, time]) => `${name} takes ${time.toFixed(1)} ms a step`),
    ...failures,
  ].join('; ');
  if (embedded === undefined) return { name: 'embedded', reason: `the training could not be timed; ${told}` };
  const [quickest, time] = timed.reduce((a, b) => (b[1] < a[1] ? b : a));
  const name = time < clearly * embedded ? quickest : 'embedded';
  return { name, reason: told };
}
