/**
 * One weight of the supernet: as large as the largest candidate that was trained, of which every candidate takes its
 * part, as in slimmable and once-for-all networks (Yu et al. 2019, Cai et al. 2020).
 */
export interface Box {
  readonly shape: readonly number[];
  /** In row-major order; NaN where no candidate has trained yet. */
  readonly values: Float32Array;
}

/**
 * The part of a box that a weight of this shape has, and `initial` where there is none yet. Of the first `centred` axes
 * (a convolution's window) the middle is taken, of the others the beginning.
 */
export function take(
  box: Box,
  shape: readonly number[],
  initial: Float32Array,
  centred: number,
): Float32Array {
  const values = initial.slice();
  overlap(box.shape, shape, centred, (inBox, inWeight) => {
    const value = box.values[inBox]!;
    if (!Number.isNaN(value)) values[inWeight] = value;
  });
  return values;
}

/** The box with a trained weight in it, grown where that is larger. */
export function put(
  box: Box | undefined,
  shape: readonly number[],
  values: Float32Array,
  centred: number,
): Box {
  if (!box) return { shape, values };
  const grown = shape.map((size, axis) => Math.max(size, box.shape[axis]!));
  const into = new Float32Array(grown.reduce((product, size) => product * size, 1)).fill(NaN);
  overlap(grown, box.shape, centred, (at, from) => (into[at] = box.values[from]!));
  overlap(grown, shape, centred, (at, from) => (into[at] = values[from]!));
  return { shape: grown, values: into };
}

/** Visits the places that a box and a weight have in common, by their offsets in each. */
function overlap(
  box: readonly number[],
  weight: readonly number[],
  centred: number,
  visit: (inBox: number, inWeight: number) => void,
): void {
  const walk = (axis: number, inBox: number, inWeight: number): void => {
    if (axis === box.length) return visit(inBox, inWeight);
    const [large, small] = [box[axis]!, weight[axis]!];
    // Where the one begins in the other, when their middles lie on each other.
    const shift = axis < centred ? Math.floor(large / 2) - Math.floor(small / 2) : 0;
    for (let i = Math.max(0, -shift); i < small && i + shift < large; i++)
      walk(axis + 1, inBox * large + i + shift, inWeight * small + i);
  };
  walk(0, 0, 0);
}
