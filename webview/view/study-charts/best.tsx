import { useMemo } from 'preact/hooks';
import { bestChart, bestSentence, bestSpot, type BestInput } from '../../charts/best-so-far';
import { trialRows } from '../../model/chart-rows';
import { asOptions, ChartFrame, Choice, pause, useChoice, useOption } from '../chart-frame';
import { useModel } from '../context';
import { useThrottled } from '../throttle';

/** All trials of an objective and the best so far. */
export function Best() {
  const model = useModel();
  const objectives = model.header.value?.objectives ?? [];
  const name = useChoice(
    'objective',
    objectives.map((one) => one.name),
  );
  const objective = objectives.find((one) => one.name === name);
  const trials = useThrottled(model.trials.value, pause(model.trials.value.length));
  const written = model.written.value;
  const chosen = model.chosen.value;
  const input = useMemo(
    (): BestInput | undefined => objective && { trials, objective, written, chosen },
    [trials, objective, written, chosen],
  );
  const option = useOption(input, bestChart);
  const label = useMemo(() => (input ? bestSentence(input) : 'The search has no objective yet.'), [input]);
  return (
    <ChartFrame
      name="best-so-far"
      label={label}
      option={option}
      rows={() =>
        trialRows(
          trials,
          objectives.map((one) => one.name),
        )
      }
      spot={(dot) => input && bestSpot(input, dot)}
      onPick={(number) => model.select(number)}
      tools={
        objectives.length > 1 && (
          <Choice
            name="objective"
            label="Objective"
            options={asOptions(objectives.map((one) => one.name))}
            value={name}
          />
        )
      }
    />
  );
}
