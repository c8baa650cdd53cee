/** Where each layer was made in the person's source. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrialContext } from '../child/tensorflow-interface';
import type { Place } from '../child/trial';

export class Sources {
  /** Undefined for layers that were made where no line of the person's is known. */
  private places = new WeakMap<object, Place | undefined>();

  /** Layers of classes of the person's own are noticed when they are first applied. */
  constructor(
    tf: typeof tfjs,
    private readonly current: () => TrialContext | undefined,
  ) {
    const { apply } = tf.layers.Layer.prototype;
    const note = (layer: object): void => this.note(layer);
    tf.layers.Layer.prototype.apply = function (inputs, kwargs) {
      note(this);
      return apply.call(this, inputs, kwargs);
    };
  }

  /** The person's line that runs now is where the layer comes from, unless that is known. */
  note(layer: object): void {
    const context = this.current();
    if (!context || this.places.has(layer)) return;
    this.places.set(layer, context.ownFrame());
  }

  of(layer: object): Place | undefined {
    return this.places.get(layer);
  }

  forget(): void {
    this.places = new WeakMap();
  }
}
