import * as vscode from 'vscode';
import type { Diagnostic, Severity } from '../hints/hint';
import type { HintFiles } from './hint-files';

const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/** Problems of hints, in the documents on screen: those of each file, and those between the files of a program. */
export class HintDiagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('espalier');
  private readonly listener: vscode.Disposable;

  constructor(private readonly files: HintFiles) {
    this.listener = files.onDidChange((uri) => this.refresh(uri));
    for (const document of vscode.workspace.textDocuments) this.refresh(document.uri);
  }

  dispose(): void {
    this.listener.dispose();
    this.collection.dispose();
  }

  private refresh(uri: vscode.Uri): void {
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
    if (!document || !this.files.hasHints(document)) {
      this.collection.delete(uri);
      return;
    }
    const own = this.files.parse(document)?.diagnostics ?? [];
    this.show(document, own);
    const { version } = document;
    this.files.program(uri).then(
      (program) => {
        // A newer text has its own turn.
        if (document.isClosed || document.version !== version) return;
        this.show(document, [...own, ...program.diagnostics.filter(({ file }) => file === uri.fsPath)]);
      },
      () => undefined,
    );
  }

  private show(document: vscode.TextDocument, problems: readonly Diagnostic[]): void {
    this.collection.set(
      document.uri,
      problems.map((problem) => toDiagnostic(document, problem)),
    );
  }
}

function toDiagnostic(document: vscode.TextDocument, problem: Diagnostic): vscode.Diagnostic {
  const { range, message, severity, code } = problem;
  const place = new vscode.Range(document.positionAt(range.start), document.positionAt(range.end));
  const diagnostic = new vscode.Diagnostic(place, message, severities[severity]);
  diagnostic.source = 'Espalier';
  diagnostic.code = code;
  return diagnostic;
}
