/** From the code as run to the person's source. */
import { TraceMap, originalPositionFor } from '@jridgewell/trace-mapping';
import type { RunnableFile } from '../hints/language';
import type { TrialError } from './interface';
import type { Frame } from './messages';

const traced = new WeakMap<RunnableFile, TraceMap>();

/** The line (from 1) of the person's file for a place in the code as run; the same line without a map. */
export function sourceLine(file: RunnableFile | undefined, line: number, column: number): number {
  if (file?.map === undefined) return line;
  let map = traced.get(file);
  if (!map) traced.set(file, (map = new TraceMap(file.map)));
  const mapped = originalPositionFor(map, { line, column: Math.max(0, column - 1) }).line;
  if (mapped !== null) return mapped;
  // The column may lie before the line's first segment: the line's own first mapping says it then.
  return originalPositionFor(map, { line, column: 0, bias: 1 }).line ?? line;
}

/** The frames of a stack, innermost first. Frames without a file (native code, eval) are left out. */
export function parseStack(stack: string): Frame[] {
  const frames: Frame[] = [];
  for (const text of stack.split('\n')) {
    const match = /^\s+at (?:(.*?) \()?(?:file:\/\/)?([^()]+?):(\d+):(\d+)\)?$/.exec(text);
    if (match)
      frames.push({
        name: match[1],
        file: match[2]!.replace(/^async /, ''),
        line: +match[3]!,
        column: +match[4]!,
      });
  }
  return frames;
}

/** The first frame in a file of the person's, in lines of what they wrote. */
export function firstOwnFrame(
  frames: readonly Frame[],
  own: (file: string) => RunnableFile | 'plain' | undefined,
): { file: string; line: number } | undefined {
  for (const frame of frames) {
    const found = own(frame.file);
    if (found === undefined) continue;
    return {
      file: frame.file,
      line: sourceLine(found === 'plain' ? undefined : found, frame.line, frame.column),
    };
  }
  return undefined;
}

/** Frames of Node itself and of the evaluator say nothing to a person. */
export function isInternal(file: string): boolean {
  return file.startsWith('node:') || /[\\/](evaluator|watchdog)\.js$/.test(file);
}

/** An error's stack with the person's files in lines of what they wrote, and without the evaluator's own frames. */
export function mapStack(stack: string, own: (file: string) => RunnableFile | 'plain' | undefined): string {
  return stack
    .split('\n')
    .filter((text) => !parseStack(text).some(({ file }) => isInternal(file)))
    .map((text) => {
      const match = /^(\s+at .*?\(?)((?:file:\/\/)?[^()\s]+):(\d+):(\d+)(\)?)$/.exec(text);
      const found = match && own(match[2]!.replace('file://', ''));
      if (!match || !found || found === 'plain' || found.map === undefined) return text;
      return `${match[1]}${match[2]}:${sourceLine(found, +match[3]!, +match[4]!)}${match[5]}`;
    })
    .join('\n');
}

/** What a person reads of anything that was thrown. */
export function describeThrown(thrown: unknown): string {
  if (thrown instanceof Error || (typeof thrown === 'object' && thrown !== null && 'message' in thrown)) {
    const { name, message } = thrown as Error;
    const text = String(message).replace(/\nRequire stack:[\s\S]*$/, '');
    return name && name !== 'Error' && !text.startsWith(name) ? `${name}: ${text}` : text || 'Error';
  }
  return `${typeof thrown === 'string' ? thrown : (JSON.stringify(thrown) ?? String(thrown))} was thrown`;
}

/** A trial's error from anything that was thrown. `fallback` is the place when the stack names no file of theirs. */
export function trialError(
  thrown: unknown,
  own: (file: string) => RunnableFile | 'plain' | undefined,
  fallback?: { file: string; line: number },
): TrialError {
  const stack = typeof thrown === 'object' && thrown !== null ? String((thrown as Error).stack ?? '') : '';
  const place = syntaxErrorPlace(thrown, stack, own) ?? firstOwnFrame(parseStack(stack), own) ?? fallback;
  return { message: describeThrown(thrown), ...place, ...(stack && { stack: mapStack(stack, own) }) };
}

/** A syntax error's stack begins with `file:line`, not with a frame. */
function syntaxErrorPlace(
  thrown: unknown,
  stack: string,
  own: (file: string) => RunnableFile | 'plain' | undefined,
): { file: string; line: number } | undefined {
  if ((thrown as Error | undefined)?.name !== 'SyntaxError') return undefined;
  const match = /^(.+):(\d+)\r?\n/.exec(stack);
  const found = match && own(match[1]!);
  if (!match || !found) return undefined;
  const caret = /\n( *)\^/.exec(stack)?.[1]?.length ?? 0;
  return { file: match[1]!, line: sourceLine(found === 'plain' ? undefined : found, +match[2]!, caret + 1) };
}
