import * as vscode from 'vscode';
import { hintSelector, type HintFiles } from '../hint-files';
import { HintActions, actionKinds, removeAllHints } from './actions';
import { HintCompletion, completionTriggers } from './completion';
import { HintFolding } from './folding';
import { HiddenHints } from './hidden-hints';
import { HintHover } from './hover';
import { BestValues } from './inlay';
import type { StudyInsight } from './insight';
import { HintLabels } from './labels';

export {
  CurrentInsight,
  type ChoiceScore,
  type StudyInsight,
  type StudySummary,
  type VariableSummary,
} from './insight';
export { scoresByChoice } from './scores';

/** What makes hints a language of the editor; `insight` tells of the study that is looked at. */
export function registerLanguage(files: HintFiles, insight: StudyInsight): vscode.Disposable {
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
  );
}
