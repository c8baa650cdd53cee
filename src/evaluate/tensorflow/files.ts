/** `file://` as tfjs-node has it: a folder with model.json and weights.bin, saved into the candidate's own folder. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as tfjs from '@tensorflow/tfjs';
import type { TrialContext } from '../child/tensorflow-interface';

const scheme = 'file://';

/** What replaces functions of TensorFlow.js that take a `file://` address. */
export interface FileFunctions {
  fileSystem(path: string | string[]): tfjs.io.IOHandler;
  loadLayersModel: typeof tfjs.loadLayersModel;
  loadGraphModel: typeof tfjs.loadGraphModel;
}

/** Handlers in the place of `file://` addresses, whether TensorFlow.js has handlers of its own for them or not. */
export function takeOverFiles(tf: typeof tfjs, current: () => TrialContext | undefined): FileFunctions {
  const handler = <T>(target: T): T | tfjs.io.IOHandler =>
    typeof target === 'string' && target.startsWith(scheme)
      ? fileHandler(tf, localPath(target), current)
      : target;
  for (const { prototype } of [tf.LayersModel, tf.GraphModel] as { prototype: Saving }[]) {
    const { save } = prototype;
    prototype.save = function (target, config) {
      return save.call(this, handler(target), config);
    };
  }
  return {
    fileSystem: (path) => fileHandler(tf, path, current),
    loadLayersModel: (target, options) => tf.loadLayersModel(handler(target), options),
    loadGraphModel: (target, options, io) => tf.loadGraphModel(handler(target), options, io),
  };
}

interface Saving {
  save(target: unknown, config: unknown): unknown;
}

/** tfjs-node takes what follows `file://` for a path, relative ones too. */
function localPath(url: string): string {
  return /^file:\/\/\/[A-Za-z]:/.test(url) ? fileURLToPath(url) : url.slice(scheme.length);
}

/** Saves below the candidate's folder; loads from there when it was saved, else from where the path says. */
function fileHandler(
  tf: typeof tfjs,
  target: string | string[],
  current: () => TrialContext | undefined,
): tfjs.io.IOHandler {
  const named = Array.isArray(target) ? target[0]! : target;
  return {
    async save(artifacts) {
      const context = current();
      if (!context) throw new Error('The trial is over');
      const folder = inFolder(named, context);
      const weights = tf.io.CompositeArrayBuffer.join(artifacts.weightData);
      await mkdir(folder, { recursive: true });
      const manifest = [{ paths: ['weights.bin'], weights: artifacts.weightSpecs ?? [] }];
      const json = jsonOf(artifacts, manifest);
      await writeFile(path.join(folder, 'model.json'), JSON.stringify(json));
      await writeFile(path.join(folder, 'weights.bin'), new Uint8Array(weights));
      context.say(`The model was saved in ${folder}`);
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
    },
    async load() {
      const context = current();
      const saved = context && inFolder(named, context);
      const file = saved !== undefined && existsSync(modelFile(saved)) ? modelFile(saved) : modelFile(named);
      const json = JSON.parse(await readFile(file, 'utf8')) as tfjs.io.ModelJSON;
      return tf.io.getModelArtifactsForJSON(json, async (manifest) => {
        const specs = manifest.flatMap((group) => group.weights);
        const files = manifest.flatMap((group) => group.paths);
        const read = files.map((name) => readFile(path.join(path.dirname(file), name)));
        const data = Buffer.concat(await Promise.all(read));
        return [specs, data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer];
      });
    },
  };
}

function jsonOf(artifacts: tfjs.io.ModelArtifacts, weightsManifest: tfjs.io.WeightsManifestConfig): object {
  const { weightData: _data, weightSpecs: _specs, ...rest } = artifacts;
  return { ...rest, weightsManifest };
}

function modelFile(target: string): string {
  return target.endsWith('.json') ? target : path.join(target, 'model.json');
}

/** The candidate's folder stands for the program's directory; what lies elsewhere keeps its own names below it. */
function inFolder(target: string, { message }: TrialContext): string {
  const absolute = path.resolve(message.directory, target.replace(/\/model\.json$/, ''));
  const relative = path.relative(message.directory, absolute);
  const inside = !relative.startsWith('..') && !path.isAbsolute(relative);
  return path.join(message.folder, inside ? relative : path.basename(absolute));
}
