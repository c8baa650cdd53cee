import * as vscode from 'vscode';

const scheme = 'espalier-candidate';

/** Read-only documents with the source as a candidate has it, for diffs. */
export class CandidateDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  private next = 0;

  provideTextDocumentContent(uri: vscode.Uri): string {
    const gone = vscode.l10n.t('This window does not know the candidate any more. Open it from its study.');
    return this.texts.get(uri.toString()) ?? `// ${gone}\n`;
  }

  /** A document with this text, named after the file and what it is of. */
  add(file: vscode.Uri, text: string, of?: string): vscode.Uri {
    const named = of === undefined ? file.path : file.path.replace(/(\.[^./]*)?$/, ` (${of})$1`);
    const uri = vscode.Uri.from({ scheme, path: named, query: String(this.next++) });
    this.texts.set(uri.toString(), text);
    return uri;
  }

  /** Forgets documents and closes the tabs that show them. */
  async close(uris: readonly vscode.Uri[]): Promise<void> {
    const gone = new Set(uris.map(String));
    for (const uri of gone) this.texts.delete(uri);
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    await vscode.window.tabGroups.close(tabs.filter((tab) => shows(tab.input, gone)));
  }

  dispose(): void {
    this.registration.dispose();
  }
}

function shows(input: unknown, uris: ReadonlySet<string>): boolean {
  if (input instanceof vscode.TabInputTextDiff) return uris.has(input.modified.toString());
  if (input instanceof vscode.TabInputText) return uris.has(input.uri.toString());
  // The editor of several diffs has no class in the API of 1.96; its input lists them.
  const diffs = (input as { textDiffs?: readonly { modified?: vscode.Uri }[] } | undefined)?.textDiffs;
  return diffs?.some(({ modified }) => modified !== undefined && uris.has(modified.toString())) ?? false;
}
