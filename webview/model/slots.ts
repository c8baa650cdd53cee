/**
 * A place in the document for each row in sight: a row keeps its place while it is in sight, wherever it moves to, and
 * one that comes into sight takes the place of one that left. So little is written anew when one row comes on top.
 */

/** Places from 0; those of before stay, others take the smallest that are free. */
export function assignSlots(
  before: ReadonlyMap<number, number>,
  numbers: readonly number[],
): ReadonlyMap<number, number> {
  const slots = new Map<number, number>();
  for (const number of numbers) {
    const slot = before.get(number);
    // A place beyond the number of rows is given up, so that there are never more than rows.
    if (slot !== undefined && slot < numbers.length) slots.set(number, slot);
  }
  const used = new Set(slots.values());
  let free = 0;
  for (const number of numbers) {
    if (slots.has(number)) continue;
    while (used.has(free)) free++;
    slots.set(number, free++);
  }
  return slots;
}
