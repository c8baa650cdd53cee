/**
 * VS Code's controls. The only place that knows the webview UI toolkit, which is archived: what replaces it one day
 * replaces this file.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextArea,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { createElement, type ComponentChildren, type VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** The toolkit's elements have no types for Preact; their attributes are set here and nowhere else. */
function element(tag: string, props: object, ...children: ComponentChildren[]): VNode {
  return createElement(tag, props as Record<string, unknown>, ...children) as VNode;
}

/** Defines the elements; once, before anything is drawn. */
export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeProgressRing(),
    vsCodeTextArea(),
    vsCodeTextField(),
  );
}

interface Common {
  readonly class?: string;
  readonly title?: string;
  readonly disabled?: boolean;
  readonly children?: ComponentChildren;
}

export interface ButtonProps extends Common {
  readonly kind?: 'primary' | 'secondary';
  readonly icon?: string;
  readonly onClick: () => void;
}

/** A button with words, and an icon before them. */
export function Button({ kind = 'primary', icon, children, ...rest }: ButtonProps): VNode {
  const start =
    icon && element('span', { slot: 'start', class: `codicon codicon-${icon}`, 'aria-hidden': 'true' });
  return element('vscode-button', { appearance: kind, ...rest }, start, children);
}

export interface IconButtonProps extends Common {
  readonly icon: string;
  /** What it does: its name and tooltip. */
  readonly label: string;
  readonly pressed?: boolean;
  /** It opens a menu, which is open or not. */
  readonly expanded?: boolean;
  readonly onClick: () => void;
}

/** A button that is an icon, as in VS Code's toolbars. */
export function IconButton({ icon, label, pressed, expanded, class: name, ...rest }: IconButtonProps): VNode {
  return element(
    'vscode-button',
    {
      appearance: 'icon',
      title: label,
      'aria-label': label,
      'aria-pressed': pressed === undefined ? undefined : String(pressed),
      'aria-haspopup': expanded === undefined ? undefined : 'menu',
      'aria-expanded': expanded === undefined ? undefined : String(expanded),
      class: `${name ?? ''}${pressed ? ' pressed' : ''}`,
      ...rest,
    },
    element('span', { class: `codicon codicon-${icon}`, 'aria-hidden': 'true' }),
  );
}

export interface TextFieldProps extends Common {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly onInput: (value: string) => void;
  readonly onChange?: (value: string) => void;
}

/** Names an element after it stands: the toolkit's text fields call themselves “Text field” when they are connected. */
function useName(label: string | undefined) {
  const ref = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (label !== undefined) ref.current?.setAttribute('aria-label', label);
  }, [label]);
  return ref;
}

export function TextField({ label, onInput, onChange, ...rest }: TextFieldProps): VNode {
  return element('vscode-text-field', {
    ref: useName(label),
    ...rest,
    onInput: (event: Event) => onInput((event.target as HTMLInputElement).value),
    onChange: onChange && ((event: Event) => onChange((event.target as HTMLInputElement).value)),
  });
}

export function TextArea({ label, onInput, onChange, ...rest }: TextFieldProps): VNode {
  return element('vscode-text-area', {
    ref: useName(label),
    resize: 'vertical',
    ...rest,
    onInput: (event: Event) => onInput((event.target as HTMLTextAreaElement).value),
    onChange: onChange && ((event: Event) => onChange((event.target as HTMLTextAreaElement).value)),
  });
}

export interface CheckboxProps extends Common {
  /** Where the words do not say what is ticked. */
  readonly label?: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function Checkbox({ label, checked, onChange, children, ...rest }: CheckboxProps): VNode {
  return element(
    'vscode-checkbox',
    {
      ...rest,
      ref: useName(label),
      checked,
      // The element also reports changes that were made from here.
      onChange: (event: Event) => {
        const now = (event.target as HTMLInputElement).checked;
        if (now !== checked) onChange(now);
      },
    },
    children,
  );
}

export interface DropdownProps extends Common {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly title: string }[];
  readonly onChange: (value: string) => void;
}

export function Dropdown({ label, value, options, onChange, ...rest }: DropdownProps): VNode {
  const ref = useRef<HTMLSelectElement>(null);
  const titles = options.map((option) => option.title).join('\n');
  // The element knows its options only some time after they stand; until then it takes the one with the attribute.
  useLayoutEffect(() => {
    if (ref.current && ref.current.value !== value) ref.current.value = value;
  }, [value, titles]);
  return element(
    'vscode-dropdown',
    {
      ref,
      'aria-label': label,
      ...rest,
      onChange: (event: Event) => {
        const now = (event.target as HTMLSelectElement).value;
        if (now !== value) onChange(now);
      },
    },
    options.map((option) =>
      element(
        'vscode-option',
        {
          key: option.value,
          value: option.value,
          ref: (made: HTMLElement | null) => made?.toggleAttribute('selected', option.value === value),
        },
        option.title,
      ),
    ),
  );
}

export function ProgressRing({ label }: { readonly label: string }): VNode {
  return element('vscode-progress-ring', { 'aria-label': label });
}
