import * as vscode from 'vscode';
import { allHintTexts } from '../../hints/assist/comment';
import { blocksOf } from './folding';
import type { Hints } from './documents';
import { isOn, onDidSwitch } from './settings';

/** Milliseconds without a change after which hidden hints are found anew. */
const calm = 100;

/** Shows the code without its hints: they are hidden but for those on lines with a cursor. The text stays. */
export class HiddenHints implements vscode.Disposable {
  // The editor has no way of its own to hide text; this reaches it through the style of a decoration.
  private readonly hidden = vscode.window.createTextEditorDecorationType({
    textDecoration: 'none; display: none',
  });
  private readonly subscriptions: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;
  /** Editors in which something is hidden. */
  private readonly shown = new WeakSet<vscode.TextEditor>();

  constructor(private readonly hints: Hints) {
    this.subscriptions = [
      this.hidden,
      vscode.window.onDidChangeVisibleTextEditors(() => this.refreshAll()),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.refresh(textEditor)),
      vscode.workspace.onDidChangeTextDocument(() => this.refreshSoon()),
      onDidSwitch(['hideHints'], () => this.switched()),
    ];
    this.refreshAll();
  }

  /** *Toggle Hints*. */
  async toggle(): Promise<void> {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const settings = vscode.workspace.getConfiguration('espalier', uri);
    const hide = settings.get<boolean>('hideHints') !== true;
    const inWorkspace = settings.inspect('hideHints')?.workspaceValue !== undefined;
    const target = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
    await settings.update('hideHints', hide, target);
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private switched(): void {
    this.refreshAll();
    const editor = vscode.window.activeTextEditor;
    if (!editor || !this.hints.hasHints(editor.document)) return;
    // Blocks of several lines fold: a hidden line would leave a hole.
    const lines = blocksOf(editor.document).map(({ start }) => start);
    if (lines.length === 0) return;
    const command = isOn('hideHints', editor.document.uri) ? 'editor.fold' : 'editor.unfold';
    void vscode.commands.executeCommand(command, { selectionLines: lines, levels: 1 });
  }

  private refreshSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refreshAll(), calm);
  }

  private refreshAll(): void {
    for (const editor of vscode.window.visibleTextEditors) this.refresh(editor);
  }

  private refresh(editor: vscode.TextEditor): void {
    const { document } = editor;
    if (!isOn('hideHints', document.uri)) {
      if (this.shown.delete(editor)) editor.setDecorations(this.hidden, []);
      return;
    }
    if (!this.hints.hasHints(document)) return;
    this.shown.add(editor);
    editor.setDecorations(this.hidden, hiddenRanges(document, editor.selections));
  }
}

/** The hints of one line each, with the blank behind them, but for those on lines where a person edits. */
export function hiddenRanges(
  document: vscode.TextDocument,
  selections: readonly vscode.Selection[],
): vscode.Range[] {
  const edited = (line: number) =>
    selections.some(({ start, end }) => start.line <= line && line <= end.line);
  return allHintTexts(document.getText()).flatMap(({ comment }) => {
    const start = document.positionAt(comment.start);
    const end = document.positionAt(comment.end);
    if (start.line !== end.line || edited(start.line)) return [];
    const line = document.lineAt(end.line).text;
    const blank = /^\s/.test(line.slice(end.character)) ? 1 : 0;
    return [new vscode.Range(start, end.translate(0, blank))];
  });
}
