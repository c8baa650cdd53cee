import { useModel } from './context';
import { Best } from './study-charts/best';
import { Curves } from './study-charts/curves';
import { FailuresByChoice } from './study-charts/failures';
import { Hypervolume } from './study-charts/hypervolume';
import { Importance } from './study-charts/importance';
import { Parallel } from './study-charts/parallel';
import { Slice } from './study-charts/slice';
import { Timeline } from './study-charts/timeline';
import { Tradeoff } from './study-charts/tradeoff';
import { Tabs, type Tab } from './tabs';

/** The charts of the whole study. */
export function Charts() {
  const several = (useModel().header.value?.objectives.length ?? 0) > 1;
  const tabs: Tab[] = [
    { id: 'best', title: 'Best so far', content: () => <Best /> },
    { id: 'curves', title: 'Curves', content: () => <Curves /> },
    { id: 'tradeoff', title: 'Pareto front', content: () => <Tradeoff /> },
    ...(several ? [{ id: 'hypervolume', title: 'Hypervolume', content: () => <Hypervolume /> }] : []),
    { id: 'parallel', title: 'Parallel', content: () => <Parallel /> },
    { id: 'slice', title: 'Slice', content: () => <Slice /> },
    { id: 'importance', title: 'Importance', content: () => <Importance /> },
    { id: 'timeline', title: 'Timeline', content: () => <Timeline /> },
    { id: 'failures', title: 'Failure rate', content: () => <FailuresByChoice /> },
  ];
  return (
    <section class="charts" aria-label="Charts">
      <Tabs name="charts" label="Charts" tabs={tabs} first="best" />
    </section>
  );
}
