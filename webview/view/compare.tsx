import { useEffect, useMemo, useState } from 'preact/hooks';
import type { FileDiff } from '../../src/protocol/panel';
import type { Trial } from '../../src/protocol/study';
import { curveChart, curveSpot, type CurveLine } from '../charts/curve';
import { better } from '../model/best';
import { comparisonRows, type ComparedRow } from '../model/comparison';
import { curveRows } from '../model/chart-rows';
import { curveMeasures, curvePoints, joinSteps } from '../model/curve';
import { baseName } from '../model/format';
import { weighable } from '../model/measure';
import { messageOf } from '../rpc';
import { Button, IconButton } from '../toolkit';
import { asOptions, ChartFrame, Choice, useChoice, useOption } from './chart-frame';
import { useModel } from './context';
import { StateIcon } from './icon';
import { Network } from './network';
import { Tabs, type Tab } from './tabs';

/** Two to four candidates side by side. */
export function Compare({ trials }: { trials: readonly Trial[] }) {
  const model = useModel();
  const tabs: Tab[] = [
    { id: 'values', title: 'Values', content: () => <Side trials={trials} /> },
    { id: 'network', title: 'Network', content: () => <Networks trials={trials} /> },
    { id: 'curves', title: 'Learning curves', content: () => <Curves trials={trials} /> },
    ...(model.extras.value.has('diff')
      ? [{ id: 'code', title: 'Code', content: () => <Code trials={trials} /> }]
      : []),
  ];
  const names = trials.map(({ number }) => number).join(', ');
  return (
    <section class="candidate" aria-label={`Comparison of trials ${names}`} id="candidate" tabIndex={-1}>
      <div class="candidate-title">
        <h2>Trials {names}</h2>
        <div class="candidate-actions">
          <IconButton icon="close" label="Close the comparison" onClick={() => model.compare(false)} />
        </div>
      </div>
      <Tabs name="compare" label="The comparison" tabs={tabs} first="values" />
    </section>
  );
}

