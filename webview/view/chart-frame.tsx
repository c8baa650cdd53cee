import type { ComponentChildren } from 'preact';
import { useCallback, useMemo, useRef } from 'preact/hooks';
import { init, type EChartsOption, type EChartsType } from '../charts/echarts';
import { readPalette, type Palette } from '../charts/palette';
import { toCsv, type CsvRow } from '../model/csv';
import type { PanelModel } from '../panel-model';
import { Dropdown } from '../toolkit';
import { Chart, type ChartProps } from './chart';
import { useModel } from './context';
import { MenuButton } from './menu';

export interface ChartFrameProps extends Omit<ChartProps, 'option' | 'onReady'> {
  /** Of a file that it is exported to. */
  readonly name: string;
  /** Absent: there is nothing to draw yet, and the label says why. */
  readonly option: ((palette: Palette) => EChartsOption) | undefined;
  /** What the chart shows, as a table. */
  readonly rows: () => readonly CsvRow[];
  /** What is chosen for the chart. */
  readonly tools?: ComponentChildren;
  readonly onReady?: (chart: EChartsType) => void;
}

/** A chart with what one can choose for it, and its export as SVG, PNG and data. */
export function ChartFrame({ name, option, rows, tools, onReady, ...rest }: ChartFrameProps) {
  const model = useModel();
  const chart = useRef<EChartsType | undefined>(undefined);
  const ready = useCallback((made: EChartsType) => {
    chart.current = made;
    onReady?.(made);
  }, []);
  const exports = () =>
    option && [
      { id: 'svg', title: 'Export SVG…', onClick: () => saveSvg(model, name, option, chart.current) },
      { id: 'png', title: 'Export PNG…', onClick: () => savePng(model, name, chart.current) },
      { id: 'csv', title: 'Export data (CSV)…', onClick: () => model.save(`${name}.csv`, toCsv(rows())) },
    ];
  const canSave = option !== undefined && model.extras.value.has('save');
  return (
    <div class="chart-frame">
      {option && (
        <div class="chart-tools">
          {tools || <p class="chart-note muted">{rest.label}</p>}
          {canSave && (
            <span class="chart-export">
              <MenuButton icon="export" label="Export the chart" items={() => exports() ?? []} />
            </span>
          )}
        </div>
      )}
      {option ? (
        <Chart {...rest} option={option} onReady={ready} />
      ) : (
        <p class="nothing breakable">{rest.label}</p>
      )}
    </div>
  );
}

function saveSvg(
  model: PanelModel,
  name: string,
  option: (palette: Palette) => EChartsOption,
  shown: EChartsType | undefined,
): void {
  const [width, height] = [shown?.getWidth() ?? 800, shown?.getHeight() ?? 400];
  const palette = readPalette();
  const made = init(undefined, undefined, { renderer: 'svg', ssr: true, width, height });
  made.setOption({ ...option(palette), backgroundColor: palette.background });
  const text = made.renderToSVGString();
  made.dispose();
  model.save(`${name}.svg`, text);
}

function savePng(model: PanelModel, name: string, shown: EChartsType | undefined): void {
  const address = shown?.getDataURL({
    type: 'png',
    pixelRatio: 2,
    backgroundColor: readPalette().background,
  });
  if (address) model.save(`${name}.png`, address.slice(address.indexOf(',') + 1), 'base64');
}

export interface ChoiceProps {
  /** Under which it is remembered. */
  readonly name: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly title: string }[];
  readonly value: string;
}

/** One of several, chosen with a dropdown; see {@link useChoice}. */
export function Choice({ name, label, options, value }: ChoiceProps) {
  const model = useModel();
  return (
    <span class="choice">
      <span class="choice-label" aria-hidden="true">
        {label}
      </span>
      <Dropdown
        label={label}
        value={value}
        options={options}
        onChange={(next) => model.arrange({ choices: { ...model.view.value.choices, [name]: next } })}
      />
    </span>
  );
}

/** What was chosen under a name, if it is (still) one of the values; else the first or the given one. */
export function useChoice(name: string, values: readonly string[], first = values[0] ?? ''): string {
  const chosen = useModel().view.value.choices[name];
  return chosen !== undefined && values.includes(chosen) ? chosen : first;
}

export const asOptions = (names: readonly string[]) => names.map((name) => ({ value: name, title: name }));

/** A large study is drawn less often while it grows. */
export const pause = (trials: number): number => (trials > 1000 ? 1000 : 200);

/** The option as a function that changes only with what it depends on. */
export function useOption<T>(
  input: T | undefined,
  draw: (input: T, palette: Palette) => EChartsOption,
): ((palette: Palette) => EChartsOption) | undefined {
  return useMemo(() => (input === undefined ? undefined : (palette) => draw(input, palette)), [input]);
}
