import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, espalier, inWorkspace } from '../extension';
import { openAt } from './cursor';

const rename = ({ document, selection }: vscode.TextEditor, name: string) =>
  vscode.commands.executeCommand<vscode.WorkspaceEdit>(
    'vscode.executeDocumentRenameProvider',
    document.uri,
    selection.active,
    name,
  );

const imported = 'exports.width = /* @nas width: choice(8, 16) */ 8;\n';
const importing = "const { width } = require('./labels-model');\nuse(/* @nas width: choice(8, 16) */ 8);\n";

describe('labels', () => {
  before(async () => {
    await espalier();
    await vscode.workspace.fs.writeFile(inWorkspace('labels-model.js'), Buffer.from(imported));
    await vscode.workspace.fs.writeFile(inWorkspace('labels-train.js'), Buffer.from(importing));
  });
  afterEach(closeAll);

  it('are renamed in every file of the program, from any of them', async () => {
    const editor = await openAt('labels-model.js', imported.replace('width: c', 'wid|th: c'));
    const edit = await rename(editor, 'size');
    assert.equal(edit.size, 2);
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.match(editor.document.getText(), /@nas size: choice/);
    const other = await vscode.workspace.openTextDocument(inWorkspace('labels-train.js'));
    assert.match(other.getText(), /@nas size: choice/);
    assert.match(other.getText(), /const \{ width \}/, 'code is left alone');
    for (const document of [editor.document, other]) {
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.action.files.revert');
    }
  });

  it('derived ones become written', async () => {
    const editor = await openAt('derived.js', 'f({ units: /* @nas ch|oice(1, 2) */ 1 });\n');
    await vscode.workspace.applyEdit(await rename(editor, 'hidden'));
    assert.equal(editor.document.getText(), 'f({ units: /* @nas hidden: choice(1, 2) */ 1 });\n');
  });

  it('take no names that cannot be read or are taken by another variable', async () => {
    const editor = await openAt(
      'taken.js',
      'f(/* @nas a|a: choice(1, 2) */ 1, /* @nas bb: int(1, 9) */ 1);\n',
    );
    await assert.rejects(async () => rename(editor, 'two words'));
    await assert.rejects(async () => rename(editor, 'search'));
    await assert.rejects(async () => rename(editor, 'bb'), /another domain/);
  });

  it('have references and highlights', async () => {
    const editor = await openAt('labels-train.js', importing.replace('width: c', 'wid|th: c'));
    const { document, selection } = editor;
    const found = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeReferenceProvider',
      document.uri,
      selection.active,
    );
    const names = found.map(({ uri }) => uri.path.split('/').pop()).sort();
    assert.deepEqual(names, ['labels-model.js', 'labels-train.js']);
    const marks = await vscode.commands.executeCommand<vscode.DocumentHighlight[]>(
      'vscode.executeDocumentHighlights',
      document.uri,
      selection.active,
    );
    assert.deepEqual(
      marks.map(({ range }) => document.getText(range)),
      ['width'],
    );
  });
});
