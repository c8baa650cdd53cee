/**
 * When parameters are fitted again: at each trial at first, then ever more rarely. Counts that are fixed in advance
 * make the parameters a function of what was told.
 */
export function nextFit(count: number): number {
  return count + (count < 40 ? 1 : Math.max(2, Math.floor(count / 20)));
}
