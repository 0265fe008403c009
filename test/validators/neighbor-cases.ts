import type { RuleCase } from "./case.js";
import { change, router } from "./day-frames.js";
import { advertisementOf, clientSix, solicitationOf } from "./neighbor-frames.js";
import { fires, silent } from "./rule-case.js";

const routerSix = "2001:db8:1::1";
const otherMac = "04:92:26:8e:71:99";

const solicitation = solicitationOf(routerSix);
const advertised = (mac: string, flags?: Parameters<typeof advertisementOf>[2]) =>
  advertisementOf(routerSix, mac, flags);
/** Solicitation in frame 1, advertisement in frame 2. */
const exchange = [solicitation, advertised(router.mac)];
/** The same question as before, a millisecond later. */
const again = change([solicitation], 1, { ipv6: { flowLabel: 7 } });
const freeAddress = change([solicitation], 1, {
  ipv6: { source: "::" },
  icmpv6: { body: { kind: "neighbor-solicitation", target: clientSix, options: [] } },
});

export const neighborCases: readonly RuleCase[] = [
  fires(
    "neighbor-solicitation-unanswered",
    "no advertisement",
    [solicitation],
    ["neighbor-solicitation-unanswered 1"],
  ),
  fires(
    "neighbor-solicitation-unanswered",
    "a real host may be gone",
    [solicitation],
    ["note: neighbor-solicitation-unanswered 1"],
    "real",
  ),
  fires(
    "neighbor-solicitation-unanswered",
    "an advertisement to everybody answers nobody",
    [
      solicitation,
      ...change([advertised(router.mac, { isSolicited: false })], 1, {
        ipv6: { destination: "ff02::1" },
      }),
    ],
    ["neighbor-solicitation-unanswered 1"],
  ),
  silent("neighbor-solicitation-unanswered", "answered", exchange),
  silent("neighbor-solicitation-unanswered", "asked twice, answered once", [
    solicitation,
    ...again,
    advertised(router.mac),
  ]),
  silent(
    "neighbor-solicitation-unanswered",
    "who looks whether its address is free hopes for silence",
    freeAddress,
  ),
  fires("neighbor-advertisement-without-solicitation", "the solicited flag alone", exchange.slice(1), [
    "neighbor-advertisement-without-solicitation 1",
  ]),
  fires(
    "neighbor-advertisement-without-solicitation",
    "a real capture may begin late",
    exchange.slice(1),
    ["note: neighbor-advertisement-without-solicitation 1"],
    "real",
  ),
  silent("neighbor-advertisement-without-solicitation", "an announcement has no such flag", [
    advertised(router.mac, { isSolicited: false }),
  ]),
  silent("neighbor-advertisement-without-solicitation", "asked for", exchange),
  fires(
    "neighbor-address-claimed-twice",
    "two answerers",
    [...exchange, advertised(otherMac)],
    ["ip-source-with-two-hardware-addresses 2,3", "neighbor-address-claimed-twice 2,3"],
  ),
  fires(
    "neighbor-address-claimed-twice",
    "two answerers in a real network",
    [...exchange, advertised(otherMac)],
    ["warn: neighbor-address-claimed-twice 2,3"],
    "real",
  ),
  fires(
    "neighbor-address-claimed-twice",
    "a standby router announces itself in a real network",
    [...exchange, advertised(otherMac, { isSolicited: false })],
    ["note: neighbor-address-claimed-twice 2,3"],
    "real",
  ),
  silent("neighbor-address-claimed-twice", "holders of an anycast address do not override", [
    solicitation,
    advertised(router.mac, { overrides: false }),
    ...change([advertised(otherMac, { overrides: false })], 1, { ipv6: { source: "2001:db8:1::2" } }),
  ]),
  silent("neighbor-address-claimed-twice", "who looks whether an address is free claims nothing", [
    ...exchange,
    ...change(freeAddress, 1, {
      ethernet: { source: otherMac },
      icmpv6: { body: { kind: "neighbor-solicitation", target: routerSix, options: [] } },
    }),
  ]),
  fires(
    "neighbor-option-not-ethernet-source",
    "another answers for the target",
    change(exchange, 2, { ethernet: { source: otherMac } }),
    ["neighbor-option-not-ethernet-source 2"],
  ),
  fires(
    "neighbor-option-not-ethernet-source",
    "a bridge in a real network",
    change(exchange, 2, { ethernet: { source: otherMac } }),
    ["note: neighbor-option-not-ethernet-source 2"],
    "real",
  ),
  silent("neighbor-option-not-ethernet-source", "the same", exchange),
];
