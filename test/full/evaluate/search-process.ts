/** A search process that runs one file for ever and tells its evaluator's id, to be killed by a test. */
import path from 'node:path';
import { createPool } from '../../../src/evaluate/pool';

const file = process.argv[2]!;
const pool = createPool({ script: path.resolve('dist/evaluator.js'), workers: 1 });
void pool.evaluate(
  {
    number: 0,
    point: {},
    program: { entry: file, files: [], directory: path.dirname(file) },
    seed: 1,
    folder: path.join(path.dirname(file), 'trial'),
    limits: { seconds: 1000, megabytes: 2000 },
    bounds: [],
  },
  {},
  new AbortController().signal,
);
setTimeout(() => process.send!(pool.pids[0]), 500);
