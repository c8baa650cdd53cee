/** One candidate of a study under a debugger: `node debug.js STUDY NUMBER`, breakpoints in the person's files. */
import { evaluateHere } from '../evaluate/child/here';
import type { BackendName } from '../evaluate/messages';
import { messageOf, UserError } from '../study/errors';
import { openStudy } from './open';
import { rerunRequest } from './rerun';

async function debug(study: string, number: number): Promise<void> {
  const opened = await openStudy(study);
  const trial = opened.snapshot.trials.find((other) => other.number === number);
  if (!trial) throw new UserError(`There is no candidate ${number}.`);
  const { request } = await rerunRequest(opened, trial);
  // A native TensorFlow.js is loaded from the workspace, as in the search.
  const backend = (opened.settings.chosenBackend?.name ?? 'embedded') as BackendName;
  const outcome = await evaluateHere(request, backend);
  const values = Object.entries(outcome.measures).map(([name, value]) => `${name} ${value}`);
  if (outcome.state === 'failed') {
    const { message, file, line } = outcome.error;
    const place = file === undefined ? '' : ` (${file}:${line})`;
    console.error(`Candidate ${number} failed: ${message}${place}`);
  } else console.log(`Candidate ${number}: ${values.join(', ')}`);
}

const [study = '', number = ''] = process.argv.slice(2);
debug(study, Number(number)).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(messageOf(error));
    process.exit(1);
  },
);
