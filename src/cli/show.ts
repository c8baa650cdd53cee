/** `espalier show STUDY TRIAL` */
import { UserError } from '../study/errors';
import { findStudy } from '../search/project';
import { openStudy, type OpenStudy } from '../search/open';
import type { Graph, TrialDetail } from '../study/trial';
import { cell, duration, number, printJson, relative, scores, trialJson, valueText, where } from './output';
import { table } from './table';

export async function show(given: string, trial: string, options: { json?: boolean }): Promise<void> {
  const study = await openStudy(findStudy(given));
  const detail = await trialOf(study, trial);
  const costs = costsOf(detail);
  if (options.json) {
    printJson({ ...trialJson(detail.trial), graph: detail.graph ?? null, costs, curve: detail.curve.steps });
  } else print(study, detail, costs);
}

/** The trial that a person means by a number or `best`. Throws a {@link UserError} when there is none. */
export async function trialOf(study: OpenStudy, given: string): Promise<TrialDetail> {
  const { best } = study.snapshot.progress;
  const isNumber = /^#?\d+$/.test(given);
  if (given !== 'best' && !isNumber)
    throw new UserError(`'${given}' is not a trial: give its number, or best.`);
  if (given === 'best' && best.length === 0) throw new UserError('The study has no complete trial yet.');
  if (given === 'best' && best.length > 1) {
    throw new UserError(
      `Several trials are on the Pareto front: ${best.join(', ')}. Give the number of one.`,
    );
  }
  const number = given === 'best' ? (best[0] ?? 0) : Number(given.replace('#', ''));
  const detail = await study.detail(number);
  if (detail) return detail;
  const last = study.snapshot.trials.at(-1)?.number;
  throw new UserError(
    `There is no trial ${number}${last === undefined ? '' : ` (they go from 0 to ${last})`}.`,
  );
}

const costNames = ['params', 'flops', 'size', 'memory', 'latency', 'energy'];

/** What a candidate costs: of its graph, and measures that are costs by name. */
function costsOf({ trial, graph }: TrialDetail): Record<string, number> {
  const measured = Object.entries(trial.measures).filter(([name]) =>
    costNames.some((cost) => name.endsWith(cost)),
  );
  return {
    ...(graph ? { params: graph.params, trainableParams: graph.trainableParams } : {}),
    ...(graph?.flops === undefined ? {} : { flops: graph.flops }),
    ...Object.fromEntries(measured),
  };
}

function print(study: OpenStudy, { trial, graph, curve }: TrialDetail, costs: Record<string, number>): void {
  const { header, progress } = study.snapshot;
  const best = progress.best.includes(trial.number) ? ' (best)' : '';
  console.log(`Trial ${trial.number} of ${relative(header.study)}: ${trial.state}${best}`);
  const facts = [
    scores(trial, header.objectives),
    ...(trial.seconds === undefined ? [] : [duration(trial.seconds)]),
    ...(trial.epochs === undefined ? [] : [`${trial.epochs} epochs`]),
    ...(trial.backend === undefined ? [] : [trial.backend]),
    ...(trial.sameAs === undefined ? [] : [`same candidate as ${trial.sameAs}`]),
  ];
  console.log(facts.filter(Boolean).join(' · '));
  if (trial.error) console.log(where(trial.error));
  console.log();
  const variables = new Map(header.variables.map((variable) => [variable.label, variable]));
  const rows = Object.entries(trial.params).map(([label, value]) => {
    const { domain, default: written } = variables.get(label) ?? {};
    const isWritten = written === undefined || JSON.stringify(written) === JSON.stringify(value);
    return [label, valueText(domain, value), isWritten ? '' : valueText(domain, written)];
  });
  console.log(table(['variable', 'value', 'as written'], rows));
  if (graph) console.log(`\n${layers(graph)}`);
  const list = Object.entries(costs).map(([name, value]) => `${name} ${cost(name, value)}`);
  if (list.length > 0) console.log(`\n${list.join(', ')}`);
  if (curve.steps.length > 0) console.log(`\n${curveTable(curve.steps)}`);
}

/** Counts whole, sizes in bytes, latencies in milliseconds. */
function cost(name: string, value: number): string {
  if (/latency$/.test(name)) return `${number(value)} ms`;
  const whole = value.toLocaleString('en');
  return /(size|memory)$/.test(name) ? `${whole} bytes` : whole;
}

function layers(graph: Graph): string {
  const names = new Map(graph.nodes.map((node) => [node.id, node.name]));
  const rows = graph.nodes.map((node) => [
    node.name,
    node.type,
    node.shape.map((size) => size ?? '?').join('×'),
    String(node.params),
    graph.edges
      .filter(({ to }) => to === node.id)
      .map(({ from }) => names.get(from) ?? '')
      .join(', '),
  ]);
  return table(['layer', 'type', 'output', 'params', 'from'], rows);
}

function curveTable(steps: TrialDetail['curve']['steps']): string {
  const names = [...new Set(steps.flatMap(({ measures }) => Object.keys(measures)))];
  const rows = steps.map(({ step, measures }) => [
    String(step),
    ...names.map((name) => cell(measures[name])),
  ]);
  return table(['epoch', ...names], rows);
}
