import type { DnsSummary } from "../contracts/summary.js";
import { chooseAddresses } from "./public-addresses.js";
import { pythonString } from "./python-text.js";
import type { Choices } from "./seeded-choices.js";

/** Base TTLs that zones are served with, in seconds; a cache counts them down. */
const zoneTtls = [60, 60, 120, 300, 300, 300, 600, 1800, 3600] as const;

/** Query and answer: one port, one id, one question; the records' addresses are fixed, or public ones of its own choice. */
export function writeDns(summary: DnsSummary, choices: Choices): string {
  const name = pythonString(summary.resource);
  const zoneTtl = choices.oneOf(zoneTtls);
  const ttl = choices.chance(40) ? zoneTtl : choices.integer(Math.ceil(zoneTtl / 10), zoneTtl);
  const records = (summary.response ?? chooseAddresses(choices)).map(
    (address) => `DNSRR(rrname=${name}, type="A", rclass="IN", ttl=${ttl}, rdata="${address}")`,
  );
  const id = summary.id === undefined ? "ident" : `0x${summary.id.toString(16).padStart(4, "0")}`;
  const question = `qd=DNSQR(qname=${name}, qtype="A", qclass="IN")`;
  const { source, destination } = summary;
  return [
    "port = random.randint(32768, 60999)",
    ...(summary.id === undefined ? ["ident = random.randint(0, 65535)"] : []),
    `pkt_1 = IP(src="${source.ip}", dst="${destination.ip}")/UDP(sport=port, dport=53)/DNS(id=${id}, qr=0, rd=1, ${question})`,
    `pkt_2 = IP(src="${destination.ip}", dst="${source.ip}")/UDP(sport=53, dport=port)/DNS(id=${id}, qr=1, rd=1, ra=1, ${question}, an=${records.join("/")})`,
    "",
  ].join("\n");
}
