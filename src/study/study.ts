/** A study that is being written: its journal, its side files and the trials so far. */
import { stat } from 'node:fs/promises';
import { paramCodec, type Encode } from './distributions';
import { UserError } from './errors';
import { Journal, readJournal } from './journal';
import { markAttribute, readMarks, type Marks } from './marks';
import { constraintValues } from './objectives';
import { cutAttribute, optunaDirection, splitAttribute, type Attributes, type Draft } from './records';
import { replay, type KnownTrial, type StudyEvent, type StudyState } from './replay';
import { settingsText, type Budget, type ChosenBackend, type StudySettings } from './settings';
import { Store } from './store';
import {
  beginDraft,
  endDrafts,
  giveUpDrafts,
  stepDrafts,
  type Begun,
  type ObjectiveStep,
} from './trial-records';
import type { Point } from '../space/space';
import type { TrialMark } from '../protocol/study';
import type { Trial, TrialDetail } from './trial';

/** A running trial: where its records belong, and steps that are not written yet. */
interface Open {
  readonly id: number;
  readonly started: Date;
  readonly labels: readonly string[];
  steps: ObjectiveStep[];
  written: number;
}

/** Milliseconds between two writes of a running trial's steps. */
const stepInterval = 1000;

export class Study {
  readonly store: Store;
  private readonly encode: Encode;
  private readonly open = new Map<number, Open>();
  private readonly known: Map<number, KnownTrial>;
  private noted: Marks;
  private closed = false;
  private lastSteps = 0;
  /** Records that the disk refused: tried once more on closing. */
  private refused: Draft[] = [];

  private constructor(
    private readonly journal: Journal,
    private current: StudySettings,
    state?: StudyState,
  ) {
    this.store = new Store(journal.file);
    this.encode = paramCodec(current.variables).encode;
    this.known = new Map(state?.trials);
    this.noted = state?.marks ?? new Map();
    this.history = state?.events ?? [];
    this.unfinished = state?.unfinished ?? [];
  }

  /** What happened before this process: to be replayed into a strategy. */
  readonly history: readonly StudyEvent[];
  /** Candidates that began in an earlier process and have no result. */
  readonly unfinished: readonly { readonly number: number; readonly point: Point }[];

  get file(): string {
    return this.journal.file;
  }

  get settings(): StudySettings {
    return this.current;
  }

  /** Trials that ended, by number. */
  get trials(): ReadonlyMap<number, KnownTrial> {
    return this.known;
  }

  get marks(): Marks {
    return this.noted;
  }

  /** Makes a new study. Throws a {@link UserError} when the file exists. */
  static async create(file: string, settings: StudySettings): Promise<Study> {
    if (await exists(file)) throw new UserError(`The study ${file} exists. Resume it, or give another name.`);
    const { journal } = await Journal.open(file);
    const study = new Study(journal, settings);
    await study.write(() => headDrafts(file, settings));
    return study;
  }

  /** Opens a study to go on with it: trials whose process died are given up. */
  static async resume(file: string): Promise<Study> {
    if (!(await exists(file))) throw new UserError(`There is no study ${file}.`);
    const { journal, records } = await Journal.open(file);
    const state = replay(file, records);
    if (!state) {
      await journal.close();
      throw notAStudy(file);
    }
    const study = new Study(journal, state.settings, state);
    const now = new Date();
    const drafts = state.open.flatMap(({ id, started }) => giveUpDrafts(id, started ?? now, now));
    if (drafts.length > 0) await study.write(() => drafts);
    return study;
  }

  /** Reads a study without writing or locking. */
  static async read(file: string): Promise<{ state: StudyState; store: Store }> {
    const state = replay(file, await readJournal(file));
    if (!state) throw notAStudy(file);
    return { state, store: new Store(file) };
  }

  /** Adds attributes to a study that is only read; a search may run on it in another process. */
  static async annotate(file: string, attributes: readonly Attributes[]): Promise<void> {
    const { journal } = await Journal.open(file);
    try {
      await journal.append(() => studyAttributes(attributes));
    } finally {
      await journal.close();
    }
  }

  /** A star and a note of a person's. */
  async mark(number: number, mark: TrialMark): Promise<void> {
    const attribute = markAttribute(number, mark);
    if (this.closed) await Study.annotate(this.file, [attribute]);
    else await this.write(() => studyAttributes([attribute]));
    const rest = [...this.noted].filter(([other]) => other !== number);
    this.noted = new Map([...rest, ...readMarks(attribute)]);
  }

  /** A budget, or a number of workers, that a person changed. */
  async amend(budget: Budget, workers: number): Promise<void> {
    this.current = { ...this.current, budget, workers };
    const changes = budgetAttributes(budget, workers);
    await this.write(() => studyAttributes(changes));
  }

  /** Which backend was chosen, and why. */
  async setBackend(chosenBackend: ChosenBackend): Promise<void> {
    this.current = { ...this.current, chosenBackend };
    const { name, reason } = chosenBackend;
    await this.write(() => [
      { op_code: 2, study_id: 0, user_attr: { 'espalier:backend': { name, reason: cutAttribute(reason) } } },
    ]);
  }

