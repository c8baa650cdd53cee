/** From a hint as written and the code behind it to its site, or to what is wrong with it. */
import ts from 'typescript';
import type { Domain, Range, Value } from '../hint';
import type { WrittenHint } from '../grammar';
import {
  error,
  hasModifier,
  literalDomain,
  metricName,
  noArguments,
  soundModifiers,
  subsetBounds,
  warning,
  type Report,
} from '../written';
import { MARK, type HintComment } from './comments';
import { isPossible } from './defaults';
import { readFilter, readIndices, turnList } from './forms';
import { literalNode, readLiteral } from './literals';
import { countingLoop, loopAround, type CountingLoop } from './loops';
import { inStatementList, isValuePlace, nodesAt, rangeOf } from './nodes';
import { isDeclaration, isMetricTarget, isValueStatement, isWholeExpression } from './places';
import type { MetricSite, Site, Slot, VariableSite } from './site';

/** Resolves hints of one file. `reportAt` receives every problem. */
export function resolveSite(
  tree: ts.SourceFile,
  comment: HintComment,
  written: WrittenHint,
  report: Report,
): Site | undefined {
  if (!soundModifiers(written, report)) return undefined;
  const nodes = nodesAt(tree, comment.next);
  if (nodes.length === 0) {
    report(error('no-target', comment.range, `Nothing follows this hint; put it before ${wanted(written)}.`));
    return undefined;
  }
  return new Resolver(tree, comment, written, nodes, report).resolve();
}

function wanted(written: WrittenHint): string {
  if (written.kind === 'optional') return 'a statement';
  if (written.kind === 'metric') return 'an expression';
  if (written.kind === 'subset') return 'a list such as [a, b, c]';
  if (written.kind === 'choice' && !written.arguments) return 'a list with an index, such as [a, b, c][0]';
  return "a literal, such as 3, 0.5 or 'relu'";
}

/** A slot with the value that it spells. */
interface Reading {
  readonly value: Value;
  readonly list?: readonly Value[];
}

class Resolver {
  private readonly each: boolean;

  constructor(
    private readonly tree: ts.SourceFile,
    private readonly comment: HintComment,
    private readonly written: WrittenHint,
    private readonly nodes: readonly ts.Node[],
    private readonly report: Report,
  ) {
    this.each = hasModifier(written, 'each');
  }

  resolve(): Site | undefined {
    if (this.written.kind === 'metric') return this.metric();
    if (this.written.kind === 'optional') return this.optional();
    if (this.written.kind === 'subset') return this.subset();
    if (this.written.kind === 'choice' && !this.written.arguments) return this.arm();
    return this.literal();
  }

  private literal(): VariableSite | undefined {
    const domain = literalDomain(this.written, this.report);
    if (!domain) return undefined;
    const node = this.nodes[0]!;
    const loop = this.loop(node);
    if (this.each && !loop) return undefined;
    const turns = this.turns(node, loop);
    const holder = turns ?? (ts.isExpression(node) ? literalNode(node) : undefined);
    if (!holder || !isValuePlace(holder)) return this.notALiteral();
    const reading = this.read(holder, loop, readLiteral);
    if (!reading) return this.notALiteral();
    return this.site({ kind: 'literal', holder }, domain, reading, loop);
  }

  /** `[16, 32][i]`, where this hint is drawn anew for each `i`. */
  private turns(node: ts.Node, loop: CountingLoop | undefined): ts.Expression | undefined {
    const { parent } = node;
    if (!loop || !ts.isArrayLiteralExpression(node) || !ts.isElementAccessExpression(parent))
      return undefined;
    return turnList(parent, loop) && parent;
  }

  private arm(): VariableSite | undefined {
    const array = this.array();
    if (!array) return undefined;
    const access = array.parent;
    if (!ts.isElementAccessExpression(access) || access.expression !== array || access.questionDotToken) {
      return this.fail(
        'needs-index',
        rangeOf(array),
        'choice picks one of a list by its index; write [0] behind the list.',
      );
    }
    const loop = this.loop(access);
    if (this.each && !loop) return undefined;
    const holder = access.argumentExpression;
    const reading = this.read(holder, loop, readLiteral);
    if (!reading || (typeof reading.value !== 'number' && !reading.list)) {
      return this.fail('needs-index', rangeOf(holder), 'The index of a choice must be a number such as [0].');
    }
    if (array.elements.length === 1) this.warnSingle();
    const texts = array.elements.map((element) => element.getText(this.tree));
    return this.site({ kind: 'arm', array, access, holder }, { kind: 'arm', texts }, reading, loop);
  }

