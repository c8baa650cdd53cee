/** The search process as the host sees it. Knows nothing of VS Code, so that it can be tested apart. */
import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type BirpcReturn, createBirpc } from 'birpc';
import type { SearchHost, SearchProcess } from '../protocol/search';
import { type NodeProgram, childEnvironment } from './node';

export interface SearchClientOptions {
  readonly node: NodeProgram;
  /** Absolute path of the search process's bundle. */
  readonly script: string;
  /** Where it runs; candidates see it as theirs unless their program says otherwise. */
  readonly cwd: string;
  readonly host: SearchHost;
  /** The process ended without being asked to; `reason` says how and what it printed last. */
  readonly onExit: (reason: string) => void;
}

/** Milliseconds between asking a process to end and ending it. */
const grace = 3_000;
/** Lines of standard error that are kept for the reason of an exit. */
const lastLines = 20;

export class SearchClient {
  readonly remote: BirpcReturn<SearchProcess, SearchHost>;
  private readonly errors: string[] = [];
  private disposed = false;
  private ended = false;
  /** Why the channel is closed. */
  private closed: Error | undefined;

  private constructor(
    private readonly child: ChildProcess,
    private readonly options: SearchClientOptions,
  ) {
    this.remote = createBirpc<SearchProcess, SearchHost>(options.host, {
      post: (message) => this.send(message),
      // One message a turn: what waits for an answer goes on before the update that follows it is heard.
      on: (listener) => child.on('message', (message) => setImmediate(listener, message)),
      bind: 'functions',
      // Pausing waits for candidates to end, which takes as long as they train. A dead process rejects all calls.
      timeout: -1,
    });
    for (const [stream, isError] of [
      [child.stdout, false],
      [child.stderr, true],
    ] as const) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        if (isError) this.errors.push(line);
        if (this.errors.length > lastLines) this.errors.shift();
        options.host.log(undefined, line);
      });
    }
    child.once('error', (error) => this.end(`The search process did not start: ${error.message}`));
    // "close" comes after the streams have ended, so that the last words are in.
    child.once('close', (code, signal) => {
      const how = signal ? `was killed (${signal})` : `ended with code ${code}`;
      // Behind the messages that came before.
      setImmediate(() => this.end([`The search process ${how}.`, ...this.errors].join('\n')));
    });
  }

  static start(options: SearchClientOptions): SearchClient {
    const child = fork(options.script, [], {
      execPath: options.node.file,
      execArgv: [],
      cwd: options.cwd,
      env: childEnvironment(options.node, process.env),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Errors and numbers that are not finite arrive as they were sent.
      serialization: 'advanced',
    });
    return new SearchClient(child, options);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get isRunning(): boolean {
    return !this.ended && !this.disposed;
  }

  /** Ends the process: it closes its study when its channel goes, and is killed if it does not. */
  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.close(new Error('The search process was closed.'));
    if (this.ended) return;
    if (this.child.connected) this.child.disconnect();
    const timer = setTimeout(() => this.child.kill('SIGKILL'), grace);
    this.child.once('close', () => clearTimeout(timer));
  }

  /** What cannot be delivered is lost: the end of the process, which then follows, rejects what waits for an answer. */
  private send(message: unknown): void {
    // A call that was made just before the end is not known to the channel yet, and would wait for ever.
    if (this.closed) throw this.closed;
    if (this.child.connected) this.child.send(message as object, () => undefined);
  }

  private close(reason: Error): void {
    this.closed ??= reason;
    if (!this.remote.$closed) this.remote.$close(reason);
  }

  private end(reason: string): void {
    if (this.ended) return;
    this.ended = true;
    this.close(new Error(reason));
    if (!this.disposed) this.options.onExit(reason);
  }
}
