/** Help with writing hints, decided from text and offsets alone; the editor's side of it is in src/host/language. */
export { allHintTexts, hintTextAt, type HintText } from './comment';
export { complete, type Completion, type CompletionContext, type KnownLabel } from './completion';
export { commentOf, hintCursor, type HintCursor } from './cursor';
export { targetBehind, type Target } from './javascript/target';
export { actionsAt, type Action, type ActionName } from './javascript/actions';
export { fixesFor, type Elsewhere, type Fix, type FixName } from './fixes';
export {
  blockMentions,
  labelAt,
  labelProblem,
  labelSites,
  renameEdit,
  writableLabel,
  type LabelSite,
} from './labels';
export { isModelText, mayAct } from './may-act';
export { settingDescription } from './settings';
