import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { PanelModel } from '../panel-model';

export const ModelContext = createContext<PanelModel | undefined>(undefined);

/** The model of the panel that a component stands in. */
export function useModel(): PanelModel {
  const model = useContext(ModelContext);
  if (!model) throw new Error('The component stands outside of a panel.');
  return model;
}
