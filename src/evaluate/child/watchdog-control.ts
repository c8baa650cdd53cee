/** The limits of a trial: told by this thread while it can, else by a thread that watches it. */
import { Worker } from 'node:worker_threads';
import { toTimeout } from '../messages';
import { giveUp } from './event-loop';
import { shared } from './watchdog-memory';

/** What still runs of a decided trial may go on for so long, milliseconds. */
const grace = 500;

export interface Watchdog {
  arm(run: number, limits: { seconds: number; megabytes: number }, onTimeOut: () => void): void;
  /** The trial is decided: what still runs is not waited for much longer. */
  decided(): void;
  /** True when something was still running. */
  disarm(): boolean;
}

/** `parent`: the process without which this one ends. */
export function startWatchdog(file: string, parent: number): Watchdog {
  const memory = new SharedArrayBuffer(shared.length * 8);
  const words = new Float64Array(memory);
  const worker = new Worker(file, { workerData: { memory, parent }, env: {} });
  worker.unref();
  worker.on('error', () => undefined);
  let deadline: NodeJS.Timeout | undefined;
  let patience: NodeJS.Timeout | undefined;
  let isAbandoned = false;
  return {
    arm(run, limits, onTimeOut) {
      isAbandoned = false;
      words[shared.run] = run;
      words[shared.megabytes] = limits.megabytes;
      words[shared.seconds] = limits.seconds;
      const time = toTimeout(limits.seconds);
      words[shared.deadline] = Date.now() + time;
      deadline = setTimeout(onTimeOut, time).unref();
    },
    decided() {
      words[shared.deadline] = Math.min(words[shared.deadline]!, Date.now() + 4 * grace);
      patience = setTimeout(() => {
        isAbandoned = giveUp();
      }, grace).unref();
    },
    disarm() {
      clearTimeout(deadline);
      clearTimeout(patience);
      words[shared.deadline] = 0;
      return isAbandoned;
    },
  };
}
