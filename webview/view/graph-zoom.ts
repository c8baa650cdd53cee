import type { RefObject } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { GraphLayout, Point } from '../model/graph-layout';

/** Scale and offset of a drawing in its frame. */
export interface Zoom {
  readonly element: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<SVGGElement | null>;
  by(factor: number): void;
  fit(): void;
  /** Moves until the point is well in sight. */
  reveal(point: Point): void;
  onPointerDown(event: PointerEvent): void;
  onPointerMove(event: PointerEvent): void;
}

const range = { min: 0.1, max: 3 };
/** A graph that fits only when it is smaller than this begins at its top instead, in legible size. */
const legible = 0.7;

/**
 * Zooming and moving of a drawing: wheel moves, Ctrl and wheel (or a pinch) zooms, a drag moves. Kept out of the
 * component's state, so that a move costs one attribute and no rendering.
 */
export function useZoom(layout: GraphLayout): Zoom {
  const element = useRef<HTMLDivElement | null>(null);
  const content = useRef<SVGGElement | null>(null);
  const controller = useMemo(() => new Controller(element, content), []);
  controller.size = layout;
  useLayoutEffect(() => controller.begin(), [layout]);
  useLayoutEffect(() => {
    const frame = element.current;
    if (!frame) return undefined;
    const onWheel = (event: WheelEvent) => controller.wheel(event);
    // Not passive: it must keep the page from scrolling or zooming as well.
    frame.addEventListener('wheel', onWheel, { passive: false });
    const observer = new ResizeObserver(() => controller.resized());
    observer.observe(frame);
    return () => {
      frame.removeEventListener('wheel', onWheel);
      observer.disconnect();
    };
  }, []);
  return controller;
}

class Controller implements Zoom {
  size = { width: 0, height: 0 };
  private scale = 1;
  private x = 0;
  private y = 0;
  /** Until a person zooms or moves, the drawing follows the size of its frame. */
  private touched = false;
  private from: Point = { x: 0, y: 0 };

  constructor(
    readonly element: RefObject<HTMLDivElement | null>,
    readonly content: RefObject<SVGGElement | null>,
  ) {}

  begin(): void {
    this.touched = false;
    this.resized();
  }

  resized(): void {
    if (this.touched) return;
    const { width, height } = this.frame();
    const whole = Math.min(1, width / this.size.width, height / this.size.height);
    this.scale = whole >= legible ? whole : clamp(Math.min(1, Math.max(legible, width / this.size.width)));
    this.x = (width - this.size.width * this.scale) / 2;
    this.y = whole >= legible ? (height - this.size.height * this.scale) / 2 : 0;
    this.draw();
  }

  by = (factor: number): void => {
    const { width, height } = this.frame();
    this.zoomAt({ x: width / 2, y: height / 2 }, factor);
  };

  fit = (): void => {
    const { width, height } = this.frame();
    this.scale = clamp(Math.min(1, width / this.size.width, height / this.size.height));
    this.x = (width - this.size.width * this.scale) / 2;
    this.y = (height - this.size.height * this.scale) / 2;
    this.touched = true;
    this.draw();
  };

  reveal = ({ x, y }: Point): void => {
    const { width, height } = this.frame();
    const at = { x: x * this.scale + this.x, y: y * this.scale + this.y };
    const edge = 60;
    if (at.x < edge || at.x > width - edge) this.x += width / 2 - at.x;
    if (at.y < edge || at.y > height - edge) this.y += height / 2 - at.y;
    this.touched = true;
    this.draw();
  };

  wheel(event: WheelEvent): void {
    event.preventDefault();
    const { left, top } = this.element.current!.getBoundingClientRect();
    if (event.ctrlKey || event.metaKey) {
      this.zoomAt({ x: event.clientX - left, y: event.clientY - top }, Math.exp(-event.deltaY / 300));
    } else {
      this.move(event.shiftKey ? -event.deltaY : -event.deltaX, event.shiftKey ? 0 : -event.deltaY);
    }
  }

  onPointerDown = (event: PointerEvent): void => {
    this.from = { x: event.clientX, y: event.clientY };
  };

  onPointerMove = (event: PointerEvent): void => {
    if (event.buttons !== 1) return;
    // Capture only once it moves: a mere click belongs to the box below.
    const frame = this.element.current!;
    const dx = event.clientX - this.from.x;
    const dy = event.clientY - this.from.y;
    if (!frame.hasPointerCapture(event.pointerId)) {
      if (Math.hypot(dx, dy) < 4) return;
      frame.setPointerCapture(event.pointerId);
    }
    this.from = { x: event.clientX, y: event.clientY };
    this.move(dx, dy);
  };

  private move(dx: number, dy: number): void {
    this.touched = true;
    this.x += dx;
    this.y += dy;
    this.keepInSight();
    this.draw();
  }

  private zoomAt(point: Point, factor: number): void {
    const scale = clamp(this.scale * factor);
    this.x = point.x - ((point.x - this.x) * scale) / this.scale;
    this.y = point.y - ((point.y - this.y) * scale) / this.scale;
    this.scale = scale;
    this.touched = true;
    this.keepInSight();
    this.draw();
  }

  /** A drawing cannot be moved wholly out of its frame. */
  private keepInSight(): void {
    const { width, height } = this.frame();
    const some = 40;
    this.x = Math.min(width - some, Math.max(some - this.size.width * this.scale, this.x));
    this.y = Math.min(height - some, Math.max(some - this.size.height * this.scale, this.y));
  }

  private frame(): { width: number; height: number } {
    const { clientWidth = 1, clientHeight = 1 } = this.element.current ?? {};
    return { width: Math.max(1, clientWidth), height: Math.max(1, clientHeight) };
  }

  private draw(): void {
    this.content.current?.setAttribute('transform', `translate(${this.x},${this.y}) scale(${this.scale})`);
  }
}

const clamp = (scale: number): number => Math.min(range.max, Math.max(range.min, scale));
