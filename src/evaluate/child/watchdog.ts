/**
 * A thread that watches the one in which the candidate runs: past its time or memory, the thread is paused, the place
 * where it was goes into the synchronous pipe, and the process ends. It ends too when the search process is gone.
 */
import { writeSync } from 'node:fs';
import type { Debugger } from 'node:inspector';
import { workerData } from 'node:worker_threads';
import { lastWordsDescriptor, type Frame, type LastWord } from '../messages';
import { shared } from './watchdog-memory';

const { memory, parent } = workerData as { memory: SharedArrayBuffer; parent: number };
const words = new Float64Array(memory);
/** The watched thread tells of its deadline itself while it can, milliseconds. */
const courtesy = 500;
/** A thread that does not pause is in native code or idle, milliseconds. */
const patience = 2000;
/** The search process, or what it starts Node through. */
const starter = process.ppid;
let isEnding = false;

setInterval(() => {
  if (!parentLives()) process.kill(process.pid, 'SIGKILL');
  const deadline = words[shared.deadline]!;
  if (isEnding || deadline === 0) return;
  const resident = process.memoryUsage.rss() / 2 ** 20;
  const megabytes = words[shared.megabytes]!;
  if (resident > megabytes) {
    endWith(`The memory limit of ${megabytes} MB was passed (${Math.round(resident)} MB are in use)`);
  } else if (Date.now() > deadline + courtesy) {
    endWith(`The time limit of ${words[shared.seconds]} s was reached: the program was still computing`);
  }
}, 100);

function parentLives(): boolean {
  if (process.ppid !== starter) return false;
  try {
    process.kill(parent, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function endWith(reason: string): void {
  isEnding = true;
  const run = words[shared.run]!;
  const end = (frames: readonly Frame[]): void => {
    const word: LastWord = { run, end: reason, frames };
    try {
      writeSync(lastWordsDescriptor, JSON.stringify(word) + '\n');
    } finally {
      process.kill(process.pid, 'SIGKILL');
    }
  };
  setTimeout(() => end([]), patience);
  // A Node without an inspector leaves the place unknown.
  pauseMainThread(end).catch(() => end([]));
}

async function pauseMainThread(paused: (frames: readonly Frame[]) => void): Promise<void> {
  const { Session } = await import('node:inspector');
  const session = new Session();
  session.connectToMainThread();
  const urls = new Map<string, string>();
  session.on('Debugger.scriptParsed', ({ params }) => urls.set(params.scriptId, params.url));
  session.on('Debugger.paused', ({ params }) =>
    paused(params.callFrames.map((frame) => toFrame(frame, urls))),
  );
  session.post('Debugger.enable', () => session.post('Debugger.pause'));
}

function toFrame(frame: Debugger.CallFrame, urls: ReadonlyMap<string, string>): Frame {
  const { scriptId, lineNumber, columnNumber = 0 } = frame.location;
  const file = (frame.url || urls.get(scriptId) || '').replace('file://', '');
  return { file, line: lineNumber + 1, column: columnNumber + 1, name: frame.functionName };
}
