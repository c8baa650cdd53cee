/** Which trials lie within what is brushed on the axes of parallel coordinates. */
import type { ParallelAxis } from '../charts/parallel';
import type { Trial } from '../../src/protocol/study';

export type Intervals = readonly (readonly [from: number, to: number])[];

/** Numbers of the complete trials that lie in some interval of every brushed axis. */
export function within(
  { trials, axes }: { readonly trials: readonly Trial[]; readonly axes: readonly ParallelAxis[] },
  brushes: ReadonlyMap<number, Intervals>,
): readonly number[] {
  if (brushes.size === 0) return [];
  return trials
    .filter((trial) => trial.state === 'complete')
    .filter((trial) =>
      [...brushes].every(([axis, intervals]) => {
        const place = axes[axis]?.place(trial);
        return (
          place !== undefined &&
          intervals.some(([a, b]) => place >= Math.min(a, b) && place <= Math.max(a, b))
        );
      }),
    )
    .map(({ number }) => number);
}
