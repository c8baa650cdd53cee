/** `espalier run STUDY TRIAL|best [--epochs N] [--test]` */
import path from 'node:path';
import { findNode } from '../evaluate/node';
import { openStudy } from '../search/open';
import { findStudy } from '../search/project';
import { rerun } from '../search/rerun';
import { UserError } from '../study/errors';
import { duration, number, printJson, where } from './output';
import { trialOf } from './show';

/** What the candidate prints goes to standard output, with `--json` to standard error. */
export async function run(
  given: string,
  trial: string,
  options: { json?: boolean; epochs?: number; test?: boolean },
): Promise<void> {
  const study = await openStudy(findStudy(given));
  const { trial: chosen } = await trialOf(study, trial);
  const node = await findNode();
  const place = { script: path.join(__dirname, 'evaluator.js'), node: node.path };
  const outcome = await rerun(study, chosen, place, {
    ...(options.epochs === undefined ? {} : { epochs: options.epochs }),
    ...(options.test ? { test: true } : {}),
    log: options.json ? console.error : console.log,
  });
  const { state, measures, seconds, epochs, curve } = outcome;
  if (options.json) {
    const error = outcome.state === 'failed' ? outcome.error : undefined;
    printJson({
      number: chosen.number,
      state,
      params: chosen.params,
      measures,
      seconds,
      epochs,
      curve,
      error,
    });
  } else {
    for (const [name, value] of Object.entries(measures)) console.log(`${name} ${number(value)}`);
    console.log(duration(seconds));
  }
  if (outcome.state === 'failed') throw new UserError(where(outcome.error));
}
