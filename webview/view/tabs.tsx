import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { useModel } from './context';

export interface Tab {
  readonly id: string;
  readonly title: string;
  /** A count behind the title. */
  readonly badge?: number;
  content(): ComponentChildren;
}

/** Tabs in the manner of VS Code's panels; which is open is remembered. Only the open one is drawn. */
export function Tabs({
  name,
  label,
  tabs,
  first,
}: {
  name: string;
  label: string;
  tabs: readonly Tab[];
  first?: string;
}) {
  const model = useModel();
  const list = useRef<HTMLDivElement>(null);
  const chosen = model.view.value.tabs[name] ?? first;
  const open = tabs.find(({ id }) => id === chosen) ?? tabs[0];
  if (!open) return null;

  const show = (id: string) => model.arrange({ tabs: { ...model.view.value.tabs, [name]: id } });
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.indexOf(open);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    const tab = next === undefined ? undefined : tabs[(next + tabs.length) % tabs.length];
    if (!tab) return;
    event.preventDefault();
    show(tab.id);
    list.current?.querySelector<HTMLElement>(`#${name}-tab-${tab.id}`)?.focus();
  };
  return (
    <div class="tabs">
      <div class="tab-list" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
        {tabs.map(({ id, title, badge }) => (
          <button
            key={id}
            id={`${name}-tab-${id}`}
            class="tab"
            role="tab"
            type="button"
            aria-selected={id === open.id}
            aria-controls={`${name}-view`}
            tabIndex={id === open.id ? 0 : -1}
            onClick={() => show(id)}
          >
            {title}
            {badge ? <span class="badge">{badge}</span> : null}
          </button>
        ))}
      </div>
      <div
        class="tab-view"
        id={`${name}-view`}
        role="tabpanel"
        aria-labelledby={`${name}-tab-${open.id}`}
        key={open.id}
      >
        {open.content()}
      </div>
    </div>
  );
}
