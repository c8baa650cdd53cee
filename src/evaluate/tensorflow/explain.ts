/** TensorFlow.js's own messages, with what helps put before them. */

const explanations: readonly (readonly [RegExp, string])[] = [
  [
    /to have (shape|\d+ dimension)|expected a batch of elements|Shape mismatch|same number of samples/i,
    'The data does not fit the model',
  ],
  [/needs to be compiled|must compile/i, 'The model is not compiled: call model.compile before fit'],
  [
    /Cannot start training because another fit/i,
    'fit was called while a fit of the same model is running: await it',
  ],
  [/is already disposed/i, 'A tensor or model is used after it was disposed'],
  [/Unknown optimizer|Unknown loss|Unknown metric/i, 'A name given to compile is not known to TensorFlow.js'],
  [/not registered for backend|Kernel .* not registered/i, 'The backend cannot compute this'],
];

/** The same error with its message prefixed. */
export function explain(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const found = explanations.find(([pattern]) => pattern.test(error.message));
  if (found && !error.message.startsWith(found[1])) {
    error.stack = error.stack?.replace(error.message, `${found[1]}: ${error.message}`);
    error.message = `${found[1]}: ${error.message}`;
  }
  return error;
}
