import { describe, expect, it } from "vitest";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import { layerOf } from "../../src/wire/decoded-frame.js";
import { decodeDhcp, dhcpMessageType, encodeDhcp } from "../../src/wire/dhcp.js";
import { ascii, bordered, octets } from "./octets.js";

const zeros = (count: number): string => "00".repeat(count);

/** RFC 2131 figure 1: 3c:22:fb:5a:19:c4 looks for a server, and asks that answers be broadcast. */
const discover = octets(`
  01 01 06 00                      # request, Ethernet, 6 octets, no hops
  01020304                         # transaction
  0000 8000                        # seconds, broadcast
  00000000 00000000 00000000 00000000
  3c22fb5a19c4 ${zeros(10)}        # client hardware address
  ${zeros(64)} ${zeros(128)}       # server name, boot file
  63825363
  35 01 01                         # discover
  0c 02 7063                       # host name
  00                               # a pad
  37 03 01 03 06                   # wants mask, router, name server
  ff
`);

const message = {
  operation: 1,
  hardwareType: 1,
  hardwareLength: 6,
  hops: 0,
  transactionId: 0x01020304,
  seconds: 0,
  flags: 0x8000,
  clientAddress: "0.0.0.0",
  yourAddress: "0.0.0.0",
  serverAddress: "0.0.0.0",
  relayAddress: "0.0.0.0",
  clientHardwareAddress: "3c:22:fb:5a:19:c4",
  serverName: new Uint8Array(64),
  bootFile: new Uint8Array(128),
  hasOptions: true,
  options: [
    { code: 53, data: octets("01") },
    { code: 12, data: ascii("pc") },
    { code: 55, data: octets("010306") },
  ],
};

describe("DHCP", () => {
  it("a discover", () => {
    const decoded = decodeDhcp(discover);
    expect(decoded).toEqual({ message, messageLength: discover.length });
    expect(decoded.message && dhcpMessageType(decoded.message)).toBe(1);
  });

  it("is written as it is read, pads aside", () => {
    const withoutPad = octets(
      Array.from(discover, (octet) => octet.toString(16).padStart(2, "0"))
        .filter((_, index) => index !== 240 + 3 + 4)
        .join(""),
    );
    expect(encodeDhcp(message)).toEqual(withoutPad);
  });

  it("without the cookie is BOOTP (RFC 951)", () => {
    const bootp = discover.slice(0, 300);
    bootp.fill(0, 236);
    const decoded = decodeDhcp(bootp);
    expect(decoded.message).toMatchObject({ hasOptions: false, options: [] });
    expect(decoded.error).toBeUndefined();
    expect(decoded.message && dhcpMessageType(decoded.message)).toBeUndefined();
  });

  it("cut anywhere", () => {
    const optionStarts = [240, 243, 248];
    for (let length = 0; length < discover.length; length += 1) {
      const wide = bordered(discover.subarray(0, length));
      const { message: read, error } = decodeDhcp(wide.bytes, wide.start, wide.end);
      if (length < 236)
        expect(error).toMatchObject({ code: "truncated", layer: "dhcp", needed: 236, available: length });
      expect(read === undefined).toBe(length < 236);
      const start = optionStarts.findLast((at) => at < length);
      const whole = [240, 243, 247, 248, 253].includes(length) || length < 240;
      if (length >= 236 && !whole)
        expect(error).toMatchObject({ code: "truncated", layer: "dhcp", offset: 7 + (start ?? 0) });
      else if (length >= 236) expect(error).toBeUndefined();
    }
  });

  it("is told by its ports", () => {
    // The datagram's checksum by Scapy's arithmetic, over the message without the pad.
    const head = octets(`
      45000119 00010000 401179d4 00000000 ffffffff
      0044 0043 0105 c972
    `);
    const frame = decodeFrame(Uint8Array.of(...head, ...encodeDhcp(message)), 101);
    expect(frame.error).toBeUndefined();
    expect(frame.layers.map(({ protocol }) => protocol)).toEqual(["ipv4", "udp", "dhcp"]);
    expect(layerOf(frame, "udp")?.checksumStatus).toBe("good");
    expect(layerOf(frame, "dhcp")?.message.clientHardwareAddress).toBe("3c:22:fb:5a:19:c4");
  });
});
