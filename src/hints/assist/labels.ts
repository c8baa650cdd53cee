/** Labels of hints: where they are written, and how to change them. */
import { isProblem, parseHint, type WrittenHint } from '../grammar';
import type { Edit, Hint, Range } from '../hint';
import type { HintedFile } from '../language';

/** A hint that has a label, at its place. */
export interface LabelSite {
  readonly file: string;
  readonly label: string;
  /** The label where it is written, else the kind: where a person sees the hint begin. */
  readonly range: Range;
  readonly hint: Hint;
  /** Whether the label is in the text. */
  readonly written: boolean;
}

/** The label at an offset: of the hint whose comment is there. */
export function labelAt(source: HintedFile, offset: number): LabelSite | undefined {
  const hint = source.hints.find(({ comment }) => comment.start <= offset && offset <= comment.end);
  return hint && siteOf(source, hint);
}

/** Every place of a file with a label. */
export function labelSites(source: HintedFile, label: string): LabelSite[] {
  return source.hints.flatMap((hint) => (hint.label === label ? (siteOf(source, hint) ?? []) : []));
}

function siteOf(source: HintedFile, hint: Hint): LabelSite | undefined {
  const written = parseHint(source.text, hint.body.start, hint.body.end);
  if (isProblem(written)) return undefined;
  const range = labelRange(written);
  const isWritten = hint.role === 'metric' || written.label !== undefined;
  return { file: source.file, label: hint.label, range, hint, written: isWritten };
}

function labelRange(written: WrittenHint): Range {
  if (written.kind === 'metric') return written.arguments?.[0]?.range ?? written.kindRange;
  return written.label?.range ?? written.kindRange;
}

/** Where the search block speaks of a measure: a metric's name is an objective's. */
export function blockMentions({ text, config }: HintedFile, measure: string): Range[] {
  if (!config) return [];
  const word = /[\p{L}\p{N}_$.\-/]+/gu;
  const block = text.slice(config.range.start, config.range.end);
  return [...block.matchAll(word)]
    .filter(([found]) => found === measure)
    .map((match) => {
      const start = config.range.start + match.index;
      return { start, end: start + measure.length };
    });
}

/** What is wrong with a name for a label; `undefined` when it is fine. */
export function labelProblem(name: string): 'empty' | 'characters' | 'reserved' | undefined {
  if (name.trim() === '') return 'empty';
  if (!/^[\p{L}_$][\p{L}\p{N}_$]*(?:[.\-/][\p{L}\p{N}_$]+)*$/u.test(name)) return 'characters';
  return name === 'search' ? 'reserved' : undefined;
}

/** A label that may be written: derived ones are numbered with `#`. */
export function writableLabel(label: string): string {
  return label.replace(/#/g, '_');
}

/** The change of one place: a written label is replaced, a derived one is put before the kind. */
export function renameEdit(site: LabelSite, name: string): Edit {
  if (site.written) return { range: site.range, text: name };
  const { start } = site.range;
  return { range: { start, end: start }, text: `${name}: ` };
}
