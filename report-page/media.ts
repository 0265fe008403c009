import { useEffect, useState } from "preact/hooks";

function useMedia(text: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(text).matches);
  useEffect(() => {
    const query = matchMedia(text);
    const update = () => setMatches(query.matches);
    query.addEventListener("change", update);
    return () => query.removeEventListener("change", update);
  }, [text]);
  return matches;
}

/** Too narrow for a row of all columns. */
export function useIsNarrow(): boolean {
  return useMedia("(max-width: 760px)");
}

export function useIsDark(): boolean {
  return useMedia("(prefers-color-scheme: dark)");
}
