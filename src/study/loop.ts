/**
 * The search: ask → begin → evaluate → tell, with as many workers as wanted, until the budget is used up, the space
 * is exhausted, somebody stops it or it cannot go on. What it does is told as a stream of updates.
 */
import type { Evaluator, Outcome, Program } from '../evaluate/interface';
import type {
  Progress,
  SearchChange,
  SearchState,
  StudyHeader,
  StudySnapshot,
  StudyUpdate,
  TrialMark,
} from '../protocol/study';
import { repairPoint } from '../space/points';
import type { Point } from '../space/space';
import type { StoppingRule, Strategy } from '../strategy/strategy';
import { BestTrials } from './best';
import { changedSettings } from './change';
import { requestOf, runCandidate, trialSeed } from './candidate-run';
import { conclude } from './conclude';
import { messageOf, UserError } from './errors';
import { FirstFailures } from './first-failures';
import { observationOf, resolveObjective } from './objectives';
import type { Marks } from './marks';
import { remainingSeconds } from './remaining';
import { SameCandidates } from './same';
import { describeBackend, headerOf, type ChosenBackend } from './settings';
import { Stopwatch } from './stopwatch';
import { Updates } from './updates';
import type { Study } from './study';
import type { ObjectiveStep } from './trial-records';
import type { Curve, Measures, Trial, TrialDetail } from './trial';

export interface SearchParts {
  readonly study: Study;
  readonly strategy: Strategy;
  readonly stopping?: StoppingRule;
  readonly evaluator: Evaluator;
  /** The code as written: always trial 0. */
  readonly asWritten: Point;
  /** Labels of the metric hints. */
  readonly metrics: readonly string[];
  program(point: Point): Program;
}

export interface SearchEvents {
  update(update: StudyUpdate): void;
  log(trial: number | undefined, line: string): void;
}

interface Candidate {
  readonly number: number;
  readonly point: Point;
  /** It ran before in a process that died: the strategy knows of it. */
  readonly again: boolean;
}

/** A trial that was given up and runs (again) on resume. */
export function waitingTrial(number: number, params: Point): Trial {
  return { number, state: 'waiting', params, values: {}, measures: {} };
}

/** Why a search ends. */
class End {
  constructor(
    readonly state: 'idle' | 'finished' | 'failed',
    readonly message: string,
  ) {}
}

export class Search {
  private state: SearchState = 'starting';
  private ending: End | undefined;
  private readonly abort = new AbortController();
  private readonly running = new Map<number, Trial>();
  private readonly queue: Candidate[] = [];
  /** Numbers of the workers that work. */
  private readonly working = new Set<number>();
  /** What the end of the search waits for. */
  private readonly jobs = new Set<Promise<unknown>>();
  private next = 0;
  private resumed: (() => void)[] = [];
  private finished: Promise<void> | undefined;
  private deadline: NodeJS.Timeout | undefined;

  private best: BestTrials;
  private readonly same = new SameCandidates();
  private readonly failures = new FirstFailures();
  private readonly updates: Updates;
  private readonly watch: Stopwatch;
  private readonly durations: number[] = [];

  constructor(
    private readonly parts: SearchParts,
    private readonly events: SearchEvents,
  ) {
    const { study } = parts;
    this.best = new BestTrials(study.settings.objectives);
    this.updates = new Updates(
      (update) => events.update(update),
      () => this.progress(),
    );
    const before = [...study.trials.values()].reduce((sum, { trial }) => sum + (trial.seconds ?? 0), 0);
    this.watch = new Stopwatch(before / study.settings.workers);
    this.replay();
  }

  /** Runs until the search ends, however. Never rejects: the progress says how it ended. */
  run(): Promise<void> {
    this.finished ??= this.runAll();
    return this.finished;
  }

  /** Running trials end first. */
  pause(): void {
    if (this.state !== 'running') return;
    this.become('pausing');
    this.settlePause();
  }

  resume(): void {
    if (this.state !== 'pausing' && this.state !== 'paused') return;
    this.watch.start();
    this.become('running');
    this.wake();
  }

  /** Another budget, other workers. A worker that is one too many ends with its candidate. */
  async configure(change: SearchChange): Promise<void> {
    this.assertGoesOn();
    const { study, evaluator } = this.parts;
    const { budget, workers } = changedSettings(study.settings, change);
    const written = study.amend(budget, workers);
    evaluator.resize?.(workers);
    this.armDeadline();
    this.hire();
    this.wake();
    this.updates.soon();
    await written;
  }

