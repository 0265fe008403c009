import type { HttpIntentRule } from "./rule.js";

export const httpIgnoresResolvedAddress: HttpIntentRule = {
  code: "http-ignores-resolved-address",
  level: "intent",
  protocol: "HTTP",
  severity: { real: "off", generated: "error" },
  group: "intent",
  finds:
    "A connection to another address than the one the description names, which was read from the DNS answer.",
  why: "A day in the life holds together only if the client goes where its resolver sent it.",
  rfc: "RFC 9110 section 4.3.3; RFC 1034 section 5.1",
  example: "the connection goes to 198.51.100.7, the resolved address is 203.0.113.80",
  check({ http, summary }) {
    return http.flatMap(({ tcp: { conversation } }) => {
      const first = conversation.frames[0];
      if (conversation.server.address === summary.destination.ip || first === undefined) return [];
      return [
        {
          frames: [first.frameNumber],
          layer: "ipv4",
          field: "destination",
          message: `the connection goes to ${conversation.server.address}, the resolved address is ${summary.destination.ip}`,
          hint: `set dst="${summary.destination.ip}" in every segment of the client and src="${summary.destination.ip}" in every one of the server`,
          filter: `tcp && !(ip.addr == ${summary.destination.ip})`,
        },
      ];
    });
  },
};
