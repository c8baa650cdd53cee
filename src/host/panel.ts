import * as vscode from 'vscode';
import { type BirpcReturn, createBirpc } from 'birpc';
import type { FileDiff, Panel, PanelExtras, PanelHost, PanelState } from '../protocol/panel';
import type { Point } from '../protocol/study';
import { panelHtml } from './panel-html';
import { copyText, saveFile } from './panel-extras';
import { isPanelMessage, refusal } from './panel-messages';
import type { Session } from './session';
import { errorText } from './text';

/** What the panel may ask of the extension beyond its session. */
export interface PanelActions {
  accept(number: number): Promise<boolean>;
  resume(): Promise<void>;
  reveal(file: string, line: number): Promise<void>;
  start(): Promise<void>;
  diff(number: number): Promise<readonly FileDiff[]>;
  /** Queues a candidate of a person's. */
  enqueue(point: Point): Promise<void>;
  /** Opens a study, or the one that was last shown in this workspace. */
  reopen(study?: string): Promise<void>;
}

/** What this host offers beyond the least: everything. */
const extras: readonly (keyof PanelExtras)[] = [
  'save',
  'copy',
  'start',
  'configure',
  'enqueue',
  'mark',
  'marks',
  'curves',
  'importance',
  'diff',
];

/** The panel's view type, for making it and for bringing it back after a restart. */
export const panelType = 'espalier.panel';

/** The one panel of the window: it may be closed and opened while the search goes on. */
export class PanelView implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private panel: vscode.WebviewPanel | undefined;
  private rpc: BirpcReturn<Required<Panel>, Required<PanelHost>> | undefined;
  private session: Session | undefined;
  private following: vscode.Disposable | undefined;

  constructor(
    private readonly extension: vscode.Uri,
    private readonly actions: PanelActions,
    private readonly report: (line: string) => void,
  ) {}

  /** Shows another session's study from now on. */
  follow(session: Session | undefined): void {
    this.following?.dispose();
    this.session = session;
    if (!session) return;
    this.following = vscode.Disposable.from(
      session.onDidUpdate((update) => void this.rpc?.update.asEvent(update).catch(ignore)),
      session.onDidReplace((snapshot) => {
        this.retitle();
        void this.rpc?.show.asEvent(snapshot).catch(ignore);
      }),
    );
  }

  /** Shows the panel. It takes the focus where a person asked for it, not where a search brings it. */
  open(takesFocus = false): void {
    if (this.panel) {
      this.panel.reveal(undefined, !takesFocus);
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      panelType,
      this.title,
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: !takesFocus },
      this.options,
    );
    this.attach(panel);
  }

  /** Shows a trial in the panel. */
  select(number: number): void {
    this.open();
    void this.rpc?.select.asEvent(number).catch(ignore);
  }

  /** Tells where the cursor stands in the source, from 1. */
  cursor(place: { readonly file: string; readonly line: number } | undefined): void {
    if (this.panel?.visible) void this.rpc?.cursor.asEvent(place).catch(ignore);
  }

  get isOpen(): boolean {
    return this.panel !== undefined;
  }

  /** VS Code brings back a panel that was open when the window closed. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state?: PanelState): Promise<void> {
    panel.webview.options = this.options;
    this.attach(panel);
    try {
      await this.actions.reopen(typeof state?.study === 'string' ? state.study : undefined);
    } catch (error) {
      this.report(errorText(error));
    }
  }

  dispose(): void {
    this.following?.dispose();
    this.panel?.dispose();
  }

  private get options(): vscode.WebviewOptions {
    return { enableScripts: true, localResourceRoots: [this.resources] };
  }

  private get resources(): vscode.Uri {
    return vscode.Uri.joinPath(this.extension, 'dist', 'webview');
  }

  private get title(): string {
    const name = this.session?.header?.name;
    return name ? vscode.l10n.t('Espalier: {0}', name) : vscode.l10n.t('Espalier');
  }

  private retitle(): void {
    if (this.panel) this.panel.title = this.title;
  }

  private attach(panel: vscode.WebviewPanel): void {
    this.panel?.dispose();
    this.panel = panel;
    const { webview } = panel;
    panel.iconPath = vscode.Uri.joinPath(this.extension, 'media', 'icon.png');
    const rpc = createBirpc<Required<Panel>, Required<PanelHost>>(this.functions(), {
      post: (message) => webview.postMessage(message),
      on: (listener) => {
        webview.onDidReceiveMessage((message: unknown) => {
          if (isPanelMessage(message)) {
            listener(message);
            return;
          }
          this.report(
            `The panel sent a message that was not understood: ${JSON.stringify(message)?.slice(0, 500)}`,
          );
          const answer = refusal(message);
          if (answer) void webview.postMessage(answer);
        });
      },
      serialize: portable,
      bind: 'functions',
      timeout: -1,
    });
    this.rpc = rpc;
    panel.onDidDispose(() => {
      rpc.$close();
      if (this.panel !== panel) return;
      this.panel = undefined;
      this.rpc = undefined;
    });
    const address = (name: string) =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.resources, name)).toString();
    webview.html = panelHtml({
      script: address('panel.js'),
      style: address('panel.css'),
      cspSource: webview.cspSource,
      language: vscode.env.language,
      title: this.title,
    });
  }

  private functions(): Required<PanelHost> {
    const session = () => {
      if (!this.session) throw new Error(vscode.l10n.t('No study is open.'));
      return this.session;
    };
    return {
      ready: async () => this.session?.study?.snapshot(),
      trial: async (number) => session().trial(number),
      pause: async () => session().pause(),
      resume: () => this.actions.resume(),
      stop: async () => session().stop(),
      accept: (number) => this.actions.accept(number),
      reveal: (file, line) => this.actions.reveal(file, line),
      extras: async () => extras,
      save: saveFile,
      copy: copyText,
      start: () => this.actions.start(),
      configure: async (change) => session().configure(change),
      enqueue: (point) => this.actions.enqueue(point),
      mark: async (number, mark) => session().mark(number, mark),
      marks: async () => session().marks(),
      curves: async (numbers) => session().curves(numbers),
      diff: (number) => this.actions.diff(number),
      importance: async (objective) => session().importance(objective),
    };
  }
}

/** Messages to a webview travel as JSON, in which an error would be an empty object. */
function portable(message: { e?: unknown }): unknown {
  return message.e === undefined ? message : { ...message, e: { message: errorText(message.e) } };
}

/** A panel that is hidden or gone asks for everything when it is back. */
function ignore(): void {}
