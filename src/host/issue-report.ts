import os from 'node:os';
import * as vscode from 'vscode';
import { currentNode } from './connect';
import type { StudyModel } from './study-model';
import { errorText } from './text';

/** *Report Issue*: a document to read, complete and send. Versions, backend and counts; no source, names or paths. */
export async function reportIssue(extension: vscode.Extension<unknown>, study?: StudyModel): Promise<void> {
  const content = [
    `## ${vscode.l10n.t('What happened')}`,
    '',
    '',
    `## ${vscode.l10n.t('What was expected, and what leads to it')}`,
    '',
    '',
    `## ${vscode.l10n.t('Versions')}`,
    '',
    ...[...(await versions(extension)), ...counts(study)].map(([name, value]) => `- ${name}: ${value}`),
    '',
  ].join('\n');
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
  const editor = await vscode.window.showTextDocument(document);
  editor.selection = new vscode.Selection(1, 0, 1, 0);
}

type Fact = readonly [name: string, value: string];

async function versions({ packageJSON }: vscode.Extension<unknown>): Promise<Fact[]> {
  const { version } = packageJSON as { version: string };
  const node = await currentNode().then(
    ({ version: found, isEditor }) => (isEditor ? `${found} (the editor's own)` : found),
    (error: unknown) => errorText(error).replace(/"[^"]*[\\/][^"]*"/g, '"…"'),
  );
  const [processor] = os.cpus();
  return [
    ['Espalier', version],
    ['VS Code', `${vscode.version} (${vscode.env.appHost}, ${vscode.env.remoteName ?? 'local'})`],
    ['Node', node],
    ['System', `${os.type()} ${os.release()} ${os.arch()}`],
    [
      'Processor',
      `${processor?.model.trim() ?? 'unknown'}, ${os.cpus().length} threads, ${Math.round(os.totalmem() / 2 ** 30)} GiB`,
    ],
  ];
}

function counts(study: StudyModel | undefined): Fact[] {
  if (!study) return [];
  const { header, progress, all } = study;
  const states = [...new Set(all.map(({ state }) => state))].map(
    (state) => `${all.filter((trial) => trial.state === state).length} ${state}`,
  );
  return [
    ['Backend', progress.backend ?? 'not decided'],
    ['Search', `${header.strategy}, ${progress.workers} workers, ${progress.state}`],
    ['Space', `${header.variables.length} variables, ${header.count} architectures`],
    ['Candidates', states.join(', ') || 'none'],
  ];
}
