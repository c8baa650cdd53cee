import * as vscode from 'vscode';
import type { SearchOptions } from '../protocol/search';

const section = 'espalier';

/** What a person set for searches: read anew each time, so that a change holds without a restart. */
export function searchSettings(scope: vscode.Uri): Omit<SearchOptions, 'file' | 'study' | 'resume'> {
  const settings = vscode.workspace.getConfiguration(section, scope);
  const positive = (name: string): number | undefined => {
    const value = settings.get<number | null>(name);
    return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined;
  };
  const text = (name: string): string | undefined => settings.get<string>(name)?.trim() || undefined;
  const minutes = positive('timeLimit');
  const given = {
    strategy: text('strategy'),
    trials: positive('trials'),
    time: minutes === undefined ? undefined : minutes * 60,
    epochs: positive('epochs'),
    workers: positive('workers'),
    // "auto" leaves it to the file's own block.
    backend: settings.get<string>('backend') === 'auto' ? undefined : settings.get('backend'),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** The Node that was set for the search process. */
export function nodeSetting(): string | undefined {
  return vscode.workspace.getConfiguration(section).get<string>('node')?.trim() || undefined;
}

/** Whether candidates are tried when a file is saved. */
export function checksOnSave(scope: vscode.Uri): boolean {
  return vscode.workspace.getConfiguration(section, scope).get<boolean>('checkCandidates', true);
}

export function isCodeLensOn(scope: vscode.Uri): boolean {
  return vscode.workspace.getConfiguration(section, scope).get<boolean>('codeLens', true);
}
