/** One file, from text to hints: comments → sites → labels → conditions. */
import ts from 'typescript';
import type { Condition, Diagnostic, Domain, Hint, MetricHint, Range, Value, VariableHint } from '../hint';
import { applyEdits } from '../apply';
import { parseSearchBlock } from '../block';
import { compatible, describeDomain } from '../domain';
import { isProblem, parseHint, type Problem } from '../grammar';
import type { HintedFile } from '../language';
import { Lines } from '../position';
import { error, warning } from '../written';
import { argumentMismatch } from './argument-types';
import { findHintComments, type HintComment } from './comments';
import { Reach, declaredName, type SiteCondition, type When } from './conditions';
import { readLiteral } from './literals';
import { exportAt } from './marks';
import { deriveName, type DerivedName } from './names';
import { bare, dressed, rangeOf } from './nodes';
import { relativeImports } from './imports';
import { resolveSite } from './resolve';
import { Names } from './scope';
import { slotHolder, slotNode, type MetricSite, type Site, type VariableSite } from './site';
import { parseSource, type ParsedSource } from './source';

/** More turns of a loop than this are no architecture. */
const MOST_TURNS = 256;

/** A hint with the code it stands before. */
export type BoundHint =
  | { readonly hint: VariableHint; readonly site: VariableSite }
  | { readonly hint: MetricHint; readonly site: MetricSite };

export interface Analysis {
  readonly source: ParsedSource;
  readonly comments: readonly HintComment[];
  readonly bound: readonly BoundHint[];
  readonly hinted: HintedFile;
  /** The hint that bounds the loop which an `each` draws for. */
  counterOf(bound: BoundHint): { readonly hint: VariableHint; readonly site: VariableSite } | undefined;
}

export function analyse(file: string, text: string): Analysis {
  return new Analyser(file, text).analyse();
}

class Analyser {
  private readonly source: ParsedSource;
  private readonly tree: ts.SourceFile;
  private readonly comments: readonly HintComment[];
  private readonly diagnostics: Diagnostic[] = [];
  private readonly marks: { model?: string; data?: string } = {};
  private readonly counters = new Map<Site, VariableSite>();
  private config: HintedFile['config'];

  constructor(
    private readonly file: string,
    private readonly text: string,
  ) {
    this.source = parseSource(file, text);
    this.tree = this.source.tree;
    this.comments = findHintComments(this.tree);
  }

  analyse(): Analysis {
    const found = this.comments.flatMap((comment) => this.read(comment) ?? []);
    const single = this.oneHintEach(found);
    const variables = single.filter((site): site is VariableSite => site.role === 'variable');
    const names = new Map(variables.map((site) => [site, deriveName(site)]));
    const fitting = variables.filter((site) => this.argumentFits(site, names.get(site)!));
    const bound = this.bind(fitting, names);
    const metrics = single.flatMap((site) => (site.role === 'metric' ? [bindMetric(site)] : []));
    const all = [...bound, ...metrics].sort((a, b) => a.hint.comment.start - b.hint.comment.start);
    this.diagnostics.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
    const hinted: HintedFile = {
      file: this.file,
      text: this.text,
      hints: all.map(({ hint }): Hint => hint),
      ...(this.config && { config: this.config }),
      ...(Object.keys(this.marks).length > 0 && { marks: this.marks }),
      diagnostics: this.diagnostics,
      imports: relativeImports(this.source),
    };
    const counterOf = (each: BoundHint) => bound.find(({ site }) => site === this.counters.get(each.site));
    return { source: this.source, comments: this.comments, bound: all, hinted, counterOf };
  }

  private report(problem: Problem, fallback: Range): void {
    const range = problem.range.end > problem.range.start ? problem.range : fallback;
    const { code, message, severity } = problem;
    this.diagnostics.push({ file: this.file, range, severity, code, message });
  }

