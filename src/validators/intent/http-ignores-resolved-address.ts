import type { HttpIntentRule } from "./rule.js";

export const httpIgnoresResolvedAddress: HttpIntentRule = {
  code: "http-ignores-resolved-address",
  level: "intent",
  protocol: "HTTP",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "intent",
  finds:
    "A connection to another address than the one the description names, which was read from the DNS answer.",
  why: "A day in the life holds together only if the client goes where its resolver sent it.",
  rfc: "RFC 9110 section 4.3.3; RFC 1034 section 5.1",
  example: "the connection goes to 198.51.100.7, the resolved address is 203.0.113.80",
  check({ http, summary }) {
    return http.flatMap(({ connection: { server }, frames }) => {
      const [first] = frames;
      if (server.endpoint.address === summary.destination.ip || first === undefined) return [];
      return [
        {
          frames: [first],
          layer: "ipv4",
          field: "destination",
          message: `the connection goes to ${server.endpoint.address}, the resolved address is ${summary.destination.ip}`,
          hint: `set dst="${summary.destination.ip}" in every segment of the client and src="${summary.destination.ip}" in every one of the server`,
          filter: `tcp && !(ip.addr == ${summary.destination.ip})`,
        },
      ];
    });
  },
};
