import * as vscode from 'vscode';
import type { Completion, KnownLabel } from '../../hints/assist';
import { commentOf, hintCursor, type HintCursor } from '../../hints/assist/cursor';
import { describeDomain } from '../../hints/domain';
import type { HintProgram } from '../hint-files';
import { analysis } from '../lazy';
import { programSoon, type Hints } from './documents';
import { toRange } from './places';
import { isOn } from './settings';
import { meaning } from './words';

export const completionTriggers = ['@', ' ', '(', ':', ',', "'"] as const;

/** A search block is searched for its beginning in so many lines above the cursor. */
const LINES = 200;

const kinds: Readonly<Record<Completion['what'], vscode.CompletionItemKind>> = {
  kind: vscode.CompletionItemKind.Keyword,
  domain: vscode.CompletionItemKind.Value,
  label: vscode.CompletionItemKind.Variable,
  modifier: vscode.CompletionItemKind.Keyword,
  option: vscode.CompletionItemKind.EnumMember,
  setting: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.Value,
  measure: vscode.CompletionItemKind.Field,
};

/** Completion inside of hints and of the search block. */
export class HintCompletion implements vscode.CompletionItemProvider {
  constructor(private readonly hints: Hints) {}

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.CompletionItem[] | undefined> {
    if (!this.hints.isSource(document) || !mayBeHint(document, position)) return undefined;
    const text = document.getText();
    const cursor = hintCursor(text, document.offsetAt(position));
    if (!cursor || !isOn('completion', document.uri)) return undefined;
    const program = await programSoon(this.hints, document.uri);
    if (token.isCancellationRequested) return undefined;
    const { complete } = analysis().assist;
    const context = { text, target: this.target(document, text, cursor), ...known(program) };
    return complete(cursor, context).map((item, index) => toItem(document, cursor, item, index));
  }

  private target(document: vscode.TextDocument, text: string, cursor: HintCursor) {
    if (cursor.place === 'setting') return undefined;
    return analysis().assist.targetBehind(document.uri.fsPath, text, commentOf(cursor));
  }
}

/** Decides from a few lines: it is asked at every blank that is typed. */
function mayBeHint(document: vscode.TextDocument, position: vscode.Position): boolean {
  const line = document.lineAt(position.line).text.slice(0, position.character);
  if (/@(?:n(?:as?)?)?$|@nas/.test(line)) return true;
  const above = new vscode.Range(Math.max(0, position.line - LINES), 0, position.line, 0);
  const text = document.getText(above);
  return text.lastIndexOf('@nas') > text.lastIndexOf('*/');
}

function known(program: HintProgram | undefined): {
  readonly labels: readonly KnownLabel[];
  readonly metrics: readonly string[];
} {
  const labels = new Map<string, KnownLabel>();
  const metrics: string[] = [];
  for (const hint of program?.files.flatMap(({ hints }) => hints) ?? []) {
    if (hint.role === 'metric') metrics.push(hint.label);
    else if (hint.named && /^(?:choice|int|float|bool)$/.test(hint.domain.kind))
      labels.set(hint.label, {
        label: hint.label,
        domain: hint.domain,
        written: describeDomain(hint.domain),
      });
  }
  return { labels: [...labels.values()], metrics };
}

function toItem(
  document: vscode.TextDocument,
  cursor: HintCursor,
  completion: Completion,
  index: number,
): vscode.CompletionItem {
  const { label, what, about, detail, snippet, range, more } = completion;
  const item = new vscode.CompletionItem(label, kinds[what]);
  item.insertText = new vscode.SnippetString(snippet);
  item.range = toRange(document, range);
  // In place of `@na`, what is inserted begins with the mark.
  item.filterText = cursor.place === 'mark' ? `@nas ${label}` : label;
  item.sortText = String(index).padStart(4, '0');
  item.preselect = index === 0;
  const words = detail ?? (about && meaning(about));
  if (words) item.documentation = new vscode.MarkdownString(vscode.l10n.t(words));
  if (what === 'label') item.detail = vscode.l10n.t('The same variable as elsewhere');
  if (more) item.command = { title: '', command: 'editor.action.triggerSuggest' };
  return item;
}
