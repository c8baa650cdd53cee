import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Graph } from '../../src/protocol/study';
import type { DiffEdge, GraphDiff } from '../model/graph-diff';
import { layoutGraph, type GraphLayout, type Point } from '../model/graph-layout';
import { IconButton } from '../toolkit';
import { useModel } from './context';
import { edgeText, layoutRequest, nodeBoxes, type NodeBox } from './graph-geometry';
import { GraphNodeView } from './graph-node';
import { useZoom, type Zoom } from './graph-zoom';

export interface GraphViewProps {
  readonly diff: GraphDiff;
  readonly graph: Graph;
  readonly legend: ComponentChildren;
}

/** A network from top to bottom: boxes are layers, arrows carry shapes. */
export function GraphView({ diff, legend }: GraphViewProps) {
  const boxes = useMemo(() => nodeBoxes(diff), [diff]);
  const layout = useMemo(() => layoutGraph(layoutRequest(diff, boxes)), [diff, boxes]);
  const zoom = useZoom(layout);
  const differing = boxes.map((_, i) => i).filter((i) => boxes[i]!.node.change !== 'same');
  const seen = useRef(-1);
  const [focused, focus] = useState(0);
  const nextDifference = () => {
    seen.current = (seen.current + 1) % differing.length;
    const index = differing[seen.current] ?? 0;
    focus(index);
    zoom.reveal(center(layout.nodes[index]!, boxes[index]!));
  };
  return (
    <div class="network">
      <div class="network-tools">
        {legend}
        <div class="network-buttons" role="toolbar" aria-label="Graph">
          {differing.length > 0 && (
            <IconButton icon="arrow-down" label="Next difference" onClick={nextDifference} />
          )}
          <IconButton icon="zoom-out" label="Zoom out" onClick={() => zoom.by(1 / 1.25)} />
          <IconButton icon="zoom-in" label="Zoom in" onClick={() => zoom.by(1.25)} />
          <IconButton icon="screen-full" label="Fit the whole network" onClick={zoom.fit} />
        </div>
      </div>
      <Drawing diff={diff} boxes={boxes} layout={layout} zoom={zoom} focused={focused} focus={focus} />
    </div>
  );
}

const center = ({ x, y }: Point, { width, height }: NodeBox): Point => ({
  x: x + width / 2,
  y: y + height / 2,
});

interface DrawingProps {
  readonly diff: GraphDiff;
  readonly boxes: readonly NodeBox[];
  readonly layout: GraphLayout;
  readonly zoom: Zoom;
  readonly focused: number;
  focus(index: number): void;
}

function Drawing({ diff, boxes, layout, zoom, focused, focus }: DrawingProps) {
  const model = useModel();
  const svg = useRef<SVGSVGElement>(null);
  const cursor = model.cursor.value;
  const wantsFocus = useRef(false);
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    svg.current?.querySelector<SVGGElement>('.node[tabindex="0"]')?.focus({ preventScroll: true });
  }, [focused]);

  const move = (to: number) => {
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
          {diff.edges.map((edge, i) => (
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
              onOpen={() => model.reveal(box.node.node.source)}
            />
          ))}
        </g>
      </svg>
    </div>
  );
}

const isMadeAt = ({ node }: NodeBox, { file, line }: { file: string; line: number }): boolean =>
  node.node.source?.file === file && node.node.source.line === line;

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
