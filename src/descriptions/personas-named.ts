import type { ActEntry, TimelineFile } from "./timeline-schema.js";

/** A persona that a scenario file names, by name or by path of a file, and the key path at which it does. */
export interface NamedPersona {
  readonly name: string;
  readonly path: readonly PropertyKey[];
}

/** All personas that a scenario file speaks of. */
export function personasNamed({ hosts, acts }: TimelineFile): readonly NamedPersona[] {
  const ofActs = (entries: readonly ActEntry[], path: readonly PropertyKey[]): readonly NamedPersona[] =>
    entries.flatMap((entry, index) => {
      const place = [...path, index];
      if (entry.do === "repeat" || entry.do === "one-of") return ofActs(entry.acts, [...place, "acts"]);
      return entry.do === "fetch" && entry.with !== undefined
        ? [{ name: entry.with, path: [...place, "with"] }]
        : [];
    });
  return [
    ...Object.entries(hosts).map(([host, { persona }]) => ({
      name: persona,
      path: ["hosts", host, "persona"],
    })),
    ...Object.entries(acts).flatMap(([client, entries]) => ofActs(entries, ["acts", client])),
  ];
}
