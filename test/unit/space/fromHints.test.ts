import assert from 'node:assert/strict';
import type { HintedFile } from '../../../src/hints/language';
import { javascript } from '../../../src/hints/javascript';
import { buildSpace, splitPoint } from '../../../src/space/fromHints';
import type { Condition } from '../../../src/space/space';

function parse(files: Record<string, string>): HintedFile[] {
  return Object.entries(files).map(([file, text]) => javascript.parse(file, text));
}

function build(files: Record<string, string> | string) {
  return buildSpace(parse(typeof files === 'string' ? { '/a.js': files } : files));
}

function showCondition({ label, ...rest }: Condition): string {
  if (rest.is === 'one of') return `${label} in ${JSON.stringify(rest.values)}`;
  return rest.is === 'above' ? `${label} > ${rest.bound}` : `${label} has ${rest.index}`;
}

/** `label = default if …`. */
function show(files: Record<string, string> | string): string[] {
  return build(files).space.variables.map(({ label, default: value, activeWhen }) => {
    const when = activeWhen.map((list) => list.map(showCondition).join(' & ')).join(' | ');
    return `${label} = ${JSON.stringify(value)}${when === '' ? '' : ` if ${when}`}`;
  });
}

const N = '/* @nas n: int(1, 4) */ 3';

