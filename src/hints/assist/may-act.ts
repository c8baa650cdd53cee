/** Decided before anything is parsed: the lightbulb is asked at every move of the cursor. */

/** True when a text is about TensorFlow.js at all. */
export function isModelText(text: string): boolean {
  return /tensorflow|\btf\s*\.|\.\s*layers\s*\.|@nas/.test(text);
}

/** True when a line may have something to offer: enough to decide without a parser. */
export function mayAct(line: string): boolean {
  return /layers\s*\.|train\s*\.|[:=(,]\s*(?:[-+]?[\d.]|['"`[]|true|false)|\bfor\b|sequential|\bmodel\b|function|=>|\w\s*\(/.test(
    line,
  );
}