  /**
   * Queues a candidate of a person's, made a point of the space. It is kept at once, as one that is still to run.
   * Resolves with its number.
   */
  async enqueue(point: Point): Promise<number> {
    this.assertGoesOn();
    const number = this.next++;
    const arrival = this.arrive(number, repairPoint(this.parts.study.settings, point));
    this.track(arrival);
    await arrival;
    return number;
  }

  private async arrive(number: number, point: Point): Promise<void> {
    const { study, strategy } = this.parts;
    const seed = trialSeed(study.settings.seed, number);
    strategy.begin(number, point);
    await study.begin({ number, point, seed, worker: 0, started: new Date() });
    await study.giveUp(number);
    this.queue.push({ number, point, again: true });
    this.updates.trial(waitingTrial(number, point));
    this.hire();
  }

  private assertGoesOn(): void {
    if (this.ending) throw new UserError('The search has ended. Continue it first.');
  }

  /** Running trials are given up. Resolves when nothing runs and everything is written. */
  async stop(message = 'Stopped'): Promise<void> {
    this.end(new End('idle', message));
    await this.finished;
  }

  /** The search cannot go on, for a reason from outside. */
  async fail(message: string): Promise<void> {
    this.end(new End('failed', message));
    await this.finished;
  }

  /** The evaluator decided which TensorFlow.js runs: kept with the study. */
  async backendChosen(backend: ChosenBackend): Promise<void> {
    try {
      await this.parts.study.setBackend(backend);
      this.updates.soon();
    } catch (error) {
      this.end(new End('failed', messageOf(error)));
    }
  }

  snapshot(): StudySnapshot {
    const ended = [...this.parts.study.trials.values()].map(({ trial }) => trial);
    const waiting = this.queue.map(({ number, point }) => waitingTrial(number, point));
    const trials = [...ended, ...this.running.values(), ...waiting].sort((a, b) => a.number - b.number);
    return { header: this.header(), progress: this.progress(), trials };
  }

  async detail(number: number): Promise<TrialDetail | undefined> {
    const running = this.running.get(number);
    return running ? { trial: running, curve: { steps: [] } } : this.parts.study.detail(number);
  }

  /** Nothing runs any more, however it ended. */
  get isOver(): boolean {
    return this.ending !== undefined;
  }

  marks(): Marks {
    return this.parts.study.marks;
  }

  /** Keeps a mark, also when the search is over and its journal is closed. */
  async mark(number: number, mark: TrialMark): Promise<void> {
    await this.parts.study.mark(number, mark);
  }

  /** The first objective by step. */
  steps(number: number): readonly ObjectiveStep[] {
    const { trials } = this.parts.study;
    const known = trials.get(number);
    return known?.trial.sameAs === undefined
      ? (known?.steps ?? [])
      : (trials.get(known.trial.sameAs)?.steps ?? []);
  }

  private header(): StudyHeader {
    return headerOf(this.parts.study.file, this.parts.study.settings);
  }

  private progress(): Progress {
    const { study, strategy } = this.parts;
    const { budget, workers, chosenBackend } = study.settings;
    const remaining = this.ending
      ? undefined
      : remainingSeconds(budget, study.trials.size, this.watch.seconds, this.durations, workers);
    return {
      state: this.state,
      ...(this.ending ? { message: this.ending.message } : {}),
      done: study.trials.size,
      ...(budget.trials === undefined ? {} : { trials: budget.trials }),
      ...(budget.time === undefined ? {} : { time: budget.time }),
      elapsed: this.watch.seconds,
      ...(remaining === undefined ? {} : { remaining }),
      workers,
      ...(chosenBackend ? { backend: describeBackend(chosenBackend) } : {}),
      strategy: strategy.description,
      best: this.best.numbers,
    };
  }

  /** Brings strategy, rule and memory to where the journal ends. */
  private replay(): void {
    const { study, strategy } = this.parts;
    for (const event of study.history) {
      this.next = Math.max(this.next, event.number + 1);
      if (event.kind === 'begun') strategy.begin(event.number, event.point);
      else this.replayEnd(event.number);
    }
    this.queue.push(...study.unfinished.map((candidate) => ({ ...candidate, again: true })));
  }

  private replayEnd(number: number): void {
    const known = this.parts.study.trials.get(number);
    if (!known) return;
    const { stopping } = this.parts;
    const sign = this.parts.study.settings.objectives[0]?.direction === 'minimize' ? 1 : -1;
    for (const { step, value } of known.steps) stopping?.report(number, step, [sign * value]);
    this.ended(known.trial);
  }

