/** Everything that the panel shows, as signals; what people do becomes calls of its methods. */
import { batch, computed, signal, type Signal } from '@preact/signals';
import type { PanelExtras, PanelHost } from '../src/protocol/panel';
import type { StudySnapshot, StudyUpdate, Trial, TrialMark } from '../src/protocol/study';
import { bestSoFar, paretoFront } from './model/best';
import { columnsOf, hiddenAtFirst, orderColumns, measureNames, type Column } from './model/columns';
import { parseFilter } from './model/filter';
import { compareBy, order, reorder, type Compare } from './model/order';
import { asWritten, countStates, reduce, stateOf, trialAt, type StudyState } from './model/study';
import { viewFor, type ViewState } from './model/view-state';
import { Details } from './details';
import { messageOf } from './rpc';

export type Phase =
  | { readonly kind: 'loading' }
  /** No study yet. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'ready' };

export class PanelModel {
  readonly phase = signal<Phase>({ kind: 'loading' });
  readonly study = signal<StudyState | undefined>(undefined);
  readonly view: Signal<ViewState>;
  /** What a person should know of something that went wrong; shown until it is put away. */
  readonly notice = signal<string | undefined>(undefined);
  /** Calls of the host that have not been answered, by name. */
  readonly pending = signal<ReadonlySet<string>>(new Set());
  readonly extras = signal<ReadonlySet<keyof PanelExtras>>(new Set());
  /** Stars and notes, by number. */
  readonly marks = signal<ReadonlyMap<number, TrialMark>>(new Map());
  /** The trial whose note is being written. */
  readonly noting = signal<number | undefined>(undefined);
  readonly cursor = signal<{ readonly file: string; readonly line: number } | undefined>(undefined);
  /** The trials as the table shows them. */
  readonly rows = signal<readonly Trial[]>([]);
  readonly details: Details;
  /** Set apart from `view`, so that what depends on it alone does not follow every sash. */
  readonly picked = computed<ReadonlySet<number>>(() => new Set(this.view.value.picked));

  private readonly measures = signal<readonly string[]>([]);

  readonly columns = computed<readonly Column[]>(() => {
    const header = this.header.value;
    return header ? columnsOf(header, this.measures.value, this.marks.value) : [];
  });
  readonly hiddenColumns = computed(
    () => new Set(this.view.value.hidden ?? hiddenAtFirst(this.columns.value)),
  );
  /** All columns, as the person ordered them. */
  readonly orderedColumns = computed(() => orderColumns(this.columns.value, this.view.value.order));
  readonly shownColumns = computed(() =>
    this.orderedColumns.value.filter(({ id }) => !this.hiddenColumns.value.has(id)),
  );
  /** Set apart from `study` so that what depends on it alone does not follow every update. */
  readonly header = computed(() => this.study.value?.header);
  readonly progress = computed(() => this.study.value?.progress);
  readonly trials = computed(() => this.study.value?.trials ?? []);
  readonly written = computed(() => this.study.value && asWritten(this.study.value));
  readonly counts = computed(() => countStates(this.trials.value));
  /** Numbers of the best, or of the front; worked out here when the host does not say. */
  readonly best = computed<readonly number[]>(() => {
    const study = this.study.value;
    if (!study) return [];
    const told = study.progress.best.filter((number) => trialAt(study, number) !== undefined);
    const [first] = study.header.objectives;
    if (told.length > 0 || !first) return told;
    const { objectives } = study.header;
    if (objectives.length > 1) return paretoFront(study.trials, objectives).map(({ number }) => number);
    return bestSoFar(study.trials, first)
      .slice(-1)
      .map(({ number }) => number);
  });
  readonly bestTrials = computed(() => new Set(this.best.value));
  /** The one that is shown: what the person chose, else the best, else the newest. */
  readonly shownNumber = computed(() => {
    const study = this.study.value;
    const chosen = this.view.value.selected;
    if (study && chosen !== undefined && trialAt(study, chosen)) return chosen;
    return this.best.value[0] ?? study?.trials.at(-1)?.number;
  });
  readonly shown = computed(() => {
    const number = this.shownNumber.value;
    return number === undefined ? undefined : this.trial(number);
  });
  /** The one that is shown and those that were picked with it: they stand out everywhere. */
  readonly chosen = computed<ReadonlySet<number>>(() => {
    const shown = this.shownNumber.value;
    return new Set(shown === undefined ? this.picked.value : [shown, ...this.picked.value]);
  });
  /** The candidates that stand side by side; undefined: one is shown alone. */
  readonly comparing = computed<readonly Trial[] | undefined>(() => {
    const { picked, choices } = this.view.value;
    if (choices.aside !== 'compare' || picked.length < 2 || picked.length > 4) return undefined;
    const trials = picked.flatMap((number) => this.trial(number) ?? []);
    return trials.length > 1 ? trials : undefined;
  });
  readonly filter = computed(() => parseFilter(this.view.value.filter, this.columns.value));

  constructor(
    readonly host: PanelHost,
    view: ViewState,
  ) {
    this.view = signal(view);
    this.details = new Details(host);
  }

  trial(number: number): Trial | undefined {
    return this.study.value && trialAt(this.study.value, number);
  }

  /** Asks the host for everything; a failure is shown with a way to try again. */
  async load(): Promise<void> {
    this.phase.value = { kind: 'loading' };
    try {
      const snapshot = await this.host.ready();
      if (snapshot) this.show(snapshot);
      else this.phase.value = { kind: 'empty' };
      const extras = await this.host.extras?.().catch(() => []);
      this.extras.value = new Set(extras ?? []);
      await this.loadMarks();
    } catch (error) {
      this.phase.value = { kind: 'failed', message: messageOf(error) };
    }
  }

  show(snapshot: StudySnapshot): void {
    batch(() => {
      this.study.value = stateOf(snapshot);
      this.measures.value = measureNames(snapshot.trials);
      this.view.value = viewFor(this.view.value, snapshot.header.study);
      this.details.clear();
      this.sortRows();
      this.phase.value = { kind: 'ready' };
    });
    void this.loadMarks();
  }

  /** Applies a batch of updates; before a study is shown there is nothing to apply them to. */
  apply(updates: readonly StudyUpdate[]): void {
    const before = this.study.value;
    if (!before) return;
    batch(() => {
      const { state, changed } = reduce(before, updates);
      this.study.value = state;
      if (changed.size === 0) return;
      const fresh = new Map<number, Trial>();
      for (const number of changed) fresh.set(number, trialAt(state, number)!);
      this.learnMeasures(fresh.values());
      this.rows.value = reorder(this.rows.value, fresh, this.filter.value.keep, this.comparator());
      this.details.changed(fresh);
    });
  }

  arrange(change: Partial<ViewState>): void {
    batch(() => {
      this.view.value = { ...this.view.value, ...change };
      if ('sort' in change || 'filter' in change) this.sortRows();
    });
  }

  select(number: number): void {
    if (this.view.value.selected !== number) this.arrange({ selected: number });
  }

  /** Selects several trials together; the first stays the one that is shown. */
  pick(numbers: readonly number[]): void {
    this.arrange({ picked: numbers });
  }

  /** Shows the picked candidates side by side, or one alone. */
  compare(side: boolean = true): void {
    this.arrange({ choices: { ...this.view.value.choices, aside: side ? 'compare' : 'one' } });
  }

  /** Moves a column so many places. */
  moveColumn(id: string, by: number): void {
    const ids = this.orderedColumns.value.map((column) => column.id);
    const at = ids.indexOf(id);
    const to = Math.max(0, Math.min(ids.length - 1, at + by));
    if (at < 0 || at === to) return;
    ids.splice(to, 0, ...ids.splice(at, 1));
    this.arrange({ order: ids });
  }

  /** Keeps a star or a note; what is absent stays. */
  async mark(number: number, change: TrialMark): Promise<void> {
    const mark = { ...this.marks.value.get(number), ...change };
    const before = this.marks.value;
    this.marks.value = new Map([...before, [number, mark]]);
    this.sortRows();
    try {
      await this.host.mark?.(number, mark);
    } catch (error) {
      this.marks.value = before;
      this.sortRows();
      this.notice.value = messageOf(error);
    }
  }

  /** Stars all of them, or takes the stars away when all have one. */
  star(trials: readonly Trial[]): void {
    const star = !trials.every(({ number }) => this.marks.value.get(number)?.star);
    for (const { number } of trials.slice(0, 200)) void this.mark(number, { star });
  }

  private async loadMarks(): Promise<void> {
    if (!this.extras.value.has('marks') || this.phase.value.kind !== 'ready') return;
    const marks = await this.host.marks?.().catch(() => undefined);
    if (!marks) return;
    this.marks.value = new Map(Object.entries(marks).map(([number, mark]) => [Number(number), mark]));
    this.sortRows();
  }

  /** Asks where to keep a file. */
  save(name: string, content: string, encoding: 'utf8' | 'base64' = 'utf8'): void {
    void this.ask('save', () => this.host.save?.(name, content, encoding));
  }

  copy(text: string): void {
    void this.ask('copy', () => this.host.copy?.(text));
  }

  /** Calls the host; while it is not answered the name is pending, and a rejection becomes the notice. */
  async ask<T>(name: string, call: () => Promise<T> | undefined): Promise<T | undefined> {
    if (this.pending.value.has(name)) return undefined;
    this.pending.value = new Set([...this.pending.value, name]);
    try {
      return await call();
    } catch (error) {
      this.notice.value = messageOf(error);
      return undefined;
    } finally {
      const left = new Set(this.pending.value);
      left.delete(name);
      this.pending.value = left;
    }
  }

  reveal(place: { readonly file?: string; readonly line?: number } | undefined): void {
    const { file, line } = place ?? {};
    if (file !== undefined) void this.ask('reveal', () => this.host.reveal(file, line ?? 1));
  }

  private sortRows(): void {
    this.rows.value = order(this.trials.value, this.filter.value.keep, this.comparator());
  }

  private comparator(): Compare {
    const { sort } = this.view.value;
    const column = this.columns.value.find(({ id }) => id === sort?.column);
    return column && sort ? compareBy(column, sort.descending) : (a, b) => b.number - a.number;
  }

  private learnMeasures(trials: Iterable<Trial>): void {
    const known = this.measures.value;
    const fresh = measureNames(trials).filter((name) => !known.includes(name));
    if (fresh.length > 0) this.measures.value = [...known, ...fresh].sort();
  }
}
