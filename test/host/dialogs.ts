import * as vscode from 'vscode';

type Dialog =
  'showInputBox' | 'showInformationMessage' | 'showQuickPick' | 'showSaveDialog' | 'showWarningMessage';

/** What a person was asked. */
export interface Asked {
  readonly dialog: Dialog;
  readonly arguments: readonly unknown[];
}

/**
 * Answers what the extension asks for the time of a call, in place of a person; what is not answered here is cancelled.
 * Returns what was asked. The dialogs themselves are pressed by keys in the suites of the workbench.
 */
export async function answering(
  answers: Partial<Record<Dialog, (...args: never[]) => unknown>>,
  run: () => Promise<unknown>,
): Promise<readonly Asked[]> {
  const asked: Asked[] = [];
  const window = vscode.window as unknown as Record<Dialog, unknown>;
  const names: Dialog[] = [
    'showInputBox',
    'showInformationMessage',
    'showQuickPick',
    'showSaveDialog',
    'showWarningMessage',
  ];
  const originals = names.map((name) => [name, window[name]] as const);
  for (const dialog of names) {
    window[dialog] = async (...args: never[]) => {
      asked.push({ dialog, arguments: args });
      return answers[dialog]?.(...args);
    };
  }
  try {
    await run();
  } finally {
    for (const [name, original] of originals) window[name] = original;
  }
  return asked;
}

/** The button with this title of a message; the message is not shown, so it fails when there is none. */
export function press(title: string) {
  return (_message: string, ...rest: unknown[]): unknown => {
    const item = rest.find((button) => button === title);
    if (item === undefined) throw new Error(`There is no button ${title}: ${JSON.stringify(rest)}`);
    return item;
  };
}
