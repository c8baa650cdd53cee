import * as vscode from 'vscode';
import { Acceptor } from './host/accept';
import { CandidateCheck } from './host/candidate-check';
import { registerCandidates } from './host/candidate-commands';
import { CandidateDocuments } from './host/candidate-documents';
import { HintCodeLens } from './host/code-lens';
import { Controller, guarded } from './host/controller';
import { HintDiagnostics } from './host/diagnostics';
import { followCursor, followEditor } from './host/editor-context';
import { FailureDiagnostics } from './host/failures';
import { HintFiles, hintSelector } from './host/hint-files';
import { CurrentInsight, registerLanguage } from './host/language';
import { reportIssue } from './host/issue-report';
import { Output } from './host/output';
import { PanelView, panelType } from './host/panel';
import { connectTo } from './host/connect';
import { revealSource } from './host/reveal';
import { StudiesTree } from './host/studies-view';
import { registerStudies, studySource } from './host/study-commands';
import { followStudy } from './host/study-insight';
import { StudyReader } from './host/study-reader';
import { StatusBar } from './host/status-bar';

/** What the extension exports, for its own tests. */
export interface EspalierApi {
  readonly controller: Controller;
  readonly panel: PanelView;
  /** The study that hovers and inlay hints speak of. */
  readonly insight: CurrentInsight;
  readonly studies: StudiesTree;
}

export function activate(context: vscode.ExtensionContext): EspalierApi {
  const output = new Output();
  const files = new HintFiles();
  const documents = new CandidateDocuments();
  const statusBar = new StatusBar();
  const codeLens = new HintCodeLens(files);
  const insight = new CurrentInsight();
  const acceptor = new Acceptor(files, documents);
  const connect = connectTo(context.extensionUri, (line) => output.line(line));
  const connectQuietly = connectTo(context.extensionUri, () => undefined);
  const reader = new StudyReader(connectQuietly);
  const controller: Controller = new Controller(
    connect,
    files,
    acceptor,
    output,
    statusBar,
    context.workspaceState,
    () => panel,
  );
  const panel = new PanelView(
    context.extensionUri,
    {
      accept: (number) => controller.accept(number),
      resume: () => controller.resume(),
      reveal: (file, line) => revealSource(controller.session?.header, file, line),
      start: () => controller.start(),
      diff: (number) => controller.diff(number),
      enqueue: (point) => controller.enqueue(point),
      reopen: (study) => controller.reopen(study),
    },
    (line) => output.line(line),
  );
  const source = studySource(controller, reader);
  const studies = new StudiesTree(source);
  const check = new CandidateCheck(connectQuietly, files, controller, (line) => output.line(line));
  const command = <Args extends unknown[]>(name: string, run: (...args: Args) => Promise<unknown>) =>
    vscode.commands.registerCommand(`espalier.${name}`, guarded(output, run));
  context.subscriptions.push(
    output,
    files,
    documents,
    statusBar,
    codeLens,
    controller,
    panel,
    new HintDiagnostics(files),
    check,
    new FailureDiagnostics(controller, files),
    insight,
    followStudy(controller, insight),
    registerLanguage(files, insight, documents),
    followEditor(files),
    followCursor(files, panel),
    studies,
    registerStudies(studies, { controller, source, panel, output }),
    registerCandidates({
      extension: context.extensionUri,
      controller,
      acceptor,
      documents,
      source,
      panel,
      output,
    }),
    vscode.languages.registerCodeLensProvider(hintSelector, codeLens),
    vscode.window.registerWebviewPanelSerializer(panelType, panel),
    command('search', (uri?: vscode.Uri) => controller.search(uri)),
    command('pause', () => controller.pause()),
    command('resume', () => controller.resume()),
    command('stop', () => controller.stop()),
    command('openPanel', () => controller.openPanel()),
    command('acceptBest', () => controller.acceptBest()),
    command('acceptAndRemoveHints', () => controller.acceptBest(true)),
    command('checkCandidates', () => check.checkNow()),
    command('reportIssue', () => reportIssue(context.extension, controller.session?.study)),
    command('showLog', async () => output.channel.show()),
  );
  return { controller, panel, insight, studies };
}
