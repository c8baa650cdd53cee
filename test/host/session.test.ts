import assert from 'node:assert/strict';
import { type Connect, Session } from '../../src/host/session';
import type { SearchProcess } from '../../src/protocol/search';
import type { Progress, StudySnapshot, TrialDetail } from '../../src/protocol/study';
import { inWorkspace } from './extension';

const study = inWorkspace('.espalier/a.log').fsPath;
const snapshot = (state: Progress['state'], done = 0): StudySnapshot => ({
  header: { study, file: inWorkspace('a.js').fsPath, name: 'a' } as StudySnapshot['header'],
  progress: { state, done, elapsed: 0, workers: 1, best: [] },
  trials: [],
});
const detail = (number: number): TrialDetail => ({
  trial: { number, state: 'complete', params: {}, values: {}, measures: {} },
  curve: { steps: [] },
});

/** Processes that answer when they are told to. */
class Processes {
  readonly asked: string[] = [];
  private readonly waiting: (() => void)[] = [];

  readonly connect: Connect = async (_cwd, host) => {
    await new Promise<void>((resolve) => this.waiting.push(resolve));
    const answer = (name: string, state: Progress['state']) => {
      this.asked.push(name);
      // What was told before the snapshot is in it.
      host.update({ progress: snapshot('running', 1).progress, trials: [], steps: [] });
      return Promise.resolve(snapshot(state, 2));
    };
    const remote: Partial<SearchProcess> = {
      start: () => answer('start', 'running'),
      open: () => answer('open', 'idle'),
      trial: async (number) => detail(number),
    };
    return {
      remote: remote as SearchProcess,
      isRunning: true,
      pid: undefined,
      dispose: () => undefined,
    };
  };

  /** Lets the processes that were asked for come up. */
  async comeUp(): Promise<void> {
    for (let turn = 0; turn < 10; turn++) {
      for (const resolve of this.waiting.splice(0)) resolve();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

describe('a session', () => {
  it('is not opened for reading beside a start that is under way', async () => {
    const processes = new Processes();
    const session = new Session(processes.connect);
    const opened = session.open(study);
    await processes.comeUp();
    await opened;
    const resumed = session.resume();
    // The panel asks for details while the process of the search comes up.
    const trial = session.trial(3);
    await processes.comeUp();
    await resumed;
    assert.equal((await trial).trial.number, 3);
    assert.deepEqual(processes.asked, ['open', 'start']);
    assert.equal(session.study?.progress.state, 'running');
    assert.equal(session.study?.progress.done, 2);
    session.dispose();
  });

  it('resumes once, however often it is asked', async () => {
    const processes = new Processes();
    const session = new Session(processes.connect);
    const opened = session.open(study);
    await processes.comeUp();
    await opened;
    const both = Promise.all([session.resume(), session.resume()]);
    await processes.comeUp();
    await both;
    assert.deepEqual(processes.asked, ['open', 'start']);
    session.dispose();
  });
});
