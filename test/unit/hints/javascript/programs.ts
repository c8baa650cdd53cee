/** Random programs with hints that can be run: they call `out`, `f` and `g` and nothing else. */
import fc from 'fast-check';

type Depth = number;

const space = fc.constantFrom(' ', ' ', ' ', '\t', '  ', ' /* 🙂 é */ ', ' /* plain */ ');
const lineEnd = fc.constantFrom('\n', '\r\n');

/** `text` pieces with `␤` for the program's own line ending. */
function expression(depth: Depth, loop?: string): fc.Arbitrary<string> {
  const leaf = fc.oneof(
    hinted(loop),
    fc.integer({ min: 0, max: 9 }).map(String),
    fc.constantFrom("'a'", '`b`', 'true', '-1'),
  );
  if (depth <= 0) return leaf;
  const inner = fc.memo(() => expression(depth - 1, loop))();
  const each = loop === undefined ? fc.constant('') : fc.constantFrom('', ' each');
  return fc.oneof(
    leaf,
    fc.tuple(inner, inner).map(([a, b]) => `(${a} + ${b})`),
    fc.tuple(inner, inner, space).map(([a, b, s]) => `f({ first:${s}${a}, 'second': ${b} })`),
    fc
      .tuple(fc.array(inner, { minLength: 2, maxLength: 3 }), each, space, fc.nat(1))
      .map(([items, e, s, index]) => `/* @nas choice${e} */${s}[${items.join(`,${s}`)}][${index}]`),
    fc
      .tuple(fc.array(inner, { minLength: 1, maxLength: 3 }), each, fc.boolean())
      .map(([items, e, chosen]) => {
        const filter = chosen
          ? `.filter((_, ${loop === 'i' ? 'k' : 'i'}) => [0].includes(${loop === 'i' ? 'k' : 'i'}))`
          : '';
        return `g(/* @nas subset(0, ${items.length})${e} */ [${items.join(', ')}]${filter})`;
      }),
    fc.tuple(inner, inner).map(([a, b]) => `(/* @nas bool */ true ? ${a} : ${b})`),
    inner.map((a) => `f(/* @nas metric(m) */ ${a}, 1)`),
  );
}

function hinted(loop: string | undefined): fc.Arbitrary<string> {
  const each = loop === undefined ? fc.constant('') : fc.constantFrom('', ' each');
  return fc
    .tuple(
      fc.constantFrom(
        ['choice(1, 2, 3)', '2'],
        ['choice(-1, 1e-3, 0.5)', '1e-3'],
        [`choice('relu', "it's", 'x\\n')`, `'relu'`],
        ['choice("a", null, true)', 'null'],
        ['choice([3, 3], [5, 5], 3)', '[3, 3]'],
        ['int(0, 5)', '3'],
        ['int(-2, 2)', '-1'],
        ['float(0, 1)', '0.25'],
        ['bool', 'false'],
      ),
      each,
      space,
    )
    .map(([[hint, value], e, s]) => `/* @nas ${hint}${e} */${s}${value}`);
}

function statement(depth: Depth, counter: { next: number }, loop?: string): fc.Arbitrary<string> {
  const value = expression(2, loop);
  const output = value.map((e) => `out(${e});`);
  const optional = fc
    .tuple(
      value,
      fc.constantFrom('', 'if (false) '),
      loop === undefined ? fc.constant('') : fc.constantFrom('', ' each'),
    )
    .map(([e, guard, turn]) => `// @nas optional${turn}␤${guard}out(${e});`);
  const bare = fc.constant('/* @nas choice */ [out, f][0](1);');
  if (depth <= 0) return fc.oneof(output, optional, bare);
  const body = (variable?: string) =>
    fc
      .array(statement(depth - 1, counter, variable ?? loop), { minLength: 1, maxLength: 3 })
      .map((all) => all.join('␤'));
  return fc.oneof(
    output,
    optional,
    bare,
    fc
      .tuple(
        body('i'),
        fc.constantFrom('int(0, 3)', 'int(1, 3)', 'choice(1, 3)'),
        fc.integer({ min: 1, max: 3 }),
      )
      .map(
        ([b, bound, n]) =>
          `for (let i = 0; i < /* @nas ${bound} */ ${bound.startsWith('choice') && n === 2 ? 3 : n}; i++) {␤${b}␤}`,
      ),
    fc
      .tuple(
        body(),
        body(),
        fc.constantFrom(
          '/* @nas bool */ true',
          '/* @nas choice(1, 2, 3) */ 2 > 1',
          '!(/* @nas int(0, 9) */ 4 <= 4)',
        ),
      )
      .map(([a, b, test]) => `if (${test}) {␤${a}␤} else {␤${b}␤}`),
    fc.tuple(body(), value).map(([b, e]) => {
      const name = `v${counter.next++}`;
      return `const ${name} = /* @nas choice('x', 'y', 'z') */ 'y';␤switch (${name}) {␤case 'x':␤${b}␤break;␤case 'y':␤out(${e});␤default:␤out(3);␤}`;
    }),
  );
}

/** A program as text: hints in expressions, loops, branches; LF or CRLF, with or without a byte order mark. */
export const programs: fc.Arbitrary<string> = fc
  .tuple(
    fc.constant(0).chain(() => fc.array(statement(2, { next: 0 }), { minLength: 1, maxLength: 4 })),
    lineEnd,
    fc.constantFrom('', '', '\uFEFF'),
    fc.constantFrom(`'use strict';␤`, '', '// head␤'),
  )
  .map(([statements, end, mark, head]) => {
    let number = 0;
    // Names of constants are made unique, since each statement may be drawn twice.
    const body = statements
      .join('␤')
      .replace(/const (v\d+) = ([^\u2424]*)\u2424switch \(\1\)/g, (_, _name, rest: string) => {
        const fresh = `w${number++}`;
        return `const ${fresh} = ${rest}␤switch (${fresh})`;
      });
    return mark + (head + body + '␤').replaceAll('␤', end);
  });
