/** What is known of a candidate whose process ended under it. */
import type { RunnableFile } from '../hints/language';
import type { CandidateRequest, Graph, Measures, Outcome, TrialError } from './interface';
import type { Frame, LastWord } from './messages';
import { firstOwnFrame, isInternal, sourceLine } from './source-map';
import { isInPackage } from './paths';

/** What a run has told so far. */
export class LastState {
  graph: Graph | undefined;
  readonly labels = new Set<string>();
  readonly curve: { step: number; measures: Measures }[] = [];
  at: { file: string; line: number } | undefined;
  end: { reason: string; frames: readonly Frame[]; at?: { file: string; line: number } } | undefined;
  private readonly began = performance.now();

  hear(word: LastWord): void {
    if ('label' in word) this.labels.add(word.label);
    else if ('end' in word) this.end ??= { reason: word.end, frames: word.frames, at: word.at };
    else this.at = word.at;
  }

  report(step: number, measures: Measures): void {
    this.curve.push({ step, measures });
  }

  get seconds(): number {
    return (performance.now() - this.began) / 1000;
  }
}

/**
 * The outcome of a run whose process is gone; `exit` says how, `errors` is the end of what it wrote to stderr, and
 * `converted` has the files on disk whose lines have changed.
 */
export function deathOutcome(
  request: CandidateRequest,
  last: LastState,
  exit: string,
  errors: string,
  converted: ReadonlyMap<string, RunnableFile>,
): Outcome {
  const files = new Map([...converted, ...request.program.files.map((file) => [file.file, file] as const)]);
  const message =
    last.end?.reason ?? outOfMemory(errors, request.limits.megabytes) ?? `The evaluator process ${exit}`;
  return {
    state: 'failed',
    error: deathError(message, last, files),
    measures: Object.assign({}, ...last.curve.map(({ measures }) => measures)) as Measures,
    evaluated: [...last.labels].sort(),
    ...(last.graph && { graph: last.graph }),
    curve: last.curve,
    seconds: last.seconds,
    epochs: last.curve.length,
    backend: 'none',
  };
}

function deathError(message: string, last: LastState, files: ReadonlyMap<string, RunnableFile>): TrialError {
  const own = (file: string) => files.get(file) ?? (isPersons(file) ? 'plain' : undefined);
  const frames = last.end?.frames ?? [];
  const place = last.end?.at ?? firstOwnFrame(frames, own) ?? last.at;
  const stack = frames
    .filter(({ file }) => !isInternal(file))
    .map(({ file, line, column, name }) => {
      return `    at ${name || '<anonymous>'} (${file}:${sourceLine(files.get(file), line, column)})`;
    })
    .join('\n');
  return { message, ...place, ...(stack && { stack }) };
}

/** A file on disk that is neither Node's, nor a package's, nor this program's own. */
function isPersons(file: string): boolean {
  return (
    /^([A-Za-z]:[\\/]|\/)/.test(file) &&
    !isInPackage(file) &&
    !isInternal(file) &&
    !/[\\/]tensorflow\.js$/.test(file)
  );
}

/** V8 says so on stderr when the JavaScript heap is full. */
function outOfMemory(errors: string, megabytes: number): string | undefined {
  if (!/heap out of memory|Allocation failed|FATAL ERROR.*(heap|memory)/i.test(errors)) return undefined;
  const used = [...errors.matchAll(/([\d.]+) \([\d.]+\) ->/g)].at(-1)?.[1];
  return `JavaScript ran out of memory${used ? ` with ${used} MB in use` : ''} (the limit is ${megabytes} MB)`;
}
