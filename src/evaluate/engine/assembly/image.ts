import { copyFloats, load4 } from './vector';

/** [rows, W, C] → [rows·fh, W·fw, C]: each pixel becomes a block of fh·fw. */
export function repeatPixels(x: usize, o: usize, rows: i32, W: i32, C: i32, fh: i32, fw: i32): void {
  const pixel = (<usize>C) << 2;
  const line = <usize>(W * fw) * pixel;
  for (let r = 0; r < rows; r++) {
    let out = o;
    for (let w = 0; w < W; w++, x += pixel) {
      for (let k = 0; k < fw; k++, out += pixel) copyFloats(out, x, C);
    }
    for (let k = 1; k < fh; k++, out += line) copyFloats(out, o, W * fw * C);
    o = out;
  }
}

/** The way back, its gradient: [rows·fh, W·fw, C] → [rows, W, C], each pixel the sum of its block. */
export function sumPixels(dy: usize, o: usize, rows: i32, W: i32, C: i32, fh: i32, fw: i32): void {
  const pixel = (<usize>C) << 2;
  const line = <usize>(W * fw) * pixel;
  const whole = (<usize>(C & ~3)) << 2;
  for (let r = 0; r < rows; r++, dy += <usize>fh * line) {
    for (let w = 0; w < W; w++, o += pixel) {
      const from = dy + <usize>(w * fw) * pixel;
      let c: usize = 0;
      for (; c < whole; c += 16) {
        let sum = f32x4.splat(0);
        for (let i: usize = 0; i < <usize>fh; i++)
          for (let j: usize = 0; j < <usize>fw; j++) sum = f32x4.add(sum, load4(from + i * line + j * pixel + c));
        v128.store(o + c, sum);
      }
      for (; c < pixel; c += 4) {
        let sum: f32 = 0;
        for (let i: usize = 0; i < <usize>fh; i++)
          for (let j: usize = 0; j < <usize>fw; j++) sum += load<f32>(from + i * line + j * pixel + c);
        store<f32>(o + c, sum);
      }
    }
  }
}
