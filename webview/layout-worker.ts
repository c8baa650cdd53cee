/** Lays networks out beside the page's own thread, so that a large one does not keep the panel from answering. */
import { layoutGraph, type LayoutRequest } from './model/graph-layout';

interface Scope {
  onmessage:
    ((event: { readonly data: { readonly id: number; readonly request: LayoutRequest } }) => void) | null;
  postMessage(message: unknown): void;
}

const scope = globalThis as unknown as Scope;

scope.onmessage = ({ data: { id, request } }) => {
  try {
    scope.postMessage({ id, layout: layoutGraph(request) });
  } catch (error) {
    scope.postMessage({ id, message: error instanceof Error ? error.message : String(error) });
  }
};
