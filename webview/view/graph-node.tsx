import type { Point } from '../model/graph-layout';
import { nodeDescription, nodeName } from '../model/node-text';
import { lineHeight, padding, signWidth, type NodeBox } from './graph-geometry';

const signs = { same: '', changed: '~', added: '+', removed: '–' };

interface GraphNodeProps {
  readonly box: NodeBox;
  readonly at: Point;
  /** The one that the tab key reaches. */
  readonly focusable: boolean;
  /** The cursor stands on its line of the source. */
  readonly lit: boolean;
  onFocus(): void;
  onOpen(): void;
}

/** The box of a layer; a click or Enter goes to its line, or unfolds what is folded. */
export function GraphNodeView({ box, at, focusable, lit, onFocus, onOpen }: GraphNodeProps) {
  const { node, width, height, lines, params } = box;
  const left = padding.x + (node.change === 'same' ? 0 : signWidth);
  const name = nodeName(node);
  const description = nodeDescription(node);
  return (
    <g
      class={`node node-${node.change} ${box.heat === undefined ? '' : 'heated'} ${lit ? 'lit' : ''} ${node.node.source || node.fold ? 'linked' : ''}`}
      transform={`translate(${at.x},${at.y})`}
      role={node.node.source || node.fold ? 'button' : 'img'}
      aria-label={name}
      aria-description={description}
      tabIndex={focusable ? 0 : -1}
      onFocus={onFocus}
      onClick={onOpen}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        onOpen();
      }}
    >
      <title>{`${name}\n${description}`}</title>
      <g aria-hidden="true">
        {node.fold && <rect class="box box-behind" x={4} y={-4} width={width} height={height} rx={3} />}
        <rect
          class="box"
          width={width}
          height={height}
          rx={3}
          style={
            box.heat === undefined ? undefined : { '--heat': `${Math.round(Math.sqrt(box.heat) * 80)}%` }
          }
        />
        {node.change !== 'same' && (
          <text class="node-sign" x={padding.x - 1} y={baseline(0)}>
            {signs[node.change]}
          </text>
        )}
        <text class="node-type" x={left} y={baseline(0)}>
          {node.node.type}
        </text>
        {/* Spaces part the words where the box is read as a text. */}{' '}
        <text class="node-params" x={width - padding.x} y={baseline(0)} text-anchor="end">
          {params}
        </text>
        {lines.map(({ text, changed }, i) => (
          <text key={i} class={changed ? 'node-change' : 'node-line'} x={left} y={baseline(i + 1)}>
            {` ${text}`}
          </text>
        ))}
      </g>
    </g>
  );
}

const baseline = (line: number): number => padding.y + line * lineHeight + 12;
