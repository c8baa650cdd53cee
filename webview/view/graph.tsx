import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { DiffEdge, GraphDiff } from '../model/graph-diff';
import { foldable, foldGraph, type FoldedGraph } from '../model/graph-fold';
import type { GraphLayout, Point } from '../model/graph-layout';
import type { HeatBy } from '../model/heat';
import { layout as layoutOf } from '../layout';
import { messageOf } from '../rpc';
import { IconButton, ProgressRing } from '../toolkit';
import { useModel } from './context';
import { edgeText, layoutRequest, nodeBoxes, type NodeBox } from './graph-geometry';
import { exportDrawing } from './graph-export';
import { GraphNodeView } from './graph-node';
import { useZoom, type Zoom } from './graph-zoom';
import { MenuButton } from './menu';

export interface GraphViewProps {
  readonly diff: GraphDiff;
  /** Of a file that it is exported to. */
  readonly name: string;
  readonly legend: ComponentChildren;
}

/** What is drawn: a graph, its boxes and where they stand. */
interface Placed {
  readonly graph: FoldedGraph;
  readonly boxes: readonly NodeBox[];
  readonly layout: GraphLayout;
}

const heats: readonly { readonly by: HeatBy; readonly title: string }[] = [
  { by: 'none', title: 'No heat' },
  { by: 'params', title: 'Heat by parameters' },
  { by: 'flops', title: 'Heat by operations (FLOPs)' },
];

/** A network from top to bottom: boxes are layers, arrows carry shapes, blocks that repeat are folded. */
export function GraphView({ diff, name, legend }: GraphViewProps) {
  const model = useModel();
  const { choices } = model.view.value;
  const heat = heats.find(({ by }) => by === choices.heat)?.by ?? 'none';
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const folds = useMemo(() => foldable(diff), [diff]);
  const graph = useMemo(() => foldGraph(diff, open), [diff, open]);
  const { placed, problem } = usePlaced(graph, heat);
  const svg = useRef<SVGSVGElement>(null);
  const zoom = useZoom(placed?.layout ?? nowhere);
  const boxes = placed?.boxes ?? [];
  const differing = boxes.map((_, i) => i).filter((i) => boxes[i]!.node.change !== 'same');
  const seen = useRef(-1);
  const [focused, focus] = useState(0);
  const nextDifference = () => {
    seen.current = (seen.current + 1) % differing.length;
    const index = differing[seen.current] ?? 0;
    focus(index);
    if (placed) zoom.reveal(center(placed.layout.nodes[index]!, boxes[index]!));
  };
  const save = (kind: 'svg' | 'png') => () => {
    if (svg.current && placed) void exportDrawing(model, name, svg.current, placed.layout, kind);
  };
  const allOpen = folds.every((key) => open.has(key));
  return (
    <div class="network">
      <div class="network-tools">
        {legend}
        <div class="network-buttons" role="toolbar" aria-label="Graph">
          {differing.length > 0 && (
            <IconButton icon="arrow-down" label="Next difference" onClick={nextDifference} />
          )}
          {folds.length > 0 && (
            <IconButton
              icon={allOpen ? 'fold' : 'unfold'}
              label={allOpen ? 'Fold the blocks that repeat' : 'Unfold the blocks that repeat'}
              onClick={() => setOpen(new Set(allOpen ? [] : folds))}
            />
          )}
          <MenuButton
            icon="flame"
            label="Heat"
            items={() =>
              heats.map(({ by, title }) => ({
                id: by,
                title,
                checked: by === heat,
                onClick: () => model.arrange({ choices: { ...model.view.value.choices, heat: by } }),
              }))
            }
          />
          <IconButton icon="zoom-out" label="Zoom out" onClick={() => zoom.by(1 / 1.25)} />
          <IconButton icon="zoom-in" label="Zoom in" onClick={() => zoom.by(1.25)} />
          <IconButton icon="screen-full" label="Fit the whole network" onClick={zoom.fit} />
          {model.extras.value.has('save') && (
            <MenuButton
              icon="export"
              label="Export the network"
              items={() => [
                { id: 'svg', title: 'Export SVG…', onClick: save('svg') },
                { id: 'png', title: 'Export PNG…', onClick: save('png') },
              ]}
            />
          )}
        </div>
      </div>
      {problem !== undefined && <p class="nothing breakable">{problem}</p>}
      {!placed && problem === undefined && (
        <div class="nothing">
          <ProgressRing label="Laying out the network" />
        </div>
      )}
      <Drawing
        placed={placed}
        svg={svg}
        zoom={zoom}
        focused={Math.min(focused, Math.max(0, boxes.length - 1))}
        focus={focus}
        unfold={(key) => setOpen(new Set([...open, key]))}
      />
    </div>
  );
}

const nowhere: GraphLayout = { width: 1, height: 1, nodes: [], edges: [] };

