/** Fronts and hypervolume. Every objective is to be minimised. */

export type Values = readonly number[];

/** Whether `a` is at least as good as `b` in every objective and better in one. */
export function dominates(a: Values, b: Values): boolean {
  let better = false;
  for (let k = 0; k < a.length; k++) {
    const x = a[k] as number;
    const y = b[k] as number;
    if (x > y || Number.isNaN(x)) return false;
    if (x < y || Number.isNaN(y)) better = true;
  }
  return better;
}

/** Indices of the points that none dominates, in the order given; equal points are all kept. */
export function paretoFront(points: readonly Values[]): number[] {
  const order = points
    .map((_, i) => i)
    .sort((i, j) => lexicographic(points[i] as Values, points[j] as Values));
  const front: number[] = [];
  for (const i of order) {
    const point = points[i] as Values;
    if (!front.some((member) => dominates(points[member] as Values, point))) front.push(i);
  }
  return front.sort((i, j) => i - j);
}

/** Fronts one behind the other: the rank of each point, 0 for the first (Deb et al. 2002, NSGA-II). */
export function nonDominatedRanks(points: readonly Values[]): number[] {
  const ranks = new Array<number>(points.length).fill(0);
  const order = points
    .map((_, i) => i)
    .sort((i, j) => lexicographic(points[i] as Values, points[j] as Values));
  const fronts: Values[][] = [];
  for (const i of order) {
    // In lexicographic order a point is dominated only by earlier ones; the first front that does not holds it.
    const point = points[i] as Values;
    let rank = 0;
    while (rank < fronts.length && fronts[rank]?.some((member) => dominates(member, point))) rank++;
    (fronts[rank] ??= []).push(point);
    ranks[i] = rank;
  }
  return ranks;
}

/** How lonely each point of a front is: the sum over objectives of the gap between its neighbours (NSGA-II). */
export function crowdingDistances(points: readonly Values[]): number[] {
  const distances = new Array<number>(points.length).fill(0);
  const objectives = points[0]?.length ?? 0;
  for (let k = 0; k < objectives; k++) {
    const at = (i: number) => (points[i] as Values)[k] as number;
    const order = points.map((_, i) => i).sort((i, j) => (at(i) < at(j) ? -1 : at(i) > at(j) ? 1 : 0));
    const first = order[0] as number;
    const last = order.at(-1) as number;
    const width = at(last) - at(first);
    distances[first] = distances[last] = Infinity;
    if (!(width > 0) || !Number.isFinite(width)) continue;
    for (let j = 1; j + 1 < order.length; j++) {
      const middle = order[j] as number;
      distances[middle] =
        (distances[middle] as number) + (at(order[j + 1] as number) - at(order[j - 1] as number)) / width;
    }
  }
  return distances;
}

/** Positions best first: by front, then the lonelier. */
export function paretoOrder(points: readonly Values[]): number[] {
  const ranks = nonDominatedRanks(points);
  const crowding = new Array<number>(points.length).fill(0);
  for (let rank = 0; rank <= Math.max(...ranks, 0); rank++) {
    const members = ranks.flatMap((r, i) => (r === rank ? [i] : []));
    crowdingDistances(members.map((i) => points[i] as Values)).forEach(
      (d, j) => (crowding[members[j] as number] = d),
    );
  }
  return points
    .map((_, i) => i)
    .sort(
      (i, j) => (ranks[i] as number) - (ranks[j] as number) || compareDown(crowding[i], crowding[j]) || i - j,
    );
}

function compareDown(a = 0, b = 0): number {
  return a > b ? -1 : a < b ? 1 : 0;
}

/**
 * The volume that the points dominate below the reference point (Zitzler & Thiele 1998), exact: two objectives by a
 * sweep, more by slicing along the last (While et al. 2006). Points that are not better than the reference in every
 * objective add nothing.
 */
export function hypervolume(points: readonly Values[], reference: Values): number {
  const inside = points.filter((point) => point.every((value, k) => value < (reference[k] as number)));
  if (inside.length === 0 || reference.length === 0) return 0;
  if (reference.length === 1)
    return (reference[0] as number) - Math.min(...inside.map((point) => point[0] as number));
  const front = paretoFront(inside).map((i) => inside[i] as Values);
  return reference.length === 2 ? area(front, reference) : slices(front, reference);
}

function area(front: readonly Values[], reference: Values): number {
  const sorted = [...front].sort(lexicographic);
  let total = 0;
  let ceiling = reference[1] as number;
  for (const [x, y] of sorted as [number, number][]) {
    if (y >= ceiling) continue;
    total += ((reference[0] as number) - x) * (ceiling - y);
    ceiling = y;
  }
  return total;
}

function slices(front: readonly Values[], reference: Values): number {
  const last = reference.length - 1;
  const sorted = [...front].sort((a, b) => (a[last] as number) - (b[last] as number));
  let total = 0;
  sorted.forEach((point, i) => {
    const top = (sorted[i + 1] ?? reference)[last] as number;
    const depth = top - (point[last] as number);
    if (depth <= 0) return;
    const below = sorted.slice(0, i + 1).map((member) => member.slice(0, last));
    total += depth * hypervolume(below, reference.slice(0, last));
  });
  return total;
}

function lexicographic(a: Values, b: Values): number {
  for (let k = 0; k < a.length; k++) {
    const x = a[k] as number;
    const y = b[k] as number;
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}
