import * as vscode from 'vscode';
import type { CandidateDocuments } from '../candidate-documents';
import { hintSelector, type HintFiles } from '../hint-files';
import { HintActions, actionKinds, removeAllHints } from './actions';
import { HintCompletion, completionTriggers } from './completion';
import { HintFolding } from './folding';
import { HiddenHints } from './hidden-hints';
import { HintHover } from './hover';
import { BestValues } from './inlay';
import type { StudyInsight } from './insight';
import { HintLabels } from './labels';
import { suggestSpace } from './suggestion';

export {
  CurrentInsight,
  type ChoiceScore,
  type StudyInsight,
  type StudySummary,
  type VariableSummary,
} from './insight';
export { scoresByChoice } from './scores';

/** What makes hints a language of the editor; `insight` tells of the study that is looked at, `documents` shows diffs. */
export function registerLanguage(
  files: HintFiles,
  insight: StudyInsight,
  documents: CandidateDocuments,
): vscode.Disposable {
  const { languages, commands } = vscode;
  const labels = new HintLabels(files);
  const hidden = new HiddenHints(files);
  const best = new BestValues(files, insight);
  return vscode.Disposable.from(
    hidden,
    best,
    languages.registerInlayHintsProvider(hintSelector, best),
    languages.registerCompletionItemProvider(hintSelector, new HintCompletion(files), ...completionTriggers),
    languages.registerCodeActionsProvider(hintSelector, new HintActions(files), {
      providedCodeActionKinds: actionKinds,
    }),
    languages.registerHoverProvider(hintSelector, new HintHover(files, insight)),
    languages.registerRenameProvider(hintSelector, labels),
    languages.registerReferenceProvider(hintSelector, labels),
    languages.registerDocumentHighlightProvider(hintSelector, labels),
    languages.registerFoldingRangeProvider(hintSelector, new HintFolding(files)),
    commands.registerCommand('espalier.toggleHints', () => hidden.toggle()),
    commands.registerCommand('espalier.removeHints', () => removeAllHints(files)),
    commands.registerCommand('espalier.suggestSpace', (uri?: vscode.Uri, offset?: number) =>
      suggestSpace(documents, uri, offset),
    ),
  );
}
