import { useComputed } from '@preact/signals';
import { useState } from 'preact/hooks';
import type { Trial } from '../../src/protocol/study';
import { stateTitles } from '../model/columns';
import { formatDifference, formatDuration, formatMeasure } from '../model/format';
import { better } from '../model/best';
import { Button, IconButton, TextArea } from '../toolkit';
import { EditValues } from './edit-values';
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
  const [editing, edit] = useState<number | undefined>(undefined);
  if (!trial) return <section class="candidate" aria-label="Candidate" />;
  return (
    <section class="candidate" aria-label={`Candidate ${trial.number}`} id="candidate" tabIndex={-1}>
      <Title trial={trial} edit={() => edit(trial.number)} />
      <div class="candidate-summary">
        {trial.error && <Failure error={trial.error} />}
        <Scores trial={trial} />
        <Changes trial={trial} />
        <Note key={trial.number} trial={trial} />
      </div>
      {editing === trial.number ? (
        <EditValues key={trial.number} trial={trial} close={() => edit(undefined)} />
      ) : (
        <CandidateTabs trial={trial} />
      )}
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

/** What the person noted; it is kept when the field is left. */
function Note({ trial }: { trial: Trial }) {
  const model = useModel();
  const note = model.marks.value.get(trial.number)?.note ?? '';
  if (note === '' && model.noting.value !== trial.number) return null;
  return (
    <TextArea
      label={`Note on trial ${trial.number}`}
      class="note"
      placeholder="Note"
      value={note}
      onInput={() => undefined}
      onChange={(text) => void model.mark(trial.number, { note: text.slice(0, 800) })}
    />
  );
}

function Title({ trial, edit }: { trial: Trial; edit: () => void }) {
  const model = useModel();
  const best = useComputed(() => model.bestTrials.value.has(model.shownNumber.value ?? -1));
  const written = model.written.value?.number === trial.number;
  const extras = model.extras.value;
  const starred = model.marks.value.get(trial.number)?.star ?? false;
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
      {best.value && <Tag icon="arrow-circle-up">best</Tag>}
      {written && <Tag icon="code">as written</Tag>}
      <div class="candidate-actions">
        {extras.has('mark') && (
          <>
            <IconButton
              icon={starred ? 'star-full' : 'star-empty'}
              label="Star"
              pressed={starred}
              onClick={() => void model.mark(trial.number, { star: !starred })}
            />
            <IconButton icon="note" label="Note" onClick={() => (model.noting.value = trial.number)} />
          </>
        )}
        {extras.has('enqueue') && (
          <IconButton icon="edit" label="Edit the values and queue a new candidate" onClick={edit} />
        )}
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
