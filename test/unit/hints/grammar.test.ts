import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isProblem, parseHint } from '../../../src/hints/grammar';
import type { Literal } from '../../../src/hints/hint';
import { printLiteral, sameLiteral } from '../../../src/hints/literal';

const parse = (text: string) => parseHint(text, 0, text.length);

/** [text, label, kind, arguments, modifiers] */
const sound: [string, string | undefined, string, Literal[] | undefined, string[]][] = [
  ['bool', undefined, 'bool', undefined, []],
  ['  int ( 1 , 4 )  ', undefined, 'int', [1, 4], []],
  ['depth: int(1, 4)', 'depth', 'int', [1, 4], []],
  ['depth :int(1,4)log each', 'depth', 'int', [1, 4], ['log', 'each']],
  ['a.b/c-d: bool', 'a.b/c-d', 'bool', undefined, []],
  ['int: int(1, 2)', 'int', 'int', [1, 2], []],
  ['choice()', undefined, 'choice', [], []],
  ['choice(1, 2,)', undefined, 'choice', [1, 2], []],
  [`choice('a', "b", \`c\`)`, undefined, 'choice', ['a', 'b', 'c'], []],
  [
    `choice('it\\'s', "\\n\\t\\\\", '\\x41\\u0042\\u{1F642}')`,
    undefined,
    'choice',
    ["it's", '\n\t\\', 'AB🙂'],
    [],
  ],
  ['choice(true, false, null)', undefined, 'choice', [true, false, null], []],
  ['choice([1, [2, "a"]], [])', undefined, 'choice', [[1, [2, 'a']], []], []],
  [
    'choice(-1, - 2, +3, .5, 1., 1e-3, 1E+3, 0x1F, 0b11, 0o17, 1_000)',
    undefined,
    'choice',
    [-1, -2, 3, 0.5, 1, 1e-3, 1000, 31, 3, 15, 1000],
    [],
  ],
  ['choice(-0, 0)', undefined, 'choice', [0, 0], []],
  ['choice(\n  1, // no comments here\n', undefined, '', undefined, []],
  ['choice(trueish, 1)', undefined, 'choice', ['trueish', 1], []],
  ['metric(val_acc)', undefined, 'metric', ['val_acc'], []],
  ['metric(loss/val.1)', undefined, 'metric', ['loss/val.1'], []],
];

/** [text, code, where (from, to), message] */
const broken: [string, string, [number, number], RegExp][] = [
  ['', 'syntax', [0, 0], /Expected a kind of hint/],
  ['42', 'syntax', [0, 1], /Expected a kind of hint, .* before '42'/],
  ['choise(1)', 'unknown-kind', [0, 6], /Did you mean 'choice'/],
  ['xyz(1)', 'unknown-kind', [0, 3], /Known are choice, subset, int/],
  ['each int(8, 64)', 'syntax', [0, 4], /'each' is a modifier and comes last: kind\(arguments\) each/],
  ['a: b: bool', 'unknown-kind', [3, 4], /Unknown kind of hint 'b'/],
  ['int(1', 'syntax', [3, 5], /'\(' is not closed; add '\)'/],
  ['int(1 2)', 'syntax', [6, 7], /Expected ',' or '\)' before '2\)'/],
  ['int(,)', 'syntax', [4, 5], /Expected an argument/],
  ['choice([1, x])', 'syntax', [11, 12], /Expected a number, a string/],
  ['choice([1, 2)', 'syntax', [12, 13], /Expected ',' or '\]'/],
  [`choice('a)`, 'syntax', [7, 10], /not closed; add '/],
  [`choice('a\n')`, 'syntax', [7, 9], /not closed/],
  [`choice('\\u12')`, 'syntax', [8, 10], /escape/],
  [`choice('\\u{110000}')`, 'syntax', [8, 18], /No such character/],
  ['int(3px, 4)', 'syntax', [4, 6], /'3p' is not a number/],
  ['int(3n, 4)', 'syntax', [4, 6], /not a number/],
  ['int(1, 4) lgo', 'unknown-modifier', [10, 13], /Did you mean 'log'/],
  ['int(1, 4) log log', 'syntax', [14, 17], /twice/],
  ['int(1, 4);', 'syntax', [9, 10], /';' is not expected here/],
  ['float(0, NaN)', 'not-finite', [9, 12], /not a finite number/],
  ['float(-Infinity, 1)', 'not-finite', [6, 15], /not a finite number/],
];

describe('the text of a hint', () => {
  for (const [text, label, kind, args, modifiers] of sound.filter(([, , kind]) => kind !== '')) {
    it(JSON.stringify(text), () => {
      const hint = parse(text);
      if (isProblem(hint)) return assert.fail(hint.message);
      assert.equal(hint.label?.text, label);
      assert.equal(hint.kind, kind);
      assert.deepEqual(
        hint.arguments?.map(({ value }) => value),
        args,
      );
      assert.deepEqual(
        hint.modifiers.map(({ name }) => name),
        modifiers,
      );
    });
  }

  for (const [text, code, [start, end], message] of broken) {
    it(`problem in ${JSON.stringify(text)}`, () => {
      const problem = parse(text);
      if (!isProblem(problem)) return assert.fail('no problem');
      assert.equal(problem.code, code);
      assert.deepEqual(problem.range, { start, end });
      assert.match(problem.message, message);
    });
  }

  it('knows where its parts are', () => {
    const text = `/* @nas  w: choice('a', -1) each */`;
    const hint = parseHint(text, 8, 33);
    if (isProblem(hint)) return assert.fail(hint.message);
    const at = ({ start, end }: { start: number; end: number }) => text.slice(start, end);
    assert.equal(at(hint.label!.range), 'w');
    assert.equal(at(hint.kindRange), 'choice');
    assert.deepEqual(
      hint.arguments!.map(({ range }) => at(range)),
      [`'a'`, '-1'],
    );
    assert.deepEqual(
      hint.modifiers.map(({ range }) => at(range)),
      ['each'],
    );
  });

  it('never throws, and stays inside', () => {
    const pieces = fc.constantFrom(
      'int',
      'choice',
      '(',
      ')',
      '[',
      ']',
      ',',
      ':',
      "'",
      '"',
      '\\',
      '1',
      '-',
      'e',
      '.',
      ' ',
      '\n',
      'log',
      '🙂',
      'null',
      '0x',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const result = parseHint(`<<${text}>>`, 2, 2 + text.length);
        if (!isProblem(result)) return;
        assert.ok(
          result.range.start >= 2 &&
            result.range.end <= 2 + text.length &&
            result.range.start <= result.range.end,
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('literals', () => {
  const { literal } = fc.letrec<{ literal: Literal; list: Literal[] }>((tie) => ({
    literal: fc.oneof(
      { maxDepth: 3 },
      fc.string({ unit: 'binary' }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      tie('list'),
    ),
    list: fc.array(tie('literal'), { maxLength: 3 }),
  }));

  it('are read as they are printed, by hints and by JavaScript', () => {
    fc.assert(
      fc.property(literal, fc.constantFrom("'" as const, '"' as const, '`' as const), (value, quote) => {
        const text = printLiteral(value, quote);
        const hint = parse(`choice(${text})`);
        if (isProblem(hint)) return assert.fail(`${hint.message} ${text}`);
        assert.ok(sameLiteral(hint.arguments![0]!.value as Literal, value), text);
        const evaluated = new Function(`return (${text});`) as () => Literal;
        assert.ok(sameLiteral(evaluated(), value), text);
      }),
      { numRuns: 300 },
    );
  });
});
