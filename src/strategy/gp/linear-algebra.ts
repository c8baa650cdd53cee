/** Dense symmetric matrices, row by row in Float64Arrays; only the lower triangle is read and written. */

/** The product of two stretches of numbers. Four sums at once: one alone would wait for each addition. */
export function dot(a: Float64Array, i: number, b: Float64Array, j: number, length: number): number {
  let s = 0;
  let t = 0;
  let u = 0;
  let v = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    s += (a[i + k] as number) * (b[j + k] as number);
    t += (a[i + k + 1] as number) * (b[j + k + 1] as number);
    u += (a[i + k + 2] as number) * (b[j + k + 2] as number);
    v += (a[i + k + 3] as number) * (b[j + k + 3] as number);
  }
  for (; k < length; k++) s += (a[i + k] as number) * (b[j + k] as number);
  return s + t + (u + v);
}

/**
 * Adds the first `until` numbers of columns, each times its factor, to a sum. Four columns at once: the sum is read and
 * written less often.
 */
export function addColumns(
  sum: Float64Array,
  columns: Float64Array,
  length: number,
  { features, factors }: { readonly features: readonly number[]; readonly factors: readonly number[] },
  until: number,
): void {
  let k = 0;
  for (; k + 3 < features.length; k += 4) {
    const a = (features[k] as number) * length;
    const b = (features[k + 1] as number) * length;
    const c = (features[k + 2] as number) * length;
    const d = (features[k + 3] as number) * length;
    const [p, q, r, s] = factors.slice(k, k + 4) as [number, number, number, number];
    for (let j = 0; j < until; j++) {
      sum[j]! +=
        p * (columns[a + j] as number) +
        q * (columns[b + j] as number) +
        r * (columns[c + j] as number) +
        s * (columns[d + j] as number);
    }
  }
  for (; k < features.length; k++) {
    const a = (features[k] as number) * length;
    const p = factors[k] as number;
    for (let j = 0; j < until; j++) sum[j]! += p * (columns[a + j] as number);
  }
}

/** A = L Lᵀ in place; a pivot that rounding made too small is lifted. */
export function choleskyInPlace(matrix: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j <= i; j++) {
      const other = j * n;
      const sum = (matrix[row + j] as number) - dot(matrix, row, matrix, other, j);
      matrix[row + j] = i === j ? Math.sqrt(Math.max(1e-10, sum)) : sum / (matrix[other + j] as number);
    }
  }
}

/** L⁻¹ of a lower triangular matrix, row by row. */
export function invertLower(lower: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = i * n;
    const scale = 1 / (lower[row + i] as number);
    inverse[row + i] = scale;
    for (let k = 0; k < i; k++) {
      const factor = -(lower[row + k] as number) * scale;
      const other = k * n;
      for (let j = 0; j <= k; j++) inverse[row + j]! += factor * (inverse[other + j] as number);
    }
  }
  return inverse;
}

/** α with L Lᵀ α = y. */
export function solve(lower: Float64Array, targets: Float64Array, n: number): Float64Array {
  const alpha = Float64Array.from(targets);
  for (let i = 0; i < n; i++) {
    let sum = alpha[i] as number;
    for (let k = 0; k < i; k++) sum -= (lower[i * n + k] as number) * (alpha[k] as number);
    alpha[i] = sum / (lower[i * n + i] as number);
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = alpha[i] as number;
    for (let k = i + 1; k < n; k++) sum -= (lower[k * n + i] as number) * (alpha[k] as number);
    alpha[i] = sum / (lower[i * n + i] as number);
  }
  return alpha;
}
