/** The command line as scripts and people call it: processes on a copy of an example that needs no training. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const cli = path.resolve('dist/cli.js');

interface Line {
  readonly event?: string;
  readonly number: number;
  readonly state: string;
  readonly params: Record<string, string | number>;
  readonly values: Record<string, number>;
}

describe('command line', function () {
  this.timeout(60_000);
  let folder: string;
  let file: string;
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'espalier-cli-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(() => {
    rmSync(path.join(folder, 'lookup'), { recursive: true, force: true });
    cpSync(path.resolve('examples/lookup'), path.join(folder, 'lookup'), {
      recursive: true,
      filter: (name) => !name.includes('.espalier'),
    });
    file = path.join(folder, 'lookup', 'lookup.js');
  });

  let started: ChildProcess | undefined;
  afterEach(() => started?.kill('SIGKILL'));
  const start = (...args: string[]) =>
    (started = spawn(process.execPath, [cli, ...args], {
      cwd: path.dirname(file),
      stdio: ['ignore', 'pipe', 'ignore'],
    }));

  /** Runs a command to its end. */
  const run = (...args: string[]) =>
    new Promise<{ code: number; out: string; err: string; lines: Line[] }>((resolve) => {
      execFile(process.execPath, [cli, ...args], { cwd: path.dirname(file) }, (error, out, err) => {
        const lines = args.includes('--json')
          ? out
              .split('\n')
              .filter(Boolean)
              .map((line) => JSON.parse(line) as Line)
          : [];
        resolve({ code: Number(error?.code ?? 0), out, err, lines });
      });
    });

  const trialsOf = (lines: readonly Line[]) =>
    lines
      .filter(({ event }) => event === 'trial')
      .map(({ number, state, params, values }) => ({ number, state, params, values }));

  /** Waits until a search has printed as many trials; what it prints afterwards is read too, so that it goes on. */
  const trialsPrinted = (search: ChildProcess, count: number) =>
    new Promise<void>((resolve, reject) => {
      let printed = '';
      search.stdout!.on('data', (text) => {
        printed += String(text);
        if (printed.split('\n').length > count) resolve();
      });
      search.once('exit', () => reject(new Error(`The search ended before ${count} trials.`)));
    });

  it('tells the variables of a file and how many architectures there are', async () => {
    const { code, lines } = await run('space', 'lookup.js', '--json');
    const [space] = lines as unknown as { variables: Record<string, unknown>[]; count: string }[];
    assert.equal(code, 0);
    assert.deepEqual(
      space?.variables.map(({ label }) => label),
      ['first', 'second', 'third', 'width', 'rate'],
    );
    const { label, kind, default: written, line } = space.variables[3]!;
    assert.deepEqual(
      { label, kind, written, line },
      { label: 'width', kind: 'choice', written: 16, line: 16 },
    );
    assert.match(space.count, /^\d+$/);
    assert.match((await run('space', 'lookup.js')).out, /width +choice\(8, 16, 32, 64\) +16/);
  });

  it('points at a hint that is wrong, and does not search it', async () => {
    writeFileSync(file, readFileSync(file, 'utf8').replace('choice(8, 16, 32, 64)', 'choise(8, 16)'));
    const { code, lines } = await run('space', 'lookup.js', '--json');
    const [{ diagnostics } = { diagnostics: [] }] = lines as unknown as {
      diagnostics: Record<string, unknown>[];
    }[];
    assert.equal(code, 1);
    assert.deepEqual(
      diagnostics.map(({ file, line, severity }) => ({ file, line, severity })),
      [{ file, line: 16, severity: 'error' }],
    );
    const search = await run('search', 'lookup.js', '--trials', '2');
    assert.equal(search.code, 1);
    assert.match(search.err, /lookup\.js:16/);
  });

  it('searches the same trials for the same seed, and keeps them in the study', async () => {
    const [one, two] = await Promise.all(
      ['one.log', 'two.log'].map((study) =>
        run('search', 'lookup.js', '--trials', '25', '--seed', '5', '--study', study, '--json'),
      ),
    );
    const trials = trialsOf(one!.lines);
    assert.equal(trials.length, 25);
    assert.deepEqual(trialsOf(two!.lines), trials);
    const { event, trials: count, best, study } = one!.lines.at(-1) as unknown as Record<string, unknown>;
    assert.deepEqual(
      { event, count, study },
      { event: 'done', count: 25, study: path.join(path.dirname(file), 'one.log') },
    );
    const highest = Math.max(...trials.map(({ values }) => values.accuracy!));
    assert.equal(trials[(best as number[])[0]!]!.values.accuracy, highest);
    assert.deepEqual(trialsOf((await run('trials', 'one.log', '--json')).lines), trials);
    const shown = await run('show', 'one.log', 'best', '--json');
    assert.deepEqual(shown.lines[0]?.values, { accuracy: highest });
    const importance = await run('trials', 'one.log', '--importance', '--json');
    const shares = importance.lines as unknown as { label: string; share: number }[];
    assert.ok(Math.abs(shares.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-6);
  });

  it('writes into the code what was scored', async () => {
    await run('search', 'lookup.js', '--trials', '20', '--seed', '5', '--study', 'study.log');
    const [best] = (await run('show', 'study.log', 'best', '--json')).lines;
    assert.ok(best!.number > 0, 'better than the code as written');
    const before = readFileSync(file, 'utf8');
    const diff = await run('apply', 'study.log', 'best', '--diff', '--json');
    const { files } = diff.lines[0] as unknown as { files: { file: string; diff: string }[] };
    assert.deepEqual(
      files.map(({ file }) => file),
      [file],
    );
    assert.match(files[0]!.diff, /^--- a\/lookup\.js\n\+\+\+ b\/lookup\.js\n@@/m);
    assert.equal(readFileSync(file, 'utf8'), before, 'a diff writes nothing');
    assert.equal((await run('apply', 'study.log', 'best', '--strip')).code, 0);
    const after = readFileSync(file, 'utf8');
    assert.doesNotMatch(after, /@nas/);
    const printed = await new Promise<string>((resolve) =>
      execFile(process.execPath, [file], (_, out) => resolve(out)),
    );
    assert.equal(Number(printed.trim().split(' ').at(-1)), best!.values.accuracy);
  });

  it('refuses to write when the hints have changed since', async () => {
    await run('search', 'lookup.js', '--trials', '5', '--study', 'study.log');
    const changed = readFileSync(file, 'utf8').replace('choice(8, 16, 32, 64)', 'choice(8, 16)');
    writeFileSync(file, changed);
    const { code, err } = await run('apply', 'study.log', '1');
    assert.equal(code, 1);
    assert.match(err, /lookup\.js/);
    assert.equal(err.trim().split('\n').length, 1, 'one clear line');
    assert.equal(readFileSync(file, 'utf8'), changed);
  });

  it('goes on after a kill with the trials that it would have had', async () => {
    const args = ['search', 'lookup.js', '--trials', '40', '--seed', '3', '--json'];
    const whole = trialsOf((await run(...args, '--study', 'whole.log')).lines);
    const search = start(...args, '--study', 'killed.log');
    await trialsPrinted(search, 10);
    search.kill('SIGKILL');
    await once(search, 'exit');
    const resumed = await run(...args, '--study', 'killed.log', '--resume');
    assert.equal(resumed.code, 0, resumed.err);
    assert.ok(trialsOf(resumed.lines).length < 40, 'what was finished is not run again');
    assert.deepEqual(trialsOf((await run('trials', 'killed.log', '--json')).lines), whole);
  });

  it('stops at Ctrl-C with what is finished; meanwhile a second search on the study is told so', async function () {
    if (process.platform === 'win32') this.skip();
    const search = start('search', 'lookup.js', '--trials', '100000', '--study', 'study.log', '--json');
    await trialsPrinted(search, 3);
    const second = await run('search', 'lookup.js', '--study', 'study.log', '--resume');
    assert.equal(second.code, 1);
    assert.match(second.err, /study\.log/);
    search.kill('SIGINT');
    const [code] = (await once(search, 'exit')) as [number];
    assert.equal(code, 0);
    assert.ok(trialsOf((await run('trials', 'study.log', '--json')).lines).length >= 3);
    assert.equal(existsSync(path.join(path.dirname(file), 'study.log.running')), false, 'the lock is gone');
  });

  const mistakes: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [['search', 'nowhere.js'], /nowhere\.js/],
    [['search', 'lookup.js', '--trials', 'many'], /whole number/],
    [['search', 'lookup.js', '--strategy', 'gpp'], /gp\b/],
    [['search', 'lookup.js', '--resume'], /lookup\.js/],
    [['trials', 'nothing'], /nothing/],
    [['serach', 'lookup.js'], /search/],
  ];
  for (const [args, message] of mistakes) {
    it(`says what is wrong with: ${args.join(' ')}`, async () => {
      const { code, out, err } = await run(...args);
      assert.notEqual(code, 0);
      assert.match(err, message);
      assert.doesNotMatch(err, /^\s+at /m, 'no stack');
      assert.equal(out, '');
    });
  }
});
