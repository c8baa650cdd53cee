/** Data that a program loads itself: shared by the trials of a process, as if each had loaded it. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { javascript } from '../../../src/hints/javascript';
import { Harness, completed, type Source, type Told } from './harness';

/** The lines that each of some trials in one process prints. */
type Lines = readonly (readonly string[])[];

/** Data from outside: a file beside the program. */
const load = `const fs = require('fs');
  function load(name = 'numbers.json') { console.log('loads'); return JSON.parse(fs.readFileSync(name, 'utf8')); }\n`;
const metric = '/* @nas metric(m) */ 1;';

/** [what it shows, files, what each of two trials prints] */
const cases: [string, Record<string, string>, Lines][] = [
  [
    'is loaded once',
    { 'main.js': `${load}const d = load(); console.log(d.length); ${metric}` },
    [['loads', '2000'], ['2000']],
  ],
  [
    'is loaded once where it is awaited',
    {
      'main.js': `${load}const wait = async () => { await null; return load(); };
        (async () => { const d = await wait(); console.log(d.length); ${metric} })();`,
    },
    [['loads', '2000'], ['2000']],
  ],
  [
    'is loaded once by another file of the program',
    {
      'main.mjs': `import { get } from './data.mjs'; const d = get(); console.log(d.length); ${metric}`,
      'data.mjs': `import fs from 'fs'; const name = 'numbers.json';
        export const get = () => { console.log('loads'); return read(); };
        const read = () => JSON.parse(fs.readFileSync(name, 'utf8'));`,
    },
    [['loads', '2000'], ['2000']],
  ],
  [
    'is what it was when it was loaded, whatever a trial does to it',
    {
      'main.js': `${load}const all = () => { const list = load(); return { list, same: list, at: { list } }; };
        const d = all(); console.log(d.list.length, d.same === d.list, d.at.list === d.list);
        d.list.push(1); d.at = 1; ${metric}`,
    },
    [['loads', '2000 true true'], ['2000 true true']],
  ],
  [
    'is loaded for each argument',
    {
      'main.js': `${load}const more = (n) => [...load(), n]; const a = more(1), b = more(2);
        console.log(a.at(-1), b.at(-1)); ${metric}`,
    },
    [['loads', 'loads', '1 2'], ['1 2']],
  ],
  [
    'is loaded for what the program has counted',
    {
      'main.js': `${load}let n = 0; const next = () => { n++; return [...load(), n]; };
        const a = next(), b = next(); console.log(a.at(-1), b.at(-1)); ${metric}`,
    },
    [
      ['loads', 'loads', '1 2'],
      ['loads', 'loads', '1 2'],
    ],
  ],
  [
    'may hold itself',
    {
      'main.js': `${load}const all = () => { const o = { d: load() }; o.o = o; return o; };
        const o = all(); console.log(o.o === o, o.o.o.d.length); ${metric}`,
    },
    [['loads', 'true 2000'], ['true 2000']],
  ],
  [
    'is not shared where little is loaded',
    { 'main.js': `${load}const d = load('few.json'); console.log(d.length); ${metric}` },
    [
      ['loads', '3'],
      ['loads', '3'],
    ],
  ],
  [
    'is not shared where it is more than data',
    { 'main.js': `${load}class A { d = load(); } const make = () => new A(); const a = make(); ${metric}` },
    [['loads'], ['loads']],
  ],
  [
    'is not shared where it depends on an object',
    {
      'main.js': `${load}const m = new Map(); const get = () => { m.set(1, 1); return load(); }; const d = get(); ${metric}`,
    },
    [['loads'], ['loads']],
  ],
  [
    'is not shared where nothing is read',
    {
      'main.js': `function make() { console.log('makes'); return Array(2000).fill(1); } const d = make(); ${metric}`,
    },
    [['makes'], ['makes']],
  ],
  [
    'is not shared where a metric is evaluated on the way',
    {
      'main.js': `${load}const m = (x) => /* @nas metric(m) */ x; const get = () => { m(1); return load(); }; const d = get();`,
    },
    [['loads'], ['loads']],
  ],
  [
    'is not shared where names stand beside its elements',
    {
      'main.js': `${load}const rows = () => Object.assign(load().map((x) => [x]), { columns: ['x'] });
        const d = rows(); console.log(d.columns); ${metric}`,
    },
    [
      ['loads', "[ 'x' ]"],
      ['loads', "[ 'x' ]"],
    ],
  ],
  [
    'is shared where it depends on a long text',
    {
      'main.js': `${load}const text = fs.readFileSync('numbers.json', 'utf8').repeat(9);
        const get = () => [...load(), text.length]; const d = get(); console.log(d.at(-1)); ${metric}`,
    },
    [['loads', '80019'], ['80019']],
  ],
  [
    'is not shared where it depends on a long list',
    {
      'main.js': `${load}const list = Array(1e6).fill(1); const get = () => [...load(), list.length]; const d = get(); ${metric}`,
    },
    [['loads'], ['loads']],
  ],
  [
    'fails as it does, again',
    { 'main.js': `${load}const d = load('nothing.json'); ${metric}` },
    [['loads'], ['loads']],
  ],
];

