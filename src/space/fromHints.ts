/** The hints of a program's files → one search space. Pure. */
import type { Activity, Condition, Diagnostic, Domain, Value, VariableHint } from '../hints/hint';
import { compatible, describeDomain, domainKey, nearestValue } from '../hints/domain';
import type { HintedFile } from '../hints/language';
import { sameLiteral } from '../hints/literal';
import { Lines } from '../hints/position';
import type { Point, SearchSpace, Site, Variable } from './space';

/** For each file (by its path): the file's labels (`label[turn]` for turns) → the space's. */
export type LabelMap = ReadonlyMap<string, ReadonlyMap<string, string>>;

export interface BuiltSpace {
  readonly space: SearchSpace;
  /** Problems between hints; those of single files are in the files. */
  readonly diagnostics: readonly Diagnostic[];
  /** Where the hints of each variable stand. */
  readonly sites: ReadonlyMap<string, readonly Site[]>;
  readonly labels: LabelMap;
}

/** More alternatives than this for one variable are not kept: it then counts as active more often than it is. */
const MOST_ALTERNATIVES = 64;

/**
 * Equal written labels with compatible domains become one variable; derived labels that several files have are told
 * apart by the file's name. Each turn of an `each` is a variable. A default that is outside its domain is replaced by
 * the nearest value inside (the file has a diagnostic). Conditions that cannot be kept (on hints with errors, or in a
 * circle) are dropped: the variable then counts as active more often than it is, never less.
 */
export function buildSpace(files: readonly HintedFile[]): BuiltSpace {
  const builder = new SpaceBuilder(files);
  return builder.build();
}

/** A point's values by file and file label, for `edits` and `runnable`. Files without values are left out. */
export function splitPoint(point: Point, labels: LabelMap): ReadonlyMap<string, ReadonlyMap<string, Value>> {
  const files = new Map<string, Map<string, Value>>();
  for (const [file, ofFile] of labels) {
    const values = new Map<string, Value>();
    for (const [label, variable] of ofFile) {
      const value = Object.hasOwn(point, variable) ? point[variable] : undefined;
      if (value !== undefined) values.set(label, value);
    }
    if (values.size > 0) files.set(file, values);
  }
  return files;
}

/** A hint with its name in the space. */
interface Placed {
  readonly file: HintedFile;
  readonly hint: VariableHint;
  readonly label: string;
}

interface Draft {
  readonly label: string;
  readonly domain: Domain;
  readonly value: Value;
  readonly group: string;
  readonly activity: (readonly Condition[])[];
  readonly sites: Site[];
}

class SpaceBuilder {
  private readonly diagnostics: Diagnostic[] = [];
  private readonly placed: Placed[] = [];
  private readonly drafts = new Map<string, Draft>();

  constructor(private readonly files: readonly HintedFile[]) {}

  build(): BuiltSpace {
    this.place();
    for (const placed of this.placed) this.draft(placed);
    const ordered = parentsFirst([...this.drafts.values()]);
    const groups = groupNames(ordered);
    const variables = ordered.map((draft): Variable => {
      const { label, domain, value } = draft;
      const activeWhen = simplify(draft.activity);
      return { label, domain, default: nearestValue(domain, value), group: groups.get(draft)!, activeWhen };
    });
    return {
      space: { variables },
      diagnostics: this.diagnostics,
      sites: new Map(ordered.map(({ label, sites }) => [label, sites])),
      labels: this.labelMap(),
    };
  }

  /** Gives every hint its label in the space. */
  private place(): void {
    const first = new Map<string, Placed>();
    const hints = this.files.flatMap((file) => variablesOf(file).map((hint) => ({ file, hint })));
    for (const { file, hint } of hints) {
      if (!hint.named) continue;
      const other = first.get(hint.label);
      if (!other) first.set(hint.label, { file, hint, label: hint.label });
      else if (!agree(hint, other.hint)) this.conflict(other, { file, hint, label: hint.label });
      else this.compareDefaults(other, { file, hint, label: hint.label });
    }
    const taken = new Set(first.keys());
    for (const { file, hint } of hints) {
      if (!hint.named) {
        const label = freeLabel(hint.label, file.file, taken);
        taken.add(label);
        this.placed.push({ file, hint, label });
      } else if (agree(hint, first.get(hint.label)!.hint)) {
        this.placed.push({ file, hint, label: hint.label });
      }
    }
  }

  private conflict(first: Placed, second: Placed): void {
    for (const [here, there] of [
      [first, second],
      [second, first],
    ] as const) {
      const message = `'${here.label}' is ${describeDomain(there.hint.domain)} in ${place(there)}; give both the same domain or one of them another label.`;
      this.report(here, 'error', 'label-conflict', message);
    }
  }

  private compareDefaults(first: Placed, second: Placed): void {
    if (sameLiteral(first.hint.value, second.hint.value)) return;
    const message = `'${second.label}' has another value in ${place(first)}; the search starts from that one.`;
    this.report(second, 'information', 'shared-default', message);
  }

  private report(at: Placed, severity: Diagnostic['severity'], code: string, message: string): void {
    const known = this.diagnostics.some(
      (other) => other.code === code && other.file === at.file.file && other.range === at.hint.body,
    );
    if (!known) this.diagnostics.push({ file: at.file.file, range: at.hint.body, severity, code, message });
  }

