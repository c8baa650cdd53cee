import { useCallback, useMemo } from 'preact/hooks';
import type { Curve as KeptCurve, Trial } from '../../src/protocol/study';
import { curveChart, curveSpot, type CurveLine } from '../charts/curve';
import type { Palette } from '../charts/palette';
import type { Detail } from '../details';
import { curveMeasures, curvePoints, joinSteps, trainingMeasure } from '../model/curve';
import { Dropdown } from '../toolkit';
import { Chart } from './chart';
import { useModel } from './context';

/** The candidate's learning curve beside that of the code as written. */
export function Curve({ trial }: { trial: Trial }) {
  const model = useModel();
  const detail = model.details.of(trial.number).value;
  const written = model.written.value;
  const reference =
    written && written.number !== trial.number
      ? keptCurve(model.details.of(written.number).value)
      : undefined;
  const live = model.study.value?.steps.get(trial.number);
  const kept = keptCurve(detail);
  const steps = useMemo(() => joinSteps(kept, live), [kept, live]);
  const objectives = model.header.value?.objectives.map(({ name }) => name) ?? [];
  const measures = curveMeasures(steps, objectives);
  const chosen = model.view.value.choices.curve;
  const measure = chosen !== undefined && measures.includes(chosen) ? chosen : measures[0];
  const lines = useMemo(
    () => (measure === undefined ? [] : curveLines(measure, steps, reference, trial.number)),
    [measure, steps, reference, trial.number],
  );
  const option = useCallback(
    (palette: Palette) => curveChart(measure ?? '', lines, palette),
    [measure, lines],
  );
  if (measure === undefined) return <p class="nothing">{nothing(detail, trial)}</p>;
  return (
    <div class="curve">
      <div class="curve-tools">
        <Dropdown
          label="Measure"
          value={measure}
          options={measures.map((name) => ({ value: name, title: name }))}
          onChange={(name) => model.arrange({ choices: { ...model.view.value.choices, curve: name } })}
        />
      </div>
      <Chart
        label={`${measure} of trial ${trial.number} by step, ${steps.length} steps`}
        option={option}
        spot={(point, name) => curveSpot(measure, point, name)}
      />
    </div>
  );
}

const keptCurve = (detail: Detail): KeptCurve | undefined =>
  detail.kind === 'ready' ? detail.detail.curve : undefined;

function curveLines(
  measure: string,
  steps: KeptCurve['steps'],
  reference: KeptCurve | undefined,
  number: number,
): readonly CurveLine[] {
  const training = trainingMeasure(measure);
  const lines: CurveLine[] = [
    { name: `trial ${number}`, measure, points: curvePoints(steps, measure), style: 'main' },
  ];
  if (training)
    lines.push({
      name: 'training',
      measure: training,
      points: curvePoints(steps, training),
      style: 'second',
    });
  if (reference) {
    lines.push({
      name: 'as written',
      measure,
      points: curvePoints(reference.steps, measure),
      style: 'reference',
    });
  }
  return lines.filter(({ points }) => points.length > 0);
}

function nothing(detail: Detail, trial: Trial): string {
  if (detail.kind === 'failed') return detail.message;
  if (detail.kind === 'loading') return 'Loading the curve…';
  return trial.state === 'running' || trial.state === 'waiting'
    ? 'The curve begins with the first epoch or report.'
    : 'It reported nothing while it ran.';
}
