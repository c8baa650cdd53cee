/**
 * One candidate in this very process, for a debugger: no limits, no second process, what it prints goes where it does.
 * The process is spent afterwards.
 */
import type { CandidateRequest, Outcome } from '../interface';
import type { BackendName, EvaluatorFunctions, SearchFunctions } from '../messages';
import type { BirpcReturn } from 'birpc';
import { loadBundle, bundlePath } from './bundles';
import { Evaluation } from './evaluation';
import { giveUp } from './event-loop';
import type { TensorFlowBundle } from './tensorflow-interface';
import type { Watchdog } from './watchdog-control';

/** What still runs of a decided candidate may go on for so long, milliseconds. */
const grace = 500;

const nobody: Watchdog = {
  arm: () => undefined,
  decided: () => void setTimeout(giveUp, grace).unref(),
  disarm: () => false,
};

/** Never rejects for what the candidate does. The program's code runs as it does in an evaluator process. */
export async function evaluateHere(request: CandidateRequest, backend: BackendName): Promise<Outcome> {
  const { program, ...rest } = request;
  const { entry, directory, model, data, files } = program;
  const listener: Partial<SearchFunctions> = {
    graph: () => undefined,
    log: () => undefined,
    report: async () => 'continue',
  };
  const names = files.map(({ file }) => file);
  const message = { ...rest, run: 0, entry, directory, model, data, names, changed: files, probe: false };
  const settings = { backend, directory, wasmDirectory: bundlePath('.') };
  const evaluation = new Evaluation(
    message,
    listener as BirpcReturn<SearchFunctions, EvaluatorFunctions>,
    nobody,
    () => (loadBundle('tensorflow.js') as TensorFlowBundle).loadTensorFlow(settings),
  );
  return (await evaluation.result()).outcome;
}
