import { hypervolume, type Values } from './pareto';

/**
 * Which of the points of a front together dominate the most, the largest gain first (greedy, within 1 − 1/e of the best
 * subset: Nemhauser et al. 1978; Guerreiro et al. 2016). The reference point is a tenth of the front's extent behind it.
 */
export function hypervolumeSubset(points: readonly Values[], count: number): number[] {
  const scaled = toUnit(points);
  const reference = scaled[0]?.map(() => 1.1) ?? [];
  // Gains only shrink as points are chosen, so that an old gain is a bound and few need be calculated again.
  const bounds = scaled.map((point) => gain(point, [], reference));
  const left = new Set(points.keys());
  const chosen: number[] = [];
  while (chosen.length < count && left.size > 0) {
    const members = chosen.map((i) => scaled[i] as Values);
    let best = -1;
    let most = -1;
    for (const i of [...left].sort((a, b) => (bounds[b] as number) - (bounds[a] as number) || a - b)) {
      if ((bounds[i] as number) <= most) break;
      const exact = (bounds[i] = gain(scaled[i] as Values, members, reference));
      if (exact > most) [best, most] = [i, exact];
    }
    chosen.push(best);
    left.delete(best);
  }
  return chosen;
}

/** What a point dominates and the others do not: its box without the part of it that they dominate. */
function gain(point: Values, others: readonly Values[], reference: Values): number {
  const box = point.reduce((product, value, k) => product * ((reference[k] as number) - value), 1);
  const within = others.map((other) => other.map((value, k) => Math.max(value, point[k] as number)));
  return box - hypervolume(within, reference);
}

/** Each objective on [0, 1] by its finite values. */
function toUnit(points: readonly Values[]): Values[] {
  const ranges = (points[0] ?? []).map((_, k) => {
    const finite = points.map((point) => point[k] as number).filter(Number.isFinite);
    const low = Math.min(...finite);
    return { low, extent: Math.max(...finite) - low };
  });
  return points.map((point) =>
    point.map((value, k) => {
      const { low, extent } = ranges[k] as { low: number; extent: number };
      const unit = value === -Infinity ? 0 : (value - low) / extent;
      return unit >= 0 ? Math.min(1, unit) : 0; // NaN where no value differs from another
    }),
  );
}