describe('data that a program loads', () => {
  let harness: Harness;
  beforeEach(() => {
    harness = new Harness();
    harness.write('numbers.json', JSON.stringify(Array.from({ length: 2000 }, (_, i) => i)));
    harness.write('few.json', '[1, 2, 3]');
  });
  afterEach(() => harness.end());

  /** As a search runs it, with the values of hints. */
  const run = (
    files: Record<string, string>,
    values: Record<string, number> = {},
    seed = 1,
  ): Promise<Told> => {
    const sources = Object.entries(files).map(([name, code]): [string, Source] => {
      const parsed = javascript.parse(path.join(harness.folder, name), code);
      const given = new Map(Object.entries(values).filter(([label]) => code.includes(label)));
      return [name, javascript.runnable(parsed, given)];
    });
    return harness.run(Object.fromEntries(sources), { seed, point: values });
  };

  for (const [title, files, lines] of cases) {
    it(title, async () => {
      const told = [await run(files), await run(files)];
      assert.deepEqual(
        told.map((one) => one.lines),
        lines,
      );
    });
  }

  it('is the same in every trial, and leaves the trial’s own random numbers alone', async () => {
    const files = {
      'main.js': `${load}const shuffled = async () => { await null; return load().map(() => Math.random()); };
        (async () => { const d = await shuffled(); console.log(d[0] + d[1999]);
        /* @nas metric(m) */ Math.random(); })();`,
    };
    const first = await run(files, {}, 1);
    const second = await run(files, {}, 2);
    const fresh = new Harness();
    fresh.write('numbers.json', harness.read('numbers.json'));
    [harness] = [fresh, await harness.end()];
    const alone = await run(files, {}, 2);
    assert.equal(second.lines[0], first.lines[1]);
    assert.equal(alone.lines[1], first.lines[1]);
    assert.equal(completed(alone).m, completed(second).m);
    assert.notEqual(completed(first).m, completed(second).m);
  });

  it('differs from call to call', async () => {
    const files = {
      'main.js': `${load}const some = () => load().map(() => Math.random()); const a = some(), b = some();
        console.log(a[0] === b[0]); ${metric}`,
    };
    assert.deepEqual((await run(files)).lines, ['loads', 'loads', 'false']);
    assert.deepEqual((await run(files)).lines, ['false']);
  });

  it('is loaded for each value of a hint that it depends on', async () => {
    const files = {
      'main.js': `${load}const size = /* @nas size: int(1, 4) */ 2; const get = () => load().map(() => size);
        const d = get(); console.log(d[0]); ${metric}`,
    };
    assert.deepEqual((await run(files, { size: 2 })).lines, ['loads', '2']);
    assert.deepEqual((await run(files, { size: 3 })).lines, ['loads', '3']);
    assert.deepEqual((await run(files, { size: 2 })).lines, ['2']);
  });

  it('is tensors that no trial can dispose of', async () => {
    const files = {
      'main.js': `const tf = require('@tensorflow/tfjs');
        ${load}const get = () => { const t = tf.tensor1d(load()); return { t, twice: t, more: t.mul(2) }; };
        const { t, twice, more } = get();
        console.log(t === twice, t.dataSync()[1999], more.dataSync()[1999], before);
        t.dispose(); more.dispose(); ${metric}`.replace(
        'function load',
        'const before = tf.memory().numTensors; function load',
      ),
    };
    assert.deepEqual((await run(files)).lines, ['loads', 'true 1999 3998 0']);
    assert.deepEqual((await run(files)).lines, ['true 1999 3998 2']);
    assert.deepEqual((await run(files)).lines, ['true 1999 3998 2']);
  });

  it('is tensors within a tidy', async () => {
    const files = {
      'main.js': `const tf = require('@tensorflow/tfjs');
        ${load}const get = () => tf.tensor1d(load());
        const last = tf.tidy(() => { const t = get(); return t.dataSync()[1999]; }); console.log(last); ${metric}`,
    };
    assert.deepEqual((await run(files)).lines, ['loads', '1999']);
    assert.deepEqual((await run(files)).lines, ['1999']);
    assert.deepEqual((await run(files)).lines, ['1999']);
  });
});
