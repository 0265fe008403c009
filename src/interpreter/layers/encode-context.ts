import type { ScriptLayer, ScriptLayerName } from "../script-layer.js";

/** Fields that an encoder fills in one after the other. */
export type Mutable<Fields> = { -readonly [Name in keyof Fields]: Fields[Name] };

/** What an encoder of one layer may look at: its neighbours as the script set them. */
export interface EncodeContext {
  /** The layer's own name, which tells a quoted header from another. */
  readonly self: ScriptLayerName;
  /** The layer that carries this one. */
  readonly below: ScriptLayer | undefined;
  /** The layer that this one carries. */
  readonly above: ScriptLayer | undefined;
  /** The layer that this one carries behind VLAN tags: where the frame goes is its to say. */
  readonly beyondTags: ScriptLayer | undefined;
  /** What the layer above implies for this one's unset fields, by Scapy's names; tables have it among their fields. */
  readonly implied: Readonly<Record<string, number>> | undefined;
  /** What that layer carries, which may imply where it goes. */
  readonly carriedThere: ScriptLayer | undefined;
  readonly compressDnsNames: boolean;
}
