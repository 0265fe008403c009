import type { ScriptLayer } from "../script-layer.js";

/** What an encoder of one layer may look at: its neighbours as the script set them. */
export interface EncodeContext {
  /** The layer that carries this one. */
  readonly below: ScriptLayer | undefined;
  /** The layer that this one carries. */
  readonly above: ScriptLayer | undefined;
  /** Octets of everything above, before them; of an IP datagram below, its header's option octets padded. */
  readonly compressDnsNames: boolean;
}
