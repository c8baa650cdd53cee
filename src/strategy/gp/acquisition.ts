import { normalCdf, normalDensity } from '../normal';

/**
 * The logarithm of the expected improvement over `best` (to be exceeded), which keeps its slope where the improvement
 * itself is 0 in floating point (Ament et al. 2023, "Unexpected Improvements to Expected Improvement").
 */
export function logExpectedImprovement(mean: number, deviation: number, best: number): number {
  const z = (mean - best) / deviation;
  if (z < -6) return Math.log(deviation) - 0.5 * z * z - 0.9189 - 2 * Math.log(-z);
  return Math.log(deviation) + Math.log(Math.max(1e-30, normalDensity(z) + z * normalCdf(z)));
}
