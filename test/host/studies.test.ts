import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import type { EspalierApi } from '../../src/extension';
import type { StudyFile } from '../../src/host/studies';
import { answering, press } from './dialogs';
import { closeAll, espalier, inWorkspace, openFile, until } from './extension';

const text = `/* @nas search
budget: { trials: 4 }
strategy: grid
workers: 1
*/
const report = (value) => value;
report(/* @nas metric(score) */ /* @nas width: choice(1, 2, 3, 4) */ 1);
`;

describe('the tree of studies', () => {
  let api: EspalierApi;
  const study = () => api.controller.session?.study;
  const run = async (command: string, ...args: unknown[]) =>
    vscode.commands.executeCommand(`espalier.${command}`, ...args);
  const find = async (name: string) => {
    const all = (await api.studies.getChildren()) as StudyFile[];
    return all.find((other) => other.name === name);
  };
  const found = async (name: string) => {
    const file = await find(name);
    assert.ok(file, `the study ${name}`);
    return file;
  };

  before(async function () {
    this.timeout(180_000);
    api = await espalier();
    await openFile('listed.js', text);
    await run('search', inWorkspace('listed.js'));
    await until(
      'the end of the search',
      () => study()?.progress.state,
      (state) => state === 'finished',
    );
  });
  afterEach(closeAll);

  it('shows what is being searched unfolded, with an eye', async () => {
    const item = api.studies.getTreeItem(await found('listed'));
    assert.equal(item.collapsibleState, vscode.TreeItemCollapsibleState.Expanded);
    assert.equal((item.iconPath as vscode.ThemeIcon).id, 'eye');
    assert.equal(item.contextValue, 'study');
  });

  it('exports a study as a table and as JSON', async () => {
    const file = await found('listed');
    for (const name of ['listed.csv', 'listed.json']) {
      await answering({ showSaveDialog: () => inWorkspace(name) }, () => run('exportStudy', file));
    }
    const read = async (name: string) =>
      Buffer.from(await vscode.workspace.fs.readFile(inWorkspace(name))).toString();
    const [head, ...rows] = (await read('listed.csv')).trim().split('\r\n');
    assert.equal(head, 'number,state,score,width,seconds,sameAs,error');
    assert.deepEqual(rows.map((row) => row.split(',').slice(1, 4).join()).sort(), [
      'complete,1,1',
      'complete,2,2',
      'complete,3,3',
      'complete,4,4',
    ]);
    const json = JSON.parse(await read('listed.json')) as { best: number[]; trials: unknown[] };
    assert.equal(json.trials.length, 4);
    assert.deepEqual(json.best, study()?.progress.best);
    assert.ok(!JSON.stringify(json).includes(inWorkspace('.').fsPath), 'no path of this machine');
  });

  it('renames a study with what lies beside it, and candidates are read from it there', async () => {
    const file = await found('listed');
    await answering({ showInputBox: () => 'renamed' }, () => run('renameStudy', file));
    assert.equal(await find('listed'), undefined);
    const renamed = await found('renamed');
    assert.equal(api.controller.session, undefined, 'it is let go of first');
    const rows = await api.studies.getChildren(renamed);
    const item = api.studies.getTreeItem(rows[0]!);
    assert.equal(item.description, 'score 4 · width 4');
  });

  it('opens and resumes a study', async () => {
    const renamed = await found('renamed');
    await run('openStudy', renamed);
    assert.equal(study()?.header.name, 'renamed');
    assert.equal(study()?.header.study, renamed.file);
    assert.ok(api.panel.isOpen);
    await run('resumeStudy', renamed);
    await until(
      'the end of the search',
      () => study()?.progress.state,
      (state) => state === 'finished',
    );
    assert.equal(study()?.progress.done, 4);
  });

  it('tells in place of candidates why a study cannot be read', async () => {
    const broken = inWorkspace('.espalier/broken.log');
    await vscode.workspace.fs.writeFile(broken, Buffer.from('not a journal\n{"also": "not"}\n'));
    const rows = await api.studies.getChildren(await found('broken'));
    assert.equal(rows.length, 1);
    assert.match(String(api.studies.getTreeItem(rows[0]!).label), /broken\.log/);
    await vscode.workspace.fs.delete(broken);
  });

  it('deletes a study when the person agrees, and only then', async () => {
    const renamed = await found('renamed');
    await answering({}, () => run('deleteStudy', renamed));
    assert.ok(existsSync(renamed.file));
    let first = true;
    const asked = await answering(
      {
        // There may be no trash, which is asked then.
        showWarningMessage: (...args: never[]) => {
          const title = first ? 'Move to Trash' : 'Delete for Good';
          first = false;
          return press(title)(...(args as unknown as [string, ...unknown[]]));
        },
      },
      () => run('deleteStudy', renamed),
    );
    assert.match(String(asked[0]?.arguments[0]), /Delete the study “renamed” with its candidates/);
    assert.equal(existsSync(renamed.file), false);
    assert.equal(await find('renamed'), undefined);
    assert.equal(api.controller.session, undefined);
  });
});
