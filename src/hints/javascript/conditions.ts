/** When a hint matters, as far as the source shows, and whether it can ever. */
import ts from 'typescript';
import type { Domain, Value } from '../hint';
import { listValues } from '../domain';
import { countingLoop } from './loops';
import { readLiteral } from './literals';
import { bare, statementsAround } from './nodes';
import type { Names } from './scope';
import type { VariableSite } from './site';

/** A condition on the value of another hint of the file. */
export type SiteCondition = { readonly site: VariableSite } & (
  | { readonly is: 'one of'; readonly values: readonly Value[] }
  | { readonly is: 'including'; readonly index: number }
  | { readonly is: 'above'; readonly bound: number }
);

/** Conditions that all hold where the code runs; `never` when it cannot run. */
export type When = readonly SiteCondition[] | 'never';

/** Domains with more values are judged by comparisons alone. */
const LISTED = 64;

export class Reach {
  /** The hint whose array, statement or literal a node is. */
  private readonly byNode = new Map<ts.Node, VariableSite>();

  constructor(
    sites: readonly VariableSite[],
    private readonly names: Names,
  ) {
    for (const site of sites) {
      const { slot } = site;
      if (slot.kind === 'literal') this.byNode.set(slot.holder, site);
      else this.byNode.set(slot.kind === 'optional' ? slot.statement : slot.array, site);
    }
  }

  /** When the code of a node runs and matters. `but` is a loop whose own condition is left to the caller. */
  of(node: ts.Node, but?: ts.Node, seen: ReadonlySet<ts.Node> = new Set()): When {
    const conditions: SiteCondition[] = [];
    for (let at = node; at.parent; at = at.parent) {
      const here = at.parent === but ? [] : this.step(at, at.parent);
      if (here === 'never') return 'never';
      conditions.push(...here);
      if (!ts.isFunctionLike(at.parent)) continue;
      const called = this.callConditions(at.parent, seen);
      if (called === 'never') return 'never';
      conditions.push(...called);
    }
    return conditions;
  }

  /** When the turn of a counting loop takes place. */
  ofTurn(bound: ts.Expression, turn: number): When {
    const site = this.hintOf(bound);
    if (!site) return [];
    return this.when(site, (value) => typeof value === 'number' && value > turn, turn);
  }

  /** The hint that an expression's value is, directly or through a constant. */
  hintOf(expression: ts.Expression): VariableSite | undefined {
    const node = bare(expression);
    const site = this.byNode.get(node);
    if (site) return site.slot.kind === 'literal' && !site.loop ? site : undefined;
    if (!ts.isIdentifier(node)) return undefined;
    const declaration = this.names.declarationOf(node)?.parent;
    if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return undefined;
    if (!ts.isIdentifier(declaration.name) || !this.isConstant(declaration, declaration.name))
      return undefined;
    const initial = this.byNode.get(bare(declaration.initializer));
    return initial?.slot.kind === 'literal' && !initial.loop ? initial : undefined;
  }

  private isConstant(declaration: ts.VariableDeclaration, name: ts.Identifier): boolean {
    if ((declaration.parent.flags & ts.NodeFlags.Const) !== 0) return true;
    return this.names.referencesTo(name).every((reference) => !isWritten(reference));
  }

  /** A function that is named in one place only runs when that place does. */
  private callConditions(node: ts.SignatureDeclaration, seen: ReadonlySet<ts.Node>): When {
    const name = declaredName(node);
    if (!name || seen.has(node)) return [];
    const references = this.names.referencesTo(name);
    const only = references.length === 1 ? references[0]! : undefined;
    if (!only || ts.findAncestor(only, (ancestor) => ancestor === node)) return [];
    return this.of(only, undefined, new Set([...seen, node]));
  }

  /** What a step from a node to its parent tells. */
  private step(node: ts.Node, parent: ts.Node): When {
    if (ts.isArrayLiteralExpression(parent)) return this.element(node, parent);
    const site = this.byNode.get(node);
    if (site?.slot.kind === 'optional') {
      const around = ts.isIfStatement(parent) ? [] : this.among(node as ts.Statement, parent);
      return around === 'never' ? 'never' : [{ site, is: 'one of', values: [true] }, ...around];
    }
    if (ts.isIfStatement(parent)) {
      if (this.byNode.get(parent.thenStatement)?.slot.kind === 'optional') return [];
      if (parent.thenStatement === node) return this.truth(parent.expression, true);
      return parent.elseStatement === node ? this.truth(parent.expression, false) : [];
    }
    if (ts.isConditionalExpression(parent)) {
      if (parent.whenTrue === node) return this.truth(parent.condition, true);
      return parent.whenFalse === node ? this.truth(parent.condition, false) : [];
    }
    if (ts.isBinaryExpression(parent) && parent.right === node) {
      const operator = parent.operatorToken.kind;
      if (operator === ts.SyntaxKind.AmpersandAmpersandToken) return this.truth(parent.left, true);
      return operator === ts.SyntaxKind.BarBarToken ? this.truth(parent.left, false) : [];
    }
    if (ts.isWhileStatement(parent))
      return parent.statement === node ? this.truth(parent.expression, true) : [];
    if (ts.isForStatement(parent)) return this.forLoop(node, parent);
    if (ts.isStatement(node)) return this.among(node, parent);
    return [];
  }

