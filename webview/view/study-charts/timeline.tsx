import { useMemo } from 'preact/hooks';
import { spansOf, timelineChart, timelineSentence, timelineSpot } from '../../charts/timeline';
import { stateTitles } from '../../model/columns';
import { ChartFrame, pause, useOption } from '../chart-frame';
import { useModel } from '../context';
import { useThrottled } from '../throttle';

const states = ['complete', 'running', 'pruned', 'infeasible', 'failed'] as const;

/** What each worker did when, and how long it took. */
export function Timeline() {
  const model = useModel();
  const trials = useThrottled(model.trials.value, pause(model.trials.value.length));
  const chosen = model.chosen.value;
  const spans = useMemo(() => spansOf(trials), [trials]);
  const input = useMemo(() => (spans.length > 0 ? { spans, chosen } : undefined), [spans, chosen]);
  const option = useOption(input, (drawn, palette) => timelineChart(drawn.spans, drawn.chosen, palette));
  return (
    <ChartFrame
      name="timeline"
      label={spans.length > 0 ? timelineSentence(spans) : 'No trial has begun yet.'}
      option={option}
      rows={() => [
        ['number', 'state', 'worker', 'from (s)', 'to (s)'],
        ...spans.map(({ trial, worker, from, to }) => [trial.number, trial.state, worker, from, to]),
      ]}
      spot={(dot) => timelineSpot(spans, dot)}
      onPick={(number) => model.select(number)}
      tools={
        spans.length > 0 && (
          <ul class="chart-legend" aria-label="Colours">
            {states
              .filter((state) => model.counts.value[state] > 0)
              .map((state) => (
                <li key={state}>
                  <span class={`swatch swatch-${state}`} /> {stateTitles[state]}
                </li>
              ))}
          </ul>
        )
      }
    />
  );
}
