import * as vscode from 'vscode';
import type { HintFiles } from './hint-files';
import { isCodeLensOn } from './settings';
import { bigCount } from './text';

/** Above the first hint of a file: how many architectures there are, and a way to search them. */
export class HintCodeLens implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];
  readonly onDidChangeCodeLenses = this.changes.event;

  constructor(private readonly files: HintFiles) {
    this.subscriptions = [
      this.changes,
      files.onDidChange(() => this.changes.fire()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.changes.fire()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('espalier')) this.changes.fire();
      }),
    ];
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!isCodeLensOn(document.uri)) return [];
    const hinted = this.files.parse(document);
    const starts =
      hinted?.hints.filter(({ role }) => role === 'variable').map(({ comment }) => comment.start) ?? [];
    if (starts.length === 0) return [];
    const line = document.positionAt(Math.min(...starts)).line;
    const range = new vscode.Range(line, 0, line, 0);
    const { count, space } = await this.files.program(document.uri);
    const title =
      count === '1' ? vscode.l10n.t('1 architecture') : vscode.l10n.t('{0} architectures', bigCount(count));
    const tooltip = vscode.l10n.t('{0} variables', space.variables.length);
    const open = { title, tooltip, command: 'espalier.openPanel' };
    if (!vscode.workspace.isTrusted) return [new vscode.CodeLens(range, open)];
    const search = {
      title: vscode.l10n.t('$(play) Search'),
      tooltip: vscode.l10n.t('Search these architectures in the background'),
      command: 'espalier.search',
      arguments: [document.uri],
    };
    return [new vscode.CodeLens(range, open), new vscode.CodeLens(range, search)];
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
