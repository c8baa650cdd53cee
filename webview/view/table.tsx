import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Trial } from '../../src/protocol/study';
import type { Column } from '../model/columns';
import { useModel } from './context';
import { Icon, StateIcon } from './icon';
import { TableTools } from './table-tools';

const rowHeight = 22;
const headHeight = 24;
/** Rows drawn beyond what is seen, so that scrolling does not show white. */
const spare = 6;

/** The candidates. Only the rows in sight are in the document. */
export function Table() {
  const model = useModel();
  return (
    <section class="table-region" aria-label="Candidates">
      <TableTools />
      {model.trials.value.length === 0 ? <p class="nothing">The first candidate is on its way.</p> : <Grid />}
    </section>
  );
}

function Grid() {
  const model = useModel();
  const scroller = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(400);
  const columns = model.shownColumns.value;
  const rows = model.rows.value;
  const selected = model.shownNumber.value;
  const widths = columns.map(({ width }) => `${width}px`).join(' ');
  const total = columns.reduce((sum, { width }) => sum + width, 0);
  const first = useComputed(() => Math.max(0, Math.floor(top.value / rowHeight) - spare));
  const count = Math.ceil((height.value - headHeight) / rowHeight) + 2 * spare;
  // A pool of rows: a row that leaves the sight at the top comes back at the bottom with other text.
  const window = rows.slice(first.value, first.value + count);

  const drawn = window.some(({ number }) => number === selected);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => (height.value = element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [height]);
  useReveal(scroller, rows, selected);

  const go = (to: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, to))];
    if (row) model.select(row.number);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = rows.findIndex(({ number }) => number === selected);
    const page = Math.max(1, Math.floor((height.value - headHeight) / rowHeight) - 1);
    const to = {
      ArrowDown: at + 1,
      ArrowUp: Math.max(0, at - 1),
      PageDown: at + page,
      PageUp: Math.max(0, at - page),
      Home: 0,
      End: rows.length - 1,
    }[event.key];
    if (event.key === 'Enter') document.getElementById('candidate')?.focus();
    else if (to !== undefined) go(to);
    else return;
    event.preventDefault();
  };
  return (
    <div
      class="grid"
      role="grid"
      aria-label="Candidates"
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={drawn ? `row-${selected}` : undefined}
      tabIndex={0}
      ref={scroller}
      onScroll={(event) => (top.value = (event.currentTarget as HTMLElement).scrollTop)}
      onKeyDown={onKeyDown}
      style={{ '--columns': widths, '--width': `${total}px` }}
    >
      <div class="grid-head" role="row" aria-rowindex={1}>
        {columns.map((column, i) => (
          <Head key={column.id} column={column} index={i} />
        ))}
      </div>
      <div class="grid-body" role="rowgroup" style={{ height: `${rows.length * rowHeight}px` }}>
        {window.map((trial, i) => (
          <Row
            key={(first.value + i) % count}
            trial={trial}
            index={first.value + i}
            columns={columns}
            selected={trial.number === selected}
            best={model.bestTrials.value.has(trial.number)}
            written={trial.number === model.written.value?.number}
          />
        ))}
      </div>
      {rows.length === 0 && <p class="nothing">No candidate passes the filter.</p>}
    </div>
  );
}

/** Brings the selected row into sight when another one is selected, not when the order changes. */
function useReveal(
  scroller: { current: HTMLDivElement | null },
  rows: readonly Trial[],
  selected?: number,
): void {
  const model = useModel();
  const chosen = model.view.value.selected;
  const known = useRef<number | undefined>(undefined);
  useEffect(() => {
    const element = scroller.current;
    if (!element || chosen === undefined || known.current === chosen) return;
    known.current = chosen;
    const at = rows.findIndex(({ number }) => number === selected);
    if (at < 0) return;
    const from = at * rowHeight;
    const seen = element.clientHeight - headHeight - rowHeight;
    if (from < element.scrollTop) element.scrollTop = from;
    else if (from > element.scrollTop + seen) element.scrollTop = from - seen;
  }, [chosen, selected]);
}

function Head({ column, index }: { column: Column; index: number }) {
  const model = useModel();
  const { sort } = model.view.value;
  const sorted = sort?.column === column.id;
  // Numbers are first wanted from the best, which for most is the largest; a third click gives the order of time.
  const onClick = () => {
    const next = !sorted
      ? { column: column.id, descending: column.group === 'objective' ? bestFirst(model, column) : false }
      : { column: column.id, descending: !sort.descending };
    model.arrange({ sort: next });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const aside = event.key === 'ArrowRight' ? 'nextElementSibling' : 'previousElementSibling';
    if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') {
      // Enter and space sort; the rows have the other keys.
      if (event.key === 'Enter' || event.key === ' ') event.stopPropagation();
      return;
    }
    event.stopPropagation();
    event.preventDefault();
    const cell = (event.currentTarget as HTMLElement).parentElement?.[aside];
    cell?.querySelector('button')?.focus();
  };
  return (
    <div
      role="columnheader"
      aria-colindex={index + 1}
      aria-sort={sorted ? (sort.descending ? 'descending' : 'ascending') : 'none'}
      class={`head ${column.numeric ? 'numeric' : ''}`}
    >
      <button
        type="button"
        title={column.hint}
        tabIndex={index === 0 ? 0 : -1}
        onClick={onClick}
        onKeyDown={onKeyDown}
      >
        <span class="head-title">{column.title}</span>
        {sorted && <Icon name={sort.descending ? 'arrow-small-down' : 'arrow-small-up'} />}
      </button>
    </div>
  );
}

function bestFirst(model: ReturnType<typeof useModel>, column: Column): boolean {
  const objective = model.header.value?.objectives.find(({ name }) => `value:${name}` === column.id);
  return objective?.direction !== 'minimize';
}

interface RowProps {
  readonly trial: Trial;
  readonly index: number;
  readonly columns: readonly Column[];
  readonly selected: boolean;
  readonly best: boolean;
  readonly written: boolean;
}

function Row({ trial, index, columns, selected, best, written }: RowProps) {
  const model = useModel();
  return (
    <div
      id={`row-${trial.number}`}
      class={`row ${selected ? 'selected' : ''} ${best ? 'best' : ''} row-${trial.state}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      style={{ transform: `translateY(${index * rowHeight}px)` }}
      onClick={() => model.select(trial.number)}
    >
      {columns.map((column, i) => (
        <div
          key={column.id}
          role="gridcell"
          aria-colindex={i + 1}
          class={`cell ${column.numeric ? 'numeric' : ''} cell-${column.group}`}
        >
          {column.id === 'state' && <StateIcon state={trial.state} />}
          {column.id === 'number' && best && <Icon name="star-full" class="best-mark" label="best" />}
          {column.id === 'number' && written && !best && (
            <Icon name="code" class="written-mark" label="as written" />
          )}
          {column.text(trial)}
        </div>
      ))}
    </div>
  );
}
