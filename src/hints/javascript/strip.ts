/** Removes every hint and what only hints need: clean code with the values as written. */
import ts from 'typescript';
import type { Edit, Range } from '../hint';
import type { Analysis } from './analysis';
import { variablesOf } from './edits';
import { dedent, mergeSpaced, outermost, removal } from './lines';
import { readLiteral } from './literals';
import { bare, rangeOf } from './nodes';
import type { Slot } from './site';

/** With `only`, the hint whose comment begins there goes alone. */
export function stripEdits(analysis: Analysis, only?: number): Edit[] {
  const { text } = analysis.hinted;
  const isMeant = ({ range }: { readonly range: Range }) => only === undefined || range.start === only;
  const slots = variablesOf(analysis).flatMap(({ site }) => (isMeant(site.comment) ? [site.slot] : []));
  const gone = analysis.comments
    .filter((comment) => comment.closed && isMeant(comment))
    .map(({ range }) => range);
  const edits: Edit[] = [];
  for (const slot of slots) {
    if (slot.kind === 'arm') edits.push(...chosenElement(slot, text));
    else if (slot.kind === 'subset') edits.push(...keptElements(slot));
    else if (slot.kind === 'optional' && slot.guard) {
      const written = readLiteral(bare(slot.guard.holder));
      if (written === false) gone.push(withTrailingComment(text, rangeOf(slot.guard.branch)));
      if (written === true)
        edits.push({
          range: { start: slot.guard.branch.getStart(), end: slot.statement.getStart() },
          text: '',
        });
    }
  }
  const removals = mergeSpaced(text, gone).map((range): Edit => ({ range: removal(text, range), text: '' }));
  return outermost([...edits, ...removals]);
}

/** A comment behind a statement that goes is about that statement. */
function withTrailingComment(text: string, range: Range): Range {
  const behind = /[^\S\r\n]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/[^\S\r\n]*(?=[\r\n]|$))/y;
  behind.lastIndex = range.end;
  const match = behind.exec(text);
  return match ? { start: range.start, end: range.end + match[0].length } : range;
}

/** `[a, b, c][1]` → `b`. */
function chosenElement(slot: Extract<Slot, { kind: 'arm' }>, text: string): Edit[] {
  const index = readLiteral(slot.holder);
  const element = typeof index === 'number' ? slot.array.elements[index] : undefined;
  if (!element) return [];
  const parentheses = needsParentheses(element, slot.access);
  const { start, end } = rangeOf(element);
  return [
    { range: { start: slot.access.getStart(), end: start }, text: parentheses ? '(' : '' },
    ...dedent(text, slot.access.getStart(), { start, end }, frozenLines(element)),
    { range: { start: end, end: slot.access.end }, text: parentheses ? ')' : '' },
  ];
}

/** Text whose line breaks belong to a value. */
function frozenLines(node: ts.Node): Range[] {
  const found: Range[] = [];
  const visit = (at: ts.Node): void => {
    const isText = ts.isStringLiteralLike(at) || ts.isTemplateExpression(at);
    if (isText) found.push(rangeOf(at));
    else ts.forEachChild(at, visit);
  };
  visit(node);
  return found;
}

/** `[a, b, c].filter((_, i) => [0, 2].includes(i))` → `[a, c]`. */
function keptElements(slot: Extract<Slot, { kind: 'subset' }>): Edit[] {
  const { array, filter } = slot;
  const kept = filter && readLiteral(bare(filter.holder));
  if (!filter || !Array.isArray(kept) || kept.some((index) => typeof index !== 'number')) return [];
  const edits: Edit[] = [{ range: { start: array.end, end: filter.call.end }, text: '' }];
  const remove = (start: number, end: number) => {
    if (end > start) edits.push({ range: { start, end }, text: '' });
  };
  const ranges = array.elements.map(rangeOf);
  const stay = ranges.filter((_, index) => (kept as number[]).includes(index));
  if (stay.length === 0) {
    remove(array.getStart() + 1, array.end - 1);
    return edits;
  }
  remove(ranges[0]!.start, stay[0]!.start);
  stay.forEach((range, i) => {
    const next = stay[i + 1];
    const lastGone = next ? ranges[ranges.indexOf(next) - 1]! : ranges[ranges.length - 1]!;
    remove(range.end, lastGone.end);
  });
  return edits;
}

/** Whether an element cannot take the place of `[…][0]` as it is. */
function needsParentheses(element: ts.Expression, access: ts.ElementAccessExpression): boolean {
  const { parent } = access;
  const isOperand =
    ((ts.isPropertyAccessExpression(parent) ||
      ts.isElementAccessExpression(parent) ||
      ts.isCallExpression(parent) ||
      ts.isNewExpression(parent) ||
      ts.isNonNullExpression(parent)) &&
      parent.expression === access) ||
    ts.isTaggedTemplateExpression(parent) ||
    ts.isExpressionWithTypeArguments(parent);
  if (isOperand && ts.isNewExpression(parent) && hasCall(element)) return true;
  if (isOperand && (ts.isOptionalChain(element) || ts.isNumericLiteral(element))) return true;
  if (isObjectLike(element)) return beginsStatement(access);
  if (isPrimary(element)) return false;
  const isTight =
    isOperand ||
    ts.isPrefixUnaryExpression(parent) ||
    ts.isPostfixUnaryExpression(parent) ||
    ts.isAwaitExpression(parent) ||
    ts.isTypeOfExpression(parent) ||
    ts.isVoidExpression(parent) ||
    ts.isAsExpression(parent) ||
    ts.isSatisfiesExpression(parent) ||
    (ts.isConditionalExpression(parent) && parent.condition === access) ||
    (ts.isBinaryExpression(parent) && !isAssignmentValue(parent, access));
  return isTight;
}

function isAssignmentValue(parent: ts.BinaryExpression, node: ts.Node): boolean {
  const operator = parent.operatorToken.kind;
  return (
    parent.right === node &&
    operator >= ts.SyntaxKind.FirstAssignment &&
    operator <= ts.SyntaxKind.LastAssignment
  );
}

function isObjectLike(node: ts.Expression): boolean {
  return ts.isObjectLiteralExpression(node) || ts.isFunctionExpression(node) || ts.isClassExpression(node);
}

/** Where `{` or `function` would begin something else. */
function beginsStatement(access: ts.Expression): boolean {
  const start = access.getStart();
  const around = ts.findAncestor(access, (node) => ts.isStatement(node) || ts.isArrowFunction(node));
  if (!around) return false;
  return ts.isArrowFunction(around)
    ? around.body.getStart() === start
    : around.getStart() === start || ts.isExportAssignment(around);
}

function isPrimary(node: ts.Expression): boolean {
  return (
    ts.isIdentifier(node) ||
    ts.isCallExpression(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isParenthesizedExpression(node) ||
    ts.isArrayLiteralExpression(node) ||
    ts.isStringLiteralLike(node) ||
    ts.isNumericLiteral(node) ||
    ts.isTemplateExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isTaggedTemplateExpression(node) ||
    (ts.isNewExpression(node) && node.arguments !== undefined) ||
    node.kind === ts.SyntaxKind.ThisKeyword ||
    node.kind === ts.SyntaxKind.TrueKeyword ||
    node.kind === ts.SyntaxKind.FalseKeyword ||
    node.kind === ts.SyntaxKind.NullKeyword
  );
}

function hasCall(node: ts.Node): boolean {
  return ts.isCallExpression(node) || (ts.forEachChild(node, hasCall) ?? false);
}
