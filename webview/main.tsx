/** Entry of the panel: connects the host with the model and the model with the page. */
import '@vscode/codicons/dist/codicon.css';
import './styles/panel.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import type { Panel } from '../src/protocol/panel';
import type { StudyUpdate } from '../src/protocol/study';
import { MessageError, parseSnapshot, parseUpdate } from './messages';
import { readView } from './model/view-state';
import { PanelModel } from './panel-model';
import { checked, connect } from './rpc';
import { registerToolkit } from './toolkit';
import { Batches } from './batches';
import { App } from './view/app';

const api = acquireVsCodeApi();
const view = readView(api.getState());

const batches = new Batches<StudyUpdate>((updates) => model.apply(updates));
const panel: Required<Panel> = {
  show: (snapshot) => guarded(() => model.show(parseSnapshot(snapshot))),
  update: (update) => guarded(() => batches.add(parseUpdate(update))),
  cursor: (place) => (model.cursor.value = place),
  select: (number) => model.select(number),
};
const model = new PanelModel(checked(connect(api, panel)), view);

/** A message that is not understood is said once and changes nothing. */
function guarded(take: () => void): void {
  try {
    take();
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    model.notice.value = error.message;
  }
}

effect(() => api.setState(model.view.value));
registerToolkit();
render(<App model={model} />, document.getElementById('root')!);
void model.load();
