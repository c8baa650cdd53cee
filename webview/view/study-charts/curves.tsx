import { useEffect, useMemo, useState } from 'preact/hooks';
import type { TrialCurve } from '../../../src/protocol/study';
import { curvesChart, curvesSentence, curvesSpot, type CurvesInput } from '../../charts/curves';
import { curveRows } from '../../model/chart-rows';
import { shownCurves } from '../../model/curve';
import type { PanelModel } from '../../panel-model';
import { ChartFrame, pause, useOption } from '../chart-frame';
import { useModel } from '../context';
import { useThrottled } from '../throttle';

/** The learning curves of many trials, those that were stopped early among them. */
export function Curves() {
  const model = useModel();
  const objective = model.header.value?.objectives[0];
  const trials = useThrottled(model.trials.value, pause(model.trials.value.length));
  const live = model.study.value?.steps;
  const best = model.bestTrials.value;
  const chosen = model.chosen.value;
  const shown = useMemo(() => (objective ? shownCurves(trials, best, chosen) : []), [trials, best, chosen]);
  const kept = useCurves(
    model,
    shown.filter(({ state }) => state !== 'running').map(({ number }) => number),
  );
  const input = useMemo((): CurvesInput | undefined => {
    if (!objective) return undefined;
    const curves = new Map(kept);
    for (const { number, state } of shown) {
      const points = (live?.get(number) ?? []).flatMap(({ step, measures }) => {
        const value = measures[objective.name];
        return typeof value === 'number' ? [[step, value] as const] : [];
      });
      if (state === 'running') curves.set(number, points);
    }
    return { trials: shown, curves, objective, best, chosen };
  }, [kept, shown, live, objective, best, chosen]);
  const drawn = input && [...input.curves.values()].some((points) => points.length > 0);
  const option = useOption(drawn ? input : undefined, curvesChart);
  return (
    <ChartFrame
      name="learning-curves"
      label={curvesSentence(input, trials.length)}
      option={option}
      rows={() =>
        curveRows(
          [...(input?.curves ?? [])].map(([number, points]) => ({ number, points })),
          objective?.name ?? '',
        )
      }
      spot={(_, series) => input && curvesSpot(input, series)}
      onPick={(number) => model.select(number)}
      tools={<p class="chart-note muted">{curvesSentence(input, trials.length)}</p>}
    />
  );
}

/** Curves of trials that ended do not change: each is asked for once. */
function useCurves(model: PanelModel, numbers: readonly number[]): ReadonlyMap<number, TrialCurve['points']> {
  const study = model.header.value?.study;
  const [known, setKnown] = useState<ReadonlyMap<number, TrialCurve['points']>>(new Map());
  const wanted = numbers.filter((number) => !known.has(number));
  useEffect(() => setKnown(new Map()), [study]);
  useEffect(() => {
    if (wanted.length === 0 || !model.extras.value.has('curves')) return undefined;
    let current = true;
    void model.host.curves?.(wanted).then(
      (found) => {
        if (!current) return;
        const next = new Map(known);
        // What has no curve is not asked for again.
        for (const number of wanted) next.set(number, []);
        for (const { number, points } of found) next.set(number, points);
        for (const number of next.keys()) if (!numbers.includes(number)) next.delete(number);
        setKnown(next);
      },
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [wanted.join(), study, model.extras.value]);
  return known;
}
