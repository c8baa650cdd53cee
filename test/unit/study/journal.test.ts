import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Journal, readJournal } from '../../../src/study/journal';
import { withJournalLock } from '../../../src/study/journal-lock';
import {
  cutAttribute,
  joinAttribute,
  optunaDate,
  parseOptunaDate,
  splitAttribute,
} from '../../../src/study/records';
import type { Draft } from '../../../src/study/records';
import { temporaryFolder } from './fakes';

const note = (value: number): Draft => ({ op_code: 2, study_id: 0, user_attr: { value } });
const trial: Draft = {
  op_code: 4,
  study_id: 0,
  datetime_start: null,
  state: 0,
  distributions: {},
  params: {},
  user_attrs: {},
  system_attrs: {},
  intermediate_values: {},
};

describe('journal', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let file: string;
  beforeEach(() => {
    folder = temporaryFolder();
    file = path.join(folder.path, '.espalier', 'a.log');
  });
  afterEach(() => folder.remove());

  it('appends whole lines, each with its writer', async () => {
    const { journal } = await Journal.open(file);
    await journal.append(() => [note(1), note(2)]);
    await journal.close();
    assert.equal(readFileSync(file, 'utf8').split('\n').length, 3);
    const records = await readJournal(file);
    assert.deepEqual(
      records.map(({ user_attr }) => user_attr),
      [{ value: 1 }, { value: 2 }],
    );
    assert.ok(records.every(({ worker_id }) => typeof worker_id === 'string'));
  });

  it('ignores a torn tail when reading and cuts it when writing', async () => {
    const { journal } = await Journal.open(file);
    await journal.append(() => [note(1)]);
    await journal.close();
    appendFileSync(file, '{"op_code":2,"study_id":0,"user_at');
    assert.equal((await readJournal(file)).length, 1);
    const again = await Journal.open(file);
    assert.equal(again.records.length, 1);
    await again.journal.append(() => [note(2)]);
    await again.journal.close();
    assert.equal((await readJournal(file)).length, 2);
  });

  it('forgives nothing but a torn tail, and names the line', async () => {
    const { journal } = await Journal.open(file);
    await journal.append(() => [note(1)]);
    await journal.close();
    appendFileSync(file, 'oops\n{"op_code":2}\n');
    await assert.rejects(readJournal(file), /a\.log, line 2: not a record of a study/);
    await assert.rejects(Journal.open(file), /line 2/);
  });

  it('counts the trials of other writers', async () => {
    const one = (await Journal.open(file)).journal;
    const two = (await Journal.open(file)).journal;
    const ids: number[] = [];
    const add = (journal: Journal) =>
      journal.append((next) => {
        ids.push(next);
        return [trial];
      });
    await add(one);
    await Promise.all([add(two), add(one), add(two), add(one), add(two)]);
    await one.close();
    await two.close();
    assert.deepEqual(ids, [0, 1, 2, 3, 4, 5]);
    assert.equal((await readJournal(file)).length, 6);
  });

  it('keeps the order in which records were given', async () => {
    const { journal } = await Journal.open(file);
    await Promise.all(Array.from({ length: 20 }, (_, i) => journal.append(() => [note(i)])));
    await journal.close();
    const values = (await readJournal(file)).map(({ user_attr }) => (user_attr as { value: number }).value);
    assert.deepEqual(values, [...Array(20).keys()]);
  });

  it('takes over a lock that nobody changes, and no other', async () => {
    const lock = `${path.join(folder.path, 'b.log')}.lock`;
    writeFileSync(lock, '');
    let held = true;
    const touching = setInterval(
      () => held && utimesSync(lock, new Date(), new Date(Date.now() + performance.now())),
      5,
    );
    setTimeout(() => (held = false), 150);
    const wasHeld = await withJournalLock(lock.slice(0, -5), async () => held, { grace: 60 });
    clearInterval(touching);
    assert.equal(wasHeld, false);
    assert.ok(!existsSync(lock));
  });

  it('takes over the lock of a process that is gone without waiting', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    const journal = path.join(folder.path, 'c.log');
    writeFileSync(`${journal}.lock`, `${os.hostname()} ${pid}`);
    // A grace that no test outlives.
    assert.equal(await withJournalLock(journal, async () => 'held', { grace: 3_600_000 }), 'held');
    assert.ok(!existsSync(`${journal}.lock`));
  });

  it('says so when the study was deleted while it ran', async () => {
    const { journal } = await Journal.open(file);
    await journal.append(() => [note(1)]);
    folder.remove();
    await assert.rejects(
      journal.append(() => [note(2)]),
      /study|folder/,
    );
    await journal.close();
  });

  it('says what is wrong with a place that cannot be written', async () => {
    writeFileSync(path.join(folder.path, 'file'), '');
    await assert.rejects(Journal.open(path.join(folder.path, 'file', 'x.log')), {
      name: 'UserError',
      message: /Cannot open the study .*x\.log for writing: a file of that name is in the way/,
    });
  });
});

describe('records', () => {
  it('splits long texts into attributes that every reader keeps', () => {
    for (const text of ['', 'short', '"\n'.repeat(2000), '🌳'.repeat(1500)]) {
      const parts = splitAttribute('name', text);
      for (const part of parts) assert.ok(JSON.stringify(Object.values(part)[0]).length <= 1024);
      assert.equal(joinAttribute(Object.assign({}, ...parts), 'name'), text);
      assert.ok(JSON.stringify(cutAttribute(text)).length <= 1024);
    }
  });

  it('writes naive local dates with microseconds', () => {
    const date = new Date(2026, 0, 2, 3, 4, 5, 6);
    assert.equal(optunaDate(date), '2026-01-02T03:04:05.006000');
    assert.equal(parseOptunaDate('2026-01-02T03:04:05.006000')?.getTime(), date.getTime());
    assert.equal(parseOptunaDate('soon'), undefined);
  });
});
