/** Takes and gives back a journal's lock until it is killed: `lock-child.ts JOURNAL`. */
import { withJournalLock } from '../../../src/study/journal-lock';

async function main(file: string): Promise<void> {
  for (;;) await withJournalLock(file, async () => undefined);
}

void main(process.argv[2] ?? '');
