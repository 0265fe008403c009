import type { TcpSummary } from "../contracts/summary.js";

/** A SYN, and the reset of a host where nobody listens on that port (RFC 9293 section 3.10.7.1). */
export function writeTcp({ source, destination }: TcpSummary): string {
  const port = source.port ?? "port";
  const window = source.window === undefined ? "" : `, window=${source.window}`;
  return [
    ...(source.port === undefined ? ["port = random.randrange(32768, 61000, 2)"] : []),
    `pkt_1 = IP(src="${source.ip}", dst="${destination.ip}")/TCP(sport=${port}, dport=${destination.port}, flags="S"${window})`,
    `pkt_2 = IP(src="${destination.ip}", dst="${source.ip}")/TCP(sport=${destination.port}, dport=${port}, flags="RA")`,
    "",
  ].join("\n");
}
