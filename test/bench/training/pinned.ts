/** Programs on one core that is the same for all, where the machine can do that. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';

export const canPin = spawnSync('taskset', ['-V']).status === 0;

/** Starts a program on one core only; children of its own stay there too. */
export function pinned(core: number, command: string, args: readonly string[], ipc = false): ChildProcess {
  const [program, ...rest] = canPin ? ['taskset', '-c', String(core), command, ...args] : [command, ...args];
  return spawn(program as string, rest, {
    stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? ['ipc' as const] : [])],
  });
}

/** The one message that a Node program sends. @throws when it ends without. */
export function messageOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    let errors = '';
    child.stderr?.on('data', (data: Buffer) => (errors = (errors + data.toString()).slice(-500)));
    child.stdout?.resume();
    child.once('message', (message) => resolve(message as T));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${errors.trim()}`)));
  });
}

/** The last line of a program's output, as JSON. @throws when it fails. */
export function lineOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    let [out, errors] = ['', ''];
    child.stdout?.on('data', (data: Buffer) => (out += data.toString()));
    child.stderr?.on('data', (data: Buffer) => (errors = (errors + data.toString()).slice(-500)));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(JSON.parse(out.trim().split('\n').at(-1) as string) as T);
      else reject(new Error(`ended with ${code}: ${errors.trim()}`));
    });
  });
}
