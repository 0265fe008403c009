import type { Ipv4Address } from "../contracts/address.js";
import { numberToIpv4, ipv4ToNumber, specialUse } from "../descriptions/ipv4-text.js";
import type { Choices } from "./seeded-choices.js";

/** Blocks that web sites are hosted in: public unicast, none of RFC 6890's special ones. */
const hostingBlocks = [
  { block: "104.16.0.0", bits: 13 },
  { block: "151.101.0.0", bits: 16 },
  { block: "185.199.108.0", bits: 22 },
  { block: "13.32.0.0", bits: 15 },
  { block: "52.84.0.0", bits: 15 },
  { block: "23.32.0.0", bits: 11 },
  { block: "142.250.0.0", bits: 15 },
  { block: "93.184.208.0", bits: 20 },
  { block: "88.198.0.0", bits: 16 },
  { block: "51.68.0.0", bits: 16 },
  { block: "116.202.0.0", bits: 15 },
  { block: "172.64.0.0", bits: 13 },
] as const;

/** One or two addresses as a web site's A records give them: mostly one (two thirds of real answers have one). */
export function chooseAddresses(choices: Choices): Ipv4Address[] {
  const first = chooseAddress(choices);
  if (!choices.chance(18)) return [first];
  // Sites with several addresses often have them in one network: another last octet, 1 … 254.
  const octets = first.split(".");
  const last = (Number(octets[3]) + choices.integer(0, 252)) % 254;
  return [first, [...octets.slice(0, 3), last + 1].join(".")];
}

function chooseAddress(choices: Choices): Ipv4Address {
  for (;;) {
    const { block, bits } = choices.oneOf(hostingBlocks);
    const address = numberToIpv4(ipv4ToNumber(block) + choices.integer(0, 2 ** (32 - bits) - 1));
    if (isHost(address)) return address;
  }
}

function isHost(address: Ipv4Address): boolean {
  return specialUse(address) === undefined && !/\.(0|255)$/.test(address);
}
