/**
 * A captured frame into layers, outermost first. Never throws and never reads outside the frame: what is cut or
 * contradicts itself becomes `error`, after the layers that were understood. Segments and datagrams are taken one by one;
 * putting streams together is `src/flow`'s.
 */
import { decodeArp } from "./arp.js";
import { noBytes, readU16 } from "./bytes.js";
import { foldSum, sumWords } from "./checksum.js";
import type { DecodeError } from "./decode-error.js";
import type { ChecksumVerdict, DecodedFrame, DecodedLayer } from "./decoded-frame.js";
import { decodeDns } from "./decode-dns.js";
import { decodeEthernet, etherTypes, maximumEthernetLength } from "./ethernet.js";
import { decodeHttpHead } from "./http.js";
import { decodeIpv4, ipProtocols, ipv4Flags, type Ipv4Header } from "./ipv4.js";
import { linkTypes } from "./link-type.js";
import { decodeTcp } from "./tcp.js";
import { decodeUdp } from "./udp.js";

/** UDP payloads to or from this port are decoded as DNS. HTTP is told by its start line, on any TCP port. */
export const dnsPort = 53;

/**
 * Decodes one frame of that link type. `originalLength` is the frame's length on the wire, where the capture kept less of
 * it. A link type without a decoder gives one `raw` layer.
 */
export function decodeFrame(
  bytes: Uint8Array,
  linkType: number,
  frameNumber?: number,
  originalLength: number = bytes.length,
  frameCheckLength = 0,
): DecodedFrame {
  void frameCheckLength;
  const walk = new FrameWalk(bytes, originalLength > bytes.length);
  if (linkType === linkTypes.ethernet) walk.ethernet();
  else if (linkType === linkTypes.ipv4) walk.ipv4(0, bytes.length);
  else if (linkType === linkTypes.raw && (bytes[0] ?? 0) >>> 4 === 4) walk.ipv4(0, bytes.length);
  else walk.raw(0, bytes.length);
  // Assigned one by one: spreading optional parts costs more than all of the decoding.
  const frame: { -readonly [Key in keyof DecodedFrame]: DecodedFrame[Key] } = {
    linkType,
    bytes,
    length: Math.max(originalLength, bytes.length),
    layers: walk.layers,
    payload: walk.payload,
    trailerLength: walk.trailerLength,
  };
  if (frameNumber !== undefined) frame.frameNumber = frameNumber;
  if (walk.error !== undefined) frame.error = walk.error;
  return frame;
}

/** What a transport needs of the IPv4 packet it lies in. */
interface Carrier {
  /** Where the IPv4 header begins. */
  readonly ipv4Offset: number;
  /** Octets from the transport header on that the packet announces, and whether all of them are here. */
  readonly length: number;
  /** The whole packet is here and is no fragment, so that a checksum can be verified. */
  readonly isWhole: boolean;
}

const noVerdict: ChecksumVerdict = { checksumStatus: "unverifiable" };

class FrameWalk {
  readonly layers: DecodedLayer[] = [];
  payload: Uint8Array = noBytes;
  trailerLength = 0;
  error: DecodeError | undefined;

  constructor(
    private readonly bytes: Uint8Array,
    /** The capture kept only a part of the frame. */
    private readonly isCut: boolean,
  ) {}

  ethernet(): void {
    const { header, headerLength, error } = decodeEthernet(this.bytes);
    if (header === undefined) return this.stop(error, 0, this.bytes.length);
    const end = this.bytes.length;
    const { etherType } = header;
    this.layers.push({ protocol: "ethernet", header, ...place(0, headerLength, end) });
    if (etherType === etherTypes.ipv4) this.ipv4(headerLength, end);
    else if (etherType === etherTypes.arp) this.arp(headerLength, end);
    else if (etherType <= maximumEthernetLength) this.ieee8023(headerLength, etherType, end);
    else this.raw(headerLength, end);
  }

  /** The EtherType field is a length: what follows it is padding. */
  private ieee8023(offset: number, length: number, end: number): void {
    const payloadEnd = Math.min(end, offset + length);
    this.trailerLength = end - payloadEnd;
    if (offset + length > end) {
      const limits = { needed: length, available: end - offset, limitedBy: "ethernet.etherType" };
      this.error = { code: "truncated", layer: "ethernet", offset, ...limits };
    }
    this.raw(offset, payloadEnd);
  }

  private arp(offset: number, end: number): void {
    const { header, headerLength, error } = decodeArp(this.bytes, offset, end);
    if (header === undefined) return this.stop(error, offset, end);
    this.layers.push({ protocol: "arp", header, ...place(offset, headerLength, offset + headerLength) });
    this.trailerLength = end - offset - headerLength;
  }

  ipv4(offset: number, end: number): void {
    const { header, headerLength, error } = decodeIpv4(this.bytes, offset, end);
    if (header === undefined) return this.stop(error, offset, end);
    const start = offset + headerLength;
    const announcedEnd = error === undefined ? offset + header.totalLength : end;
    const payloadEnd = Math.min(end, announcedEnd);
    // A header of another version, or one that was not read to its announced end, cannot be summed.
    const verdict =
      header.version === 4 && headerLength === header.ihl * 4
        ? verifyChecksum(this.bytes, offset, start, 10, 0)
        : noVerdict;
    this.layers.push({ protocol: "ipv4", header, ...place(offset, headerLength, payloadEnd), ...verdict });
    if (error !== undefined) return this.stop(error, start, payloadEnd);
    this.trailerLength = end - payloadEnd;
    if (announcedEnd > end) {
      const limitedBy = this.isCut ? "snap length" : "ipv4.totalLength";
      const limits = { needed: header.totalLength, available: end - offset, limitedBy };
      this.error = { code: "truncated", layer: "ipv4", offset, ...limits };
    }
    this.transport(header, offset, start, announcedEnd, payloadEnd);
  }

