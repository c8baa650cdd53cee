/** Quick fixes: from a problem's stable code and place to changes of the text that end it. */
import type { Edit, Range, VariableHint } from '../hint';
import type { HintedFile } from '../language';
import { isProblem, parseHint, type WrittenHint } from '../grammar';
import { javascript } from '../javascript';
import { removal } from '../javascript/lines';
import { hintTextAt, hintTextBefore, type HintText } from './comment';
import { argumentFixes, domainFixes } from './fix-domains';
import { placeFixes } from './javascript/fix-places';
import { targetBehind, type Target } from './javascript/target';
import { wordFixes } from './fix-words';

export type FixName =
  /** Puts `detail` in the place of what is written. */
  | 'write'
  /** Adds `detail` to the options, or widens the range to it. */
  | 'add'
  /** Changes the value in the code to `detail`. */
  | 'value'
  | 'swap'
  /** Takes out `detail`. */
  | 'drop'
  | 'remove-hint'
  /** Closes a parenthesis or the comment with `detail`. */
  | 'close'
  /** Another label: `detail`. */
  | 'rename'
  /** Puts the hint where it belongs. */
  | 'move'
  | 'index'
  | 'braces';

export interface Fix {
  readonly name: FixName;
  readonly detail: string;
  readonly edits: readonly Edit[];
  /** The one that is meant most likely. */
  readonly preferred?: boolean;
}

/** What is known about a problem. */
export interface Problem {
  readonly code: string;
  readonly range: Range;
}

/** Everything a fix may look at. */
export interface FixContext {
  readonly file: string;
  readonly text: string;
  readonly problem: Problem;
  /** The hint that the problem is about. */
  readonly hint: HintText;
  /** The hint as written; absent when it cannot be read. */
  readonly written?: WrittenHint;
  /** The hint with its domain and value; absent when it has none. */
  readonly variable?: VariableHint;
  readonly hinted: HintedFile;
  /** Other hints of the program with the same label. */
  readonly namesakes: readonly VariableHint[];
  readonly target: () => Target;
}

/** A hint elsewhere in the program. */
export type Elsewhere = (label: string) => readonly VariableHint[];

/** The changes that end a problem of a file, likeliest first. `elsewhere` finds hints of other files by label. */
export function fixesFor(
  hinted: HintedFile,
  problem: Problem,
  elsewhere: Elsewhere = () => [],
): readonly Fix[] {
  const { file, text } = hinted;
  const hint = hintTextAt(text, problem.range.start) ?? hintTextBefore(text, problem.range.start);
  if (!hint) return [];
  const end = hint.body.end;
  const read = parseHint(text, hint.body.start, end);
  const written = isProblem(read) ? undefined : read;
  const variable = hinted.hints.find(
    (candidate): candidate is VariableHint =>
      candidate.role === 'variable' && candidate.comment.start === hint.comment.start,
  );
  const label = written?.label?.text;
  const context: FixContext = {
    file,
    text,
    problem,
    hint,
    ...(written && { written }),
    ...(variable && { variable }),
    hinted,
    namesakes: label === undefined ? [] : namesakes(hinted, label, hint, elsewhere),
    target: () => targetBehind(file, text, hint.comment),
  };
  return [
    ...wordFixes(context),
    ...argumentFixes(context),
    ...domainFixes(context),
    ...sharedFixes(context),
    ...placeFixes(context),
    ...removalFixes(context),
  ];
}

function namesakes(
  hinted: HintedFile,
  label: string,
  hint: HintText,
  elsewhere: Elsewhere,
): readonly VariableHint[] {
  const own = hinted.hints.filter(
    (other): other is VariableHint =>
      other.role === 'variable' && other.label === label && other.comment.start !== hint.comment.start,
  );
  return [...own, ...elsewhere(label)];
}

/** Hints that share a label with others that are different. */
function sharedFixes({ problem, text, hinted, written, variable, namesakes }: FixContext): Fix[] {
  const label = written?.label;
  if (!label) return [];
  const [other] = namesakes;
  if (problem.code === 'shared-default' && variable && other && !other.turns) {
    const edits = javascript.edits(hinted, new Map([[label.text, other.value]]));
    return edits.length === 0
      ? []
      : [{ name: 'value', detail: javascript.print(variable, other.value, text), edits, preferred: true }];
  }
  if (problem.code !== 'label-conflict') return [];
  const taken = new Set(hinted.hints.map((hint) => hint.label));
  let number = 2;
  while (taken.has(`${label.text}${number}`)) number++;
  const name = `${label.text}${number}`;
  return [{ name: 'rename', detail: name, edits: [{ range: label.range, text: name }] }];
}

const REMOVABLE = new Set([
  'two-hints',
  'unreachable',
  'no-target',
  'second-block',
  'single-option',
  'optional-declaration',
  'not-a-statement',
  'not-an-expression',
  'not-an-array',
  'not-a-literal',
]);

function removalFixes({ problem, text, hint, hinted, variable }: FixContext): Fix[] {
  if (!REMOVABLE.has(problem.code) || !hint.closed) return [];
  const plain = [{ range: removal(text, hint.comment), text: '' }];
  const edits = variable ? javascript.strip(hinted, hint.comment.start) : plain;
  return [{ name: 'remove-hint', detail: '', edits }];
}
