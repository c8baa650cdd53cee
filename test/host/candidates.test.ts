import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { EspalierApi } from '../../src/extension';
import type { CandidateRow } from '../../src/host/studies-view';
import type { StudyFile } from '../../src/host/studies';
import { closeAll, espalier, inWorkspace, openFile, type, until } from './extension';

/** One of its candidates fails; the best is width 32. */
const text = `/* @nas search
budget: { trials: 6 }
strategy: grid
workers: 1
*/
interface Result { readonly width: number }
const width: number = /* @nas width: choice(8, 16, 32) */ 8;
const deep: boolean = /* @nas deep: bool */ false;
function score(result: Result): number {
  if (deep && result.width === 16) throw new Error('sixteen is not deep');
  return result.width - Number(deep);
}
const report = (value: number) => value;
report(/* @nas metric(score) */ score({ width }));
`;

describe('candidates', () => {
  let api: EspalierApi;
  let rows: CandidateRow[];
  const name = 'candidates.ts';
  const study = () => api.controller.session?.study;
  const run = (command: string, ...args: unknown[]) =>
    vscode.commands.executeCommand(`espalier.${command}`, ...args);
  const failures = () =>
    vscode.languages.getDiagnostics(inWorkspace(name)).filter(({ code }) => code === 'failed-candidate');
  const line = (part: string) => text.split('\n').findIndex((of) => of.includes(part));
  const journals = () => api.studies.getChildren() as Promise<StudyFile[]>;
  const ofFile = async () => {
    const all = await journals();
    const found = all.find(({ file }) => file === study()?.header.study);
    assert.ok(found, all.map(({ file }) => file).join());
    return found;
  };

  before(async function () {
    this.timeout(180_000);
    api = await espalier();
    await openFile(name, text);
    await run('search', inWorkspace(name));
    await until(
      'the end of the search',
      () => study()?.progress.state,
      (state) => state === 'finished',
    );
    rows = (await api.studies.getChildren(await ofFile())) as CandidateRow[];
  });
  afterEach(closeAll);

  it('stand below their study in the tree, the best first', () => {
    const labels = rows.map((row) => api.studies.getTreeItem(row));
    assert.equal(labels.length, 5);
    assert.match(String(labels[0]?.description), /^score 32 · width 32$/);
    assert.match(String(labels[1]?.description), /^score 31 · width 32, deep true$/);
    assert.match(String(labels[4]?.description), /^score 7 · deep true$/);
    assert.ok(labels.every(({ contextValue }) => contextValue === 'candidate'));
  });

  it('open as read-only documents with their values in place', async () => {
    await run('openCandidate', rows[0]);
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.getText(), text.replace('*/ 8', '*/ 32'));
    assert.match(document?.fileName ?? '', /candidates \(candidate \d+\)\.ts$/);
    await vscode.commands.executeCommand('type', { text: 'x' });
    assert.equal(document?.getText(), text.replace('*/ 8', '*/ 32'));
  });

  it('are compared side by side', async () => {
    await run('compareCandidates', rows[0], [rows[0], rows[1]]);
    const input = await until(
      'the diff',
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.input,
      (found) => found instanceof vscode.TabInputTextDiff,
    );
    assert.ok(input instanceof vscode.TabInputTextDiff);
    const texts = await Promise.all(
      [input.original, input.modified].map(async (uri) =>
        (await vscode.workspace.openTextDocument(uri)).getText(),
      ),
    );
    const wide = text.replace('*/ 8', '*/ 32');
    assert.deepEqual(texts, [wide, wide.replace('*/ false', '*/ true')]);
  });

  it('that failed are problems with ways on, until the code is changed, and again when it is back', async () => {
    const editor = await vscode.window.showTextDocument(inWorkspace(name));
    const [failure] = await until('the failure', failures, (found) => found.length > 0);
    assert.equal(failure?.range.start.line, line('throw'));
    assert.match(failure?.message ?? '', /sixteen is not deep\nCandidate \d+ failed here: .*width 16/);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      editor.document.uri,
      failure?.range,
    );
    const failed = study()?.all.find(({ state }) => state === 'failed');
    const action = actions.find(({ title }) => title === `Debug candidate ${failed?.number}`);
    assert.equal(action?.command?.command, 'espalier.debugCandidate');
    await type(editor, `${text}// Something else.\n`);
    await until('no failure', failures, (found) => found.length === 0);
    await type(editor, text);
    await until('the failure again', failures, (found) => found.length === 1);
    await editor.document.save();
  });

  it('run under the debugger: a breakpoint in the source is hit, with the values of the candidate', async function () {
    this.timeout(180_000);
    const failed = study()?.all.find(({ state }) => state === 'failed');
    assert.ok(failed);
    const at = line('throw');
    const place = new vscode.Location(inWorkspace(name), new vscode.Position(at, 0));
    const breakpoint = new vscode.SourceBreakpoint(place);
    vscode.debug.addBreakpoints([breakpoint]);
    try {
      await run('debugCandidate', { journal: study()?.header.study, number: failed.number });
      const frame = await until(
        'the breakpoint',
        () => vscode.debug.activeStackItem,
        (item) => item instanceof vscode.DebugStackFrame,
      );
      assert.ok(frame instanceof vscode.DebugStackFrame);
      const { session, frameId } = frame;
      const evaluated = (await session.customRequest('evaluate', {
        expression: 'JSON.stringify([result.width, deep])',
        frameId,
        context: 'watch',
      })) as { result: string };
      assert.match(evaluated.result, /\[16,true\]/);
      const { stackFrames } = (await session.customRequest('stackTrace', {
        threadId: frame.threadId,
        startFrame: 0,
        levels: 1,
      })) as { stackFrames: { line: number; source?: { path?: string } }[] };
      assert.equal(stackFrames[0]?.line, at + 1);
      // In a remote window the source is named by its URI.
      assert.ok(stackFrames[0]?.source?.path?.endsWith(inWorkspace(name).path));
    } finally {
      vscode.debug.removeBreakpoints([breakpoint]);
      const ended = new Promise((resolve) => vscode.debug.onDidTerminateDebugSession(resolve));
      await vscode.debug.stopDebugging();
      await ended;
    }
  });
});