/** Objectives, costs and values; what is not the same in all stands out, the best of a measure is marked. */
function Side({ trials }: { trials: readonly Trial[] }) {
  const model = useModel();
  const header = model.header.value;
  if (!header) return null;
  const rows = comparisonRows(trials, weighable(header, trials), header.variables);
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Values side by side">
      <table class="values compare">
        <thead>
          <tr>
            <th scope="col">
              <span class="hidden">Measure or variable</span>
            </th>
            {trials.map(({ number, state }) => (
              <th key={number} scope="col">
                <button type="button" class="link" onClick={() => showAlone(model, number)}>
                  <StateIcon state={state} named /> {number}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <SideRow key={row.name} row={row} trials={trials} />
          ))}
          <tr>
            <th scope="row">
              <span class="hidden">Accept</span>
            </th>
            {trials.map((trial) => (
              <td key={trial.number}>
                <Button
                  kind="secondary"
                  disabled={trial.state !== 'complete' && trial.state !== 'pruned'}
                  onClick={() => void model.ask('accept', () => model.host.accept(trial.number))}
                >
                  Accept
                </Button>
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </div>
  );
}

function showAlone(model: ReturnType<typeof useModel>, number: number): void {
  model.select(number);
  model.compare(false);
}

function SideRow({ row, trials }: { row: ComparedRow; trials: readonly Trial[] }) {
  const { name, texts, values, objective, differs } = row;
  const known = (values ?? []).filter((value) => value !== undefined);
  const best = objective && known.reduce((a, b) => (better(objective, b, a) ? b : a), known[0] ?? NaN);
  return (
    <tr class={differs ? 'value-changed' : 'value-same'}>
      <th scope="row">
        {differs && (
          <span class="change-changed" title="not the same in all">
            ≠{' '}
          </span>
        )}
        {name}
      </th>
      {trials.map(({ number }, i) => {
        const isBest = differs && best !== undefined && values?.[i] === best;
        return (
          <td key={number} class={isBest ? 'compare-best' : ''}>
            {texts[i] === '' ? '–' : texts[i]}
            {isBest && <span title="the best of these"> ✓</span>}
          </td>
        );
      })}
    </tr>
  );
}

/** The network of one of them, with what differs from another. */
function Networks({ trials }: { trials: readonly Trial[] }) {
  const options = trials.map(({ number }) => ({ value: String(number), title: `Trial ${number}` }));
  const values = options.map(({ value }) => value);
  const than = useChoice('compare-than', values, values[0]);
  const shown = useChoice(
    'compare-shown',
    values.filter((value) => value !== than),
  );
  const trial = trials.find(({ number }) => String(number) === shown);
  const base = trials.find(({ number }) => String(number) === than);
  if (!trial || !base) return null;
  return (
    <div class="compare-network">
      <div class="chart-tools">
        <Choice
          name="compare-shown"
          label="Network of"
          value={shown}
          options={options.filter(({ value }) => value !== than)}
        />
        <Choice name="compare-than" label="compared with" value={than} options={options} />
      </div>
      <Network trial={trial} base={base} />
    </div>
  );
}

const styles = ['main', 'second', 'third', 'fourth'] as const;

function Curves({ trials }: { trials: readonly Trial[] }) {
  const model = useModel();
  const live = model.study.value?.steps;
  const details = trials.map(({ number }) => model.details.of(number).value);
  const objectives = model.header.value?.objectives.map(({ name }) => name) ?? [];
  const curves = useMemo(
    () =>
      trials.map(({ number }, i) => {
        const detail = details[i];
        const kept = detail?.kind === 'ready' ? detail.detail.curve : undefined;
        return { number, steps: joinSteps(kept, live?.get(number)) };
      }),
    [trials, live, ...details],
  );
  const measures = curveMeasures(
    curves.flatMap(({ steps }) => steps),
    objectives,
  );
  const measure = useChoice('compare-curve', measures);
  const lines = useMemo(
    () =>
      curves
        .map(({ number, steps }, i): CurveLine => ({
          name: `trial ${number}`,
          measure,
          points: curvePoints(steps, measure),
          style: styles[i] ?? 'reference',
        }))
        .filter(({ points }) => points.length > 0),
    [curves, measure],
  );
  const option = useOption(lines.length > 0 ? lines : undefined, (drawn, palette) =>
    curveChart(measure, drawn, palette),
  );
  return (
    <ChartFrame
      name="compared-curves"
      label={
        lines.length > 0
          ? `${measure} of trials ${trials.map(({ number }) => number).join(', ')} by step`
          : 'None of them reported anything while it ran.'
      }
      option={option}
      rows={() =>
        curveRows(
          curves.map(({ number, steps }) => ({ number, points: curvePoints(steps, measure) })),
          measure,
        )
      }
      spot={(point, name) => curveSpot(measure, point, name)}
      tools={
        measures.length > 1 && (
          <Choice name="compare-curve" label="Measure" options={asOptions(measures)} value={measure} />
        )
      }
    />
  );
}

/** What each of them changes in the code as written. */
function Code({ trials }: { trials: readonly Trial[] }) {
  return (
    <div class="scroll code-diffs" tabIndex={0} role="region" aria-label="Code of the candidates">
      {trials.map((trial) => (
        <CodeOf key={trial.number} trial={trial} />
      ))}
    </div>
  );
}

function CodeOf({ trial }: { trial: Trial }) {
  const model = useModel();
  const [diffs, setDiffs] = useState<readonly FileDiff[] | string | undefined>(undefined);
  useEffect(() => {
    let current = true;
    void model.host.diff?.(trial.number).then(
      (found) => current && setDiffs(found),
      (error: unknown) => current && setDiffs(messageOf(error)),
    );
    return () => {
      current = false;
    };
  }, [trial.number]);
  return (
    <section class="code-diff" aria-label={`Code of trial ${trial.number}`}>
      <h3>Trial {trial.number}</h3>
      {diffs === undefined && <p class="muted">Making the diff…</p>}
      {typeof diffs === 'string' && <p class="breakable">{diffs}</p>}
      {Array.isArray(diffs) && diffs.length === 0 && <p class="muted">This is the code as it is written.</p>}
      {Array.isArray(diffs) &&
        (diffs as readonly FileDiff[]).map(({ file, diff }) => (
          <figure key={file}>
            <figcaption class="muted" title={file}>
              {baseName(file)}
            </figcaption>
            <pre>
              {bodyOf(diff).map((line, i) => (
                <span key={i} class={`diff-line diff-${kindOf(line)}`}>
                  {line}
                  {'\n'}
                </span>
              ))}
            </pre>
          </figure>
        ))}
    </section>
  );
}

/** Without the two lines that name the file. */
const bodyOf = (diff: string): readonly string[] =>
  diff
    .replace(/\n$/, '')
    .split('\n')
    .filter((line) => !/^(---|\+\+\+) /.test(line));

const kindOf = (line: string): string =>
  line.startsWith('+')
    ? 'added'
    : line.startsWith('-')
      ? 'removed'
      : line.startsWith('@@')
        ? 'place'
        : 'same';
