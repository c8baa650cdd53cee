import { paretoOrder } from './pareto';
import { compareTrials, Standing, type Trial } from './trial';

/** Trials best first: completed ones by front and crowding, the others behind them as `compareTrials` has it. */
export function inParetoOrder(trials: readonly Trial[]): Trial[] {
  const complete = trials.filter(({ standing }) => standing === Standing.Complete);
  const others = trials.filter(({ standing }) => standing !== Standing.Complete);
  const order = paretoOrder(complete.map(({ values }) => values));
  return [...order.map((i) => complete[i] as Trial), ...others.sort((a, b) => compareTrials(a, b))];
}
