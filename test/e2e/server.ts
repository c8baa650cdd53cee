import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { root, testHosts } from './hosts';

/** A VS Code server on a loopback port, with folders of its own that go when it is closed. */
export interface Server {
  readonly port: number;
  /** Temporary; the workspace lies in it. */
  readonly folder: string;
  /** A copy of the fixture, so that a test may change it. */
  readonly workspace: string;
  /** What the server printed. */
  output(): string;
  close(): Promise<void>;
}

export interface ServerOptions {
  /** Absolute path of the folder that is copied as the workspace. */
  readonly fixture: string;
  /** Ask whether the workspace is trusted; otherwise every workspace is. */
  readonly trust?: boolean;
  /** Settings of the workspace beside those that keep the window plain. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** A packaged extension to install. */
  readonly vsix?: string;
  /** Folders of extensions that are there as if they had been installed. */
  readonly installed?: readonly string[];
}

/** Starts a server and waits until it answers. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { node, server } = testHosts();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'espalier-test-'));
  const workspace = path.join(folder, path.basename(options.fixture));
  await cp(options.fixture, workspace, { recursive: true });
  await writeSettings(workspace, options.settings ?? {});
  const port = await freePort();
  const folders = [
    '--server-data-dir',
    path.join(folder, 'server'),
    '--extensions-dir',
    path.join(folder, 'extensions'),
  ];
  for (const installed of options.installed ?? [])
    await cp(installed, path.join(folder, 'extensions', path.basename(installed)), { recursive: true });
  if (options.vsix)
    await finished(spawnServer(node, [server, ...folders, '--install-extension', options.vsix]));
  const child = spawnServer(node, [
    server,
    ...folders,
    ...['--host', '127.0.0.1', '--port', String(port)],
    '--without-connection-token',
    '--accept-server-license-terms',
    '--enable-smoke-test-driver',
    '--disable-telemetry',
    ...(options.trust ? [] : ['--disable-workspace-trust']),
  ]);
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const close = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(timer);
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await answering(port, child, () => output);
  } catch (error) {
    await close();
    throw error;
  }
  return { port, folder, workspace, output: () => output, close };
}

/** No chat, no welcome, nothing saved unasked: the pictures show the extension. */
async function writeSettings(workspace: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  await mkdir(path.join(workspace, '.vscode'), { recursive: true });
  const plain = {
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'workbench.startupEditor': 'none',
    'chat.disableAIFeatures': true,
    'editor.minimap.enabled': false,
    'files.autoSave': 'off',
  };
  const text = JSON.stringify({ ...plain, ...settings }, null, 2);
  await writeFile(path.join(workspace, '.vscode/settings.json'), text);
}

function spawnServer(node: string, args: string[]): ChildProcess {
  return spawn(node, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: root });
}

function finished(child: ChildProcess): Promise<void> {
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`It ended with ${code}: ${output}`)),
    );
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

async function answering(port: number, child: ChildProcess, output: () => string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null) break;
    try {
      const response = await fetch(`http://127.0.0.1:${port}/version`);
      if (response.ok) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The VS Code server does not answer on port ${port}:\n${output()}`);
}
