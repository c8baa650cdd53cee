/** *Make searchable*: a hint before a literal, its domain from the table. */
import ts from 'typescript';
import type { Edit } from '../../hint';
import { literalNode } from '../../javascript/literals';
import { countingLoop } from '../../javascript/loops';
import { adviseDomains, type Place } from '../domains';
import { isHinted, pathTo } from './calls';
import { placeOf } from './target';

export interface Searchable {
  readonly node: ts.Node;
  readonly place: Place;
  readonly domain: string;
}

/** The literal at an offset that may vary: the value of an argument, an optimizer's number, a constant. */
export function searchableAt(tree: ts.SourceFile, offset: number): Searchable | undefined {
  const literals = pathTo(tree, offset).filter(
    (node): node is ts.Expression => ts.isExpression(node) && literalNode(node) === node,
  );
  const node = literals[literals.length - 1];
  return node && searchableNode(node);
}

/** A literal with the domain that it would be given; `undefined` when it should stay, or has a hint. */
export function searchableNode(node: ts.Expression): Searchable | undefined {
  if (isHinted(node)) return undefined;
  const place = placeOf(node);
  if (!place) return undefined;
  const { domains, known } = adviseDomains(place);
  const [domain] = domains;
  if (domain === undefined || !(known || isSetting(node))) return undefined;
  return { node, place, domain };
}

/** Where a value of any name is a setting: a constant, a property of what a call is given, a bound of a loop. */
function isSetting(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isVariableDeclaration(parent))
    return parent.initializer === node && parent.parent.parent.kind !== ts.SyntaxKind.ForStatement;
  if (ts.isPropertyAssignment(parent)) return ts.isCallExpression(parent.parent.parent);
  return false;
}

export function searchableEdit({ node, domain }: Searchable, label?: string): Edit {
  const start = node.getStart();
  const named = label === undefined ? domain : `${label}: ${domain}`;
  return { range: { start, end: start }, text: `/* @nas ${named} */ ` };
}

/** The bound of a counting loop, when it is a number without a hint. */
export function loopBound(node: ts.Node): Searchable | undefined {
  const loop = countingLoop(node);
  return loop && searchableNode(loop.bound);
}
