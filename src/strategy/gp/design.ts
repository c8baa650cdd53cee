import type { FeatureMap } from './features';

/** Rows of features; sparse, since most are 0. */
export class Design {
  readonly values: Float64Array;
  /** For each row where its nonzero features begin in `index`. */
  readonly starts: Int32Array;
  readonly index: Int32Array;
  private transposed: Float64Array | undefined;

  constructor(
    rows: readonly Float64Array[],
    readonly map: FeatureMap,
  ) {
    const p = map.length;
    this.values = new Float64Array(rows.length * p);
    this.starts = new Int32Array(rows.length + 1);
    const index = new Int32Array(rows.length * p);
    let count = 0;
    rows.forEach((codes, i) => {
      map.write(codes, this.values, i * p);
      for (let f = 0; f < p; f++) if (this.values[i * p + f] !== 0) index[count++] = f;
      this.starts[i + 1] = count;
    });
    this.index = index.subarray(0, count);
  }

  get rows(): number {
    return this.starts.length - 1;
  }

  /** Column by column: what one feature is at each row. */
  get columns(): Float64Array {
    if (this.transposed) return this.transposed;
    const n = this.rows;
    const p = this.map.length;
    const columns = new Float64Array(n * p);
    for (let i = 0; i < n; i++) {
      for (let s = this.starts[i] as number; s < (this.starts[i + 1] as number); s++) {
        const f = this.index[s] as number;
        columns[f * n + i] = this.values[i * p + f] as number;
      }
    }
    return (this.transposed = columns);
  }
}
