/** JavaScript and TypeScript: the adapter of the hints' language interface. The only way to the files beside it. */
import { elementText } from '../domain';
import type { Value, VariableHint } from '../hint';
import type { HintedFile, SourceLanguage } from '../language';
import { isProblem, parseHint } from '../grammar';
import { printLiteral } from '../literal';
import { analyse, type Analysis } from './analysis';
import { MARK } from './comments';
import { editsFor } from './edits';
import { quickRelativeImports } from './imports';
import { runnableFor } from './runnable';
import { EXTENSIONS } from './source';
import { stripEdits } from './strip';
import { printOne } from './values';

/** What was found out about files that are still held by someone. */
const analyses = new WeakMap<HintedFile, Analysis>();

function analysisOf(source: HintedFile): Analysis {
  let analysis = analyses.get(source);
  if (!analysis) {
    analysis = analyse(source.file, source.text);
    analyses.set(source, analysis);
  }
  return analysis;
}

function parse(file: string, text: string): HintedFile {
  if (!text.includes(MARK))
    return { file, text, hints: [], diagnostics: [], imports: quickRelativeImports(text) };
  const analysis = analyse(file, text);
  analyses.set(analysis.hinted, analysis);
  return analysis.hinted;
}

/** A value as the person would write it: an element's own text for a choice among elements. */
function print(hint: VariableHint, value: Value, text: string): string {
  const { domain } = hint;
  const element = elementText(domain, value);
  if (element !== undefined) return element;
  const written = parseHint(text, hint.body.start, hint.body.end);
  return isProblem(written) ? printLiteral(value) : printOne(hint, written, value, text);
}

export const javascript: SourceLanguage = {
  name: 'JavaScript',
  extensions: EXTENSIONS,
  parse,
  edits: (source, values) => editsFor(analysisOf(source), values),
  strip: (source, only) => stripEdits(analysisOf(source), only),
  runnable: (source, values) => runnableFor(analysisOf(source), values),
  print,
};
