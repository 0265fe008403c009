/** A shorter script with the same fault: pieces are left out, large ones first, as long as the fault stays. */
export function minimize(script: string, hasFault: (candidate: string) => boolean, mostTries = 600): string {
  let best = script;
  let tries = 0;
  for (let size = Math.ceil(script.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < best.length && tries < mostTries;) {
      const candidate = best.slice(0, at) + best.slice(at + size);
      tries += 1;
      if (hasFault(candidate)) best = candidate;
      else at += size;
    }
  }
  return best;
}
