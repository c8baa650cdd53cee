import * as vscode from 'vscode';
import type { StudyHeader } from '../protocol/study';
import { columnOf } from './editor-column';

/** Opens a line of the source beside the panel. Only files of the study or the workspace: the panel is not trusted. */
export async function revealSource(
  header: StudyHeader | undefined,
  file: string,
  line: number,
): Promise<void> {
  const uri = vscode.Uri.file(file);
  const known =
    header !== undefined && (file in header.hints || file === header.entry || file === header.file);
  if (!known && !vscode.workspace.getWorkspaceFolder(uri)) {
    throw new Error(vscode.l10n.t('{0} is not in this workspace.', file));
  }
  const place = new vscode.Position(line - 1, 0);
  const editor = await vscode.window.showTextDocument(uri, {
    viewColumn: columnOf(uri),
    preview: true,
  });
  const range = editor.document.lineAt(Math.min(place.line, editor.document.lineCount - 1)).range;
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
