import * as vscode from 'vscode';
import { allHintTexts } from '../../hints/assist/comment';
import type { Hints } from './documents';

/** The search block folds, also while the rest of the file cannot be parsed. */
export class HintFolding implements vscode.FoldingRangeProvider {
  constructor(private readonly hints: Hints) {}

  provideFoldingRanges(document: vscode.TextDocument): vscode.FoldingRange[] {
    if (!this.hints.hasHints(document)) return [];
    return blocksOf(document).map(
      ({ start, end }) => new vscode.FoldingRange(start, end, vscode.FoldingRangeKind.Comment),
    );
  }
}

/** First and last line of every hint that is longer than a line. */
export function blocksOf(document: vscode.TextDocument): { readonly start: number; readonly end: number }[] {
  return allHintTexts(document.getText())
    .map(({ comment }) => ({
      start: document.positionAt(comment.start).line,
      end: document.positionAt(comment.end).line,
    }))
    .filter(({ start, end }) => end > start);
}