  private read(comment: HintComment): Site | undefined {
    const report = (problem: Problem) => this.report(problem, comment.range);
    const { body } = comment;
    if (!comment.closed) {
      report(error('syntax', comment.range, 'The comment is not closed; add */ at its end.'));
      return undefined;
    }
    if (/^search(?![\p{L}\p{N}_$-])/u.test(this.text.slice(body.start, body.end))) {
      this.readBlock(comment);
      return undefined;
    }
    const written = parseHint(this.text, body.start, body.end);
    if (isProblem(written)) {
      report(written);
      return undefined;
    }
    if (written.kind !== 'model' && written.kind !== 'data')
      return resolveSite(this.tree, comment, written, report);
    const name = exportAt(this.tree, comment.next);
    if (name === undefined)
      report(
        error(
          'no-target',
          comment.range,
          `${written.kind} stands before an export; put it on the line before one.`,
        ),
      );
    else this.marks[written.kind] = name;
    return undefined;
  }

  private readBlock(comment: HintComment): void {
    const report = (problem: Problem) => this.report(problem, comment.range);
    if (comment.style === 'line') {
      report(
        error(
          'syntax',
          comment.range,
          'The search block is a comment of the other kind: /* @nas search … */.',
        ),
      );
    } else if (this.config) {
      report(
        error('second-block', comment.range, 'The file has a search block already; put everything into one.'),
      );
    } else {
      const block = parseSearchBlock(this.text, {
        start: comment.body.start + 'search'.length,
        end: comment.range.end - 2,
      });
      block.problems.forEach(report);
      this.config = { value: block.config, range: comment.range };
    }
  }

  /** One variable hint and one metric at most for an expression, and none inside a hinted literal. */
  private oneHintEach(sites: readonly Site[]): Site[] {
    const kept: Site[] = [];
    for (const site of sites) {
      const node = nodeOf(site);
      const other = kept.find(
        (candidate) =>
          candidate.role === site.role &&
          (nodeOf(candidate) === node ||
            (isLiteral(candidate) && contains(rangeOf(nodeOf(candidate)), rangeOf(node)))),
      );
      if (other)
        this.report(
          error('two-hints', site.comment.range, 'Another hint holds this expression already; remove one.'),
          site.comment.range,
        );
      else kept.push(site);
    }
    return kept;
  }

  private argumentFits(site: VariableSite, name: DerivedName): boolean {
    const mismatch = site.slot.kind === 'literal' ? argumentMismatch(name.group, site.domain) : undefined;
    if (mismatch === undefined) return true;
    this.report(error('type-mismatch', site.comment.body, mismatch), site.comment.range);
    return false;
  }

  private bind(
    sites: readonly VariableSite[],
    names: ReadonlyMap<VariableSite, DerivedName>,
  ): { hint: VariableHint; site: VariableSite }[] {
    const reach = new Reach(sites, this.namesFor(sites));
    const domains = new Map(sites.map((site) => [site, this.finalDomain(site, sites)]));
    const turns = new Map(sites.map((site) => [site, this.turnsOf(site, reach)]));
    const sound = sites.filter((site) => turns.get(site) !== 'none');
    const agreed = this.agreeing(sound, domains, turns);
    const live = agreed.filter((site) => this.isReachable(site, reach));
    const labels = labelAll(live, names);
    return live.map((site) => {
      const count = turns.get(site);
      const when = this.conditionsOf(site, reach, labels, typeof count === 'number' ? count : 0);
      const domain = domains.get(site)!;
      const hint: VariableHint = {
        role: 'variable',
        label: labels.get(site)!,
        named: site.written.label !== undefined,
        domain,
        value: site.value,
        group: groupOf(domain, names.get(site)!),
        ...when,
        comment: site.comment.range,
        body: site.comment.body,
        target: rangeOf(slotNode(site.slot)),
      };
      return { hint, site };
    });
  }