/** Lays the graph out in the worker; the one before stays until the next is there. */
function usePlaced(
  graph: FoldedGraph,
  heat: HeatBy,
): { readonly placed?: Placed; readonly problem?: string } {
  const [state, setState] = useState<{ readonly placed?: Placed; readonly problem?: string }>({});
  useEffect(() => {
    let current = true;
    const boxes = nodeBoxes(graph, heat);
    layoutOf(layoutRequest(graph, boxes)).then(
      (layout) => current && setState({ placed: { graph, boxes, layout } }),
      (error: unknown) => current && setState({ problem: messageOf(error) }),
    );
    return () => {
      current = false;
    };
  }, [graph, heat]);
  return state;
}

const center = ({ x, y }: Point, { width, height }: NodeBox): Point => ({
  x: x + width / 2,
  y: y + height / 2,
});

interface DrawingProps {
  readonly placed: Placed | undefined;
  readonly svg: RefObject<SVGSVGElement | null>;
  readonly zoom: Zoom;
  readonly focused: number;
  focus(index: number): void;
  /** By the key of the first layer. */
  unfold(key: string): void;
}

const nothing: Placed = { graph: { nodes: [], edges: [] }, boxes: [], layout: nowhere };

function Drawing({ placed, svg, zoom, focused, focus, unfold }: DrawingProps) {
  const model = useModel();
  const { graph, boxes, layout } = placed ?? nothing;
  const cursor = model.cursor.value;
  const wantsFocus = useRef(false);
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    svg.current?.querySelector<SVGGElement>('.node[tabindex="0"]')?.focus({ preventScroll: true });
  }, [focused]);

  const move = (to: number) => {
    if (boxes.length === 0) return;
    const index = Math.max(0, Math.min(boxes.length - 1, to));
    wantsFocus.current = true;
    focus(index);
    zoom.reveal(center(layout.nodes[index]!, boxes[index]!));
  };
  const order = useMemo(() => readingOrder(layout), [layout]);
  const onKeyDown = (event: KeyboardEvent) => {
    const at = order.indexOf(focused);
    const step = {
      ArrowDown: at + 1,
      ArrowRight: at + 1,
      ArrowUp: at - 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: order.length - 1,
    };
    const to = step[event.key as keyof typeof step] as number | undefined;
    if (to !== undefined) move(order[Math.max(0, Math.min(order.length - 1, to))] ?? 0);
    else if (event.key === '+' || event.key === '=') zoom.by(1.25);
    else if (event.key === '-') zoom.by(1 / 1.25);
    else if (event.key === '0') zoom.fit();
    else return;
    event.preventDefault();
  };
  return (
    <div
      class="drawing"
      ref={zoom.element}
      onPointerDown={zoom.onPointerDown}
      onPointerMove={zoom.onPointerMove}
    >
      <svg ref={svg} role="group" aria-label="Layers from input to output" onKeyDown={onKeyDown}>
        <defs>
          <marker
            id="arrow"
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto"
          >
            <path d="M0,0.5 L8,4 L0,7.5 Z" class="arrow" />
          </marker>
        </defs>
        <g ref={zoom.content}>
          {graph.edges.map((edge, i) => (
            <EdgeView key={i} edge={edge} points={layout.edges[i]!.points} label={layout.edges[i]!.label} />
          ))}
          {boxes.map((box, i) => (
            <GraphNodeView
              key={box.node.key}
              box={box}
              at={layout.nodes[i]!}
              focusable={i === focused}
              lit={cursor !== undefined && isMadeAt(box, cursor)}
              onFocus={() => focus(i)}
              onOpen={() => {
                const first = box.node.fold?.nodes[0];
                if (first) unfold(first.key);
                else model.reveal(box.node.node.source);
              }}
            />
          ))}
        </g>
      </svg>
    </div>
  );
}

const isMadeAt = ({ node }: NodeBox, { file, line }: { file: string; line: number }): boolean =>
  (node.fold?.nodes ?? [node]).some(({ node: { source } }) => source?.file === file && source.line === line);

/** From top to bottom, then from left to right. */
function readingOrder({ nodes }: GraphLayout): readonly number[] {
  return nodes.map((_, i) => i).sort((a, b) => nodes[a]!.y - nodes[b]!.y || nodes[a]!.x - nodes[b]!.x);
}

function EdgeView({ edge, points, label }: { edge: DiffEdge; points: readonly Point[]; label: Point }) {
  return (
    <g class={`edge edge-${edge.change}`} aria-hidden="true">
      <path d={curve(points)} marker-end="url(#arrow)" />
      <text x={label.x} y={label.y + 4} text-anchor="middle">
        {edgeText(edge)}
      </text>
    </g>
  );
}

/** A smooth line: straight to the middle of each pair of points, bent at the points. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.pop();
  if (!first || !last) return '';
  let path = `M${first.x},${first.y}`;
  rest.forEach((point, i) => {
    const next = rest[i + 1] ?? last;
    path += ` Q${point.x},${point.y} ${(point.x + next.x) / 2},${(point.y + next.y) / 2}`;
  });
  return `${path} L${last.x},${last.y}`;
}
