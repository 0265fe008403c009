import type { RuleCase } from "./case.js";
import { dhcpCases } from "./dhcp-cases.js";
import { dnsDetailCases } from "./dns-detail-cases.js";
import { giveAwayCases } from "./give-away-cases.js";
import { httpDetailCases } from "./http-detail-cases.js";
import { icmpCases } from "./icmp-cases.js";
import { ipCases } from "./ip-cases.js";
import { neighborCases } from "./neighbor-cases.js";

/** Cases of rules on IP, ICMP, neighbor discovery, DHCP, the details of DNS and HTTP, and on what gives generated traffic away. */
export const furtherCases: readonly RuleCase[] = [
  ...ipCases,
  ...icmpCases,
  ...neighborCases,
  ...dhcpCases,
  ...dnsDetailCases,
  ...httpDetailCases,
  ...giveAwayCases,
];
