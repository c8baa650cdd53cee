/**
 * How long the extension takes to activate beside one that does nothing, in one extension host, each in half of the
 * runs the first: `npm run bench:activation`. With the build as it is shipped.
 */
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from '../../../e2e/hosts';
import { startServer } from '../../../e2e/server';
import { startBrowser, workbenchUrl } from '../../../e2e/workbench';

const RUNS = 10;
const own = 'espalier.espalier';
const empty = 'espalier.empty';

/** An extension with one command and nothing in it. */
async function emptyExtension(folder: string, name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const manifest = {
    name,
    publisher: 'espalier',
    version: '0.0.1',
    engines: { vscode: '^1.96.0' },
    main: './extension.js',
    activationEvents: [],
  };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  const code = `const vscode = require('vscode');
exports.activate = (context) => {
  context.subscriptions.push(vscode.commands.registerCommand('empty.nothing', () => undefined));
};
`;
  await writeFile(path.join(folder, 'extension.js'), code);
}

/** The extension as it is shipped, as far as activation reads it. */
async function ownExtension(folder: string): Promise<void> {
  for (const name of ['package.json', 'package.nls.json', 'l10n', 'media'])
    await cp(path.join(root, name), path.join(folder, name), { recursive: true });
  const args = [path.join(root, 'scripts/build.mjs'), '--production', '--out', path.join(folder, 'dist')];
  if (spawnSync(process.execPath, args, { stdio: 'inherit' }).status !== 0)
    throw new Error('The build failed.');
}

async function once(folder: string, order: readonly string[]): Promise<Record<string, number>> {
  const tests = path.join(folder, 'tests');
  await writeFile(path.join(tests, 'order.json'), JSON.stringify(order));
  const options = {
    fixture: path.join(folder, 'workspace'),
    tests: path.join(tests, 'inside.js'),
    development: tests,
    installed: [path.join(folder, 'espalier.espalier-0.1.0'), path.join(folder, 'espalier.empty-0.0.1')],
  };
  const server = await startServer(options);
  const browser = await startBrowser();
  try {
    const page = await browser.newPage();
    await new Promise<void>((resolve, reject) => {
      const log: unknown[][] = [];
      const ended = (code: number) => (code === 0 ? resolve() : reject(new Error(JSON.stringify(log))));
      const setUp = async () => {
        await page.exposeFunction('codeAutomationLog', (_type: string, line: unknown[]) => log.push(line));
        await page.exposeFunction('codeAutomationExit', ended);
        await page.goto(workbenchUrl(server, options));
      };
      setUp().catch(reject);
    });
    return JSON.parse(await readFile(path.join(tests, 'times.json'), 'utf8')) as Record<string, number>;
  } finally {
    await browser.close();
    await server.close();
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

async function main(): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'espalier-activation-'));
  try {
    await mkdir(path.join(folder, 'workspace'));
    await emptyExtension(path.join(folder, 'espalier.empty-0.0.1'), 'empty');
    // What runs the tests has to be under development itself.
    await emptyExtension(path.join(folder, 'tests'), 'tests');
    await ownExtension(path.join(folder, 'espalier.espalier-0.1.0'));
    await build({
      entryPoints: [path.join(__dirname, 'inside.ts')],
      outdir: path.join(folder, 'tests'),
      bundle: true,
      platform: 'node',
      external: ['vscode'],
    });
    const all: Record<string, number>[] = [];
    for (let run = 0; run < RUNS; run++) {
      all.push(await once(folder, run % 2 === 0 ? [own, empty] : [empty, own]));
    }
    for (const [name, first] of [
      ['first in the host', 0],
      ['second in the host', 1],
    ] as const) {
      const of = (id: string, odd: number) =>
        all.filter((_, index) => index % 2 === odd).map((times) => times[id]!);
      const [ownTime, emptyTime] = [median(of(own, first)), median(of(empty, 1 - first))];
      console.log(
        `${name.padEnd(20)} Espalier ${ownTime.toFixed(1).padStart(7)} ms   empty ${emptyTime.toFixed(1).padStart(7)} ms   ${(ownTime / emptyTime).toFixed(2)} ×`,
      );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