  /** The names that conditions may pass through: constants that hold a hint, functions around hints. */
  private namesFor(sites: readonly VariableSite[]): Names {
    const wanted = new Set<string>();
    for (const site of sites) {
      const { parent } = dressed(slotNode(site.slot));
      if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) wanted.add(parent.name.text);
      for (let at: ts.Node = slotNode(site.slot); at.parent; at = at.parent) {
        const name = declaredName(at);
        if (name) wanted.add(name.text);
      }
    }
    return new Names(this.tree, wanted);
  }

  /** Texts of elements without what hints inside them may change, so that they stay the same from candidate to candidate. */
  private finalDomain(site: VariableSite, sites: readonly VariableSite[]): Domain {
    const { slot, domain } = site;
    if (
      (slot.kind !== 'arm' && slot.kind !== 'subset') ||
      (domain.kind !== 'arm' && domain.kind !== 'subset')
    )
      return domain;
    return {
      ...domain,
      texts: slot.array.elements.map((element) => this.stableText(rangeOf(element), sites)),
    };
  }

  private stableText(range: Range, sites: readonly VariableSite[]): string {
    const { text } = this;
    const cuts: { range: Range; text: string }[] = [];
    for (const comment of this.comments)
      if (contains(range, comment.range)) cuts.push({ range: comment.range, text: '' });
    for (const { slot } of sites) {
      if (!contains(range, rangeOf(slotNode(slot)))) continue;
      const holder = slotHolder(slot);
      if (slot.kind === 'subset')
        cuts.push({ range: { start: slot.array.end, end: slotNode(slot).end }, text: '' });
      else if (slot.kind === 'optional')
        cuts.push({ range: { start: slotNode(slot).getStart(), end: slot.statement.getStart() }, text: '' });
      else if (holder) cuts.push({ range: rangeOf(holder), text: '…' });
    }
    const shifted = cuts.map((cut) => ({
      ...cut,
      range: { start: cut.range.start - range.start, end: cut.range.end - range.start },
    }));
    return applyEdits(text.slice(range.start, range.end), shifted)
      .replace(/\s+/g, ' ')
      .replace(/ (?=…)/g, ' ')
      .trim();
  }

  /** How many turns an `each` has; 'none', with a problem reported, when that cannot be told. */
  private turnsOf(site: VariableSite, reach: Reach): number | undefined | 'none' {
    const { loop } = site;
    if (!loop) return undefined;
    const range = site.written.modifiers.find(({ name }) => name === 'each')?.range ?? site.comment.range;
    const fail = (code: string, message: string) => {
      this.report(error(code, range, message), site.comment.range);
      return 'none' as const;
    };
    const bound = reach.hintOf(loop.bound);
    if (bound) this.counters.set(site, bound);
    const written = bound ? bound.value : readLiteral(bare(loop.bound));
    const most = bound ? greatest(bound.domain) : written;
    if (typeof most !== 'number' || typeof written !== 'number')
      return fail(
        'each-loop',
        'each must know how many turns there can be; make the bound of the loop a number or an int hint.',
      );
    const turns = Math.ceil(most);
    if (turns < 1) return fail('each-loop', 'The loop has no turns; raise its bound.');
    if (turns > MOST_TURNS)
      return fail(
        'huge-domain',
        `${turns} turns are too many values to search; at most ${MOST_TURNS} are possible, so lower the bound.`,
      );
    if (site.list && site.list.length < Math.ceil(written)) {
      const message = `The list has ${site.list.length} values for ${Math.ceil(written)} turns; add the missing ones.`;
      this.report(warning('missing-turns', rangeOf(slotHolder(site.slot)!), message), site.comment.range);
    }
    return turns;
  }

  /** Sites whose labels do not contradict each other; both places of a contradiction are told. */
  private agreeing(
    sites: readonly VariableSite[],
    domains: ReadonlyMap<VariableSite, Domain>,
    turns: ReadonlyMap<VariableSite, number | undefined | 'none'>,
  ): VariableSite[] {
    const first = new Map<string, VariableSite>();
    const told = new Set<VariableSite>();
    const lines = new Lines(this.text);
    return sites.filter((site) => {
      const label = site.written.label?.text;
      if (label === undefined) return true;
      const other = first.get(label);
      if (!other) {
        first.set(label, site);
        return true;
      }
      const same =
        compatible(domains.get(site)!, domains.get(other)!) && turns.get(site) === turns.get(other);
      if (same) return true;
      for (const [here, there] of [
        [other, site],
        [site, other],
      ] as const) {
        if (told.has(here)) continue;
        told.add(here);
        const line = lines.at(there.comment.range.start).line;
        const what = describeDomain(domains.get(there)!);
        const message = `'${label}' is ${what} on line ${line}; give both the same domain or one of them another label.`;
        this.report(error('label-conflict', here.written.label!.range, message), here.comment.range);
      }
      return false;
    });
  }

  private isReachable(site: VariableSite, reach: Reach): boolean {
    if (reach.of(slotNode(site.slot), site.loop?.statement) !== 'never') return true;
    const message =
      'This code never runs, so the hint changes nothing; remove it or what keeps the code from running.';
    this.report(warning('unreachable', site.comment.range, message), site.comment.range);
    return false;
  }

  private conditionsOf(
    site: VariableSite,
    reach: Reach,
    labels: ReadonlyMap<VariableSite, string>,
    count: number,
  ): Pick<VariableHint, 'conditions' | 'turns'> {
    const { loop } = site;
    const all = known(reach.of(slotNode(site.slot), loop?.statement), labels).filter(
      (condition) => condition.site !== site,
    );
    const inTurn = (condition: SiteCondition) =>
      loop !== undefined && condition.site.loop?.statement === loop.statement;
    const plain = distinct(
      all.filter((condition) => !inTurn(condition)).map((condition) => named(condition, labels)),
    );
    if (!loop) return { conditions: plain };
    const turns = Array.from({ length: count }, (_, turn) => {
      const own = known(reach.ofTurn(loop.bound, turn), labels).map((condition) => named(condition, labels));
      const shared = all.filter(inTurn).map((condition) => named(condition, labels, turn));
      return { value: turnValue(site, turn), conditions: distinct([...own, ...shared]) };
    });
    return { conditions: plain, turns };
  }
}

