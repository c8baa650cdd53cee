import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Spot } from '../charts/axes';
import { init, type EChartsOption, type EChartsType } from '../charts/echarts';
import { onThemeChange, readPalette, type Palette } from '../charts/palette';

export interface ChartProps {
  /** The chart in a sentence, for those who do not see it. */
  readonly label: string;
  readonly option: (palette: Palette) => EChartsOption;
  /** What lies under the mouse, from an item's data and its series' name. */
  readonly spot?: (data: unknown, series: string) => Spot | undefined;
  readonly onPick?: (number: number) => void;
  /** A click on something that has a name and no number. */
  readonly onName?: (name: string) => void;
  /** After each time that the chart was drawn from its option. */
  readonly onDrawn?: () => void;
  /** Receives the chart once it stands, for brushes and exports. */
  readonly onReady?: (chart: EChartsType) => void;
}

interface Tip {
  readonly x: number;
  readonly y: number;
  readonly lines: readonly string[];
}

interface MouseParams {
  readonly value?: unknown;
  readonly seriesName?: string;
  readonly event?: { readonly offsetX: number; readonly offsetY: number };
}

/** A chart with VS Code's colours. The tooltip is ours: text stays text. */
export function Chart(props: ChartProps) {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const [tip, setTip] = useState<Tip | undefined>(undefined);
  const [theme, setTheme] = useState(0);

  useLayoutEffect(() => {
    const made = init(element.current!, undefined, { renderer: 'canvas' });
    chart.current = made;
    const spotOf = ({ value, seriesName = '' }: MouseParams) => latest.current.spot?.(value, seriesName);
    made.on('mousemove', (event) => {
      const params = event as MouseParams;
      const spot = spotOf(params);
      setTip(spot && params.event && { x: params.event.offsetX, y: params.event.offsetY, lines: spot.lines });
    });
    made.on('globalout', () => setTip(undefined));
    made.on('mouseout', () => setTip(undefined));
    made.on('click', (event) => {
      const { number, name } = spotOf(event as MouseParams) ?? {};
      if (number !== undefined) latest.current.onPick?.(number);
      else if (name !== undefined) latest.current.onName?.(name);
    });
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(element.current!);
    const endTheme = onThemeChange(() => setTheme((count) => count + 1));
    latest.current.onReady?.(made);
    return () => {
      observer.disconnect();
      endTheme();
      made.dispose();
    };
  }, []);
  useLayoutEffect(() => {
    chart.current?.setOption(props.option(readPalette()), { notMerge: true });
    latest.current.onDrawn?.();
  }, [props.option, theme]);
  return (
    <div class="chart">
      <div class="chart-canvas" ref={element} role="img" aria-label={props.label} />
      {tip && <Tooltip tip={tip} width={element.current?.clientWidth ?? 0} />}
    </div>
  );
}

/** Beside the mouse, on the side where there is room. */
function Tooltip({ tip: { x, y, lines }, width }: { tip: Tip; width: number }) {
  const place = x > width / 2 ? { right: `${width - x + 12}px` } : { left: `${x + 12}px` };
  return (
    <div class="tooltip" style={{ top: `${y + 8}px`, ...place }} aria-hidden="true">
      {lines.map((line, i) => (
        <div key={i}>{line}</div>
      ))}
    </div>
  );
}
