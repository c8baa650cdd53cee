import { useMemo, useRef } from 'preact/hooks';
import type { EChartsType } from '../../charts/echarts';
import { parallelAxes, parallelChart, type ParallelInput } from '../../charts/parallel';
import { trialRows } from '../../model/chart-rows';
import { within, type Intervals } from '../../model/brush';
import { variableScale } from '../../model/variable-scale';
import { IconButton } from '../../toolkit';
import { ChartFrame, pause, useOption } from '../chart-frame';
import { useModel } from '../context';
import { useThrottled } from '../throttle';

/** Every variable and objective as an axis, every trial as a line; what is brushed is selected everywhere. */
export function Parallel() {
  const model = useModel();
  const header = model.header.value;
  const trials = useThrottled(model.trials.value, pause(model.trials.value.length));
  const brushes = useRef(new Map<number, Intervals>());
  const shown = model.shownNumber.value;
  const input = useMemo((): ParallelInput | undefined => {
    const objective = header?.objectives[0];
    if (!header || !objective || !trials.some(({ state }) => state === 'complete')) return undefined;
    const axes = parallelAxes(header.variables.map(variableScale), header.objectives, trials);
    return { trials, axes, objective, chosen: new Set(shown === undefined ? [] : [shown]) };
  }, [header, trials, shown]);
  const option = useOption(input, parallelChart);
  const latest = useRef(input);
  latest.current = input;
  const chart = useRef<EChartsType | undefined>(undefined);

  const onReady = (made: EChartsType) => {
    chart.current = made;
    made.on('axisareaselected', (event) => {
      const { parallelAxisId, intervals } = event as { parallelAxisId?: string; intervals?: Intervals };
      // The ids are ours, see the chart.
      const axis = Number(parallelAxisId);
      if (intervals === undefined || !latest.current) return;
      if (intervals.length === 0) brushes.current.delete(axis);
      else brushes.current.set(axis, intervals);
      model.pick(within(latest.current, brushes.current));
    });
  };
  /** Drawing anew forgets what was brushed. */
  const onDrawn = () => {
    for (const [axis, intervals] of brushes.current)
      chart.current?.dispatchAction({ type: 'axisAreaSelect', parallelAxisId: String(axis), intervals });
  };
  const clear = () => {
    for (const axis of brushes.current.keys())
      chart.current?.dispatchAction({ type: 'axisAreaSelect', parallelAxisId: String(axis), intervals: [] });
    brushes.current.clear();
    model.pick([]);
  };
  const picked = model.view.value.picked.length;
  return (
    <ChartFrame
      name="parallel-coordinates"
      label={
        input
          ? `Parallel coordinates of ${input.axes.length} variables and objectives; the best tenth of the trials stands out.`
          : 'No trial has ended yet.'
      }
      option={option}
      rows={() =>
        trialRows(trials, header?.objectives.map(({ name }) => name) ?? [], header?.variables ?? [])
      }
      onReady={onReady}
      onDrawn={onDrawn}
      tools={
        <>
          <p class="chart-note muted">
            {brushes.current.size > 0 || picked > 0
              ? `${picked} selected`
              : 'Drag along an axis to select. The best tenth stands out.'}
          </p>
          {picked > 0 && <IconButton icon="clear-all" label="Clear the selection" onClick={clear} />}
        </>
      }
    />
  );
}