  private async runAll(): Promise<void> {
    if (!this.ending) {
      this.become('running');
      this.watch.start();
      this.armDeadline();
      this.hire();
      while (this.jobs.size > 0) await Promise.all(this.jobs);
      clearTimeout(this.deadline);
      this.watch.stop();
    }
    await this.parts.study.close().catch((error: unknown) => this.end(new End('failed', messageOf(error))));
    this.ending ??= new End('finished', `All ${this.parts.study.trials.size} trials are done.`);
    this.state = this.ending.state;
    this.updates.flush();
  }

  /** Starts the workers that are wanted and do not work. */
  private hire(): void {
    for (let worker = 0; worker < this.parts.study.settings.workers; worker++) {
      if (this.working.has(worker) || this.ending) continue;
      this.working.add(worker);
      this.track(this.work(worker).finally(() => this.working.delete(worker)));
    }
  }

  /** Its failure is told elsewhere. */
  private track(job: Promise<unknown>): void {
    const quiet = job.catch(() => undefined).finally(() => this.jobs.delete(quiet));
    this.jobs.add(quiet);
  }

  private async work(worker: number): Promise<void> {
    try {
      for (let c = await this.take(worker); c; c = await this.take(worker)) await this.runTrial(c, worker);
    } catch (error) {
      // The journal cannot be written, or a part is broken: what is finished stays.
      this.end(new End('failed', messageOf(error)));
    }
  }

  /** The next candidate; undefined when the search ends, or the worker is one too many. */
  private async take(worker: number): Promise<Candidate | undefined> {
    const surplus = () => worker >= this.parts.study.settings.workers;
    while ((this.state === 'pausing' || this.state === 'paused') && !surplus()) {
      this.settlePause();
      await new Promise<void>((resolve) => this.resumed.push(resolve));
    }
    if (this.ending || surplus()) return undefined;
    const again = this.queue.shift();
    if (again) return again;
    const { study, strategy, asWritten } = this.parts;
    const { trials } = study.settings.budget;
    if (trials !== undefined && this.next >= trials) return undefined;
    const point = this.next === 0 ? asWritten : strategy.ask(this.next);
    if (!point) {
      this.exhausted();
      return undefined;
    }
    const number = this.next++;
    strategy.begin(number, point);
    return { number, point, again: false };
  }

  private async runTrial({ number, point }: Candidate, worker: number): Promise<void> {
    const { study } = this.parts;
    const started = new Date();
    const seed = trialSeed(study.settings.seed, number);
    const running: Trial = {
      number,
      state: 'running',
      params: point,
      values: {},
      measures: {},
      started: started.toISOString(),
      seed,
      worker,
    };
    this.running.set(number, running);
    this.updates.trial(running);
    try {
      await study.begin({ number, point, seed, worker, started });
      const ended = await this.evaluate(running);
      if (ended) await this.finish(ended.trial, ended.curve);
      else {
        this.running.delete(number);
        this.updates.trial({ ...running, state: 'waiting' });
        this.queue.push({ number, point, again: true });
        await study.giveUp(number);
      }
    } finally {
      this.running.delete(number);
      this.settlePause();
    }
  }

  /** Undefined when the trial was given up. */
  private async evaluate(running: Trial): Promise<{ trial: Trial; curve?: string } | undefined> {
    const known = this.same.ofPoint(running.params);
    if (known !== undefined) return this.shared(running, known);
    const { study, program } = this.parts;
    const request = requestOf(running, program(running.params), study.file, study.settings);
    try {
      const end = await runCandidate(request, this.contextOf(running), this.abort.signal);
      return end.kind === 'same' ? this.shared(running, end.as) : await this.concluded(running, end.outcome);
    } catch (error) {
      if (this.abort.signal.aborted) return undefined;
      throw error;
    }
  }

  private contextOf(running: Trial): Parameters<typeof runCandidate>[1] {
    const { study, evaluator, stopping } = this.parts;
    return {
      evaluator,
      stopping,
      objectives: () => study.settings.objectives,
      reported: (measures) => this.learnObjective(measures, []),
      step: async (step) => {
        this.updates.step(step);
        const value = step.measures[study.settings.objectives[0]?.name ?? ''];
        if (value !== undefined) await study.step(step.number, { step: step.step, value });
      },
      log: (trial, line) => this.events.log(trial, line),
      sameGraph: (graph) => this.same.ofGraph(running.params, graph.key),
    };
  }

