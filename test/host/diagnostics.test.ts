import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, espalier, inWorkspace, openFile, type, until } from './extension';

const problems = (uri: vscode.Uri) =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Espalier');

describe('diagnostics', () => {
  before(espalier);
  afterEach(closeAll);

  it('appear where a hint is wrong and go when it is right', async () => {
    const editor = await openFile('wrong.js', 'const units = /* @nas choise(1, 2) */ 1;\n');
    const { uri } = editor.document;
    const [problem] = await until(
      'a problem',
      () => problems(uri),
      (found) => found.length > 0,
    );
    assert.ok(problem);
    assert.equal(problem.range.start.line, 0);
    assert.ok(problem.range.start.character > 'const units = '.length, 'it points into the comment');
    assert.match(problem.message, /choice/);
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);
    await type(editor, 'const units = /* @nas choice(1, 2) */ 1;\n');
    await until(
      'no problem',
      () => problems(uri),
      (found) => found.length === 0,
    );
  });

  it('follow typing without a save', async () => {
    const editor = await openFile('typing.ts', 'export const units = 3;\n');
    await type(editor, 'export const units = /* @nas int(9, 1) */ 3;\n');
    await until(
      'a problem',
      () => problems(editor.document.uri),
      (found) => found.length > 0,
    );
  });

  it('come from other files of the program', async () => {
    await vscode.workspace.fs.writeFile(
      inWorkspace('other.js'),
      Buffer.from('exports.b = /* @nas size: choice(3, 4) */ 3;\n'),
    );
    const editor = await openFile(
      'conflict.js',
      "require('./other');\nconst a = /* @nas size: choice(1, 2) */ 1;\n",
    );
    const [problem] = await until(
      'a conflict',
      () => problems(editor.document.uri),
      (found) => found.some(({ code }) => code === 'label-conflict'),
    );
    assert.match(problem?.message ?? '', /other\.js/);
    assert.equal(problem?.range.start.line, 1);
  });

  it('leave files without hints alone', async () => {
    const editor = await openFile('plain.js', 'const a = 1;\n');
    const hinted = await openFile('hinted.js', 'const a = /* @nas nothing(1) */ 1;\n');
    await until(
      'a problem',
      () => problems(hinted.document.uri),
      (found) => found.length > 0,
    );
    assert.deepEqual(problems(editor.document.uri), []);
  });

  it('advise where the budget is too small for the space, with a fix, by the settings of the moment', async () => {
    const wide = Array.from({ length: 9 }, (_, i) => `f(/* @nas v${i}: choice('a', 'b', 'c') */ 'a');\n`);
    const editor = await openFile('large.js', `/* @nas search\nbudget: { trials: 5 }\n*/\n${wide.join('')}`);
    const { uri } = editor.document;
    const advice = () => problems(uri).filter(({ code }) => code === 'large-space');
    const [problem] = await until('the advice', advice, (found) => found.length > 0);
    assert.equal(editor.document.getText(problem?.range), '5');
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      problem?.range,
    );
    assert.ok(actions.some(({ title, edit }) => title === 'Write 19' && edit !== undefined));
    const settings = vscode.workspace.getConfiguration('espalier', uri);
    await settings.update('trials', 50, vscode.ConfigurationTarget.Workspace);
    try {
      await until('no advice', advice, (found) => found.length === 0);
    } finally {
      await settings.update('trials', undefined, vscode.ConfigurationTarget.Workspace);
    }
    await until('the advice again', advice, (found) => found.length > 0);
  });
});