  /**
   * Corrects a guessed objective, before any trial has a value: the directions stand in the first record, so the file
   * is written anew with what it has so far.
   */
  async setObjectives(objectives: StudySettings['objectives']): Promise<void> {
    const settings = { ...this.current, objectives, objectivesKnown: true };
    this.current = settings;
    for (const open of this.open.values()) [open.steps, open.written] = [[], 0];
    await this.journal.rewrite((records) => [
      ...headDrafts(this.file, settings),
      ...studyAttributes([...this.noted].map(([number, mark]) => markAttribute(number, mark))),
      // Steps were those of the guessed objective.
      ...(records.filter(({ op_code }) => op_code !== 7 && Number(op_code) >= 4) as unknown as Draft[]),
    ]);
  }

  /** A trial begins. */
  async begin(begun: Begun): Promise<void> {
    const encoded = this.encode(begun.point);
    let id = -1;
    await this.write((next) => {
      id = next;
      return [beginDraft(begun, encoded)];
    });
    const labels = Object.keys(begun.point);
    this.open.set(begun.number, { id, started: begun.started, labels, steps: [], written: 0 });
  }

  /** The first objective at a step of a running trial; written with the next records, at the latest after a second. */
  async step(number: number, step: ObjectiveStep): Promise<void> {
    const open = this.open.get(number);
    if (!open || !Number.isFinite(step.value)) return;
    open.steps.push(step);
    if (performance.now() - this.lastSteps < stepInterval) return;
    this.lastSteps = performance.now();
    await this.write(() => [...this.open.values()].flatMap(unwritten));
  }

  /**
   * A trial ended; `curve` is the address of its whole curve in the store. Everything about it is in the file when
   * this resolves; the order of calls is the order in the file.
   */
  async end(trial: Trial, curve: string | undefined): Promise<void> {
    const open = this.open.get(trial.number);
    if (!open) throw new Error(`Trial ${trial.number} is not running.`);
    const constraints = constraintValues(this.current.constraints, trial.measures);
    const curveOf = curve === undefined ? {} : { curve };
    const drafts = endDrafts(trial, {
      journal: this.file,
      id: open.id,
      labels: open.labels,
      objectives: this.current.objectives.map(({ name }) => name),
      constraints: constraints.every((value) => value !== undefined) ? constraints : [],
      started: open.started,
      ended: new Date(),
      ...curveOf,
    });
    const steps = unwritten(open);
    this.open.delete(trial.number);
    this.known.set(trial.number, { trial, id: open.id, steps: open.steps, ...curveOf });
    await this.write(() => [...steps, ...drafts]);
  }

  /** A running trial is given up; it runs again on resume. */
  async giveUp(number: number): Promise<void> {
    const open = this.open.get(number);
    if (!open) return;
    this.open.delete(number);
    await this.write(() => giveUpDrafts(open.id, open.started, new Date()));
  }

  async detail(number: number): Promise<TrialDetail | undefined> {
    return detailOf(this.known.get(number), this.store);
  }

  /** Writes what the disk refused before, if it now can, and closes the file. */
  async close(): Promise<void> {
    this.closed = true;
    try {
      const drafts = this.refused;
      this.refused = [];
      if (drafts.length > 0) await this.journal.append(() => drafts);
    } finally {
      await this.journal.close();
    }
  }

  private async write(drafts: (nextTrial: number) => readonly Draft[]): Promise<void> {
    let made: readonly Draft[] = [];
    try {
      await this.journal.append((next) => (made = drafts(next)));
    } catch (error) {
      // Ids of trials are places in the file: only records about trials that have one can wait.
      this.refused.push(...made.filter(({ op_code }) => op_code >= 6));
      throw error;
    }
  }
}

/** As {@link Study.amend} keeps them. */
export const budgetAttributes = (budget: Budget, workers: number): readonly Attributes[] => [
  { 'espalier:budget': { ...budget } },
  { 'espalier:workers': workers },
];

const studyAttributes = (list: readonly Attributes[]): Draft[] =>
  list.map((user_attr) => ({ op_code: 2, study_id: 0, user_attr }));

/** A trial with what lies beside the journal; undefined when it has not ended. */
export async function detailOf(
  known: KnownTrial | undefined,
  store: Store,
): Promise<TrialDetail | undefined> {
  if (!known) return undefined;
  const graph = known.trial.graph === undefined ? undefined : await store.graph(known.trial.graph);
  const curve = known.curve === undefined ? undefined : await store.curve(known.curve);
  return { trial: known.trial, ...(graph ? { graph } : {}), curve: curve ?? { steps: [] } };
}

function headDrafts(file: string, settings: StudySettings): Draft[] {
  return [
    {
      op_code: 0,
      study_name: settings.name,
      directions: settings.objectives.map(({ direction }) => optunaDirection[direction]),
    },
    ...splitAttribute('espalier:study', settingsText(file, settings)).map((user_attr): Draft => ({
      op_code: 2,
      study_id: 0,
      user_attr,
    })),
    // Last, for the TypeScript viewer.
    {
      op_code: 3,
      study_id: 0,
      system_attr: { 'study:metric_names': settings.objectives.map(({ name }) => name) },
    },
  ];
}

function unwritten(open: Open): Draft[] {
  const steps = open.steps.slice(open.written);
  open.written = open.steps.length;
  return stepDrafts(open.id, steps);
}

const notAStudy = (file: string) =>
  new UserError(
    `${file} is not a study that this version of Espalier can read (no espalier:study attributes).`,
  );

const exists = (file: string) =>
  stat(file).then(
    () => true,
    () => false,
  );
