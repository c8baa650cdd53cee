import { useState } from 'preact/hooks';
import type { Point, Trial, Value, Variable } from '../../src/protocol/study';
import { formatValue } from '../model/format';
import { parseValue, valueText } from '../model/value-text';
import { Button, Checkbox, Dropdown, TextField } from '../toolkit';
import { useModel } from './context';

/** The values of a candidate as a form: what is queued is another candidate. */
export function EditValues({ trial, close }: { trial: Trial; close: () => void }) {
  const model = useModel();
  const variables = model.header.value?.variables ?? [];
  const [point, setPoint] = useState<Point>(() =>
    Object.fromEntries(
      variables.map(({ label, default: written }) => [
        label,
        Object.hasOwn(trial.params, label) ? trial.params[label]! : written,
      ]),
    ),
  );
  /** Texts that are not a value (yet), by label. */
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});
  const problems = Object.values(wrong).filter((problem) => problem !== '');
  const set = (label: string, value: Value) => setPoint((before) => ({ ...before, [label]: value }));
  const queue = async () => {
    if (problems.length > 0) return;
    // Resolves to nothing; a failure shows as the notice.
    const done = await model.ask('enqueue', async () => {
      await model.host.enqueue?.(point);
      return true;
    });
    if (done) close();
  };
  return (
    <div
      class="scroll edit"
      tabIndex={0}
      role="region"
      aria-label={`Values of a new candidate, from trial ${trial.number}`}
    >
      <p class="muted edit-about">
        A new candidate from trial {trial.number}: it runs next. Values that play no part in it are left
        aside.
      </p>
      <div class="edit-fields">
        {variables.map((variable) => (
          <div key={variable.label} class="edit-field">
            <span class="edit-label" aria-hidden="true" title={variable.label}>
              {variable.label}
            </span>
            <Editor
              variable={variable}
              value={point[variable.label] ?? variable.default}
              problem={wrong[variable.label] ?? ''}
              onChange={(value) => set(variable.label, value)}
              onProblem={(problem) => setWrong((before) => ({ ...before, [variable.label]: problem }))}
            />
          </div>
        ))}
      </div>
      <div class="settings-buttons">
        <Button
          icon="add"
          disabled={problems.length > 0 || model.pending.value.has('enqueue')}
          onClick={() => void queue()}
        >
          Queue the candidate
        </Button>
        <Button kind="secondary" onClick={close}>
          Cancel
        </Button>
      </div>
    </div>
  );
}

interface EditorProps {
  readonly variable: Variable;
  readonly value: Value;
  readonly problem: string;
  readonly onChange: (value: Value) => void;
  readonly onProblem: (problem: string) => void;
}

function Editor(props: EditorProps) {
  const { variable, value, onChange } = props;
  const { domain, label } = variable;
  switch (domain.kind) {
    case 'choice':
    case 'arm': {
      const values: readonly Value[] = domain.kind === 'arm' ? domain.texts.map((_, i) => i) : domain.options;
      const at = values.findIndex((one) => JSON.stringify(one) === JSON.stringify(value));
      return (
        <Dropdown
          label={label}
          value={String(at)}
          options={values.map((one, i) => ({ value: String(i), title: formatValue(domain, one) }))}
          onChange={(chosen) => onChange(values[Number(chosen)] ?? value)}
        />
      );
    }
    case 'bool':
    case 'optional':
      return (
        <Checkbox label={label} checked={value === true} onChange={(checked) => onChange(checked)}>
          {domain.kind === 'bool' ? 'true' : 'kept'}
        </Checkbox>
      );
    case 'subset':
      return (
        <span class="edit-subset" role="group" aria-label={label}>
          {domain.texts.map((text, i) => {
            const kept = Array.isArray(value) ? (value as readonly Value[]).map(Number) : [];
            return (
              <Checkbox
                key={i}
                checked={kept.includes(i)}
                onChange={(checked) =>
                  onChange(checked ? [...kept, i].sort((a, b) => a - b) : kept.filter((one) => one !== i))
                }
              >
                {text}
              </Checkbox>
            );
          })}
        </span>
      );
    default:
      return <NumberEditor {...props} />;
  }
}

function NumberEditor({ variable: { label, domain }, value, problem, onChange, onProblem }: EditorProps) {
  const [text, setText] = useState(valueText(value));
  return (
    <span class="edit-number">
      <TextField
        label={label}
        value={text}
        class={problem ? 'filter-wrong' : ''}
        onInput={(next) => {
          setText(next);
          const parsed = parseValue(domain, next);
          if ('value' in parsed) onChange(parsed.value);
          onProblem('problem' in parsed ? parsed.problem : '');
        }}
      />
      {problem && (
        <span class="filter-error" role="alert">
          {problem}
        </span>
      )}
    </span>
  );
}
