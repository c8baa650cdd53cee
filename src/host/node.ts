/** Which Node runs the search. Knows nothing of VS Code, so that it can be tested apart. */
import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import path from 'node:path';

export const oldestNode = 20;

export interface NodeProgram {
  readonly file: string;
  /** `24.1.0` */
  readonly version: string;
  /** The editor's own executable, which is Node only when the environment tells it to be. */
  readonly isEditor: boolean;
}

export interface NodeSearch {
  /** What the person set, if anything: used or refused, never passed over. */
  readonly setting?: string;
  /** The value of PATH. */
  readonly path: string;
  /** The editor's executable and its version of Node. */
  readonly editor: { readonly file: string; readonly version: string };
  /** Tells the version of a Node, or undefined when the file is none. Replaced in tests. */
  readonly versionOf?: (file: string) => Promise<string | undefined>;
}

/** The Node that was set, else the newest on PATH that will do, else the editor's own. Throws when the setting is wrong. */
export async function findNode(search: NodeSearch): Promise<NodeProgram> {
  const versionOf = search.versionOf ?? askVersion;
  if (search.setting) {
    const version = await versionOf(search.setting);
    if (version === undefined)
      throw new Error(`"espalier.node" is "${search.setting}", which is not a Node program.`);
    if (major(version) < oldestNode) {
      throw new Error(`"espalier.node" is Node ${version}. Espalier needs Node ${oldestNode} or later.`);
    }
    return { file: search.setting, version, isEditor: false };
  }
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const folders = [...new Set(search.path.split(path.delimiter).filter(Boolean))];
  const found = await Promise.all(
    folders.map(async (folder) => {
      const file = path.join(folder, name);
      return { file, version: await versionOf(file) };
    }),
  );
  let best: NodeProgram = { ...search.editor, isEditor: true };
  for (const { file, version } of found) {
    if (version === undefined || major(version) < oldestNode) continue;
    if (best.isEditor || newer(version, best.version)) best = { file, version, isEditor: false };
  }
  return best;
}

/** The environment for a child: without what the editor set for itself. */
export function childEnvironment(node: NodeProgram, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !/^(ELECTRON_|VSCODE_)|^NODE_OPTIONS$/.test(name));
  return { ...Object.fromEntries(kept), ...(node.isEditor ? { ELECTRON_RUN_AS_NODE: '1' } : {}) };
}

function newer(a: string, b: string): boolean {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

function major(version: string): number {
  return Number.parseInt(version, 10);
}

async function askVersion(file: string): Promise<string | undefined> {
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (!exists) return undefined;
  return new Promise((resolve) => {
    execFile(file, ['--version'], { timeout: 10_000 }, (error, stdout) => {
      resolve(error ? undefined : /^v(\d+\.\d+\.\d+)/.exec(stdout)?.[1]);
    });
  });
}
