import { toCsv } from '../model/csv';
import { tableRows, tableText } from '../model/table-export';
import type { PanelModel } from '../panel-model';
import { Button, IconButton, TextField } from '../toolkit';
import { useModel } from './context';
import { MenuButton, type MenuItem } from './menu';

/** Above the table: the filter, how many pass it, and what one can do with the selected. */
export function TableTools() {
  const model = useModel();
  const { filter, picked } = model.view.value;
  const { error } = model.filter.value;
  const shown = model.rows.value.length;
  const all = model.trials.value.length;
  const count = filter.trim() === '' ? `${all}` : `${shown} of ${all}`;
  return (
    <div class="table-tools">
      <TextField
        label="Filter the candidates"
        placeholder="Filter: val_accuracy > 0.9 and state = complete"
        title={
          'Names of columns with =, !=, <, <=, >, >=, ~ (contains), joined by and, or, not. Words alone search every column.'
        }
        class={error ? 'filter filter-wrong' : 'filter'}
        value={filter}
        onInput={(text) => model.arrange({ filter: text })}
      />
      <span class="count muted" role="status">
        {picked.length > 1 ? `${picked.length} selected of ${count}` : count}
      </span>
      {picked.length > 1 && <SelectionTools />}
      <MenuButton icon="ellipsis" label="Copy and export" items={() => exportItems(model)} />
      <MenuButton icon="list-selection" label="Columns" items={() => columnItems(model)} />
      {error && (
        <p class="filter-error breakable" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

function SelectionTools() {
  const model = useModel();
  const { picked } = model.view.value;
  const few = picked.length <= 4;
  return (
    <>
      <Button
        kind="secondary"
        icon="diff"
        disabled={!few}
        title={few ? 'Side by side' : 'Two to four candidates can be compared'}
        onClick={() => model.compare()}
      >
        Compare
      </Button>
      <IconButton icon="close" label="Clear the selection" onClick={() => model.pick([])} />
    </>
  );
}

/** The rows that are selected, else all that are shown, in the columns that are shown. */
function exportItems(model: PanelModel): readonly MenuItem[] {
  const picked = model.picked.value;
  const rows =
    picked.size > 1 ? model.rows.value.filter(({ number }) => picked.has(number)) : model.rows.value;
  const what = picked.size > 1 ? `${rows.length} selected` : `${rows.length} rows`;
  const { extras } = model;
  const columns = model.shownColumns.value;
  const study = model.header.value?.name ?? 'study';
  const items: MenuItem[] = [];
  if (extras.value.has('copy'))
    items.push({
      id: 'copy',
      title: `Copy ${what}`,
      icon: 'copy',
      onClick: () => model.copy(tableText(rows, columns)),
    });
  if (extras.value.has('save'))
    items.push({
      id: 'csv',
      title: `Export ${what} (CSV)…`,
      icon: 'export',
      onClick: () => model.save(`${study}.csv`, toCsv(tableRows(rows, columns))),
    });
  if (extras.value.has('mark'))
    items.push({ id: 'star', title: `Star ${what}`, icon: 'star-full', onClick: () => model.star(rows) });
  items.push({
    id: 'all',
    title: 'Select all rows',
    icon: 'check-all',
    onClick: () => model.pick(model.rows.value.map(({ number }) => number)),
  });
  return items;
}

function columnItems(model: PanelModel): readonly MenuItem[] {
  const hidden = model.hiddenColumns.value;
  const ordered = model.orderedColumns.value;
  const reset: MenuItem = {
    id: 'reset',
    title: 'As at first',
    icon: 'discard',
    disabled: model.view.value.hidden === undefined && model.view.value.order.length === 0,
    onClick: () => model.arrange({ hidden: undefined, order: [] }),
  };
  return [
    ...ordered.map(({ id, title }): MenuItem => ({
      id,
      title: id === 'number' ? 'Number' : title,
      checked: !hidden.has(id),
      disabled: id === 'number',
      onClick: () => {
        const next = new Set(hidden);
        if (!next.delete(id)) next.add(id);
        model.arrange({ hidden: [...next] });
      },
      onMove: (by) => model.moveColumn(id, by),
    })),
    reset,
  ];
}
