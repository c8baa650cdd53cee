/** *Search among similar layers*: a layer becomes a list of alternatives, the first of them as written. */
import ts from 'typescript';
import type { Edit } from '../../hint';
import { indentAt, newlineOf } from '../comment';
import { isHinted, layerCall, pathTo, type LayerCall } from './calls';
import { similarLayers, type SimilarLayer } from './layers';
import { indentNode, indentUnit } from './layout';

export interface Alternatives {
  readonly edit: Edit;
  /** The kinds to choose from. */
  readonly kinds: readonly string[];
}

/** Lines longer than this are broken. */
const WIDTH = 100;

export function alternativesAt(tree: ts.SourceFile, offset: number): Alternatives | undefined {
  const layer = pathTo(tree, offset).map(layerCall).find(Boolean);
  if (!layer || isHinted(layer.call) || isElement(layer.call) || beginsStatement(layer.call))
    return undefined;
  const similar = similarLayers(layer.kind);
  if (similar.length === 0) return undefined;
  const { text } = tree;
  const start = layer.call.getStart();
  const items = [layer.call.getText(tree), ...similar.map((other) => replaced(layer, other, text))];
  const oneLine = `/* @nas choice */ [${items.join(', ')}][0]`;
  const indent = indentAt(text, start);
  const isShort = !/[\r\n]/.test(oneLine) && indent.length + oneLine.length <= WIDTH;
  return {
    edit: { range: { start, end: layer.call.end }, text: isShort ? oneLine : broken(layer, similar, text) },
    kinds: [layer.kind, ...similar.map(({ kind }) => kind)],
  };
}

/** An element of a list that is chosen from already. */
function isElement({ parent }: ts.Node): boolean {
  return ts.isArrayLiteralExpression(parent) && isHinted(parent);
}

/** A statement that began with `[` would continue the line before it. */
function beginsStatement(node: ts.Node): boolean {
  return ts.findAncestor(node, ts.isStatement)?.getStart() === node.getStart();
}

function broken(layer: LayerCall, similar: readonly SimilarLayer[], text: string): string {
  const newline = newlineOf(text);
  const unit = indentUnit(text);
  const indent = indentAt(text, layer.call.getStart());
  const own = indentNode(layer.call, text, unit);
  const items = [own, ...similar.map((other) => replaced(layer, other, text, unit))];
  const lines = items.map((item) => `${indent}${unit}${item},`);
  return ['/* @nas choice */ [', ...lines, `${indent}][0]`].join(newline);
}

/** The call with another layer in it, without the arguments that the other does not take. */
function replaced({ call, name, config }: LayerCall, other: SimilarLayer, text: string, unit = ''): string {
  const callee = text.slice(call.getStart(), name.getStart()) + other.kind;
  const dropped = config?.properties.filter((property) =>
    other.drops.includes(property.name?.getText() ?? ''),
  );
  if (!config || !dropped || dropped.length === 0) {
    const whole = indentNode(call, text, unit);
    return callee + whole.slice(name.end - call.getStart());
  }
  const kept = config.properties.filter((property) => !dropped.includes(property));
  const inner = kept.map((property) => indentNode(property, text, unit)).join(', ');
  return kept.length === 0 ? `${callee}()` : `${callee}({ ${inner} })`;
}
