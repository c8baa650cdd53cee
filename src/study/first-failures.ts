/** Notices a search that cannot succeed: its first trials all fail for the same reason. */
import type { Trial } from './trial';

const enough = 4;

export class FirstFailures {
  private succeeded = false;
  private count = 0;
  private reason: string | undefined;

  /** A trial ended. The answer says why the search should end, when it should. */
  add(trial: Trial): string | undefined {
    if (trial.state !== 'failed') this.succeeded = true;
    if (this.succeeded) return undefined;
    const message = trial.error?.message ?? 'unknown';
    const reason = `${sameText(message)} ${trial.error?.file}:${trial.error?.line}`;
    this.reason ??= reason;
    if (this.reason !== reason) this.succeeded = true; // Different reasons: others may work.
    if (this.succeeded || ++this.count < enough) return undefined;
    const { file, line } = trial.error ?? {};
    const place = file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
    return `The first ${enough} candidates all failed for the same reason, so the search ended: ${message}${place}`;
  }
}

/** Numbers differ between candidates that fail alike. */
const sameText = (message: string) => message.replace(/\d+(\.\d+)?/g, '#');
