import type { Random } from '../../space/random';

const hidden = 24;

/** A regression network with one hidden layer of tanh units, trained by Adam (Kingma & Ba 2015) from where it is. */
export class Network {
  private readonly parameters: Float64Array;
  private readonly first: Float64Array;
  private readonly second: Float64Array;
  private readonly units = new Float64Array(hidden);
  /** Which features of the last point are not 0: few, as most say which of several was chosen. */
  private readonly active: Uint32Array;
  private activeCount = 0;
  private steps = 0;

  constructor(
    private readonly inputs: number,
    random: Random,
  ) {
    const size = hidden * (inputs + 2) + 1;
    this.parameters = new Float64Array(size);
    this.first = new Float64Array(size);
    this.second = new Float64Array(size);
    this.active = new Uint32Array(inputs);
    for (let i = 0; i < hidden * inputs; i++)
      this.parameters[i] = random.normal() / Math.sqrt(Math.max(1, inputs) / 4);
    for (let h = 0; h < hidden; h++)
      this.parameters[hidden * (inputs + 1) + h] = random.normal() / Math.sqrt(hidden);
  }

  /** The prediction for the features at `at`; leaves the activations in `units` and what it saw in `active`. */
  predict(features: Float64Array, at: number): number {
    const { inputs, parameters, units, active } = this;
    const biases = hidden * inputs;
    let count = 0;
    for (let f = 0; f < inputs; f++) if (features[at + f] !== 0) active[count++] = f;
    this.activeCount = count;
    let output = parameters[biases + 2 * hidden] as number;
    for (let h = 0; h < hidden; h++) {
      let sum = parameters[biases + h] as number;
      for (let k = 0; k < count; k++) {
        const f = active[k] as number;
        sum += (parameters[h * inputs + f] as number) * (features[at + f] as number);
      }
      units[h] = Math.tanh(sum);
      output += (units[h] as number) * (parameters[biases + hidden + h] as number);
    }
    return output;
  }

  /** One step on a batch drawn with replacement. */
  train(features: Float64Array, targets: Float64Array, batch: number, random: Random): void {
    const { inputs, parameters, units, active } = this;
    const gradient = new Float64Array(parameters.length);
    const biases = hidden * inputs;
    for (let b = 0; b < batch; b++) {
      const row = random.integer(targets.length);
      const at = row * inputs;
      const error = (this.predict(features, at) - (targets[row] as number)) / batch;
      gradient[biases + 2 * hidden]! += error;
      for (let h = 0; h < hidden; h++) {
        const unit = units[h] as number;
        gradient[biases + hidden + h]! += error * unit;
        const back = error * (parameters[biases + hidden + h] as number) * (1 - unit * unit);
        gradient[biases + h]! += back;
        for (let k = 0; k < this.activeCount; k++) {
          const f = active[k] as number;
          gradient[h * inputs + f]! += back * (features[at + f] as number);
        }
      }
    }
    this.adam(gradient);
  }

  private adam(gradient: Float64Array): void {
    const { parameters, first, second } = this;
    this.steps++;
    const rate = (0.01 * Math.sqrt(1 - 0.999 ** this.steps)) / (1 - 0.9 ** this.steps);
    for (let i = 0; i < parameters.length; i++) {
      const g = (gradient[i] as number) + 1e-4 * (parameters[i] as number);
      first[i] = 0.9 * (first[i] as number) + 0.1 * g;
      second[i] = 0.999 * (second[i] as number) + 0.001 * g * g;
      parameters[i]! -= (rate * (first[i] as number)) / (Math.sqrt(second[i] as number) + 1e-8);
    }
  }
}
