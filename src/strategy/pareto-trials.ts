import { hypervolumeSubset } from './hypervolume-subset';
import { nonDominatedRanks, paretoOrder } from './pareto';
import { compareTrials, Standing, type Trial } from './trial';

/** Objectives up to which a hypervolume is quick. */
const mostForHypervolume = 4;

/** Trials best first: completed ones by front and crowding, the others behind them as `compareTrials` has it. */
export function inParetoOrder(trials: readonly Trial[]): Trial[] {
  const complete = trials.filter(({ standing }) => standing === Standing.Complete);
  const others = trials.filter(({ standing }) => standing !== Standing.Complete);
  const order = paretoOrder(complete.map(({ values }) => values));
  return [...order.map((i) => complete[i] as Trial), ...others.sort((a, b) => compareTrials(a, b))];
}

/**
 * Trials such that the first `count` are the best: by front, and of the last front that has a part among them those that
 * dominate the most together. With more than four objectives crowding stands in for the hypervolume.
 */
export function inHypervolumeOrder(trials: readonly Trial[], count: number): Trial[] {
  if (trials.some(({ values }) => values.length > mostForHypervolume)) return inParetoOrder(trials);
  const complete = trials.filter(({ standing }) => standing === Standing.Complete);
  const others = trials.filter(({ standing }) => standing !== Standing.Complete);
  const ranks = nonDominatedRanks(complete.map(({ values }) => values));
  const fronts: Trial[][] = [];
  complete.forEach((trial, i) => (fronts[ranks[i] as number] ??= []).push(trial));
  const ordered: Trial[] = [];
  for (const front of fronts) {
    const room = count - ordered.length;
    const chosen =
      room > 0 && room < front.length
        ? hypervolumeSubset(
            front.map(({ values }) => values),
            room,
          )
        : [];
    const rest = front.filter((_, i) => !chosen.includes(i));
    ordered.push(...chosen.map((i) => front[i] as Trial), ...rest);
  }
  return [...ordered, ...others.sort((a, b) => compareTrials(a, b))];
}
