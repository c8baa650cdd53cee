import { useMemo } from 'preact/hooks';
import { contourChart, sliceChart, sliceSentence, sliceSpot } from '../../charts/slice';
import { trialRows } from '../../model/chart-rows';
import { variableScale } from '../../model/variable-scale';
import { asOptions, ChartFrame, Choice, pause, useChoice, useOption } from '../chart-frame';
import { useModel } from '../context';
import { useThrottled } from '../throttle';

const none = '(alone)';

/** An objective by one variable; by two, as a contour. */
export function Slice() {
  const model = useModel();
  const header = model.header.value;
  const objectives = header?.objectives ?? [];
  const variables = header?.variables ?? [];
  const labels = variables.map(({ label }) => label);
  const objectiveName = useChoice(
    'objective',
    objectives.map(({ name }) => name),
  );
  const xLabel = useChoice('slice-x', labels);
  const yLabel = useChoice('slice-y', [none, ...labels], none);
  const trials = useThrottled(model.trials.value, pause(model.trials.value.length));
  const chosen = model.chosen.value;
  const input = useMemo(() => {
    const objective = objectives.find(({ name }) => name === objectiveName);
    const x = variables.find(({ label }) => label === xLabel);
    const y = yLabel === xLabel ? undefined : variables.find(({ label }) => label === yLabel);
    if (!objective || !x) return undefined;
    return { trials, objective, x: variableScale(x), y: y && variableScale(y), chosen };
  }, [header, trials, objectiveName, xLabel, yLabel, chosen]);
  const option = useOption(input, (drawn, palette) =>
    drawn.y ? contourChart({ ...drawn, y: drawn.y }, palette) : sliceChart(drawn, palette),
  );
  return (
    <ChartFrame
      name={input?.y ? 'contour' : 'slice'}
      label={input ? sliceSentence(input) : 'There is no variable or no objective.'}
      option={option}
      rows={() =>
        trialRows(
          trials,
          [objectiveName],
          variables.filter(({ label }) => [xLabel, yLabel].includes(label)),
        )
      }
      spot={(dot) => input && sliceSpot(input, dot)}
      onPick={(number) => model.select(number)}
      tools={
        <>
          {objectives.length > 1 && (
            <Choice
              name="objective"
              label="Objective"
              options={asOptions(objectives.map(({ name }) => name))}
              value={objectiveName}
            />
          )}
          <Choice name="slice-x" label="by" options={asOptions(labels)} value={xLabel} />
          <Choice
            name="slice-y"
            label="and"
            options={asOptions([none, ...labels.filter((label) => label !== xLabel)])}
            value={yLabel === xLabel ? none : yLabel}
          />
        </>
      }
    />
  );
}
