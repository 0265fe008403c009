import type { TransportContext } from "../../wire/checksum.js";
import type { ScriptLayer } from "../script-layer.js";
import type { EncodeContext } from "./encode-context.js";
import { effectiveDestination, effectiveSource } from "./ip.js";
import { effectiveIpv6Destination, effectiveIpv6Source } from "./ipv6.js";

/**
 * The pseudo-header of a transport directly on IP; on anything else there is none and the checksum is 0. The protocol is
 * the transport's own whatever IP says, and a given total length counts as Scapy counts it; IPv6's does not count.
 */
export function transportContext(
  self: ScriptLayer,
  protocol: number,
  { below }: EncodeContext,
): TransportContext {
  if (below?.name === "IPv6") {
    const { fields } = below;
    const source = effectiveIpv6Source(fields, self);
    return { pseudoHeader: { source, destination: effectiveIpv6Destination(fields, self), protocol } };
  }
  if (below?.name !== "IP" && below?.name !== "IPerror") return {};
  const { fields } = below;
  const pseudoHeader = {
    source: effectiveSource(fields),
    destination: effectiveDestination(fields, self),
    protocol,
  };
  if (fields.totalLength === undefined) return { pseudoHeader };
  const headerWords = fields.ihl ?? 5 + Math.ceil((fields.options?.length ?? 0) / 4);
  return { pseudoHeader: { ...pseudoHeader, length: Math.max(0, fields.totalLength - 4 * headerWords) } };
}
