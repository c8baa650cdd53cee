import { useEffect, useRef, useState } from 'preact/hooks';
import type { SearchChange } from '../../src/protocol/panel';
import type { Progress } from '../../src/protocol/study';
import { parseDuration } from '../model/duration';
import { formatDuration } from '../model/format';
import { Button, IconButton, TextField } from '../toolkit';
import { useModel } from './context';

/** Budget and workers, changed while the search runs or before it goes on. */
export function SettingsButton({ progress }: { progress: Progress }) {
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLSpanElement>(null);
  const close = () => {
    setOpen(false);
    anchor.current?.querySelector<HTMLElement>('vscode-button')?.focus();
  };
  return (
    <span class="settings-anchor" ref={anchor}>
      <IconButton icon="settings" label="Budget and workers" expanded={open} onClick={() => setOpen(!open)} />
      {open && <SettingsForm progress={progress} close={close} />}
    </span>
  );
}

function SettingsForm({ progress, close }: { progress: Progress; close: () => void }) {
  const model = useModel();
  const form = useRef<HTMLDivElement>(null);
  const first = {
    trials: progress.trials === undefined ? '' : String(progress.trials),
    time: progress.time === undefined ? '' : formatDuration(progress.time),
    workers: String(progress.workers),
  };
  const [texts, setTexts] = useState(first);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  useEffect(() => form.current?.querySelector<HTMLElement>('vscode-text-field')?.focus(), []);
  const field = (name: keyof typeof texts, label: string, placeholder: string) => (
    <label class="settings-field">
      <span aria-hidden="true">{label}</span>
      <TextField
        label={label}
        value={texts[name]}
        placeholder={placeholder}
        onInput={(text) => setTexts({ ...texts, [name]: text })}
      />
    </label>
  );
  const apply = async () => {
    const change = changeOf(first, texts);
    if (typeof change === 'string') {
      setProblem(change);
      return;
    }
    if (Object.keys(change).length > 0) await model.ask('configure', () => model.host.configure?.(change));
    close();
  };
  return (
    <div
      class="settings"
      role="dialog"
      aria-label="Budget and workers"
      ref={form}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
        else if (event.key === 'Enter' && (event.target as HTMLElement).tagName !== 'VSCODE-BUTTON')
          void apply();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      {field('trials', 'Trials in all', 'no bound')}
      {field('time', 'Time in all', 'no bound, such as 30 min')}
      {field('workers', 'Workers', '1')}
      {problem && (
        <p class="filter-error" role="alert">
          {problem}
        </p>
      )}
      <p class="muted">A worker that is one too many ends with its candidate.</p>
      <div class="settings-buttons">
        <Button disabled={model.pending.value.has('configure')} onClick={() => void apply()}>
          Apply
        </Button>
        <Button kind="secondary" onClick={close}>
          Cancel
        </Button>
      </div>
    </div>
  );
}

type Texts = Readonly<Record<'trials' | 'time' | 'workers', string>>;

/** What is to change, or what is wrong with a text. */
function changeOf(before: Texts, now: Texts): SearchChange | string {
  const change: { trials?: number | null; time?: number | null; workers?: number } = {};
  if (now.trials.trim() !== before.trials) {
    const trials = now.trials.trim() === '' ? null : Number(now.trials);
    if (trials !== null && (!Number.isInteger(trials) || trials < 1))
      return 'Trials: a whole number from 1 on, or nothing for no bound.';
    change.trials = trials;
  }
  if (now.time.trim() !== before.time) {
    const time = now.time.trim() === '' ? null : parseDuration(now.time);
    if (time === undefined) return 'Time: such as 90 s, 30 min or 2 h 15 min, or nothing for no bound.';
    change.time = time;
  }
  if (now.workers.trim() !== before.workers) {
    const workers = Number(now.workers);
    if (!Number.isInteger(workers) || workers < 1) return 'Workers: a whole number from 1 on.';
    change.workers = workers;
  }
  return change;
}
