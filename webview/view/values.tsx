import type { Trial } from '../../src/protocol/study';
import { valueChanges, type ValueChange } from '../model/changes';
import { formatValue } from '../model/format';
import { useModel } from './context';

/** At most so many differences stand in the summary; all are in the tab of values. */
const most = 8;

/** The values that differ from the code as written, in a line. */
export function Changes({ trial }: { trial: Trial }) {
  const model = useModel();
  const variables = model.header.value?.variables ?? [];
  if (model.written.value?.number === trial.number) return null;
  const changed = valueChanges(variables, trial).filter(({ kind }) => kind === 'changed');
  if (changed.length === 0) return <p class="muted">Every value is as written.</p>;
  return (
    <ul class="changes" aria-label="Values that differ from the code as written">
      {changed.slice(0, most).map(({ variable, value, than }) => (
        <li key={variable.label} class="change">
          <span class="change-name">{variable.label}</span>{' '}
          <del aria-label={`was ${formatValue(variable.domain, than)}`}>
            {formatValue(variable.domain, than)}
          </del>
          <span aria-hidden="true"> → </span>
          <ins aria-label={`is ${formatValue(variable.domain, value)}`}>
            {formatValue(variable.domain, value)}
          </ins>
        </li>
      ))}
      {changed.length > most && <li class="muted">and {changed.length - most} more</li>}
    </ul>
  );
}

const signs = { same: '', changed: '~', unused: '·' };
const kinds = { same: 'as written', changed: 'changed', unused: 'plays no part in this candidate' };

/** Every variable: the candidate's value and the written one, and the way to the hint. */
export function Values({ trial }: { trial: Trial }) {
  const model = useModel();
  const header = model.header.value;
  if (!header) return null;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Values">
      <table class="values">
        <thead>
          <tr>
            <th scope="col">
              <span class="hidden">Difference</span>
            </th>
            <th scope="col">Variable</th>
            <th scope="col">Candidate</th>
            <th scope="col">As written</th>
          </tr>
        </thead>
        <tbody>
          {valueChanges(header.variables, trial).map((change) => (
            <ValueRow key={change.variable.label} change={change} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ValueRow({ change: { variable, value, than, kind } }: { change: ValueChange }) {
  const model = useModel();
  const site = model.header.value?.sites.find(({ label }) => label === variable.label);
  return (
    <tr class={`value-${kind}`}>
      <td class="sign" title={kinds[kind]}>
        <span aria-hidden="true">{signs[kind]}</span>
        <span class="hidden">{kinds[kind]}</span>
      </td>
      <th scope="row">
        {site ? (
          <button
            type="button"
            class="link"
            title={`Go to line ${site.line}`}
            onClick={() => model.reveal(site)}
          >
            {variable.label}
          </button>
        ) : (
          variable.label
        )}
      </th>
      <td>{kind === 'unused' ? '–' : formatValue(variable.domain, value)}</td>
      <td>{formatValue(variable.domain, than)}</td>
    </tr>
  );
}
