import { useMemo } from 'preact/hooks';
import { paretoChart, paretoSentence, paretoSpot, type ParetoInput } from '../../charts/pareto';
import { trialRows } from '../../model/chart-rows';
import { weighable } from '../../model/measure';
import { asOptions, ChartFrame, Choice, pause, useChoice, useOption } from '../chart-frame';
import { useModel } from '../context';
import { useThrottled } from '../throttle';

/** The Pareto front of two measures: of the objectives, or of an objective and a cost. */
export function Tradeoff() {
  const model = useModel();
  const header = model.header.value;
  const trials = useThrottled(model.trials.value, pause(model.trials.value.length));
  const measures = useMemo(() => (header ? weighable(header, trials) : []), [header, trials]);
  const names = measures.map(({ name }) => name);
  const yName = useChoice('tradeoff-y', names, names[0]);
  const xName = useChoice(
    'tradeoff-x',
    names,
    names.find((name) => name !== yName),
  );
  const x = measures.find(({ name }) => name === xName);
  const y = measures.find(({ name }) => name === yName);
  const written = model.written.value;
  const chosen = model.chosen.value;
  const input = useMemo(
    (): ParetoInput | undefined =>
      x && y && x !== y ? { trials, x, y, bounds: header?.bounds ?? [], written, chosen } : undefined,
    [trials, xName, yName, header, written, chosen],
  );
  const option = useOption(input, paretoChart);
  return (
    <ChartFrame
      name="pareto-front"
      label={
        input ? paretoSentence(input) : 'There is nothing yet that the objective could be weighed against.'
      }
      option={option}
      rows={() => trialRows(trials, names)}
      spot={(dot, series) => input && paretoSpot(input, dot, series)}
      onPick={(number) => model.select(number)}
      tools={
        names.length > 1 && (
          <>
            <Choice name="tradeoff-y" label="Measure" options={asOptions(names)} value={yName} />
            <Choice
              name="tradeoff-x"
              label="against"
              options={asOptions(names.filter((name) => name !== yName))}
              value={xName}
            />
          </>
        )
      }
    />
  );
}
