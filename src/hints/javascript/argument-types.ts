/** What TensorFlow.js wants of well-known arguments: enough to see that `filters: choice('a', 'b')` is a mistake. */
import type { Domain } from '../hint';
import { typeOfLiteral } from '../literal';

const NUMERIC = new Set([
  'filters',
  'units',
  'rate',
  'learningRate',
  'kernelSize',
  'strides',
  'poolSize',
  'dilationRate',
  'epochs',
  'batchSize',
  'momentum',
  'decay',
  'epsilon',
  'beta1',
  'beta2',
  'dropout',
  'recurrentDropout',
  'depthMultiplier',
  'inputDim',
  'outputDim',
  'validationSplit',
  'stddev',
  'alpha',
]);

const TEXTUAL = new Set([
  'activation',
  'recurrentActivation',
  'padding',
  'dataFormat',
  'kernelInitializer',
  'biasInitializer',
  'recurrentInitializer',
  'mergeMode',
  'interpolation',
]);

/** What is wrong with a domain for an argument of this name; nothing when it may be right. */
export function argumentMismatch(argument: string, domain: Domain): string | undefined {
  const types = new Set(
    domain.kind === 'choice'
      ? domain.options.map(typeOfLiteral)
      : domain.kind === 'bool'
        ? ['boolean']
        : ['number'],
  );
  if (domain.kind === 'arm' || domain.kind === 'subset' || domain.kind === 'optional') return undefined;
  const has = (type: string) => (types as ReadonlySet<string>).has(type);
  if (NUMERIC.has(argument) && (has('string') || has('boolean')))
    return `${argument} takes numbers, but the hint gives ${has('string') ? 'strings' : 'booleans'}; write numbers.`;
  if (TEXTUAL.has(argument) && (has('number') || has('boolean')))
    return `${argument} takes a name, but the hint gives ${has('number') ? 'numbers' : 'booleans'}; write names in quotes.`;
  return undefined;
}
