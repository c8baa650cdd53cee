/** A script's own `evaluate` after training: the test scores of a candidate that was chosen. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrialContext } from '../child/tensorflow-interface';
import { testMeasures } from './builder';

type Scores = tfjs.Scalar | tfjs.Scalar[];
type Evaluate = (this: tfjs.LayersModel, ...args: unknown[]) => Scores | Promise<Scores>;

/** Records what `evaluate` and `evaluateDataset` give, when the test set is asked for; the search never sees it. */
export function takeOverEvaluate(tf: typeof tfjs, current: () => TrialContext | undefined): void {
  const wrap = (evaluate: Evaluate): Evaluate =>
    function (...args) {
      const context = current();
      const scores = evaluate.apply(this, args);
      if (!context?.message.test || !context.trial.hasResult) return scores;
      const record = (list: Scores): Scores => {
        const values = [list].flat().map((score) => score.dataSync()[0]!);
        context.trial.setMeasures(testMeasures(this, values));
        return list;
      };
      return scores instanceof Promise ? scores.then(record) : record(scores);
    };
  const prototype = tf.LayersModel.prototype as unknown as Record<'evaluate' | 'evaluateDataset', Evaluate>;
  prototype.evaluate = wrap(prototype.evaluate);
  prototype.evaluateDataset = wrap(prototype.evaluateDataset);
}
