/** Where a step calls code of the trial: `call` of its own layer classes, its own losses and metrics. */

export type OwnFunction = (this: unknown, ...args: unknown[]) => unknown;

/** A property that the step calls as a function. */
export interface Place {
  readonly holder: object;
  readonly key: PropertyKey;
}

type Holder = Record<PropertyKey, unknown>;

export const functionAt = ({ holder, key }: Place): OwnFunction => (holder as Holder)[key] as OwnFunction;

/** Runs `step` with each call at these places going to `intercept`, which gets the call as it would have been. */
export function intercepted<T>(
  places: readonly Place[],
  intercept: (place: Place, args: unknown[], call: () => unknown) => unknown,
  step: () => T,
): T {
  const restore: (() => void)[] = [];
  try {
    for (const place of places) {
      const holder = place.holder as Holder;
      const original = functionAt(place);
      const own = Object.getOwnPropertyDescriptor(holder, place.key);
      const replaced: OwnFunction = function (this: unknown, ...args) {
        return intercept(place, args, () => original.apply(this, args));
      };
      Object.defineProperty(holder, place.key, { value: replaced, configurable: true, writable: true, enumerable: own?.enumerable ?? false }); // prettier-ignore
      restore.push(() => {
        if (holder[place.key] !== replaced) return;
        if (own) Object.defineProperty(holder, place.key, own);
        else delete holder[place.key];
      });
    }
    return step();
  } finally {
    for (const undo of restore.reverse()) undo();
  }
}