  private subset(): VariableSite | undefined {
    const array = this.array();
    const bounds = array && subsetBounds(this.written, array.elements.length, this.report);
    if (!array || !bounds) return undefined;
    const loop = this.loop(array);
    if (this.each && !loop) return undefined;
    const all = array.elements.map((_, index) => index);
    const filter = readFilter(array);
    // The filter's own index hides the loop's variable of the same name.
    const seen = filter?.index === loop?.variable ? undefined : loop;
    const reading = filter ? this.read(filter.holder, seen, readIndices) : { value: all };
    if (!reading)
      return this.fail(
        'not-a-subset',
        rangeOf(filter!.holder),
        'The kept elements must be a list of indices, such as [0, 2].',
      );
    const texts = array.elements.map((element) => element.getText(this.tree));
    const slot: Slot = { kind: 'subset', array, ...(filter && { filter }) };
    return this.site(slot, { kind: 'subset', texts, ...bounds }, reading, loop);
  }

  private optional(): VariableSite | undefined {
    if (!noArguments(this.written, this.report)) return undefined;
    const statement = this.nodes.filter((node): node is ts.Statement => ts.isStatement(node)).pop();
    if (!statement || statement.kind === ts.SyntaxKind.EmptyStatement)
      return this.fail(
        'not-a-statement',
        this.comment.range,
        `optional stands before a statement, not before ${this.found()}.`,
      );
    if (isDeclaration(statement))
      return this.fail(
        'optional-declaration',
        this.comment.range,
        'A declaration cannot be left out, since other code needs its name; declare it first and make an assignment optional.',
      );
    if (!inStatementList(statement))
      return this.fail(
        'needs-block',
        this.comment.range,
        'An optional statement must stand in braces of its own: { … }.',
      );
    if (!isValueStatement(statement))
      return this.fail(
        'not-a-statement',
        this.comment.range,
        'A directive cannot be left out; remove the hint.',
      );
    if (this.trails())
      return this.fail(
        'trailing-hint',
        this.comment.range,
        'This hint stands behind a statement; put it on the line before the one that is optional.',
      );
    const loop = this.loop(statement);
    if (this.each && !loop) return undefined;
    const guard = this.guard(statement, loop);
    const slot: Slot = guard
      ? { kind: 'optional', statement: guard.branch.thenStatement, guard }
      : { kind: 'optional', statement };
    const reading = guard ? this.read(guard.holder, loop, readLiteral) : { value: true };
    return reading && this.site(slot, { kind: 'optional' }, reading, loop);
  }

  /** `if (false) statement`, as an optional statement that is left out is written. */
  private guard(
    statement: ts.Statement,
    loop: CountingLoop | undefined,
  ): { branch: ts.IfStatement; holder: ts.Expression } | undefined {
    if (!ts.isIfStatement(statement) || statement.elseStatement) return undefined;
    const holder = statement.expression;
    // A condition with a hint of its own is the person's.
    if (this.tree.text.slice(statement.getStart(), holder.getStart()).includes(MARK)) return undefined;
    const reads = typeof readLiteral(holder) === 'boolean' || (loop && turnList(holder, loop));
    return reads ? { branch: statement, holder } : undefined;
  }

