import type * as vscode from 'vscode';
import { hintTextAt, type HintText } from '../../hints/assist/comment';
import type { HintedFile } from '../../hints/language';
import type { HintFiles, HintProgram } from '../hint-files';

/** What the language features need of the hints on screen. */
export type Hints = Pick<HintFiles, 'hasHints' | 'parse' | 'program' | 'onDidChange' | 'isSource'>;

/** The hint's comment at a position, from the text alone. */
export function hintAt(document: vscode.TextDocument, position: vscode.Position): HintText | undefined {
  const text = document.getText();
  return text.includes('@nas') ? hintTextAt(text, document.offsetAt(position)) : undefined;
}

/** A document's hints when the position is in the comment of one. */
export function hintsAt(
  hints: Hints,
  document: vscode.TextDocument,
  position: vscode.Position,
): HintedFile | undefined {
  return hintAt(document, position) ? hints.parse(document) : undefined;
}

/** The program, or nothing when it cannot be read or takes longer than a person notices. */
export async function programSoon(
  hints: Hints,
  uri: vscode.Uri,
  wait = 300,
): Promise<HintProgram | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), wait)));
  const program = hints.program(uri).catch(() => undefined);
  return Promise.race([program, late]).finally(() => clearTimeout(timer));
}
