import { useMemo } from 'preact/hooks';
import { hypervolumeChart, hypervolumeSpot } from '../../charts/hypervolume';
import { hypervolumes } from '../../model/hypervolume';
import { ChartFrame, pause, useOption } from '../chart-frame';
import { useModel } from '../context';
import { useThrottled } from '../throttle';

/** How much of the objectives' space is dominated, trial by trial. */
export function Hypervolume() {
  const model = useModel();
  const objectives = model.header.value?.objectives ?? [];
  const trials = useThrottled(model.trials.value, pause(model.trials.value.length));
  const steps = useMemo(() => hypervolumes(trials, objectives), [trials, objectives]);
  const last = trials.at(-1)?.number ?? 0;
  const input = useMemo(() => (steps.length > 0 ? { steps, last } : undefined), [steps, last]);
  const option = useOption(input, (drawn, palette) => hypervolumeChart(drawn.steps, drawn.last, palette));
  const top = steps.at(-1);
  return (
    <ChartFrame
      name="hypervolume"
      label={
        top
          ? `${(top.share * 100).toFixed(1)} % of the box between the worst and the best values is dominated, since trial ${top.number}.`
          : 'No trial has all objectives yet.'
      }
      option={option}
      rows={() => [['number', 'hypervolume'], ...steps.map(({ number, share }) => [number, share])]}
      spot={(dot) => hypervolumeSpot(dot)}
      onPick={(number) => model.select(number)}
    />
  );
}
