/** Rules about what no receiver minds, but what tells generated traffic from real. */
export const giveAwayCodes: readonly string[] = [
  "dns-transaction-id-constant",
  "frame-delays-half-normal",
  "ipv4-identification-constant",
  "ipv4-ttl-never-decremented",
  "tcp-initial-sequence-number-repeated",
  "tcp-initial-sequence-number-small",
  "tcp-syn-without-options",
];
