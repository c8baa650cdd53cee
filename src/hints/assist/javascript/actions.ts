/** What the lightbulb offers at a place of a file. */
import type { Edit } from '../../hint';
import { hintTextAt } from '../comment';
import { alternativesAt } from './alternatives';
import { searchableAt, searchableEdit } from './searchable';
import { layerStatementAt, optionalEdit, repetitionAt } from './statements';
import { suggestionAt } from './suggestion';
import { syntaxOf } from './syntax';

export type ActionName = 'searchable' | 'optional' | 'alternatives' | 'repeat' | 'suggest';

export interface Action {
  readonly name: ActionName;
  /** The domain, the kinds of layers, the function's name; empty where there is nothing to add. */
  readonly detail: string;
  readonly edits: readonly Edit[];
}

/** The actions at an offset. Nothing inside of hints: those have their own (see `strip`). */
export function actionsAt(file: string, text: string, offset: number): Action[] {
  if (hintTextAt(text, offset)) return [];
  const tree = syntaxOf(file, text);
  const actions: Action[] = [];
  const searchable = searchableAt(tree, offset);
  if (searchable && searchable.place.name !== 'turns')
    actions.push({ name: 'searchable', detail: searchable.domain, edits: [searchableEdit(searchable)] });
  const statement = layerStatementAt(tree, offset);
  if (statement)
    actions.push({ name: 'optional', detail: statement.layer.kind, edits: [optionalEdit(statement, text)] });
  const alternatives = alternativesAt(tree, offset);
  if (alternatives)
    actions.push({
      name: 'alternatives',
      detail: alternatives.kinds.join(', '),
      edits: [alternatives.edit],
    });
  const repetition = repetitionAt(tree, offset);
  if (repetition) actions.push({ name: 'repeat', detail: '', edits: [repetition] });
  const suggestion = suggestionAt(tree, offset);
  if (suggestion) actions.push({ name: 'suggest', detail: suggestion.name ?? '', edits: suggestion.edits });
  return actions;
}
