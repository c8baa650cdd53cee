/** What may come from the panel. A webview shows what people's models are called: its messages are not trusted. */
import * as v from 'valibot';

const trialNumber = v.pipe(v.number(), v.integer(), v.minValue(0));
const line = v.pipe(v.number(), v.integer(), v.minValue(1));

const calls = v.variant('m', [
  call('ready', v.strictTuple([])),
  call('trial', v.strictTuple([trialNumber])),
  call('pause', v.strictTuple([])),
  call('resume', v.strictTuple([])),
  call('stop', v.strictTuple([])),
  call('accept', v.strictTuple([trialNumber])),
  call('reveal', v.strictTuple([v.string(), line])),
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

/** True for a call that {@link PanelHost} has, with its arguments, or an answer to one of the host's. */
export function isPanelMessage(message: unknown): boolean {
  return v.is(calls, message) || v.is(answer, message);
}
