/** `espalier`: the same search without an editor. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { messageOf, UserError } from '../study/errors';
import { parseQuantity } from '../hints/units';
import { strategies } from '../strategy';
import { version } from '../search/version';
import { apply } from './apply';
import { run } from './run';
import { search } from './search';
import { show } from './show';
import { space } from './space';
import { trials } from './trials';

function commandLine(): Command {
  const program = new Command('espalier')
    .description('Neural architecture search for TensorFlow.js code that is marked with hints.')
    .version(version())
    .configureOutput({ outputError: (line, write) => write(line.replace(/^error: /, 'espalier: ')) })
    .exitOverride();

  program
    .command('space')
    .description('the variables of a file, the number of architectures, and problems with its hints')
    .argument('<file>')
    .addOption(json())
    .action(space);

  program
    .command('search')
    .description('search for the best candidate; Ctrl-C stops and keeps what is finished')
    .argument('<file>', 'the file with the hints')
    .option('--strategy <name>', strategies.map(({ name }) => name).join(', '))
    .option('--trials <n>', 'how many candidates to try', count)
    .option('--time <time>', 'how long to search: 90s, 30m, 2h', seconds)
    .option('--epochs <n>', 'epochs of each trial, in place of those in the code', count)
    .option('--seed <n>', 'with one worker, fixes the whole search', seed)
    .option('--workers <n>', 'candidates at the same time', count)
    .option('--backend <name>', 'auto, embedded, tfjs-node, tfjs-node-gpu', backend)
    .option('--study <path>', 'the journal (default: a new one in .espalier/)')
    .option('--resume', 'go on with the study; without --study, with the last one on this file')
    .addOption(json())
    .action(search);

  program
    .command('trials')
    .description('the trials of a study')
    .argument('<study>', 'a journal, or its name in .espalier/')
    .option('--importance', 'how much each variable matters for each objective, in place of the trials')
    .addOption(json())
    .action(trials);

  program
    .command('show')
    .description('graph, scores, costs and curve of a candidate')
    .argument('<study>', 'a journal, or its name in .espalier/')
    .argument('<trial>', 'its number, or best')
    .addOption(json())
    .action(show);

  program
    .command('run')
    .description('train a candidate once more, with the seed that it had')
    .argument('<study>', 'a journal, or its name in .espalier/')
    .argument('<trial>', 'its number, or best')
    .option('--epochs <n>', 'in place of those of the study', count)
    .option('--test', 'score it on the test set as well, which the search never saw')
    .addOption(json())
    .action(run);

  program
    .command('apply')
    .description('write a candidate into the source')
    .argument('<study>', 'a journal, or its name in .espalier/')
    .argument('<trial>', 'its number, or best')
    .option('--strip', 'remove the hints too')
    .option('--diff', 'print the diff and write nothing')
    .addOption(json())
    .action(apply);

  return program;
}

const json = () => new Option('--json', 'one JSON object a line');

function count(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('A whole number from 1 is needed.');
}

function seed(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError('A whole number from 0 is needed.');
}

function seconds(text: string): number {
  const value = parseQuantity(text, 'time');
  if (typeof value === 'number' && value > 0) return value;
  throw new InvalidArgumentError(typeof value === 'number' ? 'A time above 0 is needed.' : value.message);
}

const backends = ['auto', 'embedded', 'tfjs-node', 'tfjs-node-gpu'] as const;

function backend(text: string): (typeof backends)[number] {
  const found = backends.find((name) => name === text);
  if (found) return found;
  throw new InvalidArgumentError(`There are ${backends.join(', ')}.`);
}

async function main(): Promise<void> {
  // A reader that closes the pipe early (head) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  try {
    await commandLine().parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode;
    else {
      console.error(`espalier: ${messageOf(error)}`);
      if (!(error instanceof UserError) && process.env.ESPALIER_DEBUG) console.error(error);
      process.exitCode = 1;
    }
  }
}

void main();
