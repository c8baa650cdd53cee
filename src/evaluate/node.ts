/** Which Node runs the evaluators: the one that is set, else the newest on the person's machine. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

export interface NodeExecutable {
  readonly path: string;
  /** Such as `24.1.0`. */
  readonly version: string;
  /** Why this one: set, newest found, or this program's own. */
  readonly reason: string;
}

/** Older ones lack what the evaluators need. */
const oldest = 20;
const executable = process.platform === 'win32' ? 'node.exe' : 'node';

/**
 * The Node for the evaluators: `setting` when it is one of version 20 or newer, else the newest on PATH and in the
 * folders of nvm, fnm, volta, asdf, mise, n and Homebrew, else the one that runs this program.
 * @throws when the setting names something that is not a Node of version 20 or newer.
 */
export async function findNode(setting?: string, environment = process.env): Promise<NodeExecutable> {
  if (setting) {
    const version = await versionOf(setting);
    if (version && major(version) >= oldest) return { path: setting, version, reason: 'set' };
    throw new Error(
      `${setting}, which is set as the Node for evaluators, ${version ? `is version ${version}` : 'does not run'}: ` +
        `set the path of a Node of version ${oldest} or newer, or nothing for the newest one found`,
    );
  }
  const found = await Promise.all(
    candidates(environment).map(async (file) => ({ file, version: await versionOf(file) })),
  );
  const usable = found.filter((node) => node.version !== undefined && major(node.version) >= oldest);
  const [newest] = usable.sort((a, b) => compare(b.version!, a.version!));
  if (newest) return { path: newest.file, version: newest.version!, reason: 'the newest found' };
  return { path: process.execPath, version: process.versions.node, reason: 'no other Node was found' };
}

/** Paths at which a Node may lie, each once. */
export function candidates(environment: NodeJS.ProcessEnv): string[] {
  const onPath = (environment.PATH ?? environment.Path ?? '').split(path.delimiter).filter(Boolean);
  const files = [...onPath, ...versionManagers(environment)].map((folder) => path.join(folder, executable));
  if (!process.versions.electron) files.push(process.execPath);
  return [...new Set(files)].filter((file) => existsSync(file));
}

/** Folders in which version managers keep a Node each. */
function versionManagers(environment: NodeJS.ProcessEnv): string[] {
  const home = environment.HOME ?? environment.USERPROFILE ?? os.homedir();
  const data = environment.XDG_DATA_HOME ?? path.join(home, '.local', 'share');
  const each = (folder: string, ...below: string[]): string[] =>
    list(folder).map((name) => path.join(folder, name, ...below));
  return [
    ...each(path.join(environment.NVM_DIR ?? path.join(home, '.nvm'), 'versions', 'node'), 'bin'),
    ...(environment.NVM_HOME ? each(environment.NVM_HOME) : []),
    ...[
      environment.FNM_DIR,
      path.join(data, 'fnm'),
      path.join(home, '.fnm'),
      path.join(home, 'Library', 'Application Support', 'fnm'),
    ]
      .filter((folder) => folder !== undefined)
      .flatMap((folder) => each(path.join(folder, 'node-versions'), 'installation', 'bin')),
    ...each(path.join(environment.VOLTA_HOME ?? path.join(home, '.volta'), 'tools', 'image', 'node'), 'bin'),
    ...each(path.join(environment.ASDF_DATA_DIR ?? path.join(home, '.asdf'), 'installs', 'nodejs'), 'bin'),
    ...each(path.join(environment.MISE_DATA_DIR ?? path.join(data, 'mise'), 'installs', 'node'), 'bin'),
    ...each(path.join(environment.N_PREFIX ?? '/usr/local', 'n', 'versions', 'node'), 'bin'),
    '/opt/homebrew/bin',
    '/usr/local/bin',
  ];
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The version that an executable says it is; undefined when it is no Node that runs. */
async function versionOf(file: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(file, ['-p', 'process.versions.node'], {
      timeout: 10_000,
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    return /^\d+\.\d+\.\d+/.exec(stdout.trim())?.[0];
  } catch {
    return undefined;
  }
}

function major(version: string): number {
  return Number(version.split('.')[0]);
}

function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let i = 0; i < 3; i++) if (left![i] !== right![i]) return left![i]! - right![i]!;
  return 0;
}
