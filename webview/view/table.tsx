import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Trial } from '../../src/protocol/study';
import type { Column } from '../model/columns';
import { assignSlots } from '../model/slots';
import { tableText } from '../model/table-export';
import { useModel } from './context';
import { Icon } from './icon';
import { row, rowHeight } from './row';
import { TableTools } from './table-tools';

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
  const window = rows.slice(first.value, first.value + count);
  const known = useRef<ReadonlyMap<number, number>>(new Map());
  const slots = assignSlots(
    known.current,
    window.map(({ number }) => number),
  );
  known.current = slots;
  // In the order of their places, so that a row that moves is not moved in the document too.
  const drawnRows = window
    .map((trial, i) => ({ trial, index: first.value + i, slot: slots.get(trial.number)! }))
    .sort((a, b) => a.slot - b.slot);

  const drawn = window.some(({ number }) => number === selected);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => (height.value = element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [height]);
  useReveal(scroller, rows, selected);

  /** The other end of a range that begins at the selected row. */
  const extent = useRef<number | undefined>(undefined);
  const place = (number: number | undefined) => rows.findIndex((row) => row.number === number);
  const range = (to: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, to))];
    if (!row) return;
    extent.current = row.number;
    const [from, end] = [place(selected), place(row.number)].sort((a, b) => a - b) as [number, number];
    model.pick(rows.slice(Math.max(0, from), end + 1).map(({ number }) => number));
    reveal(scroller.current, place(row.number));
  };
  const toggle = (number: number) => {
    const { picked } = model.view.value;
    const all = picked.length === 0 && selected !== undefined && selected !== number ? [selected] : picked;
    model.pick(all.includes(number) ? all.filter((one) => one !== number) : [...all, number]);
  };
  const go = (to: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, to))];
    extent.current = undefined;
    if (row) model.select(row.number);
  };
  const onRowClick = (event: MouseEvent, index: number) => {
    const row = rows[index];
    if (!row) return;
    if (event.shiftKey) range(index);
    else if (event.ctrlKey || event.metaKey) {
      toggle(row.number);
      model.select(row.number);
    } else {
      if (model.view.value.picked.length > 0) model.pick([]);
      go(index);
    }
  };
  /** Keys that do something with rows; true when the key was one of them. */
  const act = (event: KeyboardEvent): boolean => {
    const command = event.ctrlKey || event.metaKey;
    const { picked } = model.view.value;
    const trial = selected === undefined ? undefined : model.trial(selected);
    if (event.key === 'Enter') document.getElementById('candidate')?.focus();
    else if (command && event.key === 'a') model.pick(rows.map(({ number }) => number));
    else if (command && event.key === 'c') {
      const taken = rows.filter(({ number }) => model.chosen.value.has(number));
      model.copy(tableText(taken, columns));
    } else if (event.key === ' ' && selected !== undefined) toggle(selected);
    else if (event.key === 's' && !command && trial) model.star([trial]);
    else if (event.key === 'Escape' && picked.length > 0) model.pick([]);
    else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = place(event.shiftKey ? (extent.current ?? selected) : selected);
    const page = Math.max(1, Math.floor((height.value - headHeight) / rowHeight) - 1);
    const to = {
      ArrowDown: at + 1,
      ArrowUp: Math.max(0, at - 1),
      PageDown: at + page,
      PageUp: Math.max(0, at - page),
      Home: 0,
      End: rows.length - 1,
    }[event.key];
    if (to !== undefined) (event.shiftKey ? range : go)(to);
    else if (!act(event)) return;
    event.preventDefault();
  };
  return (
    <div
      class="grid"
      role="grid"
      aria-label="Candidates"
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-multiselectable
      aria-description="Arrow keys select, with Shift several; space adds to the selection, s stars, Enter reads the candidate."
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
        {drawnRows.map(({ trial, index, slot }) =>
          row({
            key: slot,
            trial,
            index,
            columns,
            selected: trial.number === selected,
            picked: model.picked.value.has(trial.number),
            starred: model.marks.value.get(trial.number)?.star ?? false,
            best: model.bestTrials.value.has(trial.number),
            written: trial.number === model.written.value?.number,
            onClick: onRowClick,
            onStar: (star) => void model.mark(trial.number, { star }),
          }),
        )}
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
    reveal(element, at);
  }, [chosen, selected]);
}

/** Scrolls as little as brings the row into sight. */
function reveal(element: HTMLDivElement | null, at: number): void {
  if (!element) return;
  const from = at * rowHeight;
  const seen = element.clientHeight - headHeight - rowHeight;
  if (from < element.scrollTop) element.scrollTop = from;
  else if (from > element.scrollTop + seen) element.scrollTop = from - seen;
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
    if (event.altKey) {
      model.moveColumn(column.id, event.key === 'ArrowRight' ? 1 : -1);
      return;
    }
    const cell = (event.currentTarget as HTMLElement).parentElement?.[aside];
    cell?.querySelector('button')?.focus();
  };
  return (
    <div
      role="columnheader"
      aria-colindex={index + 1}
      aria-sort={sorted ? (sort.descending ? 'descending' : 'ascending') : 'none'}
      class={`head ${column.numeric ? 'numeric' : ''} head-${column.id}`}
      draggable
      onDragStart={(event) => event.dataTransfer?.setData('text/x-column', column.id)}
      onDragOver={(event) => {
        if (event.dataTransfer?.types.includes('text/x-column')) event.preventDefault();
      }}
      onDrop={(event) => {
        event.preventDefault();
        const id = event.dataTransfer?.getData('text/x-column') ?? '';
        const ids = model.orderedColumns.value.map((one) => one.id);
        model.moveColumn(id, ids.indexOf(column.id) - ids.indexOf(id));
      }}
    >
      <button
        type="button"
        title={column.hint}
        tabIndex={index === 0 ? 0 : -1}
        onClick={onClick}
        onKeyDown={onKeyDown}
      >
        {column.id === 'star' ? (
          <Icon name="star-empty" label="Star" />
        ) : (
          <span class="head-title">{column.title}</span>
        )}
        {sorted && <Icon name={sort.descending ? 'arrow-small-down' : 'arrow-small-up'} />}
      </button>
    </div>
  );
}

function bestFirst(model: ReturnType<typeof useModel>, column: Column): boolean {
  const objective = model.header.value?.objectives.find(({ name }) => `value:${name}` === column.id);
  return objective?.direction !== 'minimize';
}
