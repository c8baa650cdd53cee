import type { Trial } from '../../src/protocol/study';
import { stateTitles } from '../model/columns';

/** A codicon. Without a label it is for the eyes alone. */
export function Icon({ name, label, class: extra }: { name: string; label?: string; class?: string }) {
  const names = `codicon codicon-${name} ${extra ?? ''}`;
  return label ? (
    <span class={names} role="img" aria-label={label} title={label} />
  ) : (
    <span class={names} aria-hidden="true" />
  );
}

const stateIcons: Readonly<Record<Trial['state'], string>> = {
  running: 'loading',
  waiting: 'watch',
  complete: 'pass',
  pruned: 'circle-slash',
  failed: 'error',
  infeasible: 'warning',
};

/** How a trial ended (or that it runs): the icon's shape says it, its colour helps. */
export function StateIcon({ state, named }: { state: Trial['state']; named?: boolean }) {
  const spin = state === 'running' ? ' codicon-modifier-spin' : '';
  const label = named ? stateTitles[state] : undefined;
  return Icon({ name: stateIcons[state], class: `state-${state}${spin}`, label });
}
