/**
 * Ethernet frames of one laptop, its router and a web server, made with Scapy 2.5 and kept as literals, so that the judge is
 * not judged by our own encoder. Client 192.168.1.23:52248 (initial sequence number 0x1000), server 203.0.113.80:80 (0x2000).
 */
export const frameHex = {
  syn: "0492268e7103a483e700129f0800450000301234400040062a84c0a80117cb007150cc18005000001000000000007002faf0adb50000020405b404020101",
  synAck:
    "a483e700129f0492268e710308004500003000004000340648b8cb007150c0a801170050cc1800002000000010017012fe888a0c0000020405b404020101",
  handshakeAck:
    "0492268e7103a483e700129f0800450000281234400040062a8cc0a80117cb007150cc18005000001001000020015010faf0ba680000",
  request:
    "0492268e7103a483e700129f08004500004d1234400040062a67c0a80117cb007150cc18005000001001000020015018faf071960000474554202f20485454502f312e310d0a486f73743a206578616d706c652e636f6d0d0a0d0a",
  requestAck:
    "a483e700129f0492268e7103080045000028123440003406368ccb007150c0a801170050cc1800002001000010265010faf0ba430000",
  response:
    "a483e700129f0492268e71030800450000501234400034063664cb007150c0a801170050cc1800002001000010265018faf09ba70000485454502f312e3120323030204f4b0d0a436f6e74656e742d4c656e6774683a20320d0a0d0a6f6b",
  responseAck:
    "0492268e7103a483e700129f0800450000281234400040062a8cc0a80117cb007150cc18005000001026000020295010faf0ba1b0000",
  clientFin:
    "0492268e7103a483e700129f0800450000281234400040062a8cc0a80117cb007150cc18005000001026000020295011faf0ba1a0000",
  serverFin:
    "a483e700129f0492268e7103080045000028123440003406368ccb007150c0a801170050cc1800002029000010275011faf0ba190000",
  lastAck:
    "0492268e7103a483e700129f0800450000281234400040062a8cc0a80117cb007150cc180050000010270000202a5010faf0ba190000",
  requestBadChecksum:
    "0492268e7103a483e700129f08004500004d1234400040062a67c0a80117cb007150cc18005000001001000020015018faf0beef0000474554202f20485454502f312e310d0a486f73743a206578616d706c652e636f6d0d0a0d0a",
  reset:
    "a483e700129f0492268e7103080045000028123440003406368ccb007150c0a801170050cc1800002001000000005004faf0ca750000",
  ackOfUnseen:
    "0492268e7103a483e700129f0800450000281234400040062a8cc0a80117cb007150cc18005000001001000033895010faf0a6e00000",
  dnsQuery:
    "0492268e7103a483e700129f080045000039000740004011b744c0a80117c0a801019c40003500255571bae601000001000000000000076578616d706c6503636f6d0000010001",
  dnsQueryBadUdpChecksum:
    "0492268e7103a483e700129f080045000039000740004011b744c0a80117c0a801019c40003500251111bae601000001000000000000076578616d706c6503636f6d0000010001",
  dnsQueryBadIpChecksum:
    "0492268e7103a483e700129f0800450000390007400040112222c0a80117c0a801019c40003500255571bae601000001000000000000076578616d706c6503636f6d0000010001",
  dnsCut:
    "0492268e7103a483e700129f080045000030000740004011b74dc0a80117c0a801019c400035001cca53bae601000001000000000000076578616d706c65",
  dnsAnswer:
    "a483e700129f0492268e7103080045000054000940004011b727c0a80101c0a8011700359c4000402b5abae681800001000100000000076578616d706c6503636f6d0000010001076578616d706c6503636f6d00000100010000003c0004cb007150",
  zeroWindow:
    "0492268e7103a483e700129f0800450000281234400040062a8cc0a80117cb007150cc180050000010260000202950100000b50c0000",
  notFound:
    "a483e700129f0492268e7103080045000055123440003406365fcb007150c0a801170050cc1800002001000010265018faf09bc30000485454502f312e3120343034204e6f7420466f756e640d0a436f6e74656e742d4c656e6774683a20300d0a0d0a",
  badChunk:
    "a483e700129f0492268e7103080045000067123440003406364dcb007150c0a801170050cc1800002001000010265018faf026660000485454502f312e3120323030204f4b0d0a5472616e736665722d456e636f64696e673a206368756e6b65640d0a0d0a7a7a0d0a68656c6c6f0d0a300d0a0d0a",
  responseLater:
    "a483e700129f0492268e710308004500004e1234400034063666cb007150c0a801170050cc180000208d000010265018faf00a8b0000485454502f312e3120323030204f4b0d0a436f6e74656e742d4c656e6774683a20300d0a0d0a",
  badOptionLength:
    "0492268e7103a483e700129f08004500002c1234400040062a88c0a80117cb007150cc18005000001001000020016010faf0a862000002020000",
  optionLengthZero:
    "0492268e7103a483e700129f08004500002c1234400040062a88c0a80117cb007150cc18005000001001000020016010faf0a2b00000020005b4",
  dnsLoop:
    "0492268e7103a483e700129f08004500002e000740004011b74fc0a80117c0a801019c400035001a63e5bae601000001000000000000c00c00010001",
  dnsManyRecords:
    "0492268e7103a483e700129f080045000029000740004011b754c0a80117c0a801019c400035001523ffbae60100ffffffffffffffff00",
  ipHeaderLength4:
    "0492268e7103a483e700129f08004400003900074000401179eec0a80117c0a801019c40003500255571bae601000001000000000000076578616d706c6503636f6d0000010001",
  ipLengthTooLong:
    "0492268e7103a483e700129f0800450000c8000740004011b6b5c0a80117c0a801019c40003500255571bae601000001000000000000076578616d706c6503636f6d0000010001",
  arpRequest: "ffffffffffffa483e700129f08060001080006040001a483e700129fc0a80117000000000000c0a80101",
  arpOther: "a483e700129f02000000006608060001080006040002020000000066c0a80101a483e700129fc0a80117",
  arpReply: "a483e700129f0492268e7103080600010800060400020492268e7103c0a80101a483e700129fc0a80117",
  vlanDnsQuery:
    "0492268e7103a483e700129f81000007080045000039000740004011b744c0a80117c0a801019c40003500255571bae601000001000000000000076578616d706c6503636f6d0000010001",
  nonsense:
    "0492268e7103a483e700129f08004500002c0007000040067cb5c0a80117cb007150ffffffffffffffffffffffffffffffffffffffffffffffff",
} as const;