  private draft(placed: Placed): void {
    const { hint, label } = placed;
    if (!hint.turns) {
      this.add(placed, label, hint.value, hint.conditions);
      return;
    }
    hint.turns.forEach((turn, index) => {
      this.add(placed, `${label}[${index}]`, turn.value, [...hint.conditions, ...turn.conditions]);
    });
  }

  private add(placed: Placed, label: string, value: Value, conditions: readonly Condition[]): void {
    const { file, hint } = placed;
    const site: Site = { file: file.file, offset: hint.comment.start };
    const activity = this.translate(file, conditions);
    const draft = this.drafts.get(label);
    if (draft) {
      draft.activity.push(...activity);
      draft.sites.push(site);
    } else {
      this.drafts.set(label, {
        label,
        domain: hint.domain,
        value,
        group: hint.group,
        activity: [...activity],
        sites: [site],
      });
    }
  }

  /** A file's conditions with the space's labels; on all turns of an `each`, they become alternatives. */
  private translate(file: HintedFile, conditions: readonly Condition[]): (readonly Condition[])[] {
    let alternatives: (readonly Condition[])[] = [[]];
    for (const condition of conditions) {
      const labels = this.targets(file, condition.label);
      if (labels.length === 0 || alternatives.length * labels.length > MOST_ALTERNATIVES) continue;
      alternatives = alternatives.flatMap((list) =>
        labels.map((label) => [...list, { ...condition, label }]),
      );
    }
    return alternatives;
  }

  /** The space's variables that a label of a file stands for. */
  private targets(file: HintedFile, label: string): string[] {
    for (const placed of this.placed) {
      if (placed.file !== file) continue;
      const { hint } = placed;
      if (hint.label === label)
        return hint.turns ? hint.turns.map((_, turn) => `${placed.label}[${turn}]`) : [placed.label];
      if (hint.turns && label.startsWith(`${hint.label}[`)) {
        const turn = hint.turns.findIndex((_, index) => label === `${hint.label}[${index}]`);
        if (turn >= 0) return [`${placed.label}[${turn}]`];
      }
    }
    return [];
  }

  private labelMap(): LabelMap {
    const map = new Map<string, Map<string, string>>();
    for (const { file, hint, label } of this.placed) {
      const ofFile = map.get(file.file) ?? new Map<string, string>();
      map.set(file.file, ofFile);
      if (hint.turns)
        hint.turns.forEach((_, turn) => ofFile.set(`${hint.label}[${turn}]`, `${label}[${turn}]`));
      else ofFile.set(hint.label, label);
    }
    return map;
  }
}

function variablesOf(file: HintedFile): VariableHint[] {
  return file.hints.filter((hint): hint is VariableHint => hint.role === 'variable');
}

function agree(a: VariableHint, b: VariableHint): boolean {
  return compatible(a.domain, b.domain) && a.turns?.length === b.turns?.length;
}

function place({ file, hint }: Placed): string {
  return `${baseName(file.file)}:${new Lines(file.text).at(hint.comment.start).line}`;
}

function baseName(file: string): string {
  return file.split(/[\\/]/).pop()!;
}

/** The label itself; else with the file's name before it; else numbered. */
function freeLabel(label: string, file: string, taken: ReadonlySet<string>): string {
  if (!taken.has(label)) return label;
  const stem = baseName(file)
    .replace(/\.[^.]*$/, '')
    .replace(/[^\p{L}\p{N}_$-]+/gu, '_');
  const qualified = `${stem}.${label}`;
  if (!taken.has(qualified)) return qualified;
  for (let number = 2; ; number++) if (!taken.has(`${qualified}#${number}`)) return `${qualified}#${number}`;
}

/** In order of appearance, but each after those that its activity depends on. Circles are cut. */
function parentsFirst(drafts: readonly Draft[]): Draft[] {
  const byLabel = new Map(drafts.map((draft) => [draft.label, draft]));
  const ordered: Draft[] = [];
  const state = new Map<Draft, 'open' | 'done'>();
  const visit = (draft: Draft) => {
    state.set(draft, 'open');
    draft.activity.forEach((conditions, index) => {
      draft.activity[index] = conditions.filter(({ label }) => {
        const parent = byLabel.get(label);
        if (!parent || state.get(parent) === 'open') return false;
        if (!state.has(parent)) visit(parent);
        return true;
      });
    });
    state.set(draft, 'done');
    ordered.push(draft);
  };
  for (const draft of drafts) if (!state.has(draft)) visit(draft);
  return ordered;
}

/** Without repetitions; always active when one alternative asks for nothing. */
function simplify(activity: Activity): Activity {
  if (activity.some((conditions) => conditions.length === 0)) return [[]];
  return [...new Map(activity.map((conditions) => [JSON.stringify(conditions), conditions])).values()];
}

/** Variables of one group have equal domains: a name that stands for several domains is numbered. */
function groupNames(drafts: readonly Draft[]): ReadonlyMap<Draft, string> {
  const domains = new Map<string, string[]>();
  return new Map(
    drafts.map((draft) => {
      const key = domainKey(draft.domain);
      const known = domains.get(draft.group) ?? [];
      domains.set(draft.group, known);
      if (!known.includes(key)) known.push(key);
      const index = known.indexOf(key);
      return [draft, index === 0 ? draft.group : `${draft.group}#${index + 1}`];
    }),
  );
}
