/** A bar chart in text: it takes the colours of every theme, and is read aloud. Pure. */
import { measure } from '../text';
import type { ChoiceScore } from './insight';

const WIDTH = 16;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
/** Names longer than this are cut. */
const NAME = 28;
/** More choices than this are not shown. */
const MOST = 12;

/** One line a choice: name, bar, best score, number of trials. Bars span the scores that there are. */
export function chart(choices: readonly ChoiceScore[], trials: (count: number) => string): string {
  const shown = choices.slice(0, MOST);
  const scores = shown.map(({ best }) => best);
  const low = Math.min(...scores);
  const span = Math.max(...scores) - low;
  const names = shown.map(({ name }) => cut(name));
  const widest = Math.max(...names.map(({ length }) => length));
  const numbers = scores.map(measure);
  const longest = Math.max(...numbers.map(({ length }) => length));
  const lines = shown.map((choice, index) => {
    // The worst still has a bar, so that it is seen to have been tried.
    const share = span > 0 ? 0.15 + (0.85 * (choice.best - low)) / span : 1;
    const number = numbers[index]!.padStart(longest);
    return `${names[index]!.padEnd(widest)}  ${bar(share)}  ${number}  ${trials(choice.trials)}`.trimEnd();
  });
  return (choices.length > MOST ? [...lines, '…'] : lines).join('\n');
}

function cut(name: string): string {
  const line = name.replace(/\s+/g, ' ');
  return line.length > NAME ? `${line.slice(0, NAME - 1)}…` : line;
}

function bar(share: number): string {
  const eighths = Math.round(share * WIDTH * 8);
  return ('█'.repeat(eighths >> 3) + EIGHTHS[eighths % 8]!).padEnd(WIDTH);
}
