import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { WiretaleError } from "../contracts/errors.js";
import { referenceModel, type ChatMessage } from "../contracts/expert.js";
import { writeScript } from "../reference-writer/write-script.js";
import { ApiError } from "./api-error.js";
import { readCompletionRequest, unknownModel } from "./completion-request.js";
import { completionDocument, completionEvents, composeAnswer } from "./completion-response.js";

/** Octets: a prompt with all its repairs has some tens of thousands. */
const maximumBodyLength = 1024 * 1024;
const requestTimeoutMs = 30_000;

/** In every response, and printed by whoever starts the endpoint. */
export const endpointBanner =
  "wiretale reference writer: writes packet scripts by rule; it is not a language model";

/** Chat messages and a seed in, the answer's text out. */
export type Writer = (messages: readonly ChatMessage[], seed: number) => string | Promise<string>;

export interface ExpertEndpointOptions {
  /** Loopback only: the endpoint knows no keys. */
  readonly host?: "127.0.0.1";
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Default: the reference writer. */
  readonly writer?: Writer;
}

export interface ExpertEndpoint {
  /** `http://127.0.0.1:40123/v1` */
  readonly baseUrl: string;
  /** Ends open connections too; safe to call twice. */
  close(): Promise<void>;
}

/**
 * Serves an expert over OpenAI's HTTP API: `POST /v1/chat/completions` (as a document or a stream) and `GET /v1/models`.
 * Rejects with `WiretaleError` `expert-endpoint-port` when the port cannot be had.
 */
export async function startExpertEndpoint(options: ExpertEndpointOptions = {}): Promise<ExpertEndpoint> {
  const writer = options.writer ?? writeScript;
  const server = createServer({ requestTimeout: requestTimeoutMs }, (request, response) => {
    // A client that goes away in the middle is no concern of anybody else.
    response.on("error", () => undefined);
    respond(request, response, writer).catch((error: unknown) => sendError(response, error));
  });
  await listen(server, options.port ?? 0, options.host ?? "127.0.0.1");
  const { port } = server.address() as AddressInfo;
  let closing: Promise<void> | undefined;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    close: () => (closing ??= close(server)),
  };
}

async function respond(request: IncomingMessage, response: ServerResponse, writer: Writer): Promise<void> {
  const path = new URL(request.url ?? "/", "http://localhost").pathname.replace(/\/$/, "");
  if (path === "/v1/chat/completions") {
    allow(request, "POST");
    return complete(await readBody(request), response, writer);
  }
  if (path === "/v1/models") {
    allow(request, "GET");
    return sendJson(response, 200, { object: "list", data: [modelDocument] });
  }
  if (path.startsWith("/v1/models/")) {
    allow(request, "GET");
    const model = path.slice("/v1/models/".length);
    if (model !== referenceModel) throw unknownModel(model);
    return sendJson(response, 200, modelDocument);
  }
  throw new ApiError(404, "this endpoint has POST /v1/chat/completions and GET /v1/models", "unknown_url");
}

const modelDocument = { id: referenceModel, object: "model", created: 0, owned_by: "wiretale" };

async function complete(body: string, response: ServerResponse, writer: Writer): Promise<void> {
  const request = readCompletionRequest(body);
  const text = await writer(request.messages, request.seed);
  const answer = composeAnswer(request, text, `chatcmpl-${randomUUID()}`, Math.floor(Date.now() / 1000));
  if (!request.stream) return sendJson(response, 200, completionDocument(answer));
  send(response, 200, "text/event-stream; charset=utf-8", completionEvents(answer, request.includeUsage));
}

function allow(request: IncomingMessage, method: string): void {
  if (request.method === method) return;
  throw new ApiError(405, `use ${method} here`, "method_not_supported", null, { allow: method });
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  await new Promise<void>((resolve, reject) => {
    request.on("data", (chunk: Uint8Array) => {
      length += chunk.length;
      if (length <= maximumBodyLength) chunks.push(chunk);
      // The rest is read and dropped until the answer is out: a client that is cut off in the middle never sees it.
      else reject(tooLarge());
    });
    request.on("end", resolve);
    request.on("error", reject);
  });
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new ApiError(400, "the body is not UTF-8");
  }
}

function tooLarge(): ApiError {
  const message = `the body has more than ${maximumBodyLength} octets`;
  return new ApiError(413, message, "body_too_large", null, { connection: "close" });
}

function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const refusal = toApiError(error);
  sendJson(response, refusal.status, refusal.body(), refusal.headers);
}

function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof WiretaleError) {
    const hint = error.hint === undefined ? "" : ` (${error.hint})`;
    return new ApiError(error.retryable ? 503 : 400, `${error.message}${hint}`, error.code, "messages");
  }
  return new ApiError(500, "the writer failed", "writer_failed");
}

function sendJson(
  response: ServerResponse,
  status: number,
  document: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  send(response, status, "application/json; charset=utf-8", JSON.stringify(document), headers);
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    "content-type": type,
    "content-length": Buffer.byteLength(text),
    "x-wiretale": endpointBanner,
    ...headers,
  });
  response.end(text);
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) =>
      reject(
        new WiretaleError("expert-endpoint-port", `the expert endpoint cannot listen on ${host}:${port}`, {
          hint: "give another --port, or leave it out for a free one",
          cause: error,
        }),
      ),
    );
    server.listen(port, host, resolve);
  });
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