export type FrameName = keyof typeof frameHex;

/** A pcap file (little-endian, microseconds, Ethernet) of the named frames, a millisecond apart. */
export function captureOf(names: readonly FrameName[]): Uint8Array {
  return pcapOf(names.map(frameOf));
}

export function frameOf(name: FrameName): Uint8Array {
  return bytesOfHex(frameHex[name]);
}

/** The same of any frames; `snapLength` octets of each are kept. */
export function pcapOf(
  frames: readonly Uint8Array[],
  { linkType = 1, snapLength = 262_144 }: { readonly linkType?: number; readonly snapLength?: number } = {},
): Uint8Array {
  const header = new Uint8Array(24);
  const view = new DataView(header.buffer);
  view.setUint32(0, 0xa1b2c3d4, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, snapLength, true);
  view.setUint32(20, linkType, true);
  return joined([header, ...frames.map((frame, index) => pcapRecord(frame, index, snapLength))]);
}

function pcapRecord(frame: Uint8Array, index: number, snapLength: number): Uint8Array {
  const kept = frame.subarray(0, snapLength);
  const record = new Uint8Array(16 + kept.length);
  const view = new DataView(record.buffer);
  view.setUint32(0, 1_700_000_000 + Math.floor(index / 1_000), true);
  view.setUint32(4, (index % 1_000) * 1_000, true);
  view.setUint32(8, kept.length, true);
  view.setUint32(12, frame.length, true);
  record.set(kept, 16);
  return record;
}

/** A pcapng file (little-endian): a section, an Ethernet interface, an enhanced packet block a frame, each with the comment. */
export function pcapngOf(frames: readonly Uint8Array[], comment?: string): Uint8Array {
  const section = words(0x1a2b3c4d, 0x0000_0001, 0xffff_ffff, 0xffff_ffff);
  const ethernet = words(1, 262_144);
  const packets = frames.map((frame, index) => {
    const micros = 1_700_000_000_000_000n + BigInt(index) * 1_000n;
    const time = [Number(micros >> 32n), Number(micros & 0xffff_ffffn)];
    const fixed = words(0, ...time, frame.length, frame.length);
    const text = new TextEncoder().encode(comment ?? "");
    // Option 1 is opt_comment, option 0 ends the options.
    const options = comment === undefined ? [] : [words(1 | (text.length << 16)), padded(text), words(0)];
    return block(6, joined([fixed, padded(frame), ...options]));
  });
  return joined([block(0x0a0d0d0a, section), block(1, ethernet), ...packets]);
}

/** Type, total length, body, total length. */
function block(type: number, body: Uint8Array): Uint8Array {
  const length = 12 + body.length;
  return joined([words(type, length), body, words(length)]);
}

function words(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => view.setUint32(4 * index, value, true));
  return bytes;
}

function padded(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  whole.set(bytes);
  return whole;
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

export function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (octet) => parseInt(octet, 16));
}
