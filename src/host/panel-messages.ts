/** What may come from the panel. A webview shows what people's models are called: its messages are not trusted. */
import * as v from 'valibot';

const trialNumber = v.pipe(v.number(), v.integer(), v.minValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(1));
/** A value of a variable. */
const value: v.GenericSchema<unknown> = v.union([
  v.string(),
  v.number(),
  v.boolean(),
  v.null(),
  v.array(v.lazy(() => value)),
]);
const line = v.pipe(v.number(), v.integer(), v.minValue(1));

const calls = v.variant('m', [
  call('ready', v.strictTuple([])),
  call('trial', v.strictTuple([trialNumber])),
  call('pause', v.strictTuple([])),
  call('resume', v.strictTuple([])),
  call('stop', v.strictTuple([])),
  call('accept', v.strictTuple([trialNumber])),
  call('reveal', v.strictTuple([v.string(), line])),
  call('extras', v.strictTuple([])),
  call(
    'save',
    v.strictTuple([v.pipe(v.string(), v.maxLength(200)), v.string(), v.picklist(['utf8', 'base64'])]),
  ),
  call('copy', v.strictTuple([v.string()])),
  call('start', v.strictTuple([])),
  call('diff', v.strictTuple([trialNumber])),
  call(
    'configure',
    v.strictTuple([
      v.strictObject({
        trials: v.optional(v.nullable(count)),
        time: v.optional(v.nullable(v.pipe(v.number(), v.finite(), v.gtValue(0)))),
        workers: v.optional(count),
      }),
    ]),
  ),
  call('enqueue', v.strictTuple([v.record(v.string(), value)])),
  call(
    'mark',
    v.strictTuple([
      trialNumber,
      v.strictObject({
        star: v.optional(v.boolean()),
        note: v.optional(v.pipe(v.string(), v.maxLength(10_000))),
      }),
    ]),
  ),
  call('marks', v.strictTuple([])),
  call('curves', v.strictTuple([v.pipe(v.array(trialNumber), v.maxLength(1000))])),
  call('importance', v.strictTuple([v.string()])),
]);

const answer = v.object({
  t: v.literal('s'),
  i: v.string(),
  r: v.optional(v.unknown()),
  e: v.optional(v.unknown()),
});

function call<const Name extends string, Args extends v.StrictTupleSchema<v.TupleItems, undefined>>(
  name: Name,
  args: Args,
) {
  return v.object({ t: v.literal('q'), m: v.literal(name), a: args, i: v.optional(v.string()) });
}

/** True for a call that the panel may make, with its arguments, or an answer to one of the host's. */
export function isPanelMessage(message: unknown): boolean {
  return v.is(calls, message) || v.is(answer, message);
}

/** What tells the panel that its call is not understood; undefined when it waits for nothing. */
export function refusal(message: unknown): { t: 's'; i: string; e: { message: string } } | undefined {
  const parsed = v.safeParse(v.object({ t: v.literal('q'), i: v.string(), m: v.string() }), message);
  if (!parsed.success) return undefined;
  return {
    t: 's',
    i: parsed.output.i,
    e: { message: `The extension does not know "${parsed.output.m}" like this.` },
  };
}
