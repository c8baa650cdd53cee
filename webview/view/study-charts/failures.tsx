import { useMemo } from 'preact/hooks';
import { barChart, barSentence, barSpot, type Bar } from '../../charts/bars';
import { failuresByChoice } from '../../model/failures';
import { ChartFrame, pause, useOption } from '../chart-frame';
import { useModel } from '../context';
import { useThrottled } from '../throttle';

/** Which choices fail most often. */
export function FailuresByChoice() {
  const model = useModel();
  const variables = model.header.value?.variables ?? [];
  const trials = useThrottled(model.trials.value, pause(model.trials.value.length));
  const choices = useMemo(() => failuresByChoice(trials, variables), [trials, variables]);
  const bars = useMemo(
    (): readonly Bar[] =>
      choices.slice(0, 12).map(({ variable, text, failed, of }) => ({
        name: `${variable.label} = ${text}`,
        share: failed / of,
        lines: [`${variable.label} = ${text}`, `${failed} of ${of} trials failed`],
      })),
    [choices],
  );
  const title = 'Share of the trials with a choice that failed';
  const option = useOption(bars.length > 0 ? bars : undefined, (drawn, palette) =>
    barChart(drawn, { title, color: 'red' }, palette),
  );
  return (
    <ChartFrame
      name="failures-by-choice"
      label={bars.length > 0 ? barSentence(bars, title) : 'No trial failed.'}
      option={option}
      rows={() => [
        ['variable', 'value', 'failed', 'trials'],
        ...choices.map(({ variable, text, failed, of }) => [variable.label, text, failed, of]),
      ]}
      spot={(dot) => barSpot(bars, dot)}
    />
  );
}
