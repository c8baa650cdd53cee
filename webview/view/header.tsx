import type { ComponentChildren } from 'preact';
import type { Progress, SearchState } from '../../src/protocol/study';
import { baseName, formatCount, formatDifference, formatDuration, formatMeasure } from '../model/format';
import { Button } from '../toolkit';
import { useModel } from './context';
import { Icon } from './icon';
import { SettingsButton } from './settings';

const stateWords: Readonly<Record<SearchState, { readonly text: string; readonly icon: string }>> = {
  idle: { text: 'Not running', icon: 'circle-outline' },
  starting: { text: 'Starting', icon: 'loading' },
  running: { text: 'Searching', icon: 'loading' },
  pausing: { text: 'Pausing', icon: 'loading' },
  paused: { text: 'Paused', icon: 'debug-pause' },
  stopping: { text: 'Stopping', icon: 'loading' },
  finished: { text: 'Finished', icon: 'pass' },
  failed: { text: 'Failed', icon: 'error' },
};

/** How far the search is, what is best so far, and what one can do about it. */
export function Header() {
  const model = useModel();
  const header = model.header.value;
  const progress = model.progress.value;
  if (!header || !progress) return null;
  const { text, icon } = stateWords[progress.state];
  const spin = icon === 'loading' ? 'codicon-modifier-spin' : '';
  return (
    <header class="header">
      <div class="header-top">
        <h1 class={`search-state search-${progress.state}`}>
          <Icon name={icon} class={spin} />
          <span aria-live="polite">{text}</span>
        </h1>
        <span class="study-name" title={header.file}>
          {baseName(header.file)}
        </span>
        <Controls progress={progress} />
        {model.extras.value.has('configure') && <SettingsButton progress={progress} />}
      </div>
      {progress.message && (
        <p class={`message breakable ${progress.state === 'failed' ? 'message-error' : ''}`}>
          {progress.message}
        </p>
      )}
      <ProgressBar progress={progress} />
      <dl class="facts">
        <Best />
        <Trials progress={progress} />
        <Time progress={progress} />
        <Fact name="Space" title={`${header.count} architectures, ${header.variables.length} variables`}>
          {formatCount(header.count)}
        </Fact>
        <Fact name="Strategy" title={progress.strategy ?? header.strategy}>
          {header.strategy}
        </Fact>
        <Fact name="Workers">{progress.workers}</Fact>
        {progress.backend && (
          <Fact name="Backend" title={progress.backend} class="fact-backend">
            {progress.backend}
          </Fact>
        )}
      </dl>
    </header>
  );
}

function Controls({ progress: { state } }: { progress: Progress }) {
  const model = useModel();
  const { host, extras } = model;
  const act = (name: 'pause' | 'resume' | 'stop') => () => void model.ask(name, () => host[name]());
  const busy = (name: string) => model.pending.value.has(name);
  const runs = state === 'running' || state === 'starting';
  const rests = state === 'paused' || state === 'pausing';
  return (
    <div class="controls" role="toolbar" aria-label="Search">
      {runs && (
        <Button
          kind="secondary"
          icon="debug-pause"
          disabled={state === 'starting' || busy('pause')}
          onClick={act('pause')}
        >
          Pause
        </Button>
      )}
      {rests && (
        <Button icon="debug-continue" disabled={busy('resume')} onClick={act('resume')}>
          Resume
        </Button>
      )}
      {(runs || rests || state === 'stopping') && (
        <Button
          kind="secondary"
          icon="debug-stop"
          disabled={state === 'stopping' || busy('stop')}
          onClick={act('stop')}
        >
          Stop
        </Button>
      )}
      {(state === 'idle' || state === 'finished' || state === 'failed') && extras.value.has('start') && (
        <Button
          kind="secondary"
          icon="debug-start"
          disabled={busy('start')}
          onClick={() => void model.ask('start', () => host.start?.())}
        >
          Continue
        </Button>
      )}
    </div>
  );
}

function ProgressBar({ progress: { done, trials, state } }: { progress: Progress }) {
  const known = trials !== undefined && trials > 0;
  const share = known ? Math.min(1, done / trials) : 0;
  return (
    <div
      class={`progress progress-${state}`}
      role="progressbar"
      aria-label="Trials done"
      aria-valuemin={0}
      aria-valuemax={known ? trials : undefined}
      aria-valuenow={known ? done : undefined}
      aria-valuetext={known ? `${done} of ${trials} trials` : `${done} trials`}
    >
      <div class="progress-bar" style={{ transform: `scaleX(${share})` }} />
    </div>
  );
}

interface FactProps {
  readonly name: string;
  readonly title?: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}

function Fact({ name, title, class: extra = '', children }: FactProps) {
  return (
    <div class={`fact ${extra}`} title={title}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The best trial beside the code as written; of several objectives, the size of the front. */
function Best() {
  const model = useModel();
  const [objective, ...others] = model.header.value?.objectives ?? [];
  const number = model.best.value[0];
  const trial = number === undefined ? undefined : model.trial(number);
  if (!objective) return null;
  if (others.length > 0) {
    return (
      <Fact name="Pareto front" class="fact-best">
        {model.best.value.length} {model.best.value.length === 1 ? 'trial' : 'trials'}
      </Fact>
    );
  }
  const value = trial?.values[objective.name];
  if (!trial || value === undefined) return <Fact name={`Best ${objective.name}`}>–</Fact>;
  const written = model.written.value?.values[objective.name];
  return (
    <Fact name={`Best ${objective.name}`} class="fact-best">
      <button
        type="button"
        class="link"
        title={`Show trial ${trial.number}`}
        onClick={() => model.select(trial.number)}
      >
        {formatMeasure(objective.name, value)}
      </button>
      {written !== undefined && model.written.value?.number !== trial.number && (
        <span class="muted" title={`The code as written: ${formatMeasure(objective.name, written)}`}>
          {' '}
          {formatDifference(objective.name, value, written)}
        </span>
      )}
    </Fact>
  );
}

function Trials({ progress }: { progress: Progress }) {
  const counts = useModel().counts.value;
  const parts = [
    [counts.running, 'running'],
    [counts.pruned, 'stopped early'],
    [counts.infeasible, 'infeasible'],
    [counts.failed, 'failed'],
  ] as const;
  const detail = parts.filter(([count]) => count > 0).map(([count, name]) => `${count} ${name}`);
  return (
    <Fact name="Trials" title={detail.join(', ')}>
      {progress.done}
      {progress.trials !== undefined && ` of ${progress.trials}`}
      {detail.length > 0 && <span class="muted"> · {detail.join(', ')}</span>}
    </Fact>
  );
}

function Time({ progress: { elapsed, remaining, state } }: { progress: Progress }) {
  const left = state === 'running' && remaining !== undefined && Number.isFinite(remaining);
  return left ? (
    <Fact name="Time left" title={`${formatDuration(elapsed)} so far`}>
      {formatDuration(remaining)} <span class="muted">after {formatDuration(elapsed)}</span>
    </Fact>
  ) : (
    <Fact name="Time">{formatDuration(elapsed)}</Fact>
  );
}