  private transport(
    header: Ipv4Header,
    ipv4Offset: number,
    start: number,
    announced: number,
    end: number,
  ): void {
    const isFragment = header.fragmentOffset !== 0 || (header.flags & ipv4Flags.moreFragments) !== 0;
    const carrier = { ipv4Offset, length: announced - start, isWhole: !isFragment && announced === end };
    if (header.fragmentOffset !== 0) this.raw(start, end);
    else if (header.protocol === ipProtocols.tcp) this.tcp(start, end, carrier);
    else if (header.protocol === ipProtocols.udp) this.udp(start, end, carrier);
    else this.raw(start, end);
  }

  private udp(offset: number, end: number, carrier: Carrier): void {
    const { header, headerLength, error } = decodeUdp(this.bytes, offset, end);
    if (header === undefined) return this.stop(error, offset, end);
    const fits = error === undefined && header.length <= carrier.length;
    const datagramEnd = fits ? Math.min(end, offset + header.length) : end;
    const verdict =
      carrier.isWhole && fits && header.checksum !== 0
        ? verifyChecksum(
            this.bytes,
            offset,
            datagramEnd,
            6,
            this.pseudoSum(carrier, ipProtocols.udp, header.length),
          )
        : noVerdict;
    this.layers.push({ protocol: "udp", header, ...place(offset, headerLength, datagramEnd), ...verdict });
    if (error !== undefined) return this.stop(error, offset + headerLength, end);
    if (!fits && carrier.isWhole) {
      const limits = { needed: header.length, available: carrier.length, limitedBy: "udp.length" };
      this.error ??= { code: "bad-length", layer: "udp", offset, ...limits };
    }
    const isDns = header.sourcePort === dnsPort || header.destinationPort === dnsPort;
    // A cut or fragmented message would only be called malformed.
    if (isDns && carrier.isWhole && datagramEnd > offset + headerLength)
      this.dns(offset + headerLength, datagramEnd);
    else this.raw(offset + headerLength, datagramEnd);
  }

  private tcp(offset: number, end: number, carrier: Carrier): void {
    const { header, headerLength, error } = decodeTcp(this.bytes, offset, end);
    if (header === undefined) return this.stop(error, offset, end);
    const verdict = carrier.isWhole
      ? verifyChecksum(this.bytes, offset, end, 16, this.pseudoSum(carrier, ipProtocols.tcp, carrier.length))
      : noVerdict;
    this.layers.push({ protocol: "tcp", header, ...place(offset, headerLength, end), ...verdict });
    const start = offset + headerLength;
    if (error !== undefined) return this.stop(error, start, end);
    if (start < end) this.http(start, end);
  }

  private http(offset: number, end: number): void {
    const decoded = decodeHttpHead(this.bytes, offset, end);
    if (decoded.kind === "malformed") {
      this.error ??= { code: "malformed", layer: "http", offset: decoded.offset };
    }
    if (decoded.kind !== "head") return this.raw(offset, end);
    const { head } = decoded;
    this.layers.push({ protocol: "http", message: head, ...place(offset, head.headLength, end) });
    this.payload = this.bytes.subarray(offset + head.headLength, end);
  }

  private dns(offset: number, end: number): void {
    const { message, messageLength, error } = decodeDns(this.bytes, offset, end);
    if (message === undefined) return this.stop(error, offset, end);
    this.error ??= error;
    this.layers.push({ protocol: "dns", message, ...place(offset, messageLength, end) });
    this.payload = this.bytes.subarray(offset + messageLength, end);
  }

  raw(offset: number, end: number): void {
    if (offset >= end) return;
    const bytes = this.bytes.subarray(offset, end);
    this.layers.push({ protocol: "raw", bytes, ...place(offset, 0, end) });
    this.payload = bytes;
  }

  /** Keeps the error and gives what is left as raw octets. */
  private stop(error: DecodeError | undefined, offset: number, end: number): void {
    this.error ??= error;
    this.raw(offset, end);
  }

  private pseudoSum(carrier: Carrier, protocol: number, length: number): number {
    // Source and destination stand in the header as the pseudo-header wants them.
    const addresses = carrier.ipv4Offset + 12;
    return sumWords(this.bytes, addresses, addresses + 8, protocol + length);
  }
}

function place(offset: number, headerLength: number, payloadEnd: number) {
  const payloadOffset = offset + headerLength;
  return { offset, headerLength, payloadOffset, payloadLength: Math.max(0, payloadEnd - payloadOffset) };
}

/** Sums `bytes[start, end)`, checksum field and all: right data add up to 0xffff (RFC 1071 section 1). */
function verifyChecksum(
  bytes: Uint8Array,
  start: number,
  end: number,
  fieldOffset: number,
  initial: number,
): ChecksumVerdict {
  const stored = readU16(bytes, start + fieldOffset);
  const sum = sumWords(bytes, start, end, initial);
  if (foldSum(sum) === 0xffff) return { checksumStatus: "good", computedChecksum: stored };
  const computed = ~foldSum(sum - stored) & 0xffff;
  // UDP sends a computed 0 as 0xffff; whoever compares should see what the field must hold.
  return { checksumStatus: "bad", computedChecksum: computed === 0 && fieldOffset === 6 ? 0xffff : computed };
}
