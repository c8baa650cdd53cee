import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { useModel } from './context';

export interface SplitProps {
  /** Under which the share is remembered. */
  readonly name: string;
  /** What the sash moves, for screen readers. */
  readonly label: string;
  /** `row`: side by side; `column`: one above the other. */
  readonly direction: 'row' | 'column';
  /** Share of the first region until a person moves the sash. */
  readonly share: number;
  readonly children: readonly [ComponentChildren, ComponentChildren];
}

const step = 0.04;

/** Two regions with a sash between them: drag, arrow keys, double click for the first size. */
export function Split({ name, label, direction, share: first, children }: SplitProps) {
  const model = useModel();
  const element = useRef<HTMLDivElement>(null);
  const share = limit(model.view.value.splits[name] ?? first);
  const row = direction === 'row';

  const move = (to: number) => model.arrange({ splits: { ...model.view.value.splits, [name]: limit(to) } });
  const onPointerMove = (event: PointerEvent) => {
    const sash = event.currentTarget as HTMLElement;
    const box = element.current?.getBoundingClientRect();
    if (!box || !sash.hasPointerCapture(event.pointerId)) return;
    move(row ? (event.clientX - box.left) / box.width : (event.clientY - box.top) / box.height);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const less = row ? 'ArrowLeft' : 'ArrowUp';
    const more = row ? 'ArrowRight' : 'ArrowDown';
    const to = { [less]: share - step, [more]: share + step, Home: 0, End: 1, Enter: first }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    move(to);
  };
  return (
    <div
      class={`split split-${direction}`}
      ref={element}
      style={{ '--first': `${share}fr`, '--second': `${1 - share}fr` }}
    >
      <div class="split-first">{children[0]}</div>
      <div
        class="sash"
        role="separator"
        tabIndex={0}
        aria-label={label}
        aria-orientation={row ? 'vertical' : 'horizontal'}
        aria-valuemin={15}
        aria-valuemax={85}
        aria-valuenow={Math.round(share * 100)}
        onPointerDown={(event) => (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
        onDblClick={() => move(first)}
        onKeyDown={onKeyDown}
      />
      <div class="split-second">{children[1]}</div>
    </div>
  );
}

const limit = (share: number): number => Math.min(0.85, Math.max(0.15, share));
