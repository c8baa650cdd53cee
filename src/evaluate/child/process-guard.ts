/** The parts of `process` that the person's code sees differently for the time of a trial. */
import { packageGlobals } from './packages';
import type { Place, Trial } from './trial';
import { reason } from './trial';

/** The place in the person's code that calls now. */
export type CallSite = () => Place | undefined;

/**
 * process.exit and the ways of killing oneself end the trial, argv is that of `node file`, the directory is the
 * program's; the returned function puts everything back, environment, listeners and globals too.
 */
export function guardProcess(trial: Trial, entry: string, directory: string, callSite: CallSite): () => void {
  const { exit, kill, abort, argv, env } = process;
  const restoreListeners = keepListeners();
  const restoreGlobals = keepGlobals();
  const cwd = process.cwd();
  process.chdir(directory);
  process.argv = [process.execPath, entry];
  process.env = { ...env };
  process.exit = ((code?: number | string | null) => {
    const status = Number(code ?? process.exitCode ?? 0);
    const place = callSite();
    if (status !== 0) trial.fail(reason(`The program called process.exit(${status})`), place);
    else if (trial.hasResult) trial.decide({ state: trial.isStopped ? 'pruned' : 'complete' });
    else trial.fail(reason('The program called process.exit before it had a result'), place);
    trial.leave();
  }) as typeof process.exit;
  process.kill = ((pid: number, signal?: string | number) => {
    const name = signal ?? 'SIGTERM';
    if (pid === process.pid && signal !== 0) {
      trial.words.end(`The program killed its own process (${name})`, callSite());
      return kill.call(process, pid, 'SIGKILL');
    }
    return kill.call(process, pid, signal);
  }) as typeof process.kill;
  process.abort = () => {
    trial.words.end('The program called process.abort', callSite());
    return abort.call(process);
  };
  return () => {
    Object.assign(process, { exit, kill, abort, argv, env, exitCode: undefined });
    process.chdir(cwd);
    restoreListeners();
    restoreGlobals();
  };
}

/** Removes, when it is called, the listeners on `process` that were added meanwhile. */
export function keepListeners(): () => void {
  const before = new Map(process.eventNames().map((name) => [name, process.rawListeners(name as 'exit')]));
  return () => {
    for (const name of process.eventNames()) {
      for (const listener of process.rawListeners(name as 'exit')) {
        if (!before.get(name)?.includes(listener)) process.removeListener(name, listener as () => void);
      }
    }
  };
}

/** Removes, when it is called, the globals that were added meanwhile by other than packages, which stay loaded. */
function keepGlobals(): () => void {
  const before = new Set(Reflect.ownKeys(globalThis));
  return () => {
    for (const key of Reflect.ownKeys(globalThis)) {
      if (!before.has(key) && !packageGlobals.has(key)) Reflect.deleteProperty(globalThis, key);
    }
  };
}
