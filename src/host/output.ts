import * as vscode from 'vscode';
import type { Session } from './session';

/** The output channel with what candidates print and what the search remarks. */
export class Output implements vscode.Disposable {
  readonly channel = vscode.window.createOutputChannel('Espalier', 'log');
  private listener: vscode.Disposable | undefined;

  follow(session: Session): void {
    this.listener?.dispose();
    this.listener = session.onDidLog(({ trial, line }) => {
      this.channel.appendLine(trial === undefined ? line : `[${trial}] ${line}`);
    });
  }

  line(text: string): void {
    this.channel.appendLine(text);
  }

  dispose(): void {
    this.listener?.dispose();
    this.channel.dispose();
  }
}
