import path from 'node:path';
import * as vscode from 'vscode';
import type { Trial } from '../protocol/study';
import type { Acceptor } from './accept';
import { type CandidateRef, differences, ranking, scoreText } from './candidate';
import type { CandidateDocuments } from './candidate-documents';
import { runCandidateAgain } from './candidate-runs';
import { currentNode } from './connect';
import { type Controller, guarded } from './controller';
import { debugCandidate } from './debug-candidate';
import { showDiff, type DiffPair } from './diff-first';
import { readCurrent } from './hint-files';
import type { Output } from './output';
import type { PanelView } from './panel';
import { saveBefore } from './save';
import type { StudyModel } from './study-model';
import type { StudySource } from './studies-view';
import { requireTrust } from './trust';

/** How many candidates are offered to choose from. */
const offered = 500;

export interface CandidateParts {
  readonly extension: vscode.Uri;
  readonly controller: Controller;
  readonly acceptor: Acceptor;
  readonly documents: CandidateDocuments;
  readonly source: StudySource;
  readonly panel: PanelView;
  readonly output: Output;
}

/** What can be done with one candidate, from the tree of studies, a problem in the code or the command palette. */
export function registerCandidates(parts: CandidateParts): vscode.Disposable {
  const { controller, panel, output } = parts;
  const command = (name: string, run: (ref: CandidateRef, more: readonly unknown[]) => Promise<unknown>) =>
    vscode.commands.registerCommand(
      `espalier.${name}`,
      guarded(output, async (given?: unknown, selected?: unknown) => {
        if (!requireTrust()) return;
        const ref = isRef(given) ? given : await pick(parts, name === 'debugCandidate');
        if (ref) await run(ref, Array.isArray(selected) ? (selected as unknown[]) : []);
      }),
    );
  const current = async ({ journal }: CandidateRef) => {
    await controller.show(journal);
    const { session } = controller;
    return session?.header?.study === journal ? session : undefined;
  };
  return vscode.Disposable.from(
    command('showCandidate', async (ref) => {
      if (await current(ref)) panel.select(ref.number);
    }),
    command('openCandidate', (ref) => open(parts, ref)),
    command('compareCandidates', (ref, selected) => compare(parts, ref, selected.filter(isRef))),
    command('acceptCandidate', async (ref) => {
      if (await current(ref)) await controller.accept(ref.number);
    }),
    command('debugCandidate', (ref) => debug(parts, ref)),
    command('scoreCandidate', async (ref) => {
      const session = await current(ref);
      if (session) await runCandidateAgain(session, ref.number, { test: true });
    }),
    command('trainCandidate', async (ref) => {
      const session = await current(ref);
      if (session) await runCandidateAgain(session, ref.number, { test: true, full: true });
    }),
  );
}

function isRef(given: unknown): given is CandidateRef {
  const { journal, number } = (given ?? {}) as Partial<CandidateRef>;
  return typeof journal === 'string' && typeof number === 'number';
}

/** Asks for a candidate of the current study: the best first, or those that failed. */
async function pick(
  { controller }: CandidateParts,
  failedFirst: boolean,
  but?: CandidateRef,
): Promise<CandidateRef | undefined> {
  await controller.reopen();
  const study = controller.session?.study;
  if (!study) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No study is open.'));
    return undefined;
  }
  const journal = study.header.study;
  const failed = study.all.filter(({ state }) => state === 'failed');
  const scored = ranking(study, offered);
  const trials = failedFirst ? [...failed, ...scored] : [...scored, ...failed];
  const items = trials
    .filter(({ number }) => journal !== but?.journal || number !== but.number)
    .slice(0, offered)
    .map((trial) => ({ ...candidateItem(study, trial), number: trial.number }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Candidates of {0}', study.header.name),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen && { journal, number: chosen.number };
}

function candidateItem({ header }: StudyModel, trial: Trial) {
  const { number, state, error } = trial;
  return {
    label: vscode.l10n.t('Candidate {0}', number),
    description: state === 'failed' ? vscode.l10n.t('failed') : scoreText(header, trial),
    detail: [error?.message, differences(header, trial)].filter(Boolean).join(' · '),
  };
}

/** The source as a candidate has it, to read. */
async function open(parts: CandidateParts, { journal, number }: CandidateRef): Promise<void> {
  const study = await parts.source.read(journal);
  for (const { file, text } of await parts.acceptor.texts(study, number)) {
    const name = vscode.l10n.t('candidate {0}', number);
    const uri = parts.documents.add(vscode.Uri.file(file), text, name);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: false });
  }
}

/** Two candidates side by side; with one, asks for the other. */
async function compare(
  parts: CandidateParts,
  first: CandidateRef,
  selected: readonly CandidateRef[],
): Promise<void> {
  const same = (ref: CandidateRef) => ref.journal === first.journal && ref.number === first.number;
  const second = selected.find((ref) => !same(ref)) ?? (await pickOther(parts, first));
  if (second === undefined) return;
  const sides = await Promise.all([first, second].map((ref) => textsOf(parts, ref)));
  const files = [...new Set(sides.flatMap(({ texts }) => [...texts.keys()]))];
  const pairs = await Promise.all(
    files.map(async (file): Promise<DiffPair> => {
      const uri = vscode.Uri.file(file);
      const now = (await readCurrent(file)) ?? '';
      const [original, modified] = sides.map(({ name, texts }) =>
        name === undefined ? uri : parts.documents.add(uri, texts.get(file) ?? now, name),
      );
      return { original: original ?? uri, modified: modified ?? uri };
    }),
  );
  const written = vscode.l10n.t('as written');
  const names = sides.map(({ name }) => name ?? written).join(' ↔ ');
  await showDiff(pairs, `${files.map((file) => path.basename(file)).join(', ')}: ${names}`);
}

/** The files of a candidate by name; of the code as written, none. */
async function textsOf(
  parts: CandidateParts,
  ref: CandidateRef | 'written',
): Promise<{ name?: string; texts: ReadonlyMap<string, string> }> {
  if (ref === 'written') return { texts: new Map() };
  const study = await parts.source.read(ref.journal);
  const texts = await parts.acceptor.texts(study, ref.number);
  return {
    name: vscode.l10n.t('candidate {0}', ref.number),
    texts: new Map(texts.map(({ file, text }) => [file, text])),
  };
}

async function pickOther(
  parts: CandidateParts,
  first: CandidateRef,
): Promise<CandidateRef | 'written' | undefined> {
  const study = await parts.source.read(first.journal);
  const written = { label: vscode.l10n.t('The code as it is written'), ref: 'written' as const };
  const others = ranking(study, offered)
    .filter(({ number }) => number !== first.number)
    .map((trial) => ({
      ...candidateItem(study, trial),
      ref: { journal: first.journal, number: trial.number },
    }));
  const title = vscode.l10n.t('Compare candidate {0} with', first.number);
  return (await vscode.window.showQuickPick([written, ...others], { title }))?.ref;
}

async function debug(parts: CandidateParts, { journal, number }: CandidateRef): Promise<void> {
  const study = await parts.source.read(journal);
  // Refuses with the reason when the hints are not those that were searched.
  await parts.acceptor.texts(study, number);
  const detail = vscode.l10n.t('Candidates run as the files are on disk.');
  const files = Object.keys(study.header.sources ?? study.header.hints);
  if (!(await saveBefore(files, vscode.l10n.t('Save and Debug'), detail))) return;
  const { name, file } = study.header;
  await debugCandidate(parts.extension, await currentNode(), { journal, name, file }, number);
}
