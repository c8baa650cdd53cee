/** The evaluator process: runs one candidate after the other, as the search process asks. */
import { createBirpc } from 'birpc';
import type { EvaluatorFunctions, EvaluatorStart, SearchFunctions } from '../messages';
import { bundlePath, loadBundle } from './bundles';
import { onConverted } from './disk';
import { Evaluation } from './evaluation';
import { startWatchdog } from './watchdog-control';
import type { TensorFlow, TensorFlowBundle } from './tensorflow-interface';

// Errors inside TensorFlow.js are many frames away from the person's line.
Error.stackTraceLimit = 100;

const settings = JSON.parse(process.argv[2]!) as EvaluatorStart;
const send = process.send!.bind(process);
let listen: ((data: unknown) => void) | undefined;
process.on('message', (data) => listen?.(data));
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('SIGINT', () => undefined);

let tensorflow: Promise<TensorFlow> | undefined;

/** TensorFlow.js is a bundle beside this one; a program that does not import it never pays for it. */
function loadTensorFlow(): Promise<TensorFlow> {
  tensorflow ??= (loadBundle('tensorflow.js') as TensorFlowBundle).loadTensorFlow(settings);
  return tensorflow;
}

const watchdog = startWatchdog(bundlePath('watchdog.js'), settings.parent);

let current: Evaluation | undefined;
const functions: EvaluatorFunctions = {
  run(message) {
    current = new Evaluation(message, search, watchdog, loadTensorFlow);
    return current.result();
  },
  cancel(run) {
    if (current?.run === run) current.cancel();
  },
};

const search = createBirpc<SearchFunctions, EvaluatorFunctions>(functions, {
  // Sending to a search process that is gone is not an error: `disconnect` follows.
  post: (data) => void send(data, undefined, {}, () => undefined),
  on: (receive) => void (listen = receive),
  eventNames: ['graph', 'log', 'converted'],
  timeout: -1,
});

onConverted((file) => void search.converted(file));
