/** What stands in the box of a layer. */
import type { GraphNode } from '../../src/protocol/study';
import { configText, type DiffNode } from './graph-diff';
import type { FoldedNode } from './graph-fold';
import { formatNumber, formatShape } from './format';

/** The arguments that matter most, by layer, in the order in which they are read. */
const telling: readonly string[] = [
  'filters',
  'units',
  'rate',
  'kernelSize',
  'poolSize',
  'size',
  'targetShape',
  'activation',
  'numHeads',
  'keyDim',
  'axis',
];

/** `32 · 3×3 · relu`: the arguments by which people tell layers of a kind apart. */
export function summary({ config }: GraphNode): string {
  const parts = telling.filter((name) => name in config).map((name) => configText(config[name]));
  const strides = config.strides;
  const steps =
    typeof strides === 'number' ? strides > 1 : Array.isArray(strides) && strides.some((step) => step !== 1);
  if (steps && !('poolSize' in config)) parts.push(`/${configText(strides)}`);
  return parts.filter((part) => part !== 'linear').join(' · ');
}

/** Lines of text below the class of the layer: its arguments, then what differs. */
export function nodeLines(box: FoldedNode): {
  readonly summary: readonly string[];
  readonly changes: readonly string[];
} {
  const { node, change, differences, fold } = box;
  if (fold) return { summary: foldLines(fold.nodes.slice(0, fold.period)), changes: [] };
  const text = summary(node);
  const changes =
    change === 'changed' ? differences.slice(0, 3).map(({ name, was, is }) => `${name} ${was} → ${is}`) : [];
  if (differences.length > 3) changes.push(`and ${differences.length - 3} more`);
  return { summary: text === '' ? [] : [shorten(text)], changes: changes.map(shorten) };
}

/** The layers of one block. */
function foldLines(block: readonly DiffNode[]): readonly string[] {
  if (block.length === 1) return [summary(block[0]!.node)].filter((text) => text !== '').map(shorten);
  const lines = block.map(({ node }) =>
    shorten([node.type, summary(node)].filter((part) => part !== '').join(' ')),
  );
  return lines.length > 6 ? [...lines.slice(0, 5), `and ${lines.length - 5} more`] : lines;
}

const longest = 40;
const shorten = (text: string): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);

export const paramsText = ({ params }: GraphNode): string => (params > 0 ? formatNumber(params) : '');

const changeWords = {
  same: '',
  changed: 'changed',
  added: 'not in the code as written',
  removed: 'only in the code as written',
};

/** What stands in the box, in its order: the name for those who say what they see, or hear it. */
export function nodeName(node: FoldedNode): string {
  const { summary: about, changes } = nodeLines(node);
  return [node.node.type, paramsText(node.node), ...about, ...changes]
    .filter((part) => part !== '')
    .join(', ');
}

/** The rest in words. */
export function nodeDescription({ node, change, differences, fold }: FoldedNode): string {
  const parts = [
    node.name,
    `output ${formatShape(node.shape)}`,
    `${formatNumber(node.params)} parameters`,
    node.flops === undefined ? '' : `${formatNumber(node.flops)} multiply-accumulates`,
    changeWords[change],
    fold ? `folded: ${fold.times} equal blocks in a row` : '',
    ...differences.map(({ name, was, is }) => `${name} was ${was}, is ${is}`),
    node.source ? `line ${node.source.line}` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}
