/** VS Code's colours for charts, which draw on a canvas and so cannot use CSS variables. */

export interface Palette {
  readonly foreground: string;
  readonly muted: string;
  /** Axes and grid lines. */
  readonly line: string;
  readonly background: string;
  readonly blue: string;
  readonly green: string;
  readonly orange: string;
  readonly red: string;
  readonly purple: string;
  readonly yellow: string;
  readonly focus: string;
  readonly font: string;
  readonly contrast: boolean;
}

/** Colours of the theme of the moment. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const read = (...names: string[]): string => {
    for (const name of names) {
      const value = style.getPropertyValue(`--vscode-${name}`).trim();
      if (value !== '') return value;
    }
    return 'gray';
  };
  const contrast = document.body.classList.contains('vscode-high-contrast');
  const foreground = read('foreground', 'editor-foreground');
  return {
    foreground,
    muted: contrast ? foreground : read('descriptionForeground', 'foreground'),
    line: contrast
      ? read('contrastBorder', 'foreground')
      : read('widget-border', 'panel-border', 'foreground'),
    background: read('editor-background'),
    blue: read('charts-blue', 'foreground'),
    green: read('charts-green', 'foreground'),
    orange: read('charts-orange', 'foreground'),
    red: read('charts-red', 'errorForeground'),
    purple: read('charts-purple', 'foreground'),
    yellow: read('charts-yellow', 'foreground'),
    focus: read('focusBorder', 'foreground'),
    font: getComputedStyle(document.body).fontFamily,
    contrast,
  };
}

/** Calls back when the theme changes; the answer ends it. */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  return () => observer.disconnect();
}