  /** True when a `//` comment stands behind other code of its line. */
  private trails(): boolean {
    if (this.comment.style !== 'line') return false;
    const { text } = this.tree;
    const lineStart =
      Math.max(
        text.lastIndexOf('\n', this.comment.range.start),
        text.lastIndexOf('\r', this.comment.range.start),
      ) + 1;
    return /[;})\]\w]\s*$/.test(text.slice(lineStart, this.comment.range.start));
  }

  private metric(): MetricSite | undefined {
    const name = metricName(this.written, this.report);
    if (name === undefined) return undefined;
    const node = this.nodes.filter(isWholeExpression).pop();
    if (!node || !isMetricTarget(node))
      return this.fail(
        'not-an-expression',
        this.comment.range,
        `metric stands before an expression, not before ${this.found(node)}.`,
      );
    return { role: 'metric', comment: this.comment, written: this.written, name, node };
  }

  private array(): ts.ArrayLiteralExpression | undefined {
    const array = this.nodes[0]!;
    const { kind } = this.written;
    if (!ts.isArrayLiteralExpression(array) || !isValuePlace(array))
      return this.fail(
        'not-an-array',
        this.comment.range,
        `${kind} stands before ${wanted(this.written)} here, not before ${this.found()}.`,
      );
    const odd = array.elements.find(
      (element) => ts.isSpreadElement(element) || ts.isOmittedExpression(element),
    );
    if (odd)
      return this.fail(
        'not-an-array',
        rangeOf(odd),
        'Each element of the list must be written out; replace the spread or the hole.',
      );
    if (array.elements.length > 0) return array;
    return this.fail('empty-domain', rangeOf(array), 'The list has no elements to choose from; add some.');
  }

  private loop(node: ts.Node): CountingLoop | undefined {
    if (!this.each) return undefined;
    const modifier = this.written.modifiers.find(({ name }) => name === 'each')!;
    const around = loopAround(node);
    if (!around)
      return this.fail(
        'each-outside-loop',
        modifier.range,
        'each needs a loop around it; remove each or move the hint into one.',
      );
    const loop = countingLoop(around);
    if (loop?.plain) return loop;
    return this.fail(
      'each-loop',
      modifier.range,
      'each needs a loop that counts from 0 in steps of 1 and does not change its variable: for (let i = 0; i < N; i++).',
    );
  }

  /** The value that a holder spells, or with `each` the list of `[first, second, …][i]`. */
  private read(
    holder: ts.Expression,
    loop: CountingLoop | undefined,
    read: (node: ts.Expression) => Value | undefined,
  ): Reading | undefined {
    const turns = loop && turnList(holder, loop);
    if (turns) {
      const list = turns.elements.map(read);
      if (list.length === 0 || list.some((value) => value === undefined)) return undefined;
      return { value: list[0]!, list: list as Value[] };
    }
    const value = read(holder);
    return value === undefined ? undefined : { value };
  }

  private site(
    slot: Slot,
    domain: Domain,
    reading: Reading,
    loop: CountingLoop | undefined,
  ): VariableSite | undefined {
    const values = reading.list ?? [reading.value];
    for (const value of values)
      if (!isPossible(this.comment, slot, domain, value, this.report)) return undefined;
    const { comment, written } = this;
    return { role: 'variable', comment, written, slot, domain, ...reading, ...(loop && { loop }) };
  }

  private warnSingle(): void {
    this.report(
      warning(
        'single-option',
        this.written.kindRange,
        'One element is no choice; add another or remove the hint.',
      ),
    );
  }

  private notALiteral(): undefined {
    const example = this.written.kind === 'bool' ? 'true or false' : "a literal, such as 3, 0.5 or 'relu'";
    const advice = this.advice();
    return this.fail(
      'not-a-literal',
      this.comment.range,
      `${this.written.kind} stands before ${example}, not before ${this.found()}.${advice}`,
    );
  }

  private advice(): string {
    const node = this.nodes[0]!;
    const { parent } = node;
    if (ts.isPropertyAssignment(parent) && parent.name === node)
      return ` Put it behind ${node.getText(this.tree)}:.`;
    if (ts.isVariableStatement(node) || ts.isVariableDeclarationList(node))
      return ' Put it before the value, behind the =.';
    if (ts.isArrayLiteralExpression(node) && ts.isElementAccessExpression(parent)) {
      return ' For one of the elements write choice without arguments; for a value of each turn of a loop add each.';
    }
    return '';
  }

  /** What follows the hint, in short. */
  private found(node = this.nodes[0]!): string {
    const text = node.getText(this.tree).split(/[\r\n]/)[0]!;
    return `'${text.length > 30 ? `${text.slice(0, 30)}…` : text}'`;
  }

  private fail(code: string, range: Range, message: string): undefined {
    this.report(error(code, range, message));
    return undefined;
  }
}
