import type { Point, SearchSpace } from '../../../src/space/space';

/** What a strategy is measured on: values of points, to be minimised. */
export interface Problem {
  readonly name: string;
  readonly space: SearchSpace;
  readonly objectives: number;
  /** The value of the first objective that counts as found. */
  readonly goal?: number;
  /** What is reported while every trial has failed. */
  readonly worst?: number;
  /** What a trial measures, nothing when it fails; `noise` is a stream of standard normals of the run. */
  evaluate(point: Point, noise: () => number): readonly number[];
  /** What is reported of the incumbent: the value without noise, the test accuracy, the distance to the optimum. */
  report(point: Point): number;
}

/** Two objectives or more, rated by the hypervolume below a point. */
export interface ParetoProblem extends Problem {
  readonly reference: readonly number[];
  /** The hypervolume of the whole front. */
  readonly most: number;
}
