import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { HintedFile } from '../hints/language';
import type { SourceProgram } from '../hints/program';
import type { BuiltSpace } from '../space/fromHints';
import { analysis } from './lazy';
import { searchSettings } from './settings';

/** What a file's search would be about: its program and the space of all its hints. */
export interface HintProgram extends SourceProgram, BuiltSpace {
  /** Number of architectures, in digits. */
  readonly count: string;
}

const mark = '@nas';
/** Milliseconds without a keystroke after which hints are read anew. */
const calm = 250;

/** The languages whose files may have hints. */
export const hintLanguages: readonly string[] = ['javascript', 'typescript'];
export const hintSelector: vscode.DocumentSelector = hintLanguages.map((language) => ({
  language,
  scheme: 'file',
}));

/** Hints of the documents on screen and of the programs that they belong to; unsaved text counts. */
export class HintFiles implements vscode.Disposable {
  private readonly parsed = new Map<string, { readonly version: number; readonly file: HintedFile }>();
  /** By path; good while the text is the same, also for files of a program that are not open. */
  private readonly sources = new Map<string, HintedFile>();
  private readonly programs = new Map<string, Promise<HintProgram>>();
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly subscriptions: vscode.Disposable[];
  /** A document with hints was opened or has changed and is calm again. */
  readonly onDidChange = this.changes.event;

  constructor() {
    this.subscriptions = [
      this.changes,
      vscode.workspace.onDidOpenTextDocument((document) => this.changed(document, 0)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.changed(document, calm)),
      vscode.workspace.onDidSaveTextDocument((document) => this.changed(document, 0)),
      vscode.workspace.onDidCloseTextDocument((document) => this.closed(document)),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('espalier.trials')) this.reread();
      }),
    ];
  }

  /** True for a document in a language that may have hints. */
  isSource(document: vscode.TextDocument): boolean {
    return isSource(document);
  }

  /** True without parsing. */
  hasHints(document: vscode.TextDocument): boolean {
    return isSource(document) && document.getText().includes(mark);
  }

  /** The hints of a document as it stands; undefined when it has none. */
  parse(document: vscode.TextDocument): HintedFile | undefined {
    if (!this.hasHints(document)) return undefined;
    const key = document.uri.toString();
    const known = this.parsed.get(key);
    if (known?.version === document.version) return known.file;
    const file = this.source(document.uri.fsPath, document.getText());
    this.parsed.set(key, { version: document.version, file });
    return file;
  }

  /** The program of a file and its search space. */
  program(uri: vscode.Uri): Promise<HintProgram> {
    const key = uri.fsPath;
    let program = this.programs.get(key);
    if (!program) {
      program = this.read(key);
      this.programs.set(key, program);
      program.catch(() => this.programs.delete(key));
    }
    return program;
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private source(file: string, text: string): HintedFile {
    const known = this.sources.get(file);
    if (known?.text === text) return known;
    const parsed = analysis().javascript.parse(file, text);
    this.sources.set(file, parsed);
    return parsed;
  }

  private async read(file: string): Promise<HintProgram> {
    const { javascript, readProgram, buildSpace, countPoints, budgetAdvice } = analysis();
    const language = { ...javascript, parse: (name: string, text: string) => this.source(name, text) };
    const program = await readProgram(language, file, readCurrent);
    const space = buildSpace(program.files);
    const { trials } = searchSettings(vscode.Uri.file(file));
    const advice = budgetAdvice(program.files, space.space, trials);
    return {
      ...program,
      ...space,
      diagnostics: [...space.diagnostics, ...advice],
      count: countPoints(space.space).toString(),
    };
  }

  /** What is known of programs may have changed with a setting. */
  private reread(): void {
    this.programs.clear();
    for (const document of vscode.workspace.textDocuments) {
      if (this.hasHints(document)) this.changes.fire(document.uri);
    }
  }

  private changed(document: vscode.TextDocument, delay: number): void {
    if (!isSource(document)) return;
    // An import of any program may be the one that changed.
    this.programs.clear();
    const key = document.uri.toString();
    clearTimeout(this.timers.get(key));
    const fire = () => {
      this.timers.delete(key);
      this.changes.fire(document.uri);
    };
    this.timers.set(key, setTimeout(fire, delay));
  }

  private closed(document: vscode.TextDocument): void {
    if (!isSource(document)) return;
    this.parsed.delete(document.uri.toString());
    this.sources.delete(document.uri.fsPath);
    this.programs.clear();
    this.changes.fire(document.uri);
  }
}

function isSource(document: vscode.TextDocument): boolean {
  return document.uri.scheme === 'file' && hintLanguages.includes(document.languageId);
}

/** A file's text on screen, else on disk. */
export async function readCurrent(file: string): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find(
    (document) => document.uri.scheme === 'file' && document.uri.fsPath === file,
  );
  if (open && !open.isClosed) return open.getText();
  return readFile(file, 'utf8').catch(() => undefined);
}
