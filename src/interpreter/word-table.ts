/** A word of a script: the same object whenever it is met again. */
export interface Word {
  readonly text: string;
  /** Whether Python reserves it, so that it is no name. */
  readonly isKeyword: boolean;
}

const keywords: ReadonlySet<string> = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from global if " +
    "import in is lambda nonlocal not or pass raise return try while with yield"
  ).split(" "),
);

const places = 4096;
/** A longer word is hardly met again. */
const longest = 40;

/**
 * Words that were met before, each at a place made of its letters, where it stays until another falls on it. Scripts use the
 * same few hundred words: finding one costs less than cutting it out of the text and hashing it for every table it is looked
 * up in. What is found is the same with any content; the table only saves time.
 */
const words: (Word | undefined)[] = Array.from({ length: places }, () => undefined);

/** The word between two offsets. `hash` is made of all its characters. */
export function wordAt(text: string, start: number, end: number, hash: number): Word {
  const place = hash & (places - 1);
  const known = words[place];
  if (known !== undefined && isThere(known.text, text, start, end)) return known;
  const cut = text.slice(start, end);
  if (cut.length > longest) return { text: cut, isKeyword: false };
  // A property's name is a copy that does not keep the whole script, and is compared by its place in memory.
  const [copy = cut] = Object.keys({ [cut]: true });
  const word = { text: copy, isKeyword: keywords.has(copy) };
  words[place] = word;
  return word;
}

function isThere(word: string, text: string, start: number, end: number): boolean {
  if (word.length !== end - start) return false;
  for (let index = 0; index < word.length; index += 1)
    if (word.charCodeAt(index) !== text.charCodeAt(start + index)) return false;
  return true;
}
