import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { EspalierApi } from '../../src/extension';
import { listStudies } from '../../src/host/studies';
import { closeAll, espalier, inWorkspace, openFile, type, until } from './extension';

/** Candidates that take a while, and some that fail. */
const text = `/* @nas search
budget: { trials: 500 }
workers: 1
*/
const width = /* @nas width: int(1, 1000) */ 1;
const depth = /* @nas depth: choice(1, 2, 3) */ 1;
if (depth === 3) {
  throw new Error('three is too deep');
}
const report = (value) => value;
const wait = new Promise((resolve) => setTimeout(resolve, 30));
wait.then(() => report(/* @nas metric(score) */ width));
`;

describe('the life of a search', () => {
  let api: EspalierApi;
  const study = () => api.controller.session?.study;
  const state = () => study()?.progress.state;
  const complete = () =>
    (study()?.all ?? []).filter(({ state }) => state === 'complete').map(({ number }) => number);
  const failures = () =>
    vscode.languages.getDiagnostics(inWorkspace('life.js')).filter(({ code }) => code === 'failed-candidate');
  const run = (command: string, ...args: unknown[]) =>
    vscode.commands.executeCommand(`espalier.${command}`, ...args);

  before(async () => {
    api = await espalier();
    await openFile('life.js', text);
  });
  after(async () => {
    await run('stop');
    await vscode.workspace
      .getConfiguration('espalier')
      .update('trials', undefined, vscode.ConfigurationTarget.Workspace);
    await closeAll();
  });

  it('goes by the settings as they are at the time', async function () {
    this.timeout(180_000);
    const settings = vscode.workspace.getConfiguration('espalier', inWorkspace('life.js'));
    await settings.update('trials', 400, vscode.ConfigurationTarget.Workspace);
    await run('search', inWorkspace('life.js'));
    assert.equal(study()?.header.file, inWorkspace('life.js').fsPath);
    await until(
      'candidates',
      () => study()?.progress,
      (progress) => (progress?.done ?? 0) > 3,
    );
    assert.equal(study()?.progress.trials, 400);
  });

  it('is paused and goes on', async () => {
    await run('pause');
    await until('the pause', state, (now) => now === 'paused');
    const done = study()?.progress.done ?? 0;
    await run('resume');
    await until(
      'more candidates',
      () => study()?.progress.done ?? 0,
      (now) => now > done,
    );
  });

  it('shows failures at their line, until the code is changed', async function () {
    this.timeout(180_000);
    const [failure] = await until('a failure', failures, (found) => found.length > 0);
    assert.equal(
      failure?.range.start.line,
      text.split('\n').findIndex((line) => line.includes('throw')),
    );
    assert.match(failure?.message ?? '', /three is too deep[^]*Candidate \d+ failed here: .*depth 3/);
    await run('stop');
    await until('the stop', state, (now) => now === 'idle' || now === 'finished');
    const editor = await vscode.window.showTextDocument(inWorkspace('life.js'));
    await type(editor, `${text}// Something else.\n`);
    await until('no failure', failures, (found) => found.length === 0);
    await type(editor, text);
  });

  it('loses nothing when its process is killed, and is resumed', async function () {
    this.timeout(180_000);
    const before = complete().length;
    await run('resume');
    await until(
      'more candidates',
      () => complete().length,
      (count) => state() === 'running' && count > before,
    );
    const { pid } = api.controller.session ?? {};
    assert.ok(pid);
    process.kill(pid, 'SIGKILL');
    await until('the failure', state, (now) => now === 'failed');
    assert.match(study()?.progress.message ?? '', /SIGKILL/);
    const finished = complete();
    assert.ok(finished.length > 0);
    // Waits for a lock that the process may have left behind.
    await run('resume');
    await until('the search', state, (now) => now === 'running' || now === 'finished');
    const kept = new Set(complete());
    assert.deepEqual(
      finished.filter((number) => !kept.has(number)),
      [],
    );
    await run('stop');
    await until('the stop', state, (now) => now === 'idle' || now === 'finished');
  });

  it('is found among the studies', async () => {
    const studies = await listStudies([inWorkspace('.').fsPath]);
    assert.ok(studies.some(({ name, file }) => name === 'life' && file === study()?.header.study));
  });

  it('says so when there is nothing to search', async () => {
    await openFile('none.js', 'const a = 1;\n');
    await run('search', inWorkspace('none.js'));
    assert.notEqual(study()?.header.file, inWorkspace('none.js').fsPath);
  });
});
