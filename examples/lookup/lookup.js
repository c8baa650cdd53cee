// A search without training: the score of a cell comes from a formula, as it could from a table of published results
// or a simulator. Any JavaScript that computes a number can be searched this way. Runs as it stands: node lookup.js
/* @nas search
budget: { trials: 200 }
seed: 1
workers: 1
*/
const operations = { none: 0, skip: 1.2, pool: 1.6, conv1: 3.1, conv3: 4 };

/** Two nodes, each with an operation on each of its inputs, as in cell-based search spaces. */
const cell = [
  { from: 'input', operation: /* @nas first: choice('none', 'skip', 'pool', 'conv1', 'conv3') */ 'skip' },
  { from: 'input', operation: /* @nas second: choice('none', 'skip', 'pool', 'conv1', 'conv3') */ 'skip' },
  { from: 'node', operation: /* @nas third: choice('none', 'skip', 'pool', 'conv1', 'conv3') */ 'skip' },
];
const width = /* @nas width: choice(8, 16, 32, 64) */ 16;
const rate = /* @nas rate: float(1e-4, 1e-1) log */ 1e-3;

const [first, second, third] = cell.map(({ operation }) => operations[operation]);
const depth = first * third + second;
const accuracy = 100 / (1 + Math.exp(-(depth / 4 + Math.log2(width) / 2 - (Math.log10(rate) + 2.5) ** 2) / 2));
console.log('accuracy', /* @nas metric(accuracy) */ accuracy);
