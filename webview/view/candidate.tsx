import { useComputed } from '@preact/signals';
import type { Trial } from '../../src/protocol/study';
import { stateTitles } from '../model/columns';
import { formatDifference, formatDuration, formatMeasure } from '../model/format';
import { better } from '../model/best';
import { Button } from '../toolkit';
import { useModel } from './context';
import { Curve } from './curve';
import { Failure } from './failure';
import { Network } from './network';
import { StateIcon, Icon } from './icon';
import { Tabs, type Tab } from './tabs';
import { Changes, Values } from './values';

/** The chosen candidate: what it scored, how it differs from the code as written, its network and its curve. */
export function Candidate() {
  const model = useModel();
  const trial = model.shown.value;
  if (!trial) return <section class="candidate" aria-label="Candidate" />;
  return (
    <section class="candidate" aria-label={`Candidate ${trial.number}`} id="candidate" tabIndex={-1}>
      <Title trial={trial} />
      <div class="candidate-summary">
        {trial.error && <Failure error={trial.error} />}
        <Scores trial={trial} />
        <Changes trial={trial} />
      </div>
      <CandidateTabs trial={trial} />
    </section>
  );
}

function CandidateTabs({ trial }: { trial: Trial }) {
  const tabs: Tab[] = [
    { id: 'network', title: 'Network', content: () => <Network trial={trial} /> },
    { id: 'values', title: 'Values', content: () => <Values trial={trial} /> },
    { id: 'curve', title: 'Learning curve', content: () => <Curve trial={trial} /> },
  ];
  return <Tabs name="candidate" label="The candidate" tabs={tabs} first="network" />;
}

function Title({ trial }: { trial: Trial }) {
  const model = useModel();
  const best = useComputed(() => model.bestTrials.value.has(model.shownNumber.value ?? -1));
  const written = model.written.value?.number === trial.number;
  const acceptable = trial.state === 'complete' || trial.state === 'pruned';
  return (
    <div class="candidate-title">
      <h2>
        <StateIcon state={trial.state} />
        Trial {trial.number}
      </h2>
      <span class="muted">
        {stateTitles[trial.state]}
        {trial.seconds !== undefined && ` in ${formatDuration(trial.seconds)}`}
        {trial.sameAs !== undefined && `, the same network as trial ${trial.sameAs}`}
      </span>
      {best.value && <Tag icon="star-full">best</Tag>}
      {written && <Tag icon="code">as written</Tag>}
      <div class="candidate-actions">
        <Button
          icon="check"
          disabled={!acceptable || written || model.pending.value.has('accept')}
          title={acceptTitle(trial, written)}
          onClick={() => void model.ask('accept', () => model.host.accept(trial.number))}
        >
          Accept
        </Button>
      </div>
    </div>
  );
}

function acceptTitle(trial: Trial, written: boolean): string {
  if (written) return 'This is the code as it is written';
  if (trial.state === 'running' || trial.state === 'waiting') return 'Wait until the trial has ended';
  if (trial.state === 'failed') return 'The candidate failed';
  if (trial.state === 'infeasible') return 'The candidate breaks a constraint';
  return 'Show the diff, then write these values into the source';
}

function Tag({ icon, children }: { icon: string; children: string }) {
  return (
    <span class="tag">
      <Icon name={icon} />
      {children}
    </span>
  );
}

/** Objectives and costs beside those of the code as written. */
function Scores({ trial }: { trial: Trial }) {
  const model = useModel();
  const objectives = model.header.value?.objectives ?? [];
  const written = model.written.value;
  const costs = ['params', 'flops', 'latency', 'size', 'memory']
    .filter((name) => trial.measures[name] !== undefined && !objectives.some((one) => one.name === name))
    .map((name) => ({ name, direction: 'minimize' as const }));
  return (
    <dl class="scores">
      {[...objectives, ...costs].map(({ name, direction }, i) => {
        const value = trial.values[name] ?? trial.measures[name];
        const than = written && (written.values[name] ?? written.measures[name]);
        const compare = value !== undefined && than !== undefined && written?.number !== trial.number;
        return (
          <div key={name} class={i < objectives.length ? 'score score-objective' : 'score'}>
            <dt>{name}</dt>
            <dd>
              {value === undefined ? '–' : formatMeasure(name, value)}
              {compare && (
                <Difference
                  name={name}
                  value={value}
                  than={than}
                  good={better({ name, direction }, value, than)}
                />
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

interface DifferenceProps {
  readonly name: string;
  readonly value: number;
  readonly than: number;
  /** Better than the code as written. */
  readonly good: boolean;
}

function Difference({ name, value, than, good }: DifferenceProps) {
  const kind = value === than ? 'equal' : good ? 'better' : 'worse';
  const title = `${kind === 'equal' ? 'as good as' : `${kind} than`} the code as written: ${formatMeasure(name, than)}`;
  return (
    <span class={`difference difference-${kind}`} title={title}>
      {formatDifference(name, value, than)}
      {kind !== 'equal' && <Icon name={value > than ? 'arrow-small-up' : 'arrow-small-down'} label={kind} />}
    </span>
  );
}
