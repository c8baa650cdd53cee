/** Syntax trees of the texts that were asked about last: several features ask about one text in a row. */
import type ts from 'typescript';
import { parseSource } from '../../javascript/source';

const KEPT = 4;
const trees: { readonly file: string; readonly text: string; readonly tree: ts.SourceFile }[] = [];

/** The tree of a text; parsed once while the text stays the same. */
export function syntaxOf(file: string, text: string): ts.SourceFile {
  const index = trees.findIndex((known) => known.file === file && known.text === text);
  const found = index >= 0 ? trees.splice(index, 1)[0]! : { file, text, tree: parseSource(file, text).tree };
  trees.unshift(found);
  trees.length = Math.min(trees.length, KEPT);
  return found.tree;
}
