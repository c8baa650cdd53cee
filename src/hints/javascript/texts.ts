/** The text of an array's elements, as people read them in a choice. */
import type ts from 'typescript';
import type { Domain, Edit, Range } from '../hint';
import { applyEdits } from '../apply';
import type { HintComment } from './comments';
import { outermost } from './lines';
import { rangeOf } from './nodes';
import { slotHolder, slotNode, type Slot, type VariableSite } from './site';

/**
 * Texts of elements without the hints inside them and without what these may change (`…` stands for it), so that they
 * stay the same from candidate to candidate.
 */
export class ElementTexts {
  private readonly cuts: readonly Edit[];

  constructor(
    private readonly text: string,
    comments: readonly HintComment[],
    sites: readonly VariableSite[],
  ) {
    this.cuts = [
      ...comments.map(({ range }) => ({ range, text: '' })),
      ...sites.map(({ slot }) => cutOf(slot)),
    ];
  }

  /** The domain with the texts of its elements, where it has some. */
  complete({ slot, domain }: VariableSite): Domain {
    if ((domain.kind !== 'arm' && domain.kind !== 'subset') || !('array' in slot)) return domain;
    return { ...domain, texts: slot.array.elements.map((element) => this.textOf(element)) };
  }

  private textOf(element: ts.Expression): string {
    const { start, end } = rangeOf(element);
    const inside = this.cuts.filter(({ range }) => start <= range.start && range.end <= end);
    const shifted = outermost(inside).map(({ range, text }) => ({
      range: { start: range.start - start, end: range.end - start },
      text,
    }));
    return applyEdits(this.text.slice(start, end), shifted).replace(/\s+/g, ' ').trim();
  }
}

/** What a hint may change, taken out of the code around it. */
function cutOf(slot: Slot): Edit {
  const whole = rangeOf(slotNode(slot));
  if (slot.kind === 'subset') return { range: { start: slot.array.end, end: whole.end }, text: '' };
  if (slot.kind === 'optional')
    return { range: { start: whole.start, end: slot.statement.getStart() }, text: '' };
  const holder: Range = rangeOf(slotHolder(slot)!);
  return { range: holder, text: '…' };
}
