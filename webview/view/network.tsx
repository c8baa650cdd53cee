import { useMemo } from 'preact/hooks';
import type { Graph, Trial } from '../../src/protocol/study';
import type { Detail } from '../details';
import { countChanges, diffGraphs, type GraphDiff } from '../model/graph-diff';
import { formatNumber } from '../model/format';
import { ProgressRing } from '../toolkit';
import { useModel } from './context';
import { GraphView } from './graph';
import { Icon } from './icon';

/** The candidate's network, with what differs from the code as written, or from another candidate. */
export function Network({ trial, base: other }: { trial: Trial; base?: Trial }) {
  const model = useModel();
  const written = other ?? model.written.value;
  const detail = model.details.of(trial.number).value;
  const base =
    written && written.number !== trial.number ? graphOf(model.details.of(written.number).value) : undefined;
  const graph = graphOf(detail);
  const diff = useMemo(() => graph && diffGraphs(graph, base), [graph, base]);
  if (detail.kind === 'loading') return <Waiting />;
  if (detail.kind === 'failed') return <Nothing text={detail.message} />;
  if (!graph || !diff) return <Nothing text={missing(trial)} />;
  return (
    <GraphView
      key={trial.number}
      diff={diff}
      name={`network-${trial.number}`}
      legend={<Legend diff={diff} graph={graph} compared={!!base} />}
    />
  );
}

const graphOf = (detail: Detail): Graph | undefined =>
  detail.kind === 'ready' ? detail.detail.graph : undefined;

function missing(trial: Trial): string {
  if (trial.state === 'running' || trial.state === 'waiting')
    return 'The network is shown as soon as it is built.';
  if (trial.state === 'failed') return 'It failed before there was a network.';
  return 'No network: this candidate is not a TensorFlow.js model, or its file is gone.';
}

function Waiting() {
  return (
    <div class="nothing">
      <ProgressRing label="Loading the network" />
    </div>
  );
}

function Nothing({ text }: { text: string }) {
  return <p class="nothing breakable">{text}</p>;
}

/** How many layers, and how many differ, by sign and word. */
function Legend({ diff, graph, compared }: { diff: GraphDiff; graph: Graph; compared: boolean }) {
  const { added, changed, removed } = countChanges(diff);
  const layers = diff.nodes.length - removed;
  return (
    <p class="legend">
      <span>
        {layers} {layers === 1 ? 'layer' : 'layers'}, {formatNumber(graph.params)} parameters
      </span>
      {compared && added + changed + removed === 0 && <span class="muted">as written</span>}
      {added > 0 && (
        <span class="change-added">
          <Icon name="diff-added" /> {added} added
        </span>
      )}
      {changed > 0 && (
        <span class="change-changed">
          <Icon name="diff-modified" /> {changed} changed
        </span>
      )}
      {removed > 0 && (
        <span class="change-removed">
          <Icon name="diff-removed" /> {removed} left out
        </span>
      )}
    </p>
  );
}
