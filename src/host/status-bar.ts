import * as vscode from 'vscode';
import type { Objective, Progress, Trial } from '../protocol/study';
import type { StudyModel } from './study-model';
import { isActive } from './study-model';
import { duration, measure } from './text';

/** The search's progress in the status bar; a click opens the panel. */
export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'espalier.progress',
    vscode.StatusBarAlignment.Left,
    10,
  );

  constructor() {
    this.item.name = vscode.l10n.t('Espalier: search progress');
    this.item.command = 'espalier.openPanel';
  }

  /** Shows a study's progress, or nothing when none is open. */
  show(study: StudyModel | undefined): void {
    if (!study) {
      this.item.hide();
      return;
    }
    const { progress, header } = study;
    this.item.text = `${icon(progress)} ${statusText(progress, header.objectives[0], best(study))}`;
    this.item.tooltip = [header.name, progress.message, progress.backend].filter(Boolean).join('\n');
    const failed = progress.state === 'failed';
    this.item.backgroundColor = failed ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    this.item.accessibilityInformation = {
      label: `Espalier: ${statusText(progress, header.objectives[0], best(study))}`,
    };
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}

function best(study: StudyModel): Trial | undefined {
  const [number] = study.progress.best;
  return number === undefined ? undefined : study.trial(number);
}

function icon(progress: Progress): string {
  if (progress.state === 'failed') return '$(error)';
  if (progress.state === 'paused') return '$(debug-pause)';
  return isActive(progress) ? '$(sync~spin)' : '$(check)';
}

/** `12/200 · val_accuracy 0.974 · 4 min 10 s left` */
function statusText(progress: Progress, objective: Objective | undefined, trial: Trial | undefined): string {
  const { state, done, trials, remaining } = progress;
  const parts = [trials === undefined ? String(done) : `${done}/${trials}`];
  const value = objective && trial?.values[objective.name];
  if (objective && value !== undefined) parts.push(`${objective.name} ${measure(value)}`);
  if (state === 'failed') parts.push(vscode.l10n.t('failed'));
  else if (state === 'paused') parts.push(vscode.l10n.t('paused'));
  else if (state === 'finished') parts.push(vscode.l10n.t('finished'));
  else if (remaining !== undefined && isActive(progress))
    parts.push(vscode.l10n.t('{0} left', duration(remaining)));
  return parts.join(' · ');
}
