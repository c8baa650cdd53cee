import type { Codes } from '../../space/coded';
import type { Acquisition } from './candidates';

/** As many as are climbed from. */
const exact = 3;

/** Shares of the data that points are rated by in turn, as long as they may be among the best: time grows with the square. */
const shares = [0.35, 0.7, 1] as const;

/** How a point is rated by a share of what is known: with less, no lower. */
export type Rating = (point: number, share: number) => number;

/** An acquisition whose three highest values of all so far are exact; the others are no higher than they say. */
export function screened(ratings: (points: readonly Codes[]) => Rating): Acquisition {
  const highest = new Array<number>(exact).fill(-Infinity);
  const [first, ...further] = shares;
  return (points) => {
    const rate = ratings(points);
    const values = Float64Array.from(points, (_, i) => rate(i, first));
    const order = Array.from(values.keys()).sort((i, j) => (values[j] as number) - (values[i] as number));
    for (const i of order) {
      const mayLead = () => (values[i] as number) > (highest.at(-1) as number);
      if (!mayLead()) break;
      if (!further.every((share) => ((values[i] = rate(i, share)), mayLead()))) continue;
      highest.push(values[i] as number);
      highest.sort((a, b) => b - a).pop();
    }
    return values;
  };
}
