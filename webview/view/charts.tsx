import { useCallback, useMemo } from 'preact/hooks';
import { bestChart, bestSentence, bestSpot, type BestInput } from '../charts/best-so-far';
import type { Palette } from '../charts/palette';
import { Chart } from './chart';
import { useModel } from './context';
import { Tabs, type Tab } from './tabs';
import { useThrottled } from './throttle';

/** The charts of the whole study. */
export function Charts() {
  const tabs: Tab[] = [{ id: 'best', title: 'Best so far', content: () => <Best /> }];
  return (
    <section class="charts" aria-label="Charts">
      <Tabs name="charts" label="Charts" tabs={tabs} first="best" />
    </section>
  );
}

/** A large study is drawn less often while it grows. */
const pause = (trials: number): number => (trials > 1000 ? 1000 : 200);

function Best() {
  const model = useModel();
  const objective = model.header.value?.objectives[0];
  const trials = useThrottled(model.trials.value, pause(model.trials.value.length));
  const written = model.written.value;
  const selected = model.shownNumber.value;
  const input = useMemo(
    (): BestInput | undefined => objective && { trials, objective, written, selected },
    [trials, objective, written, selected],
  );
  const option = useCallback((palette: Palette) => (input ? bestChart(input, palette) : {}), [input]);
  if (!input) return <p class="nothing">The search has no objective yet.</p>;
  return (
    <Chart
      label={bestSentence(input)}
      option={option}
      spot={(dot) => bestSpot(input, dot)}
      onPick={(number) => model.select(number)}
    />
  );
}
