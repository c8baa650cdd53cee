/**
 * What the editor's features cost in a file of 5,000 lines, beside the TypeScript parser alone. Medians of repeated
 * runs; each parse sees another text, so that no cache helps. `npm run bench:editor`.
 */
import ts from 'typescript';
import { actionsAt, complete, hintCursor, hintTextAt, targetBehind } from '../../../src/hints/assist';
import { commentOf } from '../../../src/hints/assist/cursor';
import { javascript } from '../../../src/hints/javascript';
import { countPoints } from '../../../src/space/count';
import { buildSpace } from '../../../src/space/fromHints';
import { longSource } from './source';

const LINES = 5000;
const RUNS = 25;

/** Median milliseconds of runs that each get a text of their own. */
function median(run: (text: string) => unknown, text: string): number {
  const times: number[] = [];
  for (let index = -5; index < RUNS; index++) {
    const own = `${text}// ${index}\n`;
    const start = performance.now();
    run(own);
    if (index >= 0) times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[RUNS >> 1]!;
}

function row(name: string, milliseconds: number, parser: number): void {
  const ratio = (milliseconds / parser).toFixed(2);
  console.log(
    `${name.padEnd(52)} ${milliseconds.toFixed(2).padStart(8)} ms  ${ratio.padStart(6)} × the parser`,
  );
}

function main(): void {
  const text = longSource(LINES);
  const plain = text.replace(/@nas/g, '@note');
  const hints = javascript.parse('a.js', text).hints.length;
  console.log(`${text.split('\n').length} lines, ${hints} hints, median of ${RUNS} runs\n`);

  const parse = (own: string) =>
    ts.createSourceFile('a.js', own, ts.ScriptTarget.ESNext, true, ts.ScriptKind.JS);
  const parser = median(parse, text);
  row('the TypeScript parser alone', parser, parser);
  row(
    'hints of the file',
    median((own) => javascript.parse('a.js', own), text),
    parser,
  );
  row(
    'hints of the same file without @nas',
    median((own) => javascript.parse('a.js', own), plain),
    parser,
  );
  const space = (own: string) => countPoints(buildSpace([javascript.parse('a.js', own)]).space);
  row('hints, their space and its size', median(space, text), parser);

  const literal = text.lastIndexOf('rate: 0.25') + 'rate: '.length;
  const comment = text.lastIndexOf('/* @nas choice(3, 5)');
  const typed = `${text.slice(0, literal)}/* @nas  */ ${text.slice(literal)}`;
  const cursor = literal + '/* @nas '.length;
  row(
    'is the cursor in a hint? (asked at every blank)',
    median((own) => hintCursor(own, literal), text),
    parser,
  );
  row(
    'is the pointer on a hint?',
    median((own) => hintTextAt(own, comment + 5), text),
    parser,
  );
  const completion = (own: string) => {
    const found = hintCursor(own, cursor)!;
    const target = targetBehind('a.js', own, commentOf(found));
    return complete(found, { text: own, target, labels: [], metrics: [] });
  };
  row('completion in a hint', median(completion, typed), parser);
  row(
    'lightbulb, the text new',
    median((own) => actionsAt('a.js', own, literal), text),
    parser,
  );
  row(
    'lightbulb, the text known',
    median(() => actionsAt('a.js', text, literal), text),
    parser,
  );
}

main();
