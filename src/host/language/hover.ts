import * as vscode from 'vscode';
import type { MetricHint, VariableHint } from '../../hints/hint';
import type { HintedFile } from '../../hints/language';
import type { HintProgram } from '../hint-files';
import { analysis } from '../lazy';
import { bigCount, measure } from '../text';
import { chart } from './chart';
import { hintsAt, programSoon, type Hints } from './documents';
import { factor, withoutVariables } from './effect';
import type { StudyInsight, StudySummary, VariableSummary } from './insight';
import { toRange } from './places';
import { isOn } from './settings';
import { code, conditionWords, domainWords, meaning, valueWords } from './words';

/** What a hint means, how much it adds to the search, and what a study has found out about it. */
export class HintHover implements vscode.HoverProvider {
  /** Factors by program: a program is another object as soon as a file of it changes. */
  private readonly factors = new WeakMap<HintProgram, Map<string, string>>();

  constructor(
    private readonly hints: Hints,
    private readonly insight: StudyInsight,
  ) {}

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> {
    if (!this.hints.isSource(document)) return undefined;
    const hinted = hintsAt(this.hints, document, position);
    if (!hinted || !isOn('hover', document.uri)) return undefined;
    const offset = document.offsetAt(position);
    const hint = hinted.hints.find(({ comment }) => comment.start <= offset && offset < comment.end);
    if (!hint) return this.setting(document, hinted, position);
    const range = toRange(document, hint.comment);
    if (hint.role === 'metric') return new vscode.Hover(metricText(hint), range);
    const program = await programSoon(this.hints, document.uri, 2000);
    if (token.isCancellationRequested) return undefined;
    const parts = [this.variable(hint, hinted, program), this.study(document.uri, hint, hinted, program)];
    return new vscode.Hover(
      parts.filter((part) => part !== undefined),
      range,
    );
  }

  /** A key of the search block. */
  private setting(
    document: vscode.TextDocument,
    { config }: HintedFile,
    position: vscode.Position,
  ): vscode.Hover | undefined {
    const offset = document.offsetAt(position);
    if (!config || offset < config.range.start || offset >= config.range.end) return undefined;
    const word = document.getWordRangeAtPosition(position, /[\w-]+/);
    if (!word) return undefined;
    const name = document.getText(word);
    const description = name === 'search' ? meaning(name) : analysis().assist.settingDescription(name);
    return description ? new vscode.Hover(vscode.l10n.t(description), word) : undefined;
  }

  private variable(
    hint: VariableHint,
    { file }: HintedFile,
    program: HintProgram | undefined,
  ): vscode.MarkdownString {
    const labels = program ? spaceLabels(program, file, hint) : [];
    const lines = [
      `**${vscode.l10n.t('Search variable')}** ${code(labels[0]?.replace(/\[\d+\]$/, '') ?? hint.label)}`,
      domainWords(hint.domain),
      hint.turns && vscode.l10n.t('Drawn anew for each turn of the loop, {0} times.', hint.turns.length),
      vscode.l10n.t('As written: {0}.', code(valueWords(hint.domain, hint.value))),
      ...(program ? [this.size(program, labels), when(program, labels)] : []),
    ];
    return new vscode.MarkdownString(lines.filter(Boolean).join('\n\n'));
  }

  private size(program: HintProgram, labels: readonly string[]): string | undefined {
    if (labels.length === 0) return undefined;
    const total = bigCount(program.count);
    return vscode.l10n.t(
      'Multiplies the architectures by {0}; in all there are {1}.',
      this.factor(program, labels),
      total,
    );
  }

  private factor(program: HintProgram, labels: readonly string[]): string {
    const known = this.factors.get(program) ?? new Map<string, string>();
    this.factors.set(program, known);
    const key = labels.join('\n');
    const found = known.get(key);
    if (found !== undefined) return found;
    const rest = analysis().countPoints(withoutVariables(program.space, new Set(labels)));
    const made = bigFactor(factor(BigInt(program.count), rest));
    known.set(key, made);
    return made;
  }

  private study(
    uri: vscode.Uri,
    hint: VariableHint,
    { file }: HintedFile,
    program: HintProgram | undefined,
  ): vscode.MarkdownString | undefined {
    const study = this.insight.of(uri);
    const [label = hint.label] = program ? spaceLabels(program, file, hint) : [];
    const summary = study?.variable(label);
    return study && summary ? studyText(study, hint, summary) : undefined;
  }
}

function bigFactor(text: string): string {
  return /^\d+$/.test(text) ? bigCount(text) : text;
}

function metricText({ label }: MetricHint): vscode.MarkdownString {
  return new vscode.MarkdownString(`**${vscode.l10n.t('Metric')}** ${code(label)}\n\n${meaning('metric')}`);
}

/** The variables of a hint in the space: one, or one a turn. */
function spaceLabels(program: HintProgram, file: string, hint: VariableHint): string[] {
  const labels = program.labels.get(file);
  const own = hint.turns ? hint.turns.map((_, turn) => `${hint.label}[${turn}]`) : [hint.label];
  return own.flatMap((label) => labels?.get(label) ?? []);
}

/** The conditions of a variable in words. */
function when({ space }: HintProgram, labels: readonly string[]): string | undefined {
  const variable = space.variables.find(({ label }) => label === labels[0]);
  const alternatives = variable?.activeWhen ?? [];
  if (alternatives.length === 0 || alternatives.some((conditions) => conditions.length === 0))
    return undefined;
  const domainOf = (label: string) => space.variables.find((other) => other.label === label)?.domain;
  const words = alternatives.map((conditions) =>
    conditions.map((condition) => conditionWords(condition, domainOf)).join(vscode.l10n.t(' and ')),
  );
  return vscode.l10n.t('Matters only when {0}.', words.join(vscode.l10n.t(', or when ')));
}

function studyText(study: StudySummary, hint: VariableHint, summary: VariableSummary): vscode.MarkdownString {
  const { best, importance, choices } = summary;
  const text = new vscode.MarkdownString(`**${escape(study.name)}**: ${code(study.objective.name)}`);
  if (choices.length > 0) text.appendCodeblock(chart(choices, trialWords), 'text');
  const facts = [
    best !== undefined && vscode.l10n.t('Best: {0}.', code(valueWords(hint.domain, best))),
    importance !== undefined && vscode.l10n.t('Importance: {0} %.', measure(Math.round(importance * 100))),
  ];
  return text.appendMarkdown(facts.filter(Boolean).join(' '));
}

function trialWords(count: number): string {
  return count === 1 ? vscode.l10n.t('1 trial') : vscode.l10n.t('{0} trials', count);
}

function escape(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-!|<>]/g, '\\$&');
}
