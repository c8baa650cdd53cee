/** From sites to hints: labels, domains, turns and conditions, each with what can be wrong about it. */
import ts from 'typescript';
import type { Condition, Domain, Range, Value, VariableHint } from '../hint';
import { compatible, describeDomain } from '../domain';
import type { Problem } from '../grammar';
import { Lines } from '../position';
import { error, warning } from '../written';
import type { HintComment } from './comments';
import { Reach, declaredName, type SiteCondition, type When } from './conditions';
import { readLiteral } from './literals';
import type { DerivedName } from './names';
import { bare, dressed, rangeOf } from './nodes';
import { Names } from './scope';
import { slotHolder, slotNode, type VariableSite } from './site';
import { ElementTexts } from './texts';

/** More turns of a loop than this are no architecture. */
const MOST_TURNS = 256;

/** A variable's hint with the code it stands before. */
export interface BoundVariable {
  readonly hint: VariableHint;
  readonly site: VariableSite;
}

export class Binder {
  /** For each `each`: the hint that bounds its loop. */
  readonly counters = new Map<VariableSite, VariableSite>();

  constructor(
    private readonly tree: ts.SourceFile,
    private readonly comments: readonly HintComment[],
    private readonly report: (problem: Problem, fallback: Range) => void,
  ) {}

  bind(sites: readonly VariableSite[], names: ReadonlyMap<VariableSite, DerivedName>): BoundVariable[] {
    const reach = new Reach(sites, this.namesFor(sites));
    const texts = new ElementTexts(this.tree.text, this.comments, sites);
    const domains = new Map(sites.map((site) => [site, texts.complete(site)]));
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
    const lines = new Lines(this.tree.text);
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
