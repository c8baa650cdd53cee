/** Names of hints from the code around them: `conv2d.filters`, `lr`. */
import ts from 'typescript';
import { functionAround } from './nodes';
import { slotNode, type Slot } from './site';

export interface DerivedName {
  readonly label: string;
  /** The property or argument, which says what nature the value is of. */
  readonly group: string;
}

/** The first parameter of functions that take no object. */
const FIRST_ARGUMENT: Readonly<Record<string, string>> = {
  sgd: 'learningRate',
  momentum: 'learningRate',
  adagrad: 'learningRate',
  adadelta: 'learningRate',
  adam: 'learningRate',
  adamax: 'learningRate',
  rmsprop: 'learningRate',
  batch: 'batchSize',
  shuffle: 'bufferSize',
};

/** Calls that only pass on what they are given: another call in the statement names it better. */
const PASSES_ON = new Set(['apply', 'add', 'push', 'concat', 'call', 'pipe', 'concatenate']);

/** The name of a hint of some kind at a slot. */
export function deriveName(site: {
  readonly slot: Slot;
  readonly written: { readonly kind: string };
}): DerivedName {
  const { slot } = site;
  const name =
    slot.kind === 'optional'
      ? statementName(slot.statement)
      : expressionName(slotNode(slot), site.written.kind);
  return { label: tidy(name.label), group: tidy(name.group) };
}

function tidy(name: string): string {
  return name.replace(/[^\p{L}\p{N}_$.-]+/gu, '_').replace(/^(?=[\p{N}.-])/u, '_');
}

function statementName(statement: ts.Node): DerivedName {
  const visit = (node: ts.Node): string | undefined => {
    const name =
      ts.isCallExpression(node) || ts.isNewExpression(node) ? calleeName(node.expression) : undefined;
    return name && !PASSES_ON.has(name) ? name : ts.forEachChild(node, visit);
  };
  const label = visit(statement) ?? 'optional';
  return { label, group: label };
}

function expressionName(start: ts.Node, kind: string): DerivedName {
  const node = climb(start);
  const { parent } = node;
  const own = ownName(node);
  if (own !== undefined) return own;
  if (ts.isForStatement(parent) && parent.condition === node) return { label: 'turns', group: 'turns' };
  if (ts.isReturnStatement(parent) || ts.isArrowFunction(parent)) {
    const name = functionName(functionAround(node));
    if (name) return { label: name, group: name };
  }
  const fallback = ts.isIfStatement(parent) || ts.isWhileStatement(parent) ? 'condition' : kind;
  return { label: fallback, group: fallback };
}

/** The name by the place that receives the value: a property, an argument, a variable. */
function ownName(node: ts.Node): DerivedName | undefined {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent) && parent.initializer === node) {
    const property = propertyName(parent.name) ?? 'value';
    const owner = ownerName(parent.parent);
    return { label: owner ? `${owner}.${property}` : property, group: property };
  }
  if (
    (ts.isCallExpression(parent) || ts.isNewExpression(parent)) &&
    parent.arguments?.includes(node as ts.Expression)
  )
    return argumentName(parent, parent.arguments.indexOf(node as ts.Expression));
  const receivesIt =
    ts.isVariableDeclaration(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isParameter(parent) ||
    ts.isBindingElement(parent);
  if (receivesIt && parent.initializer === node) {
    const name = propertyName(parent.name);
    return name === undefined ? undefined : { label: name, group: name };
  }
  if (ts.isBinaryExpression(parent) && parent.right === node) {
    const name = calleeName(parent.left);
    return name === undefined ? undefined : { label: name, group: name };
  }
  return undefined;
}

function argumentName(call: ts.CallExpression | ts.NewExpression, index: number): DerivedName | undefined {
  const callee = calleeName(call.expression);
  if (callee === undefined) return undefined;
  const parameter = parameterName(call, callee, index);
  if (parameter !== undefined) return { label: `${callee}.${parameter}`, group: parameter };
  if (call.arguments?.length === 1) return { label: callee, group: callee };
  return { label: `${callee}.arg${index + 1}`, group: `${callee}.arg${index + 1}` };
}

function parameterName(
  call: ts.CallExpression | ts.NewExpression,
  callee: string,
  index: number,
): string | undefined {
  if (ts.isIdentifier(call.expression)) {
    for (const statement of call.getSourceFile().statements) {
      if (!ts.isFunctionDeclaration(statement) || statement.name?.text !== callee) continue;
      const name = statement.parameters[index]?.name;
      if (name && ts.isIdentifier(name)) return name.text;
    }
  }
  return index === 0 ? FIRST_ARGUMENT[callee] : undefined;
}

/** What an object literal is for: the function it is given to, the property or variable it is put in. */
function ownerName(object: ts.Node): string | undefined {
  const node = climb(object);
  const { parent } = node;
  if ((ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression !== node)
    return calleeName(parent.expression);
  return ownName(node)?.group;
}

/** Up through what only computes with the value. */
function climb(node: ts.Node): ts.Node {
  const { parent } = node;
  const passes =
    ts.isParenthesizedExpression(parent) ||
    ts.isAsExpression(parent) ||
    ts.isSatisfiesExpression(parent) ||
    ts.isNonNullExpression(parent) ||
    ts.isTypeAssertionExpression(parent) ||
    ts.isPrefixUnaryExpression(parent) ||
    ts.isAwaitExpression(parent) ||
    ts.isArrayLiteralExpression(parent) ||
    ts.isSpreadElement(parent) ||
    ts.isTemplateSpan(parent) ||
    ts.isTemplateExpression(parent) ||
    (ts.isConditionalExpression(parent) && parent.condition !== node) ||
    (ts.isBinaryExpression(parent) && !isAssignment(parent)) ||
    ((ts.isElementAccessExpression(parent) ||
      ts.isCallExpression(parent) ||
      ts.isNewExpression(parent) ||
      ts.isPropertyAccessExpression(parent)) &&
      parent.expression === node);
  return passes ? climb(parent) : node;
}

function isAssignment(node: ts.BinaryExpression): boolean {
  const operator = node.operatorToken.kind;
  return operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
}

function calleeName(node: ts.Node): string | undefined {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression))
    return node.argumentExpression.text;
  return undefined;
}

function propertyName(name: ts.Node): string | undefined {
  if (
    ts.isIdentifier(name) ||
    ts.isPrivateIdentifier(name) ||
    ts.isStringLiteralLike(name) ||
    ts.isNumericLiteral(name)
  )
    return name.text;
  return undefined;
}

/** The name of a function, also of one that a constant holds. */
export function functionName(node: ts.Node): string | undefined {
  const { parent } = node;
  if (ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isMethodDeclaration(node)) {
    if (node.name) return propertyName(node.name);
  }
  if (parent && ts.isVariableDeclaration(parent)) return propertyName(parent.name);
  if (parent && ts.isPropertyAssignment(parent)) return propertyName(parent.name);
  return undefined;
}
