/**
 * When the person's program has ended: the event loop is empty. The channel to the search process does not count
 * while a candidate runs; what the evaluator itself waits for does.
 */

let held = 0;
let waiting: (() => void) | undefined;

function update(): void {
  if (waiting === undefined || held > 0) process.channel?.ref();
  else process.channel?.unref();
}

process.on('beforeExit', () => {
  const done = waiting;
  waiting = undefined;
  update();
  done?.();
});

/** Resolves when nothing is left to be done in this process. */
export function idle(): Promise<void> {
  return new Promise((resolve) => {
    waiting = resolve;
    update();
    // `beforeExit` comes only after a turn of the loop in which there was something to do.
    setImmediate(() => undefined);
  });
}

/** Ends the waiting for an empty event loop: something of a decided trial goes on. */
export function giveUp(): boolean {
  const done = waiting;
  waiting = undefined;
  update();
  done?.();
  return done !== undefined;
}

/** The promise, which the event loop waits for. */
export async function keepAlive<T>(promise: Promise<T>): Promise<T> {
  held++;
  update();
  try {
    return await promise;
  } finally {
    held--;
    update();
  }
}
