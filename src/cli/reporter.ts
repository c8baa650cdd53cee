/** How a running search is shown: JSON lines, a progress bar on a terminal, or a line a trial elsewhere. */
import { Presets, SingleBar } from 'cli-progress';
import type { StudyHeader, StudySnapshot, StudyUpdate } from '../protocol/study';
import type { Trial } from '../study/trial';
import { duration, printJson, relative, scores, trialJson, trialLine } from './output';

export interface Reporter {
  begin(snapshot: StudySnapshot): void;
  update(update: StudyUpdate): void;
  remark(line: string): void;
  end(): void;
}

export function createReporter(json: boolean): Reporter {
  if (json) return new JsonLines();
  return process.stderr.isTTY ? new Bar() : new Lines();
}

/** In the order in which trials end; of a resumed study, those that end now. */
const endedIn = ({ trials }: StudyUpdate) =>
  trials.filter(({ state }) => state !== 'running' && state !== 'waiting');

class JsonLines implements Reporter {
  begin(): void {}
  update(update: StudyUpdate): void {
    for (const trial of endedIn(update)) printJson(trialJson(trial));
  }
  remark(line: string): void {
    console.error(line);
  }
  end(): void {}
}

function headLine({ header, progress }: StudySnapshot): string {
  const { trials, workers } = progress;
  return [
    `${relative(header.file)}: ${BigInt(header.count).toLocaleString('en')} architectures`,
    `strategy ${header.strategy}`,
    ...(trials === undefined ? [] : [`${trials} trials`]),
    `${workers} at a time`,
    `study ${relative(header.study)}`,
  ].join(', ');
}

class Lines implements Reporter {
  private header: StudyHeader | undefined;
  private waiting: StudyUpdate[] = [];

  begin(snapshot: StudySnapshot): void {
    console.log(headLine(snapshot));
    this.header = snapshot.header;
    for (const update of this.waiting) this.update(update);
    this.waiting = [];
  }

  update(update: StudyUpdate): void {
    if (!this.header) {
      this.waiting.push(update);
      return;
    }
    const header = (this.header = update.header ?? this.header);
    const { done, trials, remaining } = update.progress;
    const ended = endedIn(update);
    ended.forEach((trial, i) => {
      const count = done - ended.length + i + 1;
      const left = i < ended.length - 1 || remaining === undefined ? '' : `, ${duration(remaining)} left`;
      const total = trials === undefined ? `${count}` : `${count}/${trials}`;
      console.log(`[${total}${left}] ${trialLine(trial, header)}`);
    });
  }

  remark(line: string): void {
    console.error(line);
  }

  end(): void {}
}

class Bar implements Reporter {
  private readonly bar = new SingleBar(
    {
      format: '{bar} {done} | {best} | {left}',
      stream: process.stderr,
      hideCursor: true,
      clearOnComplete: true,
      stopOnComplete: false,
      // Ctrl-C is handled by the search.
      gracefulExit: false,
      barsize: 24,
    },
    Presets.shades_classic,
  );
  private header: StudyHeader | undefined;
  private readonly ended = new Map<number, Trial>();
  private started = false;

  begin(snapshot: StudySnapshot): void {
    console.error(headLine(snapshot));
    this.header = snapshot.header;
    for (const trial of snapshot.trials) this.ended.set(trial.number, trial);
    this.started = true;
    this.bar.start(100, 0, { done: 'starting', best: '', left: '' });
    this.show(snapshot.progress);
  }

  update(update: StudyUpdate): void {
    this.header = update.header ?? this.header;
    for (const trial of endedIn(update)) this.ended.set(trial.number, trial);
    if (this.started) this.show(update.progress);
  }

  remark(line: string): void {
    process.stderr.write(`\n${line}\n`);
  }

  end(): void {
    this.bar.stop();
  }

  private show({ done, trials, best, elapsed, remaining }: StudySnapshot['progress']): void {
    const byTrials = trials === undefined ? 0 : done / trials;
    const byTime = remaining === undefined ? 0 : elapsed / (elapsed + remaining);
    const leader = this.ended.get(best[0] ?? -1);
    this.bar.update(Math.min(100, 100 * (trials === undefined ? byTime : byTrials)), {
      done: trials === undefined ? `${done} trials` : `${done}/${trials}`,
      best: leader
        ? `best ${scores(leader, this.header?.objectives ?? [])} (#${leader.number})`
        : 'no result yet',
      left: remaining === undefined ? duration(elapsed) : `${duration(remaining)} left`,
    });
  }
}
