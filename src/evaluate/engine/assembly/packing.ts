import { wideTiles } from './tiles';
import { load4, loadPart, transpose4x4 } from './vector';

/**
 * Packing: a block of B as panels of columns whose rows follow each other, and fours of rows of A whose columns do.
 * Panels have 48 columns, the last ones 32, 16 and 8; 16 and 8 where there are no wide tiles.
 */

/** How wide the next panel is where `left` columns are left. */
@inline
export function panelWidth(left: i32): i32 {
  if (wideTiles && left >= 32) return left >= 48 ? 48 : 32;
  return left > 8 ? 16 : 8;
}

/** k rows and n columns of B, whose strides count floats. The last panel is filled with zeros. */
export function packColumns(B: usize, rs: i32, cs: i32, k: i32, n: i32, to: usize): void {
  for (let j = 0; j < n; ) {
    const width = panelWidth(n - j);
    const step = (<usize>width) << 2;
    for (let q = 0; q < width; q += 16)
      packPart(B + ((<usize>((j + q) * cs)) << 2), rs, cs, k, min(16, n - j - q), min(16, width), to + ((<usize>q) << 2), step);
    to += <usize>k * step;
    j += width;
  }
}

/** `columns` (8 or 16) of a panel whose rows are `step` bytes long, of which there are `w`; zeros in place of the others. */
function packPart(B: usize, rs: i32, cs: i32, k: i32, w: i32, columns: i32, d: usize, step: usize): void {
  if (w == columns && cs == 1) copyRows(B, (<usize>rs) << 2, k, columns, d, step);
  else if (w == columns && rs == 1) transposeColumns(B, (<usize>cs) << 2, k, columns, d, step);
  else if (cs == 1) padRows(B, (<usize>rs) << 2, k, w, columns, d, step);
  else
    for (let i = 0; i < k; i++) {
      const s = B + ((<usize>(i * rs)) << 2);
      for (let q = 0; q < w; q++) store<f32>(d + ((<usize>q) << 2), load<f32>(s + ((<usize>(q * cs)) << 2)));
      for (let q = w; q < columns; q++) store<f32>(d + ((<usize>q) << 2), 0);
      d += step;
    }
}

function copyRows(s: usize, rs: usize, k: i32, columns: i32, d: usize, step: usize): void {
  for (let i = 0; i < k; i++) {
    v128.store(d, v128.load(s, 16), 16);
    v128.store(d, load4(s));
    if (columns == 16) {
      v128.store(d, v128.load(s, 48), 48);
      v128.store(d, v128.load(s, 32), 32);
    }
    d += step;
    s += rs;
  }
}

/** From columns that are contiguous, four by four. */
function transposeColumns(s: usize, cs: usize, k: i32, columns: i32, d: usize, step: usize): void {
  let i = 0;
  for (; i + 4 <= k; i += 4) {
    for (let h = 0; h < columns; h += 4) transpose4x4(s + <usize>h * cs, cs, d + ((<usize>h) << 2), step);
    s += 16;
    d += 4 * step;
  }
  for (; i < k; i++) {
    for (let q = 0; q < columns; q++) store<f32>(d + ((<usize>q) << 2), load<f32>(s + <usize>q * cs));
    s += 4;
    d += step;
  }
}

function padRows(s: usize, rs: usize, k: i32, w: i32, columns: i32, d: usize, step: usize): void {
  const zero = f32x4.splat(0);
  for (let i = 0; i < k; i++) {
    for (let q = 0; q < columns; q += 4) {
      const at = (<usize>q) << 2;
      v128.store(d + at, q < w ? loadPart(s + at, w - q) : zero);
    }
    s += rs;
    d += step;
  }
}

/** Four rows of A that lie beside each other, `cs` bytes from one k to the next. */
export function packFourRows(A: usize, cs: usize, k: i32, to: usize): void {
  for (let i = 0; i < k; i++) {
    v128.store(to, load4(A));
    to += 16;
    A += cs;
  }
}
