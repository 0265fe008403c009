import type { RuleCase } from "./case.js";
import { change, dnsExchange, type FrameSpec, httpExchange, numbers, router } from "./day-frames.js";
import { delayed } from "./delayed-frames.js";
import { fires, silent } from "./rule-case.js";

const { clientStart } = numbers;
/** Both SYNs of the day without options; the segments after them have none either. */
const bare: readonly FrameSpec[] = httpExchange.map((spec) => ({
  ...spec,
  tcp: { ...spec.tcp, options: [], window: 64240 },
}));
const ttls = (ttl: number): readonly FrameSpec[] =>
  dnsExchange.map(({ ipv4 = {}, ...spec }) => ({
    ...spec,
    ipv4: {
      ...ipv4,
      ttl,
      ...(ipv4.source === router.ip ? { source: "198.51.100.53" } : { destination: "198.51.100.53" }),
    },
  }));

/** The same port twice: SYN and its reset, each with the initial sequence number. */
const refusedTwice = (first: number, second: number): readonly FrameSpec[] =>
  [first, second].flatMap((sequenceNumber, index) => [
    change(httpExchange, 1, {
      ipv4: { identification: 700 + index },
      tcp: { sourcePort: 40100 + index, sequenceNumber },
    })[0] ?? {},
    change(httpExchange, 2, {
      ipv4: { identification: 800 + index, flags: 2 },
      tcp: {
        destinationPort: 40100 + index,
        flags: 20,
        sequenceNumber: 0,
        acknowledgmentNumber: sequenceNumber + 1,
        window: 0,
        options: [],
      },
    })[1] ?? {},
  ]);

/** The response of frame 6 again, with `text` in its place. */
const again = (text: string): readonly FrameSpec[] => [
  ...httpExchange.slice(0, 6),
  change(httpExchange, 6, { ipv4: { identification: 0x5000 }, text })[5] ?? {},
  ...httpExchange.slice(6),
];
const response = httpExchange[5]?.text ?? "";

export const giveAwayCases: readonly RuleCase[] = [
  fires("tcp-syn-without-options", "both SYNs", bare, [
    "tcp-syn-without-options 1",
    "tcp-syn-without-options 2",
  ]),
  silent("tcp-syn-without-options", "a port scanner is real", bare, [], "real"),
  silent("tcp-syn-without-options", "options of a stack", httpExchange),
  fires("tcp-initial-sequence-number-repeated", "two connections", refusedTwice(clientStart, clientStart), [
    "tcp-initial-sequence-number-repeated 1,3",
  ]),
  silent(
    "tcp-initial-sequence-number-repeated",
    "each its own",
    refusedTwice(clientStart, clientStart + 77_777),
  ),
  fires(
    "tcp-repeated-octets-differ",
    "a retransmission of another text",
    again(response.replace("hello", "jello")),
    ["warn: tcp-repeated-octets-differ 6,7", "note: tcp-octets-repeated 7"],
    "real",
  ),
  silent(
    "tcp-repeated-octets-differ",
    "a retransmission",
    again(response),
    ["note: tcp-octets-repeated 7"],
    "real",
  ),
  fires(
    "ip-source-with-two-hardware-addresses",
    "another card in frame 2",
    [...dnsExchange, ...change(httpExchange, 1, { ethernet: { source: "3c:22:fb:5a:19:99" } })],
    ["ip-source-with-two-hardware-addresses 1,3"],
  ),
  silent("ip-source-with-two-hardware-addresses", "the router's card carries others' addresses", [
    ...dnsExchange,
    ...httpExchange,
  ]),
  fires("ipv4-ttl-never-decremented", "64 both ways", ttls(64), ["note: ipv4-ttl-never-decremented 1,2"]),
  silent("ipv4-ttl-never-decremented", "neighbors", dnsExchange),
  silent("ipv4-ttl-never-decremented", "seven routers away", change(ttls(64), 2, { ipv4: { ttl: 57 } })),
  fires(
    "frame-delays-half-normal",
    "one distribution for all",
    delayed(201, (seconds) => seconds),
    ["warn: frame-delays-half-normal"],
  ),
  silent(
    "frame-delays-half-normal",
    "round trips and thinking",
    delayed(201, (seconds, index) => (index % 10 === 0 ? seconds * 40 : seconds)),
  ),
  silent(
    "frame-delays-half-normal",
    "too few to tell",
    delayed(60, (seconds) => seconds),
  ),
];
