/** Calls of TensorFlow.js in a syntax tree: layers, optimizers, and the statements that use layers. */
import ts from 'typescript';
import { bare } from '../../javascript/nodes';

/** `tf.layers.conv2d({ filters: 8 })`. */
export interface LayerCall {
  readonly call: ts.CallExpression;
  /** `conv2d`. */
  readonly kind: string;
  /** The last part of the callee. */
  readonly name: ts.Identifier;
  /** The argument, where it is written out. */
  readonly config?: ts.ObjectLiteralExpression;
}

/** The layer that a node makes; `undefined` for anything else. */
export function layerCall(node: ts.Node): LayerCall | undefined {
  const name = namespaced(node, 'layers');
  if (!name) return undefined;
  const call = node as ts.CallExpression;
  const argument = call.arguments[0];
  const config = argument && ts.isObjectLiteralExpression(bare(argument)) ? bare(argument) : undefined;
  return {
    call,
    kind: name.text,
    name,
    ...(config && { config: config as ts.ObjectLiteralExpression }),
  };
}

/** The name of the optimizer that a node makes: `adam` of `tf.train.adam(1e-3)`. */
export function optimizerCall(node: ts.Node): string | undefined {
  return namespaced(node, 'train')?.text;
}

/** `name` of `tf.space.name(…)` or `space.name(…)`. */
function namespaced(node: ts.Node, space: string): ts.Identifier | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  const { expression: owner, name } = node.expression;
  const ownerName = ts.isPropertyAccessExpression(owner) ? owner.name : owner;
  return ts.isIdentifier(ownerName) && ownerName.text === space && ts.isIdentifier(name) ? name : undefined;
}

/** Layer calls at and below a node, in the order of the text. */
export function layerCallsIn(node: ts.Node): LayerCall[] {
  const found: LayerCall[] = [];
  const visit = (at: ts.Node): void => {
    const call = layerCall(at);
    if (call) found.push(call);
    ts.forEachChild(at, visit);
  };
  visit(node);
  return found.sort((a, b) => a.call.getStart() - b.call.getStart());
}

export function propertyOf(
  config: ts.ObjectLiteralExpression | undefined,
  name: string,
): ts.Expression | undefined {
  for (const property of config?.properties ?? []) {
    if (ts.isPropertyAssignment(property) && ts.isIdentifier(property.name) && property.name.text === name)
      return property.initializer;
  }
  return undefined;
}

/** The nodes around an offset, the innermost first; the file itself is left out. */
export function pathTo(tree: ts.SourceFile, offset: number): ts.Node[] {
  const path: ts.Node[] = [];
  let node: ts.Node | undefined = tree;
  while (node) {
    const child: ts.Node | undefined = ts.forEachChild(node, (candidate) =>
      candidate.getStart(tree) <= offset && offset <= candidate.end ? candidate : undefined,
    );
    if (child && child.kind !== ts.SyntaxKind.EndOfFileToken) path.unshift(child);
    node = child;
  }
  return path;
}

/** True when a comment with a hint stands directly before a node. */
export function isHinted(node: ts.Node): boolean {
  const { text } = node.getSourceFile();
  return text.slice(node.getFullStart(), node.getStart()).includes('@nas');
}

/** A statement that adds one layer to what there is: `model.add(layer)`, `x = layer.apply(x)`. */
export function layerStatement(statement: ts.Statement): LayerCall | undefined {
  if (!ts.isExpressionStatement(statement)) return undefined;
  const expression = bare(statement.expression);
  if (ts.isCallExpression(expression)) {
    const { expression: callee, arguments: args } = expression;
    const adds = ts.isPropertyAccessExpression(callee) && callee.name.text === 'add' && args.length === 1;
    return adds ? layerCallsIn(args[0]!)[0] : undefined;
  }
  if (!ts.isBinaryExpression(expression) || expression.operatorToken.kind !== ts.SyntaxKind.EqualsToken)
    return undefined;
  const { left } = expression;
  if (!ts.isIdentifier(left) || !usesName(expression.right, left.text)) return undefined;
  const value = bare(expression.right);
  const applies =
    ts.isCallExpression(value) &&
    ts.isPropertyAccessExpression(value.expression) &&
    value.expression.name.text === 'apply';
  return applies ? layerCallsIn(value)[0] : undefined;
}

export function usesName(node: ts.Node, name: string): boolean {
  if (ts.isIdentifier(node) && node.text === name) return true;
  return ts.forEachChild(node, (child) => usesName(child, name) || undefined) ?? false;
}
