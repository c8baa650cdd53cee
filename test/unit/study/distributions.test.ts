import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Domain, Literal, Value } from '../../../src/hints/hint';
import { paramCodec } from '../../../src/study/distributions';

const literal: fc.Arbitrary<Literal> = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.double({ noNaN: true }).map((x) => (Object.is(x, -0) ? 0 : x)),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.integer(), { maxLength: 3 }),
);
const texts = fc.array(fc.string(), { minLength: 1, maxLength: 5 });

/** A domain with one of its values. */
const domainWithValue: fc.Arbitrary<[Domain, Value]> = fc.oneof(
  fc
    .uniqueArray(literal, { minLength: 1, maxLength: 6, selector: (value) => JSON.stringify(value) })
    .chain((options) =>
      fc.tuple(fc.constant<Domain>({ kind: 'choice', options, ordered: false }), fc.constantFrom(...options)),
    ),
  texts.chain((list) =>
    fc.tuple(fc.constant<Domain>({ kind: 'arm', texts: list }), fc.nat({ max: list.length - 1 })),
  ),
  texts.chain((list) =>
    fc.tuple(
      fc.constant<Domain>({ kind: 'subset', texts: list, min: 0, max: list.length }),
      fc.subarray([...list.keys()]) as fc.Arbitrary<Value>,
    ),
  ),
  fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.nat({ max: 50 }), fc.integer({ min: 1, max: 7 }), fc.boolean())
    .chain(([low, span, step, log]) =>
      fc.tuple(
        fc.constant<Domain>({ kind: 'int', low, high: low + span, step, log }),
        fc.nat({ max: Math.floor(span / step) }).map((i) => low + i * step),
      ),
    ),
  fc.tuple(
    fc.constant<Domain>({ kind: 'float', low: 1e-5, high: 1, log: true }),
    fc.double({ min: 1e-5, max: 1, noNaN: true }),
  ),
  fc.tuple(fc.constantFrom<Domain>({ kind: 'bool' }, { kind: 'optional' }), fc.boolean()),
);

describe('distributions', () => {
  it('gives back every point', () => {
    fc.assert(
      fc.property(fc.array(domainWithValue, { minLength: 1, maxLength: 5 }), (list) => {
        const variables = list.map(([domain, value], i) => ({
          label: `v${i}`,
          domain,
          default: value,
          group: '',
          activeWhen: [[]],
        }));
        const point = Object.fromEntries(list.map(([, value], i) => [`v${i}`, value]));
        const { encode, decode } = paramCodec(variables);
        const { params, distributions } = JSON.parse(JSON.stringify(encode(point))) as ReturnType<
          typeof encode
        >;
        assert.deepEqual(decode(params), point);
        for (const [name, value] of Object.entries(params)) assertValid(distributions[name] ?? '', value);
      }),
    );
  });

  it('leaves out what is inactive', () => {
    const { encode, decode } = paramCodec([
      { label: 'a', domain: { kind: 'bool' }, default: true, group: '', activeWhen: [[]] },
      { label: 'b', domain: { kind: 'bool' }, default: true, group: '', activeWhen: [[]] },
    ]);
    assert.deepEqual(decode(encode({ b: false }).params), { b: false });
  });

  it('refuses a value outside the domain', () => {
    const domain: Domain = { kind: 'choice', options: [1, 2], ordered: true };
    const { encode } = paramCodec([{ label: 'a', domain, default: 1, group: '', activeWhen: [[]] }]);
    assert.throws(() => encode({ a: 3 }), /3 is not a choice of a/);
  });
});

/** What Optuna checks when it loads a trial. */
function assertValid(text: string, value: number): void {
  const { name, attributes } = JSON.parse(text) as { name: string; attributes: Record<string, never> };
  if (name === 'CategoricalDistribution') {
    const choices: unknown[] = attributes.choices ?? assert.fail();
    assert.ok(Number.isInteger(value) && value >= 0 && value < choices.length);
    for (const choice of choices) assert.ok(choice === null || typeof choice !== 'object');
  } else {
    assert.ok(value >= (attributes.low ?? Infinity) && value <= (attributes.high ?? -Infinity));
    if (attributes.log)
      assert.ok((attributes.low ?? 0) > 0 && (attributes.step === null || attributes.step === 1));
  }
}
