import { appendFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { ChatMessage } from "../../src/contracts/expert.js";
import { writeScript } from "../../src/reference-writer/write-script.js";

/** An endpoint that does wrong whatever endpoints do, by name. `well` is the reference writer's own answer. */
export type Behaviour = keyof typeof behaviours;

export interface Asked {
  /** From 1, over all requests. */
  readonly number: number;
  readonly messages: readonly ChatMessage[];
  readonly seed: number;
}

export interface MisbehavingEndpoint {
  readonly baseUrl: string;
  /** Every request in order, with what it was answered with. */
  readonly asked: readonly (Asked & { readonly behaviour: Behaviour })[];
  /** Numbers of the requests whose caller hung up before the answer was whole. */
  readonly givenUp: readonly number[];
  close(): Promise<void>;
}

export interface MisbehavingOptions {
  readonly behave: (asked: Asked) => Behaviour;
  readonly port?: number;
  /** Before every answer, in milliseconds. */
  readonly delayMs?: number;
  /** Every request and every whole answer is a line of it, written before the answer is sent. */
  readonly logFile?: string;
}

interface Exchange {
  readonly response: ServerResponse;
  readonly script: string;
  readonly asked: Asked;
}

const usage = { prompt_tokens: 100, completion_tokens: 50, total_tokens: 150 };

function completion(text: string): string {
  const message = { role: "assistant", content: text };
  const choices = [{ index: 0, finish_reason: "stop", message }];
  return JSON.stringify({ id: "chatcmpl-1", object: "chat.completion", model: "m", choices, usage });
}

function send(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(body);
}

const says =
  (change: (script: string) => string) =>
  ({ response, script }: Exchange): void =>
    send(response, 200, completion(change(script)));

const refuses =
  (status: number, headers: () => Record<string, string> = () => ({}), code: string | null = null) =>
  ({ response }: Exchange): void =>
    send(response, status, JSON.stringify({ error: { message: `status ${status}`, code } }), headers());

const first = ({ asked }: Exchange): boolean => !asked.messages.some(({ role }) => role === "assistant");

/** Wrong until the findings come back. */
const saysWrongFirst =
  (change: (script: string) => string) =>
  (exchange: Exchange): void =>
    says(first(exchange) ? change : (script) => script)(exchange);

const behaviours = {
  well: says((script) => script),
  fences: says((script) => `\`\`\`python\n${script}\n\`\`\``),
  prose: says(
    (script) => `Sure! Here is the script you asked for:\n\n\`\`\`python\n${script}\n\`\`\`\nHope it helps.`,
  ),
  "escaped underscores": says((script) => script.replaceAll("_", "\\_")),
  "wrong ids": saysWrongFirst((script) =>
    script.replace(/id=0x[0-9a-fA-F]+|\bid=\d+/u, "id=0x0aba").replace(/pdst="[\d.]+"/u, 'pdst="9.9.9.9"'),
  ),
  "truncated code": saysWrongFirst((script) => script.slice(0, script.length / 2)),
  "an answer for another request": saysWrongFirst(
    () =>
      'pkt_1 = IP(src="10.9.9.9", dst="10.9.9.8")/ICMP()\npkt_2 = IP(src="10.9.9.8", dst="10.9.9.9")/ICMP(type=0)',
  ),
  "empty answer": says(() => ""),
  "wrong JSON": ({ response }) => send(response, 200, '{"choices": ['),
  "HTML error page": ({ response }) =>
    send(response, 200, "<html><body>Bad gateway</body></html>", { "content-type": "text/html" }),
  "wrong content type": ({ response, script }) =>
    send(response, 200, completion(script), { "content-type": "application/octet-stream" }),
  400: refuses(400),
  401: refuses(401),
  403: refuses(403),
  404: refuses(404),
  408: refuses(408),
  429: refuses(429),
  "429 with Retry-After in seconds": refuses(429, () => ({ "retry-after": "1" })),
  "429 with Retry-After as a date": refuses(429, () => ({
    "retry-after": new Date(Math.ceil(Date.now() / 1000) * 1000 + 1000).toUTCString(),
  })),
  "429 without quota": refuses(429, () => ({}), "insufficient_quota"),
  500: refuses(500),
  503: refuses(503),
  hang: () => undefined,
  "an octet a second": async ({ response, script }) => {
    response.writeHead(200, { "content-type": "application/json" });
    for (const octet of completion(script)) {
      if (response.destroyed) return;
      response.write(octet);
      await pause(1000);
    }
  },
  "reset in mid-answer": ({ response, script }) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write(completion(script).slice(0, 40), () => response.socket?.resetAndDestroy());
  },
  "an answer of 50 MB": async ({ response }) => {
    response.writeHead(200, { "content-type": "application/json" });
    const piece = "x".repeat(1_000_000);
    response.write('{"choices":[{"message":{"content":"');
    for (let sent = 0; sent < 50 && !response.destroyed; sent += 1) {
      if (!response.write(piece)) await Promise.race([once(response, "drain"), once(response, "close")]);
    }
    response.end('"}}]}');
  },
  redirect: ({ response }) => send(response, 307, "", { location: "http://127.0.0.1:9/v1/chat/completions" }),
} satisfies Record<string, (exchange: Exchange) => void | Promise<void>>;

/** Three of ten calls fail, in ten ways, by their seed alone: it does not depend on who asks first. */
export function failingThreeOfTen({ seed }: Pick<Asked, "seed">): Behaviour {
  return seed % 10 < 3 ? (tenWays[Math.floor(seed / 10) % tenWays.length] ?? "well") : "well";
}
const tenWays: readonly Behaviour[] = [
  500, 503, 429, "empty answer", "HTML error page", "wrong JSON", "reset in mid-answer", "wrong ids", 400, 404,
]; // prettier-ignore

export const behaviourNames = Object.keys(behaviours) as Behaviour[];

function once(response: ServerResponse, event: string): Promise<void> {
  return new Promise((resolve) => response.once(event, () => resolve()));
}

export async function startMisbehavingEndpoint(options: MisbehavingOptions): Promise<MisbehavingEndpoint> {
  const asked: (Asked & { readonly behaviour: Behaviour })[] = [];
  const givenUp: number[] = [];
  const log = (line: object): void => {
    if (options.logFile !== undefined) appendFileSync(options.logFile, `${JSON.stringify(line)}\n`);
  };
  const server = createServer((request, response) => {
    const chunks: Uint8Array[] = [];
    response.on("error", () => undefined);
    request.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      const body = JSON.parse(text) as { messages: ChatMessage[]; seed: number };
      const each: Asked = { number: asked.length + 1, messages: body.messages, seed: body.seed };
      const behaviour = options.behave(each);
      asked.push({ ...each, behaviour });
      response.on("close", () => {
        if (!response.writableFinished) givenUp.push(each.number);
      });
      log({ asked: body.seed, atMs: Date.now(), prompt: body.messages, behaviour });
      const answer = async (): Promise<void> => {
        if (options.delayMs !== undefined) await pause(options.delayMs);
        if (response.destroyed) return;
        response.on("finish", () => log({ answered: body.seed }));
        const script = writeScript(body.messages, body.seed);
        await behaviours[behaviour]({ response, script, asked: each });
      };
      answer().catch(() => response.destroy());
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    givenUp,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
