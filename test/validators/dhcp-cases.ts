import { ipv4Bytes } from "../../src/wire/address-text.js";
import type { DhcpOption } from "../../src/wire/dhcp.js";
import type { RuleCase } from "./case.js";
import { change, client, type FrameSpec, router } from "./day-frames.js";
import { fires, silent } from "./rule-case.js";

const address = "192.168.1.50";
const option = (code: number, ...data: readonly number[]): DhcpOption => ({
  code,
  data: Uint8Array.from(data),
});
const named = (code: number, text: string): DhcpOption => ({ code, data: ipv4Bytes(text) });
const type = (number: number) => option(53, number);
const server = named(54, router.ip);
const lease = option(51, 0, 0, 0x0e, 0x10);
const wanted = named(50, address);
const base = { hardwareType: 1, transactionId: 0x3d1e7a02, clientHardwareAddress: client.mac };

const fromClient = (identification: number, options: readonly DhcpOption[]): FrameSpec => ({
  ethernet: { source: client.mac, destination: "ff:ff:ff:ff:ff:ff" },
  ipv4: { identification, source: "0.0.0.0", destination: "255.255.255.255" },
  udp: { sourcePort: 68, destinationPort: 67 },
  dhcp: { ...base, operation: 1, options },
});
const fromServer = (identification: number, options: readonly DhcpOption[]): FrameSpec => ({
  ethernet: { source: router.mac, destination: client.mac },
  ipv4: { identification, source: router.ip, destination: address },
  udp: { sourcePort: 67, destinationPort: 68 },
  dhcp: { ...base, operation: 2, yourAddress: address, options },
});

/** DISCOVER, OFFER, REQUEST, ACK in frames 1 to 4. */
const leasing: readonly FrameSpec[] = [
  fromClient(11, [type(1)]),
  fromServer(21, [type(2), server, lease]),
  fromClient(12, [type(3), wanted, server]),
  fromServer(22, [type(5), server, lease]),
];
const withOptions = (frame: number, ...options: readonly DhcpOption[]) =>
  change(leasing, frame, { dhcp: { options } });

export const dhcpCases: readonly RuleCase[] = [
  fires("dhcp-cookie-missing", "no cookie", change(leasing, 1, { dhcp: { hasOptions: false } }), [
    "dhcp-cookie-missing 1",
    "dhcp-reply-without-request 2",
    "dhcp-requested-address-not-offered 3",
  ]),
  silent("dhcp-cookie-missing", "a lease", leasing),
  fires("dhcp-option-length-wrong", "a message type of two octets", withOptions(1, option(53, 0, 1)), [
    "dhcp-option-length-wrong 1",
    "dhcp-required-option-missing 1",
    "dhcp-reply-without-request 2",
    "dhcp-requested-address-not-offered 3",
  ]),
  fires(
    "dhcp-option-length-wrong",
    "half a name server",
    withOptions(2, type(2), server, lease, option(6, 192, 168, 1, 1, 192, 168)),
    ["warn: dhcp-option-length-wrong 2"],
    "real",
  ),
  silent(
    "dhcp-option-length-wrong",
    "two name servers",
    withOptions(2, type(2), server, lease, option(6, 1, 1, 1, 1, 9, 9, 9, 9)),
  ),
  fires(
    "dhcp-operation-mismatch",
    "an OFFER marked as request",
    change(leasing, 2, { dhcp: { operation: 1 } }),
    ["dhcp-hardware-address-mismatch 2", "dhcp-operation-mismatch 2"],
  ),
  silent("dhcp-operation-mismatch", "a lease", leasing),
  fires("dhcp-required-option-missing", "an OFFER without lease time", withOptions(2, type(2), server), [
    "dhcp-required-option-missing 2",
  ]),
  silent("dhcp-required-option-missing", "a DISCOVER needs nothing but its type", leasing),
  fires(
    "dhcp-hardware-address-mismatch",
    "another card's frame",
    change(leasing, 1, { ethernet: { source: "3c:22:fb:5a:19:99" } }),
    ["dhcp-hardware-address-mismatch 1"],
  ),
  silent(
    "dhcp-hardware-address-mismatch",
    "a relay forwards it",
    change(leasing, 1, {
      ethernet: { source: "3c:22:fb:5a:19:99" },
      dhcp: { hops: 1, relayAddress: "192.168.1.2" },
    }),
  ),
  fires(
    "dhcp-offered-address-impossible",
    "0.0.0.0",
    change(leasing, 2, { dhcp: { yourAddress: "0.0.0.0" } }),
    ["dhcp-offered-address-impossible 2", "dhcp-requested-address-not-offered 2,3"],
  ),
  silent("dhcp-offered-address-impossible", "the answer to INFORM offers none", [
    change(leasing, 1, { dhcp: { clientAddress: address, options: [type(8)] } })[0] ?? {},
    change(leasing, 4, {
      dhcp: { clientAddress: address, yourAddress: "0.0.0.0", options: [type(5), server] },
    })[3] ?? {},
  ]),
  fires(
    "dhcp-reply-without-request",
    "another transaction id",
    change(leasing, 2, { dhcp: { transactionId: 1 } }),
    ["dhcp-request-unanswered 1", "dhcp-reply-without-request 2", "dhcp-requested-address-not-offered 3"],
  ),
  fires(
    "dhcp-reply-without-request",
    "a capture that begins late",
    leasing.slice(3),
    ["note: dhcp-reply-without-request 1"],
    "real",
  ),
  silent("dhcp-reply-without-request", "a second server offers too late", [
    ...leasing.slice(0, 3),
    change(leasing, 2, { ipv4: { identification: 31 } })[1] ?? {},
    ...leasing.slice(3),
  ]),
  fires("dhcp-request-unanswered", "no server", leasing.slice(0, 1), ["dhcp-request-unanswered 1"]),
  silent("dhcp-request-unanswered", "sent again, then answered", [
    ...leasing.slice(0, 1),
    change(leasing, 1, { ipv4: { identification: 13 } })[0] ?? {},
    ...leasing.slice(1),
  ]),
  fires(
    "dhcp-acknowledged-address-differs",
    "another address",
    change(leasing, 4, { dhcp: { yourAddress: "192.168.1.77" } }),
    ["dhcp-acknowledged-address-differs 3,4"],
  ),
  silent("dhcp-acknowledged-address-differs", "the one that was asked for", leasing),
  fires(
    "dhcp-requested-address-not-offered",
    "another address than offered",
    withOptions(3, type(3), named(50, "192.168.1.77"), server),
    ["dhcp-requested-address-not-offered 2,3", "dhcp-acknowledged-address-differs 3,4"],
  ),
  silent("dhcp-requested-address-not-offered", "the address of the last time, without server", [
    fromClient(12, [type(3), wanted]),
    ...leasing.slice(3),
  ]),
  fires(
    "dhcp-reply-for-other-client",
    "another client",
    change(leasing, 2, { dhcp: { clientHardwareAddress: "3c:22:fb:5a:19:99" } }),
    ["dhcp-reply-for-other-client 1,2"],
  ),
  silent("dhcp-reply-for-other-client", "the asker", leasing),
];
