/** Names of measures. */

/** `acc` and `val_acc` of TensorFlow.js under the names that people search by: `accuracy`, `val_accuracy`. */
export function canonicalMeasure(name: string): string {
  return name.replace(/(^|_)acc(?=$|_\d+$)/, '$1accuracy');
}

/** The numbers of a record under their canonical names. */
export function canonicalMeasures(logs: Readonly<Record<string, unknown>>): Record<string, number> {
  const measures: Record<string, number> = {};
  for (const [name, value] of Object.entries(logs)) {
    if (typeof value === 'number') measures[canonicalMeasure(name)] = value;
  }
  return measures;
}
