/**
 * Runs the suites of this folder in a real extension host: in desktop VS Code when VSCODE_EXECUTABLE_PATH names one or
 * @vscode/test-electron has downloaded one, else in a VS Code server with a browser as its window.
 */
import { existsSync } from 'node:fs';
import { copyFile, cp, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { root } from '../e2e/hosts';
import { startServer } from '../e2e/server';
import { startBrowser, workbenchUrl } from '../e2e/workbench';

const fixture = path.join(root, 'test/fixtures/workspace');
const built = path.join(root, 'dist/test');
const counts = path.join(built, 'counts.json');
const report = path.join(built, 'report.txt');
const limit = 600_000;

/**
 * The suites, one bundle each: they run where only `vscode` and mocha's globals are at hand. With arguments, those
 * whose path has one of them in it.
 */
async function buildSuites(): Promise<void> {
  const wanted = process.argv.slice(2);
  await rm(built, { recursive: true, force: true });
  const names = await readdir(__dirname, { recursive: true });
  const suites = names
    .filter((name) => name.endsWith('.test.ts'))
    .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
  await build({
    entryPoints: [...suites, 'index.ts'].map((name) => path.join(__dirname, name)),
    outdir: built,
    outbase: __dirname,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
  });
}

/** Desktop VS Code, if there is one. */
async function desktop(): Promise<string | undefined> {
  if (process.env.VSCODE_EXECUTABLE_PATH) return process.env.VSCODE_EXECUTABLE_PATH;
  const folder = path.join(root, '.vscode-test');
  const names = await readdir(folder).catch(() => []);
  const download = names.find((name) => name.startsWith('vscode-'));
  if (!download) return undefined;
  const relative = {
    linux: 'code',
    win32: 'Code.exe',
    darwin: 'Visual Studio Code.app/Contents/MacOS/Electron',
  }[process.platform as string];
  return relative ? path.join(folder, download, relative) : undefined;
}

async function runInDesktop(vscodeExecutablePath: string): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'espalier-test-'));
  try {
    const workspace = path.join(folder, 'workspace');
    await cp(fixture, workspace, { recursive: true });
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: root,
      extensionTestsPath: path.join(built, 'index.js'),
      launchArgs: [
        workspace,
        '--disable-extensions',
        '--disable-workspace-trust',
        `--user-data-dir=${folder}/user`,
      ],
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runInServer(): Promise<void> {
  const options = { fixture, tests: path.join(built, 'index.js') };
  const server = await startServer(options);
  const browser = await startBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    const log: unknown[][] = [];
    let timer: NodeJS.Timeout | undefined;
    const code = await new Promise<number>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`No result after ${limit / 1000} s.`)), limit);
      const setUp = async () => {
        await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => log.push(args));
        await page.exposeFunction('codeAutomationExit', (exit: number) => resolve(exit));
        await page.goto(workbenchUrl(server, options));
      };
      setUp().catch(reject);
    }).finally(() => clearTimeout(timer));
    if (code !== 0 && !existsSync(counts)) for (const line of log) console.log(...line);
    if (code !== 0) throw new Error('Tests failed in the extension host.');
  } finally {
    await browser.close();
    await server.close();
  }
}

async function main(): Promise<void> {
  await buildSuites();
  const executable = await desktop();
  try {
    if (executable) await runInDesktop(executable);
    else await runInServer();
  } finally {
    console.log(await readFile(report, 'utf8').catch(() => 'No suite ran.'));
    if (process.env.ESPALIER_COUNTS && existsSync(counts))
      await copyFile(counts, process.env.ESPALIER_COUNTS);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