  private element(node: ts.Node, array: ts.ArrayLiteralExpression): When {
    const site = this.byNode.get(array);
    const index = array.elements.indexOf(node as ts.Expression);
    if (site?.slot.kind === 'arm') return [{ site, is: 'one of', values: [index] }];
    return site?.slot.kind === 'subset' ? [{ site, is: 'including', index }] : [];
  }

  private forLoop(node: ts.Node, loop: ts.ForStatement): When {
    if (node !== loop.statement && node !== loop.incrementor) return [];
    const counting = countingLoop(loop);
    if (!counting) return loop.condition && !loop.initializer ? this.truth(loop.condition, true) : [];
    const runs = (value: Value) => {
      return (
        typeof value !== 'number' || (counting.inclusive ? value >= counting.start : value > counting.start)
      );
    };
    const literal = readLiteral(counting.bound);
    const site = this.hintOf(counting.bound);
    if (!site) return literal !== undefined && !runs(literal) ? 'never' : [];
    return this.when(site, runs, counting.inclusive ? Math.ceil(counting.start) - 1 : counting.start);
  }

  /** What the statements before this one in its list, and the case it stands in, tell. */
  private among(statement: ts.Statement, parent: ts.Node): When {
    const conditions: SiteCondition[] = [];
    if (ts.isCaseOrDefaultClause(parent)) {
      const here = this.clause(parent);
      if (here === 'never') return 'never';
      conditions.push(...here);
    }
    for (const before of statementsAround(statement)) {
      if (before === statement) break;
      if (ts.isFunctionDeclaration(statement)) break;
      const optional = this.optionalAt(before);
      if (optional) {
        if (leaves(optional.statement))
          conditions.push({ site: optional.site, is: 'one of', values: [false] });
        continue;
      }
      if (leaves(before)) return 'never';
      if (!ts.isIfStatement(before)) continue;
      const thenLeaves = leaves(before.thenStatement);
      const elseLeaves = before.elseStatement !== undefined && leaves(before.elseStatement);
      if (thenLeaves === elseLeaves) continue;
      const here = this.truth(before.expression, elseLeaves);
      if (here === 'never') return 'never';
      conditions.push(...here);
    }
    return conditions;
  }

  /** The optional statement that a statement is, alone or behind its guard. */
  private optionalAt(statement: ts.Statement): { site: VariableSite; statement: ts.Statement } | undefined {
    for (const node of ts.isIfStatement(statement) ? [statement, statement.thenStatement] : [statement]) {
      const site = this.byNode.get(node);
      if (site?.slot.kind === 'optional') return { site, statement: node };
    }
    return undefined;
  }

  private clause(clause: ts.CaseOrDefaultClause): When {
    const { clauses, parent: statement } = clause.parent;
    const site = this.hintOf(statement.expression);
    const valuesOf = (each: ts.CaseOrDefaultClause) =>
      ts.isCaseClause(each) ? [readLiteral(each.expression)] : [];
    const listed = clauses.flatMap(valuesOf);
    if (!site || listed.includes(undefined)) return [];
    const reaching: ts.CaseOrDefaultClause[] = [clause];
    for (let at = clauses.indexOf(clause) - 1; at >= 0 && !clauses[at]!.statements.some(leaves); at--)
      reaching.push(clauses[at]!);
    const values = reaching.flatMap(valuesOf);
    const withDefault = reaching.some(ts.isDefaultClause);
    return this.when(site, (value) => values.includes(value) || (withDefault && !listed.includes(value)));
  }

  /** What the truth (or falsehood) of an expression tells. */
  private truth(expression: ts.Expression, wanted: boolean): When {
    const node = bare(expression);
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
      return this.truth(node.operand, !wanted);
    if (ts.isBinaryExpression(node)) return this.binaryTruth(node, wanted);
    const site = this.hintOf(node);
    if (site) return this.when(site, (value) => Boolean(value) === wanted);
    const literal = readLiteral(node);
    return literal !== undefined && Boolean(literal) !== wanted ? 'never' : [];
  }

  private binaryTruth(node: ts.BinaryExpression, wanted: boolean): When {
    const operator = node.operatorToken.kind;
    const both = wanted ? ts.SyntaxKind.AmpersandAmpersandToken : ts.SyntaxKind.BarBarToken;
    if (operator === both) {
      const left = this.truth(node.left, wanted);
      const right = this.truth(node.right, wanted);
      return left === 'never' || right === 'never' ? 'never' : [...left, ...right];
    }
    const compare = COMPARISONS.get(operator);
    if (!compare) return [];
    const [left, right] = [this.hintOf(node.left), this.hintOf(node.right)];
    const site = left ?? right;
    const literal = readLiteral(bare(left ? node.right : node.left));
    if (!site || (left && right) || literal === undefined || Array.isArray(literal)) return [];
    const test = (value: Value) => (left ? compare(value, literal) : compare(literal, value)) === wanted;
    return this.when(site, test, typeof literal === 'number' ? literal : undefined);
  }

