import { addFloats, larger, load4, positive, positiveOne } from './vector';

export function reluGradient(dy: usize, x: usize, o: usize, n: i32): void {
  const z = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const q = (<usize>i) << 2;
    v128.store(o + q, v128.and(load4(dy + q), f32x4.gt(load4(x + q), z)));
  }
  for (; i < n; i++) {
    const q = (<usize>i) << 2;
    store<f32>(o + q, load<f32>(x + q) > 0 ? load<f32>(dy + q) : 0);
  }
}
export function reluForward(x: usize, o: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const q = (<usize>i) << 2;
    v128.store(o + q, positive(load4(x + q)));
  }
  for (; i < n; i++) {
    const q = (<usize>i) << 2;
    store<f32>(o + q, positiveOne(load<f32>(x + q)));
  }
}
export function addRow(x: usize, M: i32, C: i32, b: usize): void {
  for (let m = 0; m < M; m++) addFloats(x + ((<usize>(m * C)) << 2), b, C);
}
export function reluInPlace(x: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const q = x + ((<usize>i) << 2);
    v128.store(q, positive(load4(q)));
  }
  for (; i < n; i++) {
    const q = x + ((<usize>i) << 2);
    store<f32>(q, positiveOne(load<f32>(q)));
  }
}
/** bias add + relu in one pass: y = max(x+b,0) */
export function addRowRelu(x: usize, y: usize, M: i32, C: i32, b: usize, relu: i32): void {
  const z = f32x4.splat(relu ? 0 : -Infinity);
  for (let m = 0; m < M; m++) {
    const r = (<usize>(m * C)) << 2;
    let c = 0;
    for (; c + 4 <= C; c += 4) {
      const o = (<usize>c) << 2;
      v128.store(y + r + o, larger(f32x4.add(load4(x + r + o), load4(b + o)), z));
    }
    for (; c < C; c++) {
      const o = (<usize>c) << 2;
      const v = load<f32>(x + r + o) + load<f32>(b + o);
      store<f32>(y + r + o, relu ? positiveOne(v) : v);
    }
  }
}
export function fillFloats(d: usize, v: f32, n: i32): void {
  let i = 0;
  const z = f32x4.splat(v);
  for (; i + 4 <= n; i += 4) v128.store(d + ((<usize>i) << 2), z);
  for (; i < n; i++) store<f32>(d + ((<usize>i) << 2), v);
}
export function boolToFloat(x: usize, o: usize, n: i32): void {
  for (let i = 0; i < n; i++) store<f32>(o + ((<usize>i) << 2), <f32>load<u8>(x + i));
}
export function intToFloat(x: usize, o: usize, n: i32): void {
  for (let i = 0; i < n; i++) store<f32>(o + ((<usize>i) << 2), <f32>load<i32>(x + ((<usize>i) << 2)));
}
export function floatToInt(x: usize, o: usize, n: i32): void {
  for (let i = 0; i < n; i++) store<i32>(o + ((<usize>i) << 2), <i32>load<f32>(x + ((<usize>i) << 2)));
}
export function boolToInt(x: usize, o: usize, n: i32): void {
  for (let i = 0; i < n; i++) store<i32>(o + ((<usize>i) << 2), <i32>load<u8>(x + i));
}

/** to += from */
export function addInto(to: usize, from: usize, n: i32): void {
  addFloats(to, from, n);
}
/** o = a·b, or o += a·b */
export function multiply(a: usize, b: usize, o: usize, n: i32, add: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const q = (<usize>i) << 2;
    const product = f32x4.mul(load4(a + q), load4(b + q));
    v128.store(o + q, add ? f32x4.add(load4(o + q), product) : product);
  }
  for (; i < n; i++) {
    const q = (<usize>i) << 2;
    const product = load<f32>(a + q) * load<f32>(b + q);
    store<f32>(o + q, add ? load<f32>(o + q) + product : product);
  }
}
