/** What is wrong or missing in the shipped WASM backend, and must not come back. */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import { OutOfMemory, type Engine } from '../../../src/evaluate/engine/index';
import { testEngine } from './engine';

describe('engine: the backend', function () {
  this.timeout(60_000);
  let engine: Engine;
  let t: Engine['tf'];

  before(async () => {
    engine = await testEngine();
    t = engine.tf;
  });
  beforeEach(() => {
    engine.reset();
  });

  it('says what it runs on', () => {
    assert.equal(t.getBackend(), 'wasm');
    assert.equal(engine.backend.name, 'wasm');
    assert.match(engine.backend.description, /WASM.*simd.*tiles/);
  });

  it('says how the processor rounds where it multiplies and adds', function () {
    const processor = '/proc/cpuinfo';
    if (process.arch !== 'x64' || !existsSync(processor)) return this.skip();
    const fuses = /^flags\b.*\bfma\b/m.test(readFileSync(processor, 'utf8'));
    assert.equal(engine.backend.flags.includes('fused multiply-add'), fuses);
  });

  it('has the gradient of max pooling right for negative inputs', () => {
    const x = t.tensor4d([-4, -3, -2, -1], [1, 2, 2, 1]);
    const gradient = t.grad((image) => t.sum(t.maxPool(image as tf.Tensor4D, 2, 2, 'valid')));
    assert.deepEqual([...gradient(x).dataSync()], [0, 0, 0, 1]);
    const padded = t.grad((image) => t.sum(t.maxPool(image as tf.Tensor4D, 3, 1, 'same')));
    assert.deepEqual([...padded(x).dataSync()], [0, 0, 0, 4]);
  });

  it('multiplies by a reshaped view of a matrix, and by weights that changed in place', () => {
    const a = t.ones([2, 4]);
    const b = t.range(0, 24).reshape([4, 6]);
    assert.deepEqual(a.matMul(b).shape, [2, 6]);
    const view = b.reshape([4, 2, 3]).reshape([6, 4]);
    assert.deepEqual([...t.ones([1, 6]).matMul(view).dataSync()], [60, 66, 72, 78]);
    const variable = t.variable(t.ones([4, 3]));
    a.matMul(variable).dispose();
    variable.assign(t.fill([4, 3], 2));
    assert.deepEqual([...a.matMul(variable).dataSync()], [8, 8, 8, 8, 8, 8]);
  });

  it("pads 'same' right when the kernel is smaller than the stride", () => {
    const x = t.range(1, 26).reshape([1, 5, 5, 1]) as tf.Tensor4D;
    const filter = t.ones([1, 1, 1, 1]) as tf.Tensor4D;
    const expected = [1, 4, 16, 19];
    assert.deepEqual([...t.conv2d(x, filter, 3, 'same').dataSync()], expected);
    assert.deepEqual([...t.depthwiseConv2d(x, filter, 3, 'same').dataSync()], expected);
  });

  it('fails with the size of what does not fit, and goes on', () => {
    const before = engine.memory();
    const tooLarge = () => t.fill([40_000, 40_000], 1);
    assert.throws(
      tooLarge,
      (error) => error instanceof OutOfMemory && /\[40000, 40000\], 6\.0 GiB/.test(error.message),
    );
    // Less than the address space, more than is left in it.
    const kept = t.fill([1000, 1000, 300], 1);
    assert.throws(
      () => [1, 2, 3, 4].map(() => t.fill([1000, 1000, 900], 1)),
      /Out of memory: no room for .* 3\.4 GiB/,
    );
    assert.equal(kept.min().dataSync()[0], 1);
    assert.deepEqual([...t.add([1, 2], [3, 4]).dataSync()], [4, 6]);
    // The allocator would take the size for a negative one.
    assert.throws(() => t.fill([1000, 1000, 600], 1), /Out of memory: no room for .* 2\.2 GiB/);
    assert.equal(kept.max().dataSync()[0], 1);
    engine.reset();
    assert.equal(engine.memory().tensors, before.tensors);
  });

  it('takes slices without reading the whole', () => {
    const x = t.range(0, 1000).reshape([100, 10]);
    const backend = t.backend() as unknown as { readSync: (...args: unknown[]) => unknown };
    const { readSync } = backend;
    let reads = 0;
    backend.readSync = (...args) => {
      reads++;
      return readSync.apply(backend, args);
    };
    const parts = [x.slice([10, 2], [2, 3]), ...x.split(4)];
    backend.readSync = readSync;
    assert.equal(reads, 0);
    assert.deepEqual([...(parts[0] as tf.Tensor).dataSync()], [102, 103, 104, 112, 113, 114]);
    assert.equal((parts[4] as tf.Tensor).dataSync()[249], 999);
  });

  it('names an index that is outside of an embedding', () => {
    const layer = t.layers.embedding({ inputDim: 5, outputDim: 2 });
    assert.throws(() => layer.apply(t.tensor2d([[1, 7]])), /table of 5 rows/);
  });

  it('normalizes a batch over any axis, with and without scale and center', () => {
    const x = t.randomNormal([6, 3, 4], 2, 3);
    const last = t.layers.batchNormalization({ scale: false, center: false });
    const first = t.layers.batchNormalization({ axis: 1 });
    const expected = last.apply(t.transpose(x, [0, 2, 1]), { training: true }) as tf.Tensor;
    const got = t.transpose(first.apply(x, { training: true }) as tf.Tensor, [0, 2, 1]);
    assert.deepEqual(got.dataSync(), expected.dataSync());
    assert.ok(Math.abs(got.mean().dataSync()[0] as number) < 1e-5);
  });

  it('takes the largest over any axes, equal ones and NaN too, with their gradient', () => {
    const values = [3, 1, NaN, -1, 3, 2, 0, -2, 3, 5, 1, -1]; // [2, 3, 2]
    const x = t.tensor3d(values, [2, 3, 2]);
    const dy = (shape: number[]) => t.range(1, 1 + t.util.sizeFromShape(shape)).reshape(shape);
    const table: [axes: number[], largest: number[], gradient: number[]][] = [
      [[1], [NaN, 2, 3, 5], [0, 0, 0, 0, 0, 2, 0, 0, 3, 4, 0, 0]],
      [[0], [3, 1, NaN, 5, 3, 2], [1, 2, 0, 0, 5, 6, 0, 0, 0, 4, 0, 0]],
      [[2], [3, NaN, 3, 0, 5, 1], [1, 0, 0, 0, 3, 0, 4, 0, 0, 5, 6, 0]],
    ];
    for (const [axes, largest, gradient] of table) {
      const y = t.max(x, axes);
      assert.deepEqual([...y.dataSync()], largest, String(axes));
      const found = t.grad((v) => t.max(v, axes))(x, dy(y.shape));
      assert.deepEqual([...found.dataSync()], gradient, String(axes));
    }
    const apart = t.grad((v) => t.max(v, [0, 2]))(t.where(t.isNaN(x), 0, x));
    assert.deepEqual([...apart.dataSync()], [1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0]);
    const ties = t.grad((v) => t.max(v, 0))(t.tensor2d([2, 1, 2, 0], [2, 2]));
    assert.deepEqual([...ties.dataSync()], [1, 1, 1, 0]);
  });

  it('lets moments go to 0 where gradients stay 0, never to denormal numbers for long', async () => {
    const optimizers = { adam: t.train.adam(0.1, 0.9, 0.9), momentum: t.train.momentum(0.1, 0.9) };
    for (const [name, optimizer] of Object.entries(optimizers)) {
      const weights = t.variable(t.ones([13]), true, `${name}Weights`);
      const steps = (count: number, gradient: number) => {
        const tensor = t.fill([13], gradient);
        for (let i = 0; i < count; i++) optimizer.applyGradients([{ name: weights.name, tensor }]);
        tensor.dispose();
      };
      steps(3, 1e-3);
      steps(1200, 0);
      const [, ...moments] = await optimizer.getWeights();
      assert.ok(moments.length > 0);
      for (const { tensor } of moments) assert.deepEqual(new Set(tensor.dataSync()), new Set([0]));
      steps(1, Number.NaN);
      for (const { tensor } of (await optimizer.getWeights()).slice(1)) {
        assert.ok([...tensor.dataSync()].every(Number.isNaN));
      }
      optimizer.dispose();
      weights.dispose();
    }
  });

  it('resizes with a gradient that is the transpose of the resize', () => {
    const cases = (['resizeBilinear', 'resizeNearestNeighbor'] as const).flatMap((method) =>
      ([[8, 7], [8, 15], [12, 5]] as const).map((size) => [method, size] as const),
    ); // prettier-ignore
    for (const [method, [height, width]] of cases) {
      const x = t.randomNormal([2, 4, 5, 6]);
      const weights = t.randomNormal([2, height, width, 6]);
      const weighted = (image: tf.Tensor) =>
        t.sum(t.mul(t.image[method](image as tf.Tensor4D, [height, width]), weights));
      const [value, product] = [weighted(x), t.sum(t.mul(x, t.grad(weighted)(x)))].map(
        (s) => s.dataSync()[0] as number,
      );
      assert.ok(Math.abs((value as number) - (product as number)) < 1e-3, method);
    }
  });

  it('runs on without SIMD, and says so', async () => {
    const child = fork(path.join(__dirname, 'no-simd.ts'), { execArgv: ['--import=tsx'] });
    const [message] = await Promise.all([
      new Promise<{ backend: string; description: string; tensors: number; losses: number[][] }>(
        (resolve, reject) => {
          child.once('message', (value) => resolve(value as never));
          child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
        },
      ),
    ]);
    assert.equal(message.backend, 'cpu');
    assert.match(message.description, /no SIMD/);
    assert.equal(message.tensors, 0);
    assert.deepEqual(message.losses[0], message.losses[1]);
  });
});
