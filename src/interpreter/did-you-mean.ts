/**
 * The word of a table that a misspelt one most likely meant, or undefined when none is near. Case is ignored first, then
 * up to a third of the letters may differ; of words as near, one with the same first letter is taken. Of one or two letters
 * nothing is guessed.
 */
export function nearestWord(word: string, words: Iterable<string>): string | undefined {
  if (word.length > 64) return undefined;
  const wanted = simplify(word);
  let best: string | undefined;
  const isShort = wanted.length < 3;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of words) {
    const simple = simplify(candidate);
    if (simple === wanted) return candidate;
    if (isShort) continue;
    if (Math.abs(simple.length - wanted.length) > bestDistance) continue;
    const distance = editDistance(wanted, simple, bestDistance + 1);
    const isAlike = best !== undefined && distance === bestDistance && best[0] !== word[0];
    if (distance < bestDistance || (isAlike && candidate[0] === word[0])) {
      bestDistance = distance;
      best = candidate;
    }
  }
  return best;
}

/** `did you mean X?`, or undefined. */
export function didYouMean(word: string, words: Iterable<string>): string | undefined {
  const near = nearestWord(word, words);
  return near === undefined ? undefined : `did you mean ${near}?`;
}

function simplify(word: string): string {
  return word.toLowerCase().replaceAll("_", "");
}

/** Changed, missing, additional and swapped neighbouring letters, cut off at `limit`. */
function editDistance(left: string, right: string, limit: number): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    let smallest = row;
    for (let column = 1; column <= right.length; column += 1) {
      const changed = left[row - 1] === right[column - 1] ? 0 : 1;
      let value = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + changed,
      );
      const isSwapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (row > 1 && column > 1 && isSwapped) value = Math.min(value, (beforePrevious[column - 2] ?? 0) + 1);
      current.push(value);
      smallest = Math.min(smallest, value);
    }
    if (smallest >= limit + 1) return limit;
    beforePrevious = previous;
    previous = current;
  }
  return previous[right.length] ?? limit;
}
