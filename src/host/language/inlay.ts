import * as vscode from 'vscode';
import type { VariableHint } from '../../hints/hint';
import { sameLiteral } from '../../hints/literal';
import { programSoon, type Hints } from './documents';
import type { StudyInsight } from './insight';
import { isOn, onDidSwitch } from './settings';
import { valueWords } from './words';

/** The best value of each variable behind the code that it is about. Off by default. */
export class BestValues implements vscode.InlayHintsProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];
  readonly onDidChangeInlayHints = this.changes.event;

  constructor(
    private readonly hints: Hints,
    private readonly insight: StudyInsight,
  ) {
    this.subscriptions = [
      this.changes,
      insight.onDidChange(() => this.changes.fire()),
      onDidSwitch(['inlayHints'], () => this.changes.fire()),
    ];
  }

  async provideInlayHints(
    document: vscode.TextDocument,
    range: vscode.Range,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlayHint[]> {
    const study = isOn('inlayHints', document.uri) ? this.insight.of(document.uri) : undefined;
    const hinted = study && this.hints.parse(document);
    if (!study || !hinted) return [];
    const program = await programSoon(this.hints, document.uri, 2000);
    if (token.isCancellationRequested || !program) return [];
    const labels = program.labels.get(hinted.file);
    const [from, to] = [document.offsetAt(range.start), document.offsetAt(range.end)];
    return hinted.hints.flatMap((hint) => {
      if (hint.role !== 'variable' || hint.target.end < from || hint.comment.start > to) return [];
      const best = study.variable(labels?.get(hint.label) ?? hint.label)?.best;
      if (best === undefined) return [];
      const place = hint.domain.kind === 'optional' ? hint.comment.end : hint.target.end;
      return [inlayHint(document.positionAt(place), hint, best)];
    });
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

function inlayHint(
  position: vscode.Position,
  hint: VariableHint,
  best: VariableHint['value'],
): vscode.InlayHint {
  const words = valueWords(hint.domain, best);
  const short = words.length > 30 ? `${words.slice(0, 29)}…` : words;
  const made = new vscode.InlayHint(position, vscode.l10n.t('best: {0}', short));
  made.paddingLeft = true;
  made.tooltip = sameLiteral(best, hint.value)
    ? vscode.l10n.t('The value as written is that of the best candidate.')
    : vscode.l10n.t('The value in the best candidate so far.');
  return made;
}
