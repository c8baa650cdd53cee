import type { TrialError } from '../../src/protocol/study';
import { baseName } from '../model/format';
import { useModel } from './context';
import { Icon } from './icon';

/** Why a trial has no result, with the way to the line. */
export function Failure({ error }: { error: TrialError }) {
  const model = useModel();
  const { message, file, line, stack } = error;
  return (
    <div class="failure">
      <p class="failure-message breakable">
        <Icon name="error" class="state-failed" />
        <span>{message}</span>
      </p>
      {file !== undefined && (
        <button type="button" class="link" title={file} onClick={() => model.reveal(error)}>
          <Icon name="go-to-file" />
          {baseName(file)}
          {line !== undefined && `:${line}`}
        </button>
      )}
      {stack && (
        <details>
          <summary>Stack</summary>
          <pre tabIndex={0}>{stack}</pre>
        </details>
      )}
    </div>
  );
}
