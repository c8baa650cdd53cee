import type { Values } from '../pareto';

export interface Box {
  readonly low: Values;
  readonly high: Values;
}

/**
 * Disjoint boxes that together are what no point of a front dominates below the reference point, found by a sweep along
 * the last objective: between two points it is what it is in the other objectives, and a box ends where that changes.
 */
export function undominated(front: readonly Values[], reference: Values): Box[] {
  const last = reference.length - 1;
  const top = reference[last] as number;
  if (last === 0)
    return [{ low: [-Infinity], high: [front.reduce((least, [x = top]) => Math.min(least, x), top)] }];
  const boxes: Box[] = [];
  let open = new Map<string, { readonly box: Box; readonly from: number }>();
  const moveTo = (at: number, slice: readonly Box[]): void => {
    const next: typeof open = new Map();
    for (const box of slice) {
      const key = `${box.low.join()};${box.high.join()}`;
      next.set(key, open.get(key) ?? { box, from: at });
    }
    for (const [key, { box, from }] of open) {
      if (!next.has(key) && from < at) boxes.push({ low: [...box.low, from], high: [...box.high, at] });
    }
    open = next;
  };
  const others = reference.slice(0, last);
  const inside = front
    .filter((point) => point.every((value, k) => value < (reference[k] as number)))
    .sort((a, b) => (a[last] as number) - (b[last] as number));
  moveTo(-Infinity, undominated([], others));
  inside.forEach((point, i) => {
    const passed = inside.slice(0, i + 1).map((each) => each.slice(0, last));
    moveTo(point[last] as number, undominated(passed, others));
  });
  moveTo(top, []);
  return boxes;
}
