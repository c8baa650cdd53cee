import { useMemo } from 'preact/hooks';
import { failureGroups, type FailureGroup } from '../model/failures';
import { pause } from './chart-frame';
import { useModel } from './context';
import { Failure } from './failure';
import { useThrottled } from './throttle';

/** So many numbers of trials stand in a group; the filter shows all. */
const most = 12;

/** What failed, grouped by cause, with the stack in the person's source and the choices that the trials share. */
export function Failures() {
  const model = useModel();
  const trials = useThrottled(model.trials.value, pause(model.trials.value.length));
  const variables = model.header.value?.variables ?? [];
  const groups = useMemo(() => failureGroups(trials, variables), [trials, variables]);
  if (groups.length === 0) return <p class="nothing">No trial failed.</p>;
  return (
    <div class="scroll failures" tabIndex={0} role="region" aria-label="Failures by cause">
      {groups.map((group, i) => (
        <Group key={i} group={group} />
      ))}
    </div>
  );
}

function Group({ group: { error, trials, common } }: { group: FailureGroup }) {
  const model = useModel();
  const shown = model.shownNumber.value;
  return (
    <section class="failure-group" aria-label={`${trials.length} trials: ${error.message}`}>
      <Failure error={error} />
      {common.length > 0 && (
        <p class="failure-common">
          <span class="muted">All of them, and few others, have </span>
          {common.map(({ variable, text }, i) => (
            <span key={variable.label}>
              {i > 0 && ', '}
              <code>
                {variable.label} = {text}
              </code>
            </span>
          ))}
        </p>
      )}
      <p class="failure-trials">
        <span class="muted">{trials.length === 1 ? 'Trial' : `${trials.length} trials:`} </span>
        {trials.slice(0, most).map(({ number }) => (
          <button
            key={number}
            type="button"
            class={`link failure-trial ${number === shown ? 'current' : ''}`}
            aria-current={number === shown}
            aria-label={`Trial ${number}`}
            onClick={() => model.select(number)}
          >
            {number}
          </button>
        ))}
        {trials.length > most && <span class="muted">and {trials.length - most} more</span>}
      </p>
    </section>
  );
}