/** The value of a turn as written; where the list is too short, its last. */
export function turnValue(site: VariableSite, turn: number): Value {
  const { list } = site;
  return list ? list[Math.min(turn, list.length - 1)]! : site.value;
}

function known(when: When, labels: ReadonlyMap<VariableSite, string>): readonly SiteCondition[] {
  return when === 'never' ? [] : when.filter((condition) => labels.has(condition.site));
}

function named(
  condition: SiteCondition,
  labels: ReadonlyMap<VariableSite, string>,
  turn?: number,
): Condition {
  const { site, ...rest } = condition;
  const label = labels.get(site)!;
  return { label: turn === undefined ? label : `${label}[${turn}]`, ...rest };
}

function distinct(conditions: readonly Condition[]): Condition[] {
  return [...new Map(conditions.map((condition) => [JSON.stringify(condition), condition])).values()];
}

function greatest(domain: Domain): number | undefined {
  if (domain.kind === 'int') return domain.high;
  if (domain.kind !== 'choice' || !domain.ordered) return undefined;
  return Math.max(...(domain.options as readonly number[]));
}

/** Written labels stay; derived ones get `#2`, `#3`, … where they are taken. */
function labelAll(
  sites: readonly VariableSite[],
  names: ReadonlyMap<VariableSite, DerivedName>,
): ReadonlyMap<VariableSite, string> {
  const taken = new Set(sites.flatMap((site) => site.written.label?.text ?? []));
  const labels = new Map<VariableSite, string>();
  for (const site of sites) {
    const base = names.get(site)!.label;
    let label = site.written.label?.text;
    for (let number = 1; label === undefined; number++) {
      const candidate = number === 1 ? base : `${base}#${number}`;
      if (!taken.has(candidate)) label = candidate;
    }
    taken.add(label);
    labels.set(site, label);
  }
  return labels;
}

/** Choices among elements are alike when their elements are; other values when they are for the same argument. */
function groupOf(domain: Domain, name: DerivedName): string {
  return domain.kind === 'arm' || domain.kind === 'subset' ? domain.texts.join(' | ') : name.group;
}

function bindMetric(site: MetricSite): { hint: MetricHint; site: MetricSite } {
  const { comment, name, node } = site;
  return {
    site,
    hint: { role: 'metric', label: name, comment: comment.range, body: comment.body, target: rangeOf(node) },
  };
}

function nodeOf(site: Site): ts.Node {
  return site.role === 'metric' ? site.node : slotNode(site.slot);
}

function isLiteral(site: Site): boolean {
  return site.role === 'variable' && site.slot.kind === 'literal';
}

function contains(outer: Range, inner: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
