import type { HttpSummary } from "../contracts/summary.js";
import type { Choices } from "./seeded-choices.js";

export type Headers = readonly (readonly [name: string, value: string])[];

/** What the writer's clients call themselves when the summary leaves it open. */
const userAgents = ["curl/7.88.1", "curl/8.5.0", "Wget/1.21.3", "python-requests/2.28.1"] as const;

/** Headers a client sends, in its own order; `$agent` stands for its name, `$host` for the site's. Programs are told by how that name begins. */
const clients: readonly { readonly agent: RegExp; readonly headers: Headers }[] = [
  {
    agent: /^Python-urllib\//,
    headers: [
      ["Accept-Encoding", "identity"],
      ["Host", "$host"],
      ["User-Agent", "$agent"],
      ["Connection", "close"],
    ],
  },
  {
    agent: /^Wget\//,
    headers: [
      ["User-Agent", "$agent"],
      ["Accept", "*/*"],
      ["Accept-Encoding", "identity"],
      ["Connection", "Keep-Alive"],
    ],
  },
  {
    agent: /^python-requests\//,
    headers: [
      ["User-Agent", "$agent"],
      ["Accept-Encoding", "gzip, deflate"],
      ["Accept", "*/*"],
      ["Connection", "keep-alive"],
    ],
  },
  {
    agent: /^Go-http-client\//,
    headers: [
      ["User-Agent", "$agent"],
      ["Accept-Encoding", "gzip"],
    ],
  },
  {
    agent: /^Mozilla\/5\.0 .*Chrome\//,
    headers: [
      ["Connection", "keep-alive"],
      ["Upgrade-Insecure-Requests", "1"],
      ["User-Agent", "$agent"],
      ["Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"],
      ["Accept-Encoding", "gzip, deflate"],
      ["Accept-Language", "en-US,en;q=0.9"],
    ],
  },
  {
    agent: /^Mozilla\/5\.0 .*Firefox\//,
    headers: [
      ["User-Agent", "$agent"],
      ["Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"],
      ["Accept-Language", "en-US,en;q=0.5"],
      ["Accept-Encoding", "gzip, deflate"],
      ["Connection", "keep-alive"],
      ["Upgrade-Insecure-Requests", "1"],
    ],
  },
];

/** curl's, and what a client that nobody knows is given. */
const plainHeaders: Headers = [
  ["User-Agent", "$agent"],
  ["Accept", "*/*"],
];

/** The request's headers: Host first, but where a client puts it elsewhere. */
export function requestHeaders(summary: HttpSummary, choices: Choices): Headers {
  const agent = summary.userAgent ?? choices.oneOf(userAgents);
  const known = clients.find((client) => client.agent.test(agent))?.headers ?? plainHeaders;
  const method = summary.method ?? "GET";
  const values: Readonly<Record<string, string>> = { $agent: agent, $host: summary.host };
  const own = known
    .map(([name, value]) => [name, values[value] ?? value] as const)
    .filter(([, value]) => value !== "");
  const host = own.some(([name]) => name === "Host") ? [] : [["Host", summary.host] as const];
  const length = ["POST", "PUT", "PATCH"].includes(method) ? [["Content-Length", "0"] as const] : [];
  return [...host, ...own, ...length];
}
