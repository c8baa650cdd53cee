import { addScaled, copyFloats, load4 } from './vector';

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

/** The gradient of bilinear interpolation: each pixel of dy goes to the four that it was made of. Scales are H / OH, W / OW. */
export function bilinearGradient(
  dy: usize,
  dx: usize,
  B: i32,
  H: i32,
  W: i32,
  C: i32,
  OH: i32,
  OW: i32,
  heightScale: f64,
  widthScale: f64,
): void {
  const pixel = (<usize>C) << 2;
  const line = <usize>W * pixel;
  memory.fill(dx, 0, <usize>(B * H) * line);
  for (let b = 0; b < B; b++, dx += <usize>H * line)
    for (let r = 0; r < OH; r++) {
      const y = <f64>r * heightScale;
      const top = <i32>Math.floor(y);
      const down = <f32>(y - <f64>top);
      const upper = dx + <usize>top * line,
        lower = dx + <usize>min(<i32>Math.ceil(y), H - 1) * line;
      for (let c = 0; c < OW; c++, dy += pixel) {
        const x = <f64>c * widthScale;
        const left = <i32>Math.floor(x);
        const across = <f32>(x - <f64>left);
        const near = <usize>left * pixel,
          far = <usize>min(<i32>Math.ceil(x), W - 1) * pixel;
        const u: f32 = 1 - down,
          l: f32 = 1 - across;
        addScaled(upper + near, dy, u * l, C);
        if (across > 0) addScaled(upper + far, dy, u * across, C);
        if (down > 0) {
          addScaled(lower + near, dy, down * l, C);
          if (across > 0) addScaled(lower + far, dy, down * across, C);
        }
      }
    }
}
