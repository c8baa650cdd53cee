/**
 * Which candidates are the same, so that one evaluation serves both:
 * - they agree on every variable that the earlier one evaluated (the others never mattered);
 * - they build the same graph, and differ only in variables that are seen to act on the graph: ones that, changed
 *   alone, changed it before. (Equal graphs alone are not enough: a learning rate or an augmentation leaves no trace
 *   in them.)
 */
import { createHash } from 'node:crypto';
import type { Value } from '../hints/hint';
import type { Point } from '../space/space';
import type { Trial } from './trial';

export class SameCandidates {
  /** By the labels that were evaluated (as text): the values of these, and whose they are. */
  private readonly byEvaluated = new Map<
    string,
    { labels: readonly string[]; trials: Map<string, number> }
  >();
  private readonly byGraph = new Map<string, Trial[]>();
  /** Labels that changed a graph when they changed alone. */
  private readonly structural = new Set<string>();
  /** By label and the hash of everything else: the graph that it led to. */
  private readonly others = new Map<string, string>();

  /** A trial ended. Failures teach nothing here: the same candidate may fail for reasons of the moment. */
  add(trial: Trial): void {
    if (trial.state === 'failed' || trial.sameAs !== undefined || !trial.evaluated) return;
    const labels = trial.evaluated.filter((label) => label in trial.params);
    const key = JSON.stringify(labels);
    const group = this.byEvaluated.get(key) ?? { labels, trials: new Map<string, number>() };
    this.byEvaluated.set(key, group);
    const values = valuesOf(labels, trial.params);
    if (!group.trials.has(values)) group.trials.set(values, trial.number);
    if (trial.graph !== undefined) this.learnGraph(trial, trial.graph, labels);
  }

  /** The earlier trial that this point is the same candidate as, known before it runs. */
  ofPoint(point: Point): number | undefined {
    for (const { labels, trials } of this.byEvaluated.values()) {
      if (!labels.every((label) => label in point)) continue;
      const number = trials.get(valuesOf(labels, point));
      if (number !== undefined) return number;
    }
    return undefined;
  }

  /** The earlier trial that this candidate is the same as, known once its graph is built. */
  ofGraph(point: Point, graph: string): number | undefined {
    return this.byGraph.get(graph)?.find((trial) => this.differOnlyInStructure(point, trial.params))?.number;
  }

  private differOnlyInStructure(a: Point, b: Point): boolean {
    const labels = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...labels].every((label) => this.structural.has(label) || equal(a[label], b[label]));
  }

  private learnGraph(trial: Trial, graph: string, labels: readonly string[]): void {
    const list = this.byGraph.get(graph);
    if (list) list.push(trial);
    else this.byGraph.set(graph, [trial]);
    const hashes = labels.map((label) => hash(label, trial.params[label]));
    const all = hashes.reduce((sum, h) => sum ^ h, 0n);
    labels.forEach((label, i) => {
      const key = `${label}\n${(all ^ (hashes[i] ?? 0n)).toString(36)}`;
      const other = this.others.get(key);
      if (other === undefined) this.others.set(key, graph);
      else if (other !== graph) this.structural.add(label);
    });
  }
}

const valuesOf = (labels: readonly string[], point: Point) =>
  JSON.stringify(labels.map((label) => point[label]));
const equal = (a: Value | undefined, b: Value | undefined) =>
  a === b || JSON.stringify(a) === JSON.stringify(b);

/** 64 bits of a label with its value; XOR of them is the hash of a point, whatever the order. */
function hash(label: string, value: Value | undefined): bigint {
  return createHash('sha256')
    .update(JSON.stringify([label, value]))
    .digest()
    .readBigUInt64BE();
}
