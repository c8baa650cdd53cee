import * as vscode from 'vscode';
import type { Action, Fix } from '../../hints/assist';
import { isModelText, mayAct } from '../../hints/assist/may-act';
import type { VariableHint } from '../../hints/hint';
import type { HintedFile } from '../../hints/language';
import type { HintProgram } from '../hint-files';
import { analysis } from '../lazy';
import { hintsAt, programSoon, type Hints } from './documents';
import { toWorkspaceEdit } from './places';
import { isOn } from './settings';

export const actionKinds: readonly vscode.CodeActionKind[] = [
  vscode.CodeActionKind.QuickFix,
  vscode.CodeActionKind.RefactorRewrite,
];

/** The lightbulb: fixes of problems, changes that make code searchable, removal of hints. */
export class HintActions implements vscode.CodeActionProvider {
  constructor(private readonly hints: Hints) {}

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.CodeAction[]> {
    if (!this.hints.isSource(document)) return [];
    const wants = (kind: vscode.CodeActionKind) => !context.only || context.only.contains(kind);
    const fixes = wants(vscode.CodeActionKind.QuickFix) ? await this.fixes(document, context, token) : [];
    if (token.isCancellationRequested || !wants(vscode.CodeActionKind.RefactorRewrite)) return fixes;
    if (!isOn('lightbulb', document.uri)) return fixes;
    return [...fixes, ...this.removals(document, range.start), ...this.changes(document, range.start)];
  }

  private async fixes(
    document: vscode.TextDocument,
    { diagnostics }: vscode.CodeActionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.CodeAction[]> {
    const own = diagnostics.filter(({ source, code }) => source === 'Espalier' && typeof code === 'string');
    const hinted = own.length > 0 ? this.hints.parse(document) : undefined;
    if (!hinted) return [];
    const program = await programSoon(this.hints, document.uri);
    if (token.isCancellationRequested) return [];
    const others = (program?.files ?? []).filter(({ file }) => file !== hinted.file);
    const elsewhere = (label: string) => others.flatMap((file) => namesakes(file, label));
    return own.flatMap((diagnostic) => {
      if (diagnostic.code === 'large-space') return program ? budgetFix(document, diagnostic, program) : [];
      const start = document.offsetAt(diagnostic.range.start);
      const problem = {
        code: String(diagnostic.code),
        range: { start, end: document.offsetAt(diagnostic.range.end) },
      };
      return analysis()
        .assist.fixesFor(hinted, problem, elsewhere)
        .map((fix) => fixAction(document, diagnostic, fix));
    });
  }

  private removals(document: vscode.TextDocument, position: vscode.Position): vscode.CodeAction[] {
    const hinted = hintsAt(this.hints, document, position);
    if (!hinted) return [];
    const { assist, javascript } = analysis();
    const hint = assist.hintTextAt(hinted.text, document.offsetAt(position));
    if (!hint?.closed) return [];
    const one = rewrite(vscode.l10n.t('Remove hint'));
    one.edit = toWorkspaceEdit(document, javascript.strip(hinted, hint.comment.start));
    const all = rewrite(vscode.l10n.t('Remove all hints of the file'));
    all.edit = toWorkspaceEdit(document, javascript.strip(hinted));
    return [one, all];
  }

  private changes(document: vscode.TextDocument, position: vscode.Position): vscode.CodeAction[] {
    if (!mayAct(document.lineAt(position.line).text)) return [];
    const text = document.getText();
    if (!isModelText(text)) return [];
    const offset = document.offsetAt(position);
    return analysis()
      .assist.actionsAt(document.uri.fsPath, text, offset)
      .map((action) => changeAction(document, offset, action));
  }
}

/** *Remove All Hints*, as a command on the editor on screen. */
export async function removeAllHints(hints: Hints): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const hinted = document && hints.parse(document);
  if (!document || !hinted) {
    void vscode.window.showInformationMessage(vscode.l10n.t('The file on screen has no hints.'));
    return;
  }
  await vscode.workspace.applyEdit(toWorkspaceEdit(document, analysis().javascript.strip(hinted)));
}

function namesakes({ hints }: HintedFile, label: string): VariableHint[] {
  return hints.filter((hint): hint is VariableHint => hint.role === 'variable' && hint.label === label);
}

function rewrite(title: string): vscode.CodeAction {
  return new vscode.CodeAction(title, vscode.CodeActionKind.RefactorRewrite);
}

function changeAction(document: vscode.TextDocument, offset: number, action: Action): vscode.CodeAction {
  const title = changeTitle(action);
  const made = rewrite(title);
  if (action.name === 'suggest')
    made.command = { title, command: 'espalier.suggestSpace', arguments: [document.uri, offset] };
  else made.edit = toWorkspaceEdit(document, action.edits);
  return made;
}

function changeTitle({ name, detail }: Action): string {
  switch (name) {
    case 'searchable':
      return vscode.l10n.t('Make searchable: {0}', detail);
    case 'optional':
      return vscode.l10n.t('Make optional: {0}', detail);
    case 'alternatives':
      return vscode.l10n.t('Search among similar layers: {0}', detail);
    case 'repeat':
      return vscode.l10n.t('Search the number of repetitions');
    case 'suggest':
      return detail === ''
        ? vscode.l10n.t('Suggest a search space')
        : vscode.l10n.t('Suggest a search space for {0}', detail);
  }
}

/** Writes as many trials as the space asks for. */
function budgetFix(
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
  { space }: HintProgram,
): vscode.CodeAction[] {
  if (!/^\d+$/.test(document.getText(diagnostic.range))) return [];
  const detail = String(analysis().trialsFor(space));
  const edits = [{ range: offsets(document, diagnostic.range), text: detail }];
  return [fixAction(document, diagnostic, { name: 'write', detail, edits })];
}

function offsets(document: vscode.TextDocument, { start, end }: vscode.Range) {
  return { start: document.offsetAt(start), end: document.offsetAt(end) };
}

function fixAction(
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
  fix: Fix,
): vscode.CodeAction {
  const action = new vscode.CodeAction(fixTitle(fix), vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.isPreferred = fix.preferred === true;
  action.edit = toWorkspaceEdit(document, fix.edits);
  return action;
}

function fixTitle({ name, detail }: Fix): string {
  switch (name) {
    case 'write':
      return vscode.l10n.t('Write {0}', detail);
    case 'add':
      return vscode.l10n.t('Take {0} into the domain', detail);
    case 'value':
      return vscode.l10n.t('Change the value to {0}', detail);
    case 'swap':
      return vscode.l10n.t('Swap the bounds: {0}', detail);
    case 'drop':
      return vscode.l10n.t('Remove {0}', detail);
    case 'remove-hint':
      return vscode.l10n.t('Remove hint');
    case 'close':
      return vscode.l10n.t('Add {0}', detail);
    case 'rename':
      return vscode.l10n.t('Label it {0}', detail);
    case 'move':
      return vscode.l10n.t('Put the hint where it belongs');
    case 'index':
      return vscode.l10n.t('Choose by an index: {0}', detail);
    case 'braces':
      return vscode.l10n.t('Put the statement in braces');
  }
}