  private async concluded(running: Trial, outcome: Outcome): Promise<{ trial: Trial; curve?: string }> {
    const { study, metrics } = this.parts;
    if (outcome.state === 'complete') await this.learnObjective(outcome.measures, metrics);
    const trial = conclude(running, outcome, study.settings);
    if (outcome.graph) await study.store.putGraph(outcome.graph);
    const curve: Curve = { steps: outcome.curve };
    return { trial, ...(curve.steps.length > 0 ? { curve: await study.store.putCurve(curve) } : {}) };
  }

  /** A trial that is the same candidate as an earlier one has its result. */
  private shared(running: Trial, as: number): { trial: Trial; curve?: string } {
    const known = this.parts.study.trials.get(as);
    if (!known) throw new Error(`Trial ${as} is not known.`);
    const { state, values, measures, epochs, graph, evaluated, backend } = known.trial;
    const trial: Trial = {
      ...running,
      state,
      values,
      measures,
      seconds: 0,
      sameAs: as,
      ...(epochs === undefined ? {} : { epochs }),
      ...(graph === undefined ? {} : { graph }),
      ...(evaluated ? { evaluated: evaluated.filter((label) => label in running.params) } : {}),
      ...(backend === undefined ? {} : { backend }),
    };
    return { trial, ...(known.curve === undefined ? {} : { curve: known.curve }) };
  }

  private async finish(trial: Trial, curve: string | undefined): Promise<void> {
    const written = this.parts.study.end(trial, curve);
    this.running.delete(trial.number);
    this.ended(trial);
    this.updates.trial(trial);
    await written;
    const hopeless = this.failures.add(trial) ?? this.withoutHints(trial);
    if (hopeless !== undefined) this.end(new End('failed', hopeless));
  }

  /** What a trial that ended teaches, now or in a replay. */
  private ended(trial: Trial): void {
    const { study, strategy, stopping } = this.parts;
    const { objectives, constraints } = study.settings;
    const steps = study.trials.get(trial.number)?.steps ?? [];
    const observation = observationOf(trial, steps, objectives, constraints);
    stopping?.end(trial.number, observation.state);
    strategy.tell(observation);
    this.same.add(trial);
    this.best.add(trial);
    if (trial.sameAs === undefined && trial.seconds !== undefined) this.durations.push(trial.seconds);
  }

  /** Every candidate would be the same one. */
  private withoutHints(trial: Trial): string | undefined {
    if (trial.number > 0 || trial.state !== 'complete' || trial.evaluated?.length !== 0) return undefined;
    const { entry } = this.parts.study.settings;
    return `${entry} ran without reaching any of the hints, so nothing varies. Name the file that runs the hinted code in /* @nas search entry: … */.`;
  }

  /** The objective of a search that names none, as soon as something is reported. */
  private async learnObjective(reported: Measures, metrics: readonly string[]): Promise<void> {
    const { study } = this.parts;
    if (study.settings.objectivesKnown) return;
    const found = resolveObjective(reported, metrics);
    if (!found) return;
    await study.setObjectives([found]);
    this.best = new BestTrials([found]);
    this.updates.headerChanged(this.header());
  }

  private exhausted(): void {
    const count = this.parts.study.settings.count;
    this.end(
      new End('finished', `The space is exhausted: every candidate was tried (${count} in all).`),
      false,
    );
  }

  private armDeadline(): void {
    clearTimeout(this.deadline);
    const { time } = this.parts.study.settings.budget;
    if (time === undefined) return;
    const check = () => {
      const left = time - this.watch.seconds;
      if (left <= 0) this.end(new End('finished', 'The time is up.'));
      // Paused time does not count, and a timer holds at most 24 days.
      else this.deadline = setTimeout(check, Math.min(left * 1000 + 1, 2 ** 31 - 1));
    };
    check();
  }

  private end(end: End, giveUpRunning = true): void {
    if (!this.ending || (end.state === 'failed' && this.ending.state !== 'failed')) this.ending = end;
    if (giveUpRunning) this.abort.abort(new Error(end.message));
    if (this.state !== 'starting') this.become('stopping');
    this.wake();
  }

  private settlePause(): void {
    if (this.state !== 'pausing' || this.running.size > 0) return;
    this.watch.stop();
    this.become('paused');
  }

  private become(state: SearchState): void {
    this.state = state;
    this.updates.soon();
  }

  private wake(): void {
    const waiting = this.resumed;
    this.resumed = [];
    for (const resume of waiting) resume();
  }
}
