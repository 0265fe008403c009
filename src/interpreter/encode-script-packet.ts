import { err, ok } from "../contracts/result.js";
import type { Result } from "../contracts/result.js";
import { joinBytes, noBytes } from "../wire/bytes.js";
import { linkTypes } from "../wire/link-type.js";
import { ScriptError } from "./diagnostic.js";
import { encodeArpLayer } from "./layers/arp.js";
import { encodeDnsLayer } from "./layers/dns.js";
import { fillQuestion } from "./layers/dnsqr.js";
import { fillRecord } from "./layers/dnsrr.js";
import type { EncodeContext } from "./layers/encode-context.js";
import { encodeEther } from "./layers/ether.js";
import { encodeRequest } from "./layers/http-request.js";
import { encodeResponse } from "./layers/http-response.js";
import { encodeIp } from "./layers/ip.js";
import { impliedByPayload } from "./layers/layer-table.js";
import { encodeRaw } from "./layers/raw.js";
import { tableLayers } from "./layers/table-layers.js";
import { encodeTcpLayer } from "./layers/tcp.js";
import { encodeUdpLayer } from "./layers/udp.js";
import type { ScriptLayer } from "./script-layer.js";
import { encodeQuestion, encodeRecord } from "./layers/dns-record-bytes.js";

export interface EncodedPacket {
  readonly bytes: Uint8Array;
  /** What the packet starts with: 1 Ethernet, 101 raw IP. */
  readonly linkType: number;
  /** Scapy's layer names, outermost first. */
  readonly layerNames: string[];
}

/** Why a packet cannot be built: the fields hold something the wire has no room for. */
export interface EncodeFault {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

export interface EncodeOptions {
  /** Scapy never compresses; resolvers do. */
  readonly compressDnsNames?: boolean;
}

/**
 * The octets of a packet: what its layers set goes out verbatim, what they leave unset gets Scapy's defaults, so that the
 * result is `bytes(packet)` of real Scapy on a host without interfaces.
 */
export function encodeScriptPacket(
  layers: readonly ScriptLayer[],
  options: EncodeOptions = {},
): Result<EncodedPacket, EncodeFault> {
  try {
    const bytes = encodeLayers(layers, undefined, options);
    return ok({ bytes, linkType: linkTypeOf(layers), layerNames: layers.map((layer) => layer.name) });
  } catch (error) {
    if (error instanceof ScriptError) {
      const { code, message, hint } = error;
      return err(hint === undefined ? { code, message } : { code, message, hint });
    }
    // The wire codecs throw RangeError for address text that is none.
    if (error instanceof RangeError) return err({ code: "bad-address", message: error.message });
    throw error;
  }
}

/** What a packet starts with: raw IP for IP of either version, Ethernet for everything else. */
export function linkTypeOf(layers: readonly ScriptLayer[]): number {
  const first = layers[0]?.name;
  return first === "IP" || first === "IPv6" || first === "IPerror" ? linkTypes.raw : linkTypes.ethernet;
}

/** Builds from the innermost layer out; `under` is the layer that carries the first one. Throws `ScriptError`. */
export function encodeLayers(
  layers: readonly ScriptLayer[],
  under: ScriptLayer | undefined,
  options: EncodeOptions = {},
): Uint8Array {
  const compressDnsNames = options.compressDnsNames ?? false;
  let payload = noBytes;
  let hasPadding = false;
  for (let index = layers.length - 1; index >= 0; index -= 1) {
    const layer = layers[index];
    if (layer === undefined) continue;
    hasPadding ||= layer.name === "Padding";
    const below = index === 0 ? under : layers[index - 1];
    const above = layers[index + 1];
    let beyond = index + 1;
    while (layers[beyond]?.name === "Dot1Q") beyond += 1;
    const implied = above === undefined ? undefined : impliedByPayload(layer.name, above.name);
    payload = encodeLayer(layer, payload, {
      self: layer.name,
      below,
      above,
      beyondTags: layers[beyond],
      carriedThere: layers[beyond + 1],
      implied,
      compressDnsNames,
    });
  }
  if (!hasPadding) return payload;
  const padding = layers.flatMap((layer) => (layer.name === "Padding" ? [layer.fields.load ?? noBytes] : []));
  return joinBytes([payload, ...padding]);
}

function encodeLayer(layer: ScriptLayer, payload: Uint8Array, context: EncodeContext): Uint8Array {
  switch (layer.name) {
    case "TCP":
    case "TCPerror":
      return encodeTcpLayer(layer.fields, payload, context);
    case "IP":
    case "IPerror":
      return encodeIp(layer.fields, payload, context);
    case "Ether":
      return encodeEther(layer.fields, payload, context);
    case "ARP":
      return encodeArpLayer(layer.fields, payload);
    case "UDP":
    case "UDPerror":
      return encodeUdpLayer(layer.fields, payload, context);
    case "DNS":
      return encodeDnsLayer(layer.fields, payload, context);
    case "DNSQR":
      return encodeQuestion(fillQuestion(layer.fields), payload);
    case "DNSRR":
    case "DNSRROPT":
    case "DNSRRSOA":
    case "DNSRRMX":
    case "DNSRRSRV":
    case "DNSRRDS":
    case "DNSRRDNSKEY":
    case "DNSRRNSEC":
    case "DNSRRRSIG":
    case "DNSRRTSIG":
      return encodeRecord(fillRecord(layer.fields), payload);
    case "HTTP":
      return payload;
    case "HTTPRequest":
      return encodeRequest(layer.fields, payload);
    case "HTTPResponse":
      return encodeResponse(layer.fields, payload);
    case "Raw":
      return encodeRaw(layer.fields, payload);
    case "Padding":
      return payload;
    default: {
      const { implied } = context;
      const fields = implied === undefined ? layer.fields : { ...implied, ...layer.fields };
      return tableLayers[layer.name].encode(fields, payload, context);
    }
  }
}
