import type { PanelModel } from '../panel-model';
import { ProgressRing, Button, IconButton } from '../toolkit';
import { Candidate } from './candidate';
import { Charts } from './charts';
import { ModelContext, useModel } from './context';
import { Header } from './header';
import { Compare } from './compare';
import { Icon } from './icon';
import { List } from './list';
import { Split } from './split';

export function App({ model }: { model: PanelModel }) {
  return (
    <ModelContext.Provider value={model}>
      <Notice />
      <Page />
    </ModelContext.Provider>
  );
}

function Page() {
  const model = useModel();
  const phase = model.phase.value;
  if (phase.kind === 'loading') return <Loading />;
  if (phase.kind === 'empty') return <Empty />;
  if (phase.kind === 'failed') return <Failed message={phase.message} />;
  return (
    <main class="page">
      <Header />
      <div class="regions">
        <Split name="columns" label="Width of the table and the charts" direction="row" share={0.58}>
          <Split name="left" label="Height of the charts" direction="column" share={0.4}>
            <Charts />
            <List />
          </Split>
          <Aside />
        </Split>
      </div>
    </main>
  );
}

/** The candidate, or several side by side. */
function Aside() {
  const model = useModel();
  return model.comparing.value ? <Compare trials={model.comparing.value} /> : <Candidate />;
}

function Loading() {
  return (
    <main class="placeholder">
      <ProgressRing label="Loading the study" />
      <p>Loading the study…</p>
    </main>
  );
}

function Empty() {
  const model = useModel();
  return (
    <main class="placeholder">
      <Icon name="type-hierarchy" class="placeholder-icon" />
      <h1>No search yet</h1>
      <p>
        Mark what may vary in your model with a comment before a value, such as{' '}
        <code>{'/* @nas choice(16, 32, 64) */ 32'}</code>, then run{' '}
        <strong>Espalier: Search Architecture</strong>.
      </p>
      {model.extras.value.has('start') && (
        <Button icon="search" onClick={() => void model.ask('start', () => model.host.start?.())}>
          Search architecture
        </Button>
      )}
    </main>
  );
}

function Failed({ message }: { message: string }) {
  const model = useModel();
  return (
    <main class="placeholder">
      <Icon name="error" class="placeholder-icon state-failed" />
      <h1>The study cannot be shown</h1>
      <p class="breakable" role="alert">
        {message}
      </p>
      <Button icon="refresh" onClick={() => void model.load()}>
        Try again
      </Button>
    </main>
  );
}

/** What went wrong with the last thing asked of the host. */
function Notice() {
  const model = useModel();
  const text = model.notice.value;
  return (
    <div role="status" aria-live="polite">
      {text !== undefined && (
        <div class="notice">
          <Icon name="warning" class="state-infeasible" />
          <span class="breakable">{text}</span>
          <IconButton
            icon="close"
            label="Put the message away"
            onClick={() => (model.notice.value = undefined)}
          />
        </div>
      )}
    </div>
  );
}
