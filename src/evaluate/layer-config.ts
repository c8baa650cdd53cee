/** What sets a layer apart from others of its class, in plain values. */
import type { GraphNode } from './interface';
import type { Layer } from './layers';

type Config = GraphNode['config'];
type ConfigValue = Config[string];

/** Of no consequence for what a layer computes. */
const left = new Set([
  'name',
  'dtype',
  'batchInputShape',
  'inputDtype',
  'sparse',
  'ragged',
  'implementation',
]);

/** The arguments that are set; objects (initialisers, regularisers, inner layers) by class name and arguments. */
export function layerConfig(layer: Layer): Config {
  const config: Record<string, ConfigValue> = {};
  try {
    flatten('', layer.getConfig(), config);
  } catch {
    // A layer of the person's own without a usable getConfig: its class and shapes are what is known.
  }
  return config;
}

function flatten(prefix: string, values: object, config: Record<string, ConfigValue>): void {
  for (const [key, value] of Object.entries(values)) {
    if (left.has(key) || value === null || value === undefined) continue;
    if (key === 'trainable' && value === true) continue;
    add(prefix + key, value, config);
  }
}

function add(key: string, value: unknown, config: Record<string, ConfigValue>): void {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    config[key] = value;
  } else if (Array.isArray(value)) {
    if (value.every((item) => item === null || typeof item === 'number')) config[key] = value as number[];
    else value.forEach((item, i) => add(`${key}.${i}`, item, config));
  } else if (typeof value === 'object' && value !== null) {
    const { className, config: inner } = value as { className?: unknown; config?: unknown };
    if (typeof className === 'string') config[key] = className;
    flatten(`${key}.`, typeof inner === 'object' && inner !== null ? inner : value, config);
  }
}