  /**
   * The values of a hint that pass a test. A domain too large to be listed is judged around `bound`, where the test's
   * answer changes, when it is a test for values above that.
   */
  private when(site: VariableSite, test: (value: Value) => boolean, bound?: number): When {
    const { domain } = site;
    if (domain.kind === 'arm' || domain.kind === 'subset' || domain.kind === 'optional') return [];
    const values = listValues(domain, LISTED);
    if (!values) return bound === undefined ? [] : largeDomain(site, domain, test, bound);
    const passing = values.filter(test);
    if (passing.length === values.length) return [];
    if (passing.length === 0) return 'never';
    const above = domain.kind === 'int' && aboveBound(values as number[], passing as number[]);
    if (above !== false) return [{ site, is: 'above', bound: above as number }];
    return [{ site, is: 'one of', values: passing }];
  }
}

function largeDomain(
  site: VariableSite,
  domain: Domain,
  test: (value: Value) => boolean,
  bound: number,
): When {
  if (domain.kind !== 'int' && domain.kind !== 'float') return [];
  const whole = domain.kind === 'int';
  const below = whole ? Math.ceil(bound) - 1 : bound - Math.max(1, Math.abs(bound));
  const beyond = whole ? Math.floor(bound) + 1 : bound + Math.max(1, Math.abs(bound));
  const answers = [below, bound, beyond].map(test);
  const isUpper = !answers[0] && answers[2];
  if (!isUpper) {
    const isExactly = answers[1] && !answers[0] && !answers[2];
    return isExactly ? [{ site, is: 'one of', values: [bound] }] : [];
  }
  // `x >= bound` of real numbers is not written as `above`: the bound itself would be lost.
  if (answers[1] && !whole) return domain.high < bound ? 'never' : [];
  const edge = answers[1] ? below : bound;
  if (domain.high <= edge) return 'never';
  return domain.low > edge ? [] : [{ site, is: 'above', bound: edge }];
}

/** The greatest value that does not pass, when all above it do. */
function aboveBound(values: readonly number[], passing: readonly number[]): number | false {
  const cut = values.length - passing.length;
  return values.slice(cut).every((value, index) => value === passing[index]) ? values[cut - 1]! : false;
}

type Compare = (a: Value, b: Value) => boolean;

const COMPARISONS: ReadonlyMap<ts.SyntaxKind, Compare> = new Map<ts.SyntaxKind, Compare>([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, (a, b) => a === b],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, (a, b) => a !== b],
  // The program compares in JavaScript's loose way, so the same is done here.
  [ts.SyntaxKind.EqualsEqualsToken, (a, b) => a == b], // eslint-disable-line eqeqeq
  [ts.SyntaxKind.ExclamationEqualsToken, (a, b) => a != b], // eslint-disable-line eqeqeq
  [ts.SyntaxKind.LessThanToken, (a, b) => (a as number) < (b as number)],
  [ts.SyntaxKind.LessThanEqualsToken, (a, b) => (a as number) <= (b as number)],
  [ts.SyntaxKind.GreaterThanToken, (a, b) => (a as number) > (b as number)],
  [ts.SyntaxKind.GreaterThanEqualsToken, (a, b) => (a as number) >= (b as number)],
]);

/** True when what follows the statement in its list cannot be reached through it. */
function leaves(statement: ts.Statement): boolean {
  if (ts.isBlock(statement)) return statement.statements.some(leaves);
  if (ts.isIfStatement(statement))
    return (
      statement.elseStatement !== undefined &&
      leaves(statement.thenStatement) &&
      leaves(statement.elseStatement)
    );
  return (
    ts.isReturnStatement(statement) ||
    ts.isThrowStatement(statement) ||
    ts.isBreakOrContinueStatement(statement)
  );
}

function isWritten(reference: ts.Identifier): boolean {
  const { parent } = reference;
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent))
    return (
      parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken
    );
  if (ts.isBinaryExpression(parent) && parent.left === reference) {
    const operator = parent.operatorToken.kind;
    return operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
  }
  // Destructuring and for…of assign as well; taking them for reads would be wrong, so any pattern counts.
  return (
    ts.isArrayLiteralExpression(parent) ||
    ts.isShorthandPropertyAssignment(parent) ||
    ts.isForOfStatement(parent)
  );
}

/** The identifier that names a function which only this file can call. */
export function declaredName(node: ts.Node): ts.Identifier | undefined {
  if (ts.isFunctionDeclaration(node)) {
    return node.modifiers?.some(isExport) ? undefined : node.name;
  }
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return undefined;
  const { parent } = node;
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return undefined;
  const list = parent.parent;
  if ((list.flags & ts.NodeFlags.Const) === 0) return undefined;
  const statement = list.parent;
  return ts.isVariableStatement(statement) && statement.modifiers?.some(isExport) ? undefined : parent.name;
}

function isExport(modifier: ts.ModifierLike): boolean {
  return modifier.kind === ts.SyntaxKind.ExportKeyword;
}
