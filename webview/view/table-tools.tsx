import { TextField } from '../toolkit';
import { useModel } from './context';

/** Above the table: the filter, and how many pass it. */
export function TableTools() {
  const model = useModel();
  const { filter } = model.view.value;
  const { error } = model.filter.value;
  const shown = model.rows.value.length;
  const all = model.trials.value.length;
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
        {filter.trim() === '' ? `${all}` : `${shown} of ${all}`}
      </span>
      {error && (
        <p class="filter-error breakable" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
