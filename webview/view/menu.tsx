import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { IconButton } from '../toolkit';
import { Icon } from './icon';

export interface MenuItem {
  readonly id: string;
  readonly title: string;
  readonly icon?: string;
  /** A box that is ticked or not; the menu stays open then. */
  readonly checked?: boolean;
  readonly disabled?: boolean;
  readonly onClick: () => void;
  /** Alt with an arrow key moves the item. */
  readonly onMove?: (by: -1 | 1) => void;
}

export interface MenuButtonProps {
  readonly icon: string;
  readonly label: string;
  readonly items: () => readonly MenuItem[];
}

/** An icon that opens a menu below itself. */
export function MenuButton({ icon, label, items }: MenuButtonProps) {
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLSpanElement>(null);
  const close = (focus: boolean) => {
    setOpen(false);
    if (focus) anchor.current?.querySelector<HTMLElement>('vscode-button')?.focus();
  };
  return (
    <span class="menu-anchor" ref={anchor}>
      <IconButton icon={icon} label={label} expanded={open} onClick={() => setOpen(!open)} />
      {open && <Menu label={label} items={items()} anchor={anchor.current} close={close} />}
    </span>
  );
}

interface MenuProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly anchor: HTMLElement | null;
  readonly close: (focus: boolean) => void;
}

function Menu({ label, items, anchor, close }: MenuProps) {
  const element = useRef<HTMLUListElement>(null);
  const entries = () => [...(element.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])];
  useLayoutEffect(() => {
    const menu = element.current;
    if (!menu || !anchor) return;
    // Fixed, so that no region cuts it off; kept inside the window.
    const { left, bottom, top } = anchor.getBoundingClientRect();
    const below = bottom + menu.offsetHeight + 8 <= innerHeight;
    menu.style.left = `${Math.max(4, Math.min(left, innerWidth - menu.offsetWidth - 4))}px`;
    menu.style.top = `${below ? bottom + 2 : Math.max(4, Math.min(top, innerHeight - 4) - menu.offsetHeight - 2)}px`;
    entries()[0]?.focus();
  }, []);
  useEffect(() => {
    const outside = (event: Event) => {
      if (!anchor?.contains(event.target as Node)) close(false);
    };
    document.addEventListener('pointerdown', outside, true);
    window.addEventListener('blur', outside);
    return () => {
      document.removeEventListener('pointerdown', outside, true);
      window.removeEventListener('blur', outside);
    };
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    const all = entries();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    if (event.key === 'Escape' || event.key === 'Tab') close(event.key === 'Escape');
    else if (event.altKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp'))
      items[at]?.onMove?.(event.key === 'ArrowDown' ? 1 : -1);
    else if (event.key in steps) all.at(steps[event.key as keyof typeof steps] % all.length)?.focus();
    else return;
    event.stopPropagation();
    if (event.key !== 'Tab') event.preventDefault();
  };
  return (
    <ul class="menu" role="menu" aria-label={label} ref={element} onKeyDown={onKeyDown}>
      {items.map(({ id, title, icon, checked, disabled, onClick }) => (
        <li key={id} role="none">
          <button
            type="button"
            class="menu-item"
            role={checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
            aria-checked={checked}
            aria-disabled={disabled}
            tabIndex={-1}
            onClick={() => {
              if (disabled) return;
              if (checked === undefined) close(true);
              onClick();
            }}
          >
            <Icon name={checked === undefined ? (icon ?? 'blank') : checked ? 'check' : 'blank'} />
            <span class="menu-title">{title}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
