/** Entry of the bundle dist/hints.js: everything that needs the parser, loaded only when a file has hints. */
export { applyEdits } from '../hints/apply';
export * as assist from '../hints/assist';
export { hintsDigest } from '../hints/digest';
export { javascript } from '../hints/javascript';
export { readProgram } from '../hints/program';
export { budgetAdvice, trialsFor } from '../space/budget';
export { countPoints } from '../space/count';
export { buildSpace, splitPoint } from '../space/fromHints';
export { isAsSearched, planAcceptance } from './acceptance';
export { unifiedDiff } from './unified-diff';
