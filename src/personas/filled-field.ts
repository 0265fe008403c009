import type { ScriptLayer } from "../interpreter/script-layer.js";

/** A field that the script left unset, and what decided its value. */
export interface FilledField {
  /** Scapy's name of the layer, or `frame` for the time. */
  readonly layer: string;
  /** The wire codec's name of the field. */
  readonly field: string;
  /**
   * `persona linux-client`: a host's stack; `path`: distance and delay; `link`: hardware addresses; `connection`: TCP's state;
   * `segmentation`: data of one packet went out as several segments, with acknowledgments in between; `loss`: the path lost
   * something, and the field says what the frame does about it, such as `retransmission`.
   */
  readonly by: FilledBy;
}

export type FilledBy = `persona ${string}` | "path" | "link" | "connection" | "segmentation" | "loss";

/** Values for fields of one layer, each with what decided it. */
export type Proposal<Fields> = {
  readonly [Field in keyof Fields]?: readonly [value: NonNullable<Fields[Field]>, by: FilledBy];
};

/**
 * Sets what is proposed and unset, and notes each in `filled`. What the script set stays as it is: this is the one place where
 * the fill writes to a layer.
 */
export function fillUnset<Layer extends ScriptLayer>(
  layer: Layer,
  proposal: Proposal<Layer["fields"]>,
  filled: FilledField[],
): Layer {
  const set = layer.fields as Readonly<Record<string, unknown>>;
  const added: Record<string, unknown> = {};
  for (const [field, proposed] of Object.entries(proposal) as [
    string,
    readonly [unknown, FilledBy] | undefined,
  ][]) {
    if (proposed === undefined || set[field] !== undefined) continue;
    added[field] = proposed[0];
    filled.push({ layer: layer.name, field, by: proposed[1] });
  }
  return Object.keys(added).length === 0 ? layer : { ...layer, fields: { ...layer.fields, ...added } };
}
