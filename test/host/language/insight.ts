import * as vscode from 'vscode';
import { espalier } from '../extension';

/** A study of one variable, `width`, for hovers and inlay hints; until disposed. */
export async function showStudy(): Promise<vscode.Disposable> {
  const { insight } = await espalier();
  const changes = new vscode.EventEmitter<void>();
  insight.set({
    onDidChange: changes.event,
    of: () => ({
      name: 'a study',
      objective: { name: 'val_accuracy', direction: 'maximize' },
      variable: (label) => (label === 'width' ? width : undefined),
    }),
  });
  return new vscode.Disposable(() => {
    insight.set(undefined);
    changes.dispose();
  });
}

const width = {
  best: 2,
  importance: 0.6,
  choices: [
    { name: '1', trials: 4, best: 0.8, mean: 0.7 },
    { name: '2', trials: 6, best: 0.9, mean: 0.85 },
  ],
};
