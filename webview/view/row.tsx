import type { Trial } from '../../src/protocol/study';
import type { Column } from '../model/columns';
import { Icon, StateIcon } from './icon';

/** Pixels, as in the style sheet. */
export const rowHeight = 22;

interface RowProps {
  readonly key: number;
  readonly trial: Trial;
  readonly index: number;
  readonly columns: readonly Column[];
  readonly selected: boolean;
  readonly picked: boolean;
  readonly starred: boolean;
  readonly best: boolean;
  readonly written: boolean;
  readonly onClick: (event: MouseEvent, index: number) => void;
  readonly onStar: (star: boolean) => void;
}

/**
 * A candidate as a row of the table. A function, as all that it calls, and no component: a component that is skipped
 * because nothing of it changed hands its old nodes on to the new tree, and with rows that change sixty times a second
 * every former tree would stay reachable through them.
 */
export function row(props: RowProps) {
  const { key, trial, index, columns, selected, picked, best, onClick } = props;
  return (
    <div
      key={key}
      id={`row-${trial.number}`}
      class={`row ${selected ? 'selected' : ''} ${picked ? 'picked' : ''} ${best ? 'best' : ''} row-${trial.state}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected || picked}
      style={{ transform: `translateY(${index * rowHeight}px)` }}
      onClick={(event) => onClick(event, index)}
    >
      {columns.map((column, i) => (
        <div
          key={column.id}
          role="gridcell"
          aria-colindex={i + 1}
          class={`cell ${column.numeric ? 'numeric' : ''} cell-${column.group}`}
        >
          {content(column, props)}
        </div>
      ))}
    </div>
  );
}

function content(column: Column, props: RowProps) {
  const { trial } = props;
  if (column.id === 'star') return star(props);
  return [mark(column, props), column.text(trial)];
}

/** What stands before the text of a cell. */
function mark({ id }: Column, { trial, best, written }: RowProps) {
  if (id === 'state') return StateIcon({ state: trial.state });
  if (id !== 'number') return undefined;
  if (best) return Icon({ name: 'arrow-circle-up', class: 'best-mark', label: 'best' });
  return written ? Icon({ name: 'code', class: 'written-mark', label: 'as written' }) : undefined;
}

/** A star that is there, or that a click sets; with the keyboard it is the key s. */
function star({ starred, onStar }: RowProps) {
  return (
    <span
      class={`star ${starred ? 'starred' : ''}`}
      title={starred ? 'Take the star away (s)' : 'Star (s)'}
      onClick={(event) => {
        event.stopPropagation();
        onStar(!starred);
      }}
    >
      {Icon({ name: starred ? 'star-full' : 'star-empty', label: starred ? 'starred' : undefined })}
    </span>
  );
}
