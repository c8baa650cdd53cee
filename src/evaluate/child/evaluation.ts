/** One candidate in this process, from the message to the result. */
import type { BirpcReturn } from 'birpc';
import type { RunnableFile } from '../../hints/language';
import type { EvaluatorFunctions, RunMessage, RunResult, SearchFunctions } from '../messages';
import { firstOwnFrame, parseStack } from '../source-map';
import { idle, keepAlive } from './event-loop';
import { Loader } from './loader';
import { Loads } from './loads';
import { Output } from './output';
import { redirectTensorFlow } from './packages';
import { guardProcess } from './process-guard';
import { seededRandom } from './random';
import type { TensorFlow, TrialContext } from './tensorflow-interface';
import { Trial, reason, type Place } from './trial';
import type { Watchdog } from './watchdog-control';
import { usesTensorFlow } from './uses-tensorflow';

/** Files that the process was sent, by path. */
const files = new Map<string, RunnableFile>();
let tensorflow: TensorFlow | undefined;
/** What packages that import TensorFlow.js ask; the evaluation that runs answers. */
let provideTensorFlow: ((specifier: string) => unknown) | undefined;
redirectTensorFlow(() => provideTensorFlow);

/** Thrown by an import of TensorFlow.js that could not be foreseen: it is loaded, and the program runs anew. */
class TensorFlowNeeded extends Error {}

export class Evaluation {
  private readonly trial: Trial;
  private readonly output: Output;
  private readonly program: ReadonlyMap<string, RunnableFile>;
  private readonly context: TrialContext;
  private entryPending = false;
  private isTensorFlowNeeded = false;

  constructor(
    private readonly message: RunMessage,
    search: BirpcReturn<SearchFunctions, EvaluatorFunctions>,
    private readonly watchdog: Watchdog,
    private readonly loadTensorFlow: () => Promise<TensorFlow>,
  ) {
    for (const file of message.changed) files.set(file.file, file);
    this.program = new Map(message.names.map((name) => [name, files.get(name)!]));
    const { run } = message;
    this.output = new Output((lines) => void search.log(run, lines));
    this.trial = new Trial(
      run,
      {
        graph: (graph) => void search.graph(run, graph),
        report: (step, measures) => keepAlive(search.report(run, step, measures)),
      },
      () => this.onDecided(),
    );
    this.context = {
      trial: this.trial,
      message,
      callSite: () => this.callSite(),
      ownFrame: () => this.ownFrame(),
      say: (line) => this.output.line(line),
      hold: keepAlive,
    };
  }

  get run(): number {
    return this.message.run;
  }

  cancel(): void {
    this.trial.decide({ state: 'pruned' });
  }

  async result(): Promise<RunResult> {
    const { trial } = this;
    const restore = this.begin();
    try {
      await this.attempt();
      if (this.isTensorFlowNeeded && !trial.over) await this.attempt();
    } catch (error) {
      trial.fail(error);
    } finally {
      restore();
    }
    const timedOut = this.watchdog.disarm();
    const step = tensorflow?.step;
    tensorflow?.end();
    return {
      outcome: trial.outcome(),
      resident: process.memoryUsage.rss(),
      reusable: !timedOut,
      ...(step !== undefined && { step }),
    };
  }

  /** Puts the trial's surroundings in place; the returned function removes them. */
  private begin(): () => void {
    const { trial, message } = this;
    const release = this.output.capture();
    const random = Math.random;
    const fail = (error: unknown): void => trial.fail(error);
    process.on('uncaughtException', fail);
    process.on('unhandledRejection', fail);
    this.watchdog.arm(message.run, message.limits, () => this.timeOut());
    return () => {
      process.off('uncaughtException', fail);
      process.off('unhandledRejection', fail);
      Math.random = random;
      provideTensorFlow = undefined;
      release();
    };
  }

  private async attempt(): Promise<void> {
    const { trial, message, program } = this;
    const { entry, directory } = message;
    if (!tensorflow && (this.isTensorFlowNeeded || message.probe || usesTensorFlow(entry, program))) {
      tensorflow = await this.loadTensorFlow();
    }
    this.isTensorFlowNeeded = false;
    const loads = new Loads(trial, directory, () => tensorflow?.tensors);
    const loader = new Loader(program, {
      reporter: (file) => ({ ...trial.reporter(file), ...loads.reporter(file) }),
      tensorflow: (specifier) => this.tensorflowExports(specifier),
      blame: (error, place) => trial.blame(error, place),
    });
    provideTensorFlow = (specifier) => this.tensorflowExports(specifier);
    trial.own = loader.own;
    trial.loadedFiles = () => loader.loaded;
    Math.random = seededRandom(message.seed);
    tensorflow?.begin(this.context);
    const restore = guardProcess(trial, entry, directory, () => this.callSite());
    try {
      let exports: unknown;
      await this.settled(
        loader.run(entry).then((result) => {
          exports = result;
        }),
      );
      if (this.isTensorFlowNeeded) return;
      if (tensorflow && trial.backend !== 'none' && !trial.over && !trial.hasResult && !this.entryPending) {
        await this.settled(tensorflow.train(exports, this.context).then(() => undefined));
      }
      tensorflow?.finish(this.context);
      trial.end(this.entryPending);
    } finally {
      restore();
    }
  }

  /** Runs until the event loop is empty: the promise, and all that the program leaves to be done. */
  private async settled(promise: Promise<void>): Promise<void> {
    this.entryPending = true;
    promise.then(
      () => (this.entryPending = false),
      (error: unknown) => {
        this.entryPending = false;
        if (!this.isTensorFlowNeeded) this.trial.fail(error);
      },
    );
    await idle();
  }

  private tensorflowExports(specifier: string): unknown {
    if (tensorflow) {
      this.trial.backend = tensorflow.description;
      return tensorflow.exports(specifier);
    }
    this.isTensorFlowNeeded = true;
    throw new TensorFlowNeeded('TensorFlow.js is loaded first');
  }

  private ownFrame(): Place | undefined {
    return firstOwnFrame(parseStack(new Error().stack ?? ''), this.trial.own);
  }

  private callSite(): Place | undefined {
    return this.ownFrame() ?? this.trial.words.place;
  }

  /** What still runs of a decided trial gets a moment to end; the search process ends it otherwise. */
  private onDecided(): void {
    this.watchdog.decided();
  }

  private timeOut(): void {
    const { trial } = this;
    const waiting = trial.waiting;
    const lines = [...new Set(waiting.map(({ line }) => line))];
    const where = lines.length > 0 ? `: line ${lines.join(', ')} was still awaited` : '';
    const limit = `The time limit of ${this.message.limits.seconds} s was reached${where}`;
    trial.fail(reason(limit), waiting[0] ?? trial.words.place);
  }
}
