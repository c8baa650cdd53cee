/**
 * What is too large for the journal's attributes: graphs and curves as JSON files beside it, named by their content.
 * `.espalier/model.log` keeps its own under `.espalier/model/`.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileError } from './errors';
import type { Curve, Graph } from './trial';

/** The folder of a study's side files and of what its candidates save. */
export function studyFolder(journal: string): string {
  return path.join(path.dirname(journal), path.basename(journal, '.log'));
}

export class Store {
  private readonly folder: string;

  constructor(journal: string) {
    this.folder = studyFolder(journal);
  }

  /** The address is the graph's key: equal graphs, whatever their layers are called, are kept once. */
  putGraph(graph: Graph): Promise<string> {
    return this.put('graphs', graph.key, graph);
  }

  putCurve(curve: Curve): Promise<string> {
    return this.put('curves', digest(JSON.stringify(curve)), curve);
  }

  /** Undefined when the file is gone or damaged: a study can be read without its side files. */
  graph(address: string): Promise<Graph | undefined> {
    return this.get<Graph>('graphs', address, 'nodes');
  }

  curve(address: string): Promise<Curve | undefined> {
    return this.get<Curve>('curves', address, 'steps');
  }

  private async put(kind: string, address: string, value: object): Promise<string> {
    const file = this.fileOf(kind, address);
    if (await exists(file)) return address;
    const aside = `${file}.${randomUUID()}`;
    try {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(aside, JSON.stringify(value));
      await rename(aside, file);
    } catch (error) {
      await rm(aside, { force: true }).catch(() => undefined);
      throw fileError(`write ${file}`, error);
    }
    return address;
  }

  private async get<T extends object>(
    kind: string,
    address: string,
    member: keyof T,
  ): Promise<T | undefined> {
    if (!/^[0-9a-f]+$/.test(address)) return undefined;
    try {
      const value: unknown = JSON.parse(await readFile(this.fileOf(kind, address), 'utf8'));
      return typeof value === 'object' && value !== null && member in value ? (value as T) : undefined;
    } catch {
      return undefined;
    }
  }

  private fileOf(kind: string, address: string): string {
    return path.join(this.folder, kind, `${address}.json`);
  }
}

/** 80 bits of SHA-256: enough that two of a study's files never meet. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 20);
}

const exists = (file: string) =>
  stat(file).then(
    () => true,
    () => false,
  );