describe('the space of hints', () => {
  it('has one variable for equal labels, also of several files', () => {
    const files = { '/a.js': `f(${N}); g(${N});`, '/b.js': `h(${N});` };
    assert.deepEqual(show(files), ['n = 3']);
    const { sites, labels, diagnostics } = build(files);
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(
      sites.get('n')!.map(({ file, offset }) => `${file}:${offset}`),
      ['/a.js:2', '/a.js:32', '/b.js:2'],
    );
    assert.deepEqual([...labels.keys()], ['/a.js', '/b.js']);
  });

  it('is active when one of the places is', () => {
    assert.deepEqual(
      show(`if (/* @nas b: bool */ true) f(${N}); else if (/* @nas c: bool */ true) g(${N});`),
      ['b = true', 'c = true if b in [false]', 'n = 3 if b in [true] | c in [true] & b in [false]'],
    );
    assert.deepEqual(show(`if (/* @nas b: bool */ true) f(${N}); g(${N});`), ['b = true', 'n = 3']);
    assert.deepEqual(show({ '/a.js': `if (/* @nas b: bool */ true) f(${N});`, '/b.js': `g(${N});` }), [
      'b = true',
      'n = 3',
    ]);
  });

  it('tells the same derived label of several files apart', () => {
    const files = {
      '/x/model.js': 'dense({ units: /* @nas int(1, 4) */ 3 });',
      '/x/my head.js': 'dense({ units: /* @nas int(1, 9) */ 3 });',
      '/y/model.js': 'dense({ units: /* @nas int(1, 5) */ 3 }); dense({ units: /* @nas int(1, 4) */ 3 });',
      '/z/model.js':
        'dense({ units: /* @nas int(1, 5) */ 3 }); const r = /* @nas dense.units#9: int(1, 2) */ 1;',
      '/w.js': 'f(/* @nas lr: float(0, 1) */ 0.5);',
      '/v.js': 'const lr = /* @nas float(0, 2) */ 0.5;',
    };
    assert.deepEqual(
      build(files).space.variables.map(({ label, group }) => `${label} ${group}`),
      [
        'dense.units units',
        'my_head.dense.units units#2',
        'model.dense.units units#3',
        'dense.units#2 units',
        'model.dense.units#2 units#3',
        'lr f',
        'v.lr lr',
      ],
    );
  });

  it('reports labels that disagree between files at both places', () => {
    const files = { '/a.js': 'f(/* @nas n: int(1, 4) */ 3);', '/b.js': '\ng(/* @nas n: int(1, 5) */ 3);' };
    const { diagnostics, labels } = build(files);
    assert.deepEqual(
      diagnostics.map(({ file, code, severity }) => `${file} ${severity} ${code}`),
      ['/a.js error label-conflict', '/b.js error label-conflict'],
    );
    assert.match(diagnostics[0]!.message, /'n' is int\(1, 5\) in b\.js:2; give both the same domain/);
    assert.equal(labels.has('/b.js'), false);
  });

  it('says when places of one variable are written differently', () => {
    const { diagnostics } = build('f(/* @nas n: int(1, 4) */ 3); g(/* @nas n: int(1, 4) */ 2);');
    assert.deepEqual(
      diagnostics.map(({ severity, code }) => `${severity} ${code}`),
      ['information shared-default'],
    );
  });

  it('has a variable for each turn', () => {
    const code =
      'for (let i = 0; i < /* @nas d: int(1, 3) */ 2; i++) f(/* @nas n: int(1, 4) each */ [3, 1][i]);';
    assert.deepEqual(show(code), ['d = 2', 'n[0] = 3', 'n[1] = 1 if d > 1', 'n[2] = 1 if d > 2']);
    assert.deepEqual(
      [...build(code).labels.get('/a.js')!],
      [
        ['d', 'd'],
        ['n[0]', 'n[0]'],
        ['n[1]', 'n[1]'],
        ['n[2]', 'n[2]'],
      ],
    );
    const other = { '/a.js': 'const n = /* @nas n: int(1, 4) */ 3;', '/b.js': code.replace('n: ', '') };
    assert.deepEqual(show(other), ['n = 3', 'd = 2', 'f[0] = 3', 'f[1] = 1 if d > 1', 'f[2] = 1 if d > 2']);
  });

  it('knows that a variable matters when any turn of another does', () => {
    const code = `for (let i = 0; i < 2; i++) x = /* @nas op: choice each */ [f(${N}), g(/* @nas m: int(1, 2) each */ 1)][0];`;
    assert.deepEqual(show(code), [
      'op[0] = 0',
      'op[1] = 0',
      'n = 3 if op[0] in [0] | op[1] in [0]',
      'm[0] = 1 if op[0] in [1]',
      'm[1] = 1 if op[1] in [1]',
    ]);
  });

  it('puts parents before children', () => {
    const code = `function g() { return ${N}; }\nif (/* @nas b: bool */ true) g();`;
    assert.deepEqual(show(code), ['b = true', 'n = 3 if b in [true]']);
  });

  it('cuts circles', () => {
    const variable = (label: string, on: string) => ({
      ...javascript.parse('/a.js', `x = /* @nas ${label}: bool */ true;`).hints[0]!,
      conditions: [{ label: on, is: 'one of', values: [true] }],
    });
    const file = {
      ...javascript.parse('/a.js', ''),
      hints: [variable('a', 'b'), variable('b', 'a'), variable('c', 'gone')],
    } as HintedFile;
    const { variables } = buildSpace([file]).space;
    assert.deepEqual(
      variables.map(({ label, activeWhen }) => `${label} ${activeWhen[0]!.map(showCondition).join()}`),
      ['b ', 'a b in [true]', 'c '],
    );
  });

  it('starts inside the domains', () => {
    assert.deepEqual(
      show(
        'f(/* @nas n: int(1, 4) */ 9); g(/* @nas s: subset(1, 2) */ [a, b, c]); h(/* @nas k: choice(8, 16) */ 15);',
      ),
      ['n = 4', 's = [0,1]', 'k = 16'],
    );
  });

  it('gives one group one domain', () => {
    const code = `a({ units: /* @nas int(1, 4) */ 3 }); b({ units: /* @nas int(1, 4) */ 2 }); c({ units: /* @nas int(1, 8) */ 3 });`;
    assert.deepEqual(
      build(code).space.variables.map(({ group }) => group),
      ['units', 'units', 'units#2'],
    );
  });

  it('is empty without hints', () => {
    assert.deepEqual(build('f();').space.variables, []);
    assert.deepEqual(buildSpace([]).space.variables, []);
  });
});

describe('a point by files', () => {
  it('has the values of each file by its own labels', () => {
    const files = {
      '/a.js': 'dense({ units: /* @nas int(1, 4) */ 3 });',
      '/b.js': `dense({ units: /* @nas int(1, 4) */ 3 }); f(${N});`,
      '/c.js': `g(${N});`,
    };
    const { labels } = build(files);
    const split = splitPoint({ 'dense.units': 1, 'b.dense.units': 2, n: 4, other: 5 }, labels);
    assert.deepEqual(
      [...split].map(([file, values]) => [file, Object.fromEntries(values)]),
      [
        ['/a.js', { 'dense.units': 1 }],
        ['/b.js', { 'dense.units': 2, n: 4 }],
        ['/c.js', { n: 4 }],
      ],
    );
    assert.deepEqual([...splitPoint({ 'dense.units': 1 }, labels).keys()], ['/a.js']);
  });
});
