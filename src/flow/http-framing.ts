/** Where the body of an HTTP/1.x message ends (RFC 9112 section 6.3). */
import type { HttpHead, HttpRequest, HttpResponse } from "../wire/http.js";
import type { HttpProblemCode } from "./http-message.js";

/** A framing, or why there is none; after `tunnel` the stream is no longer HTTP. */
export type FramingDecision =
  | { readonly kind: "none" | "chunked" | "close" | "tunnel" }
  | { readonly kind: "content-length"; readonly length: number }
  | { readonly kind: "problem"; readonly code: HttpProblemCode };

/** A request has a body only where it says so. */
export function requestFraming(head: HttpRequest): FramingDecision {
  const coded = transferCoding(head);
  if (coded === "chunked") return { kind: "chunked" };
  if (coded === "other") return { kind: "problem", code: "bad-transfer-encoding" };
  return contentLength(head) ?? { kind: "none" };
}

/** `method` is that of the request: a response to HEAD has no body, whatever it announces. */
export function responseFraming(head: HttpResponse, method: string): FramingDecision {
  if (head.statusCode === 101) return { kind: "tunnel" };
  if (head.statusCode < 200 || head.statusCode === 204 || head.statusCode === 304) return { kind: "none" };
  if (method === "HEAD") return { kind: "none" };
  if (method === "CONNECT" && head.statusCode < 300) return { kind: "tunnel" };
  const coded = transferCoding(head);
  if (coded === "chunked") return { kind: "chunked" };
  if (coded === "other") return { kind: "close" };
  return contentLength(head) ?? { kind: "close" };
}

/** 1xx, but for the switch of protocols: another response follows. */
export function isInterim({ statusCode }: HttpResponse): boolean {
  return statusCode < 200 && statusCode !== 101;
}

function transferCoding(head: HttpHead): "none" | "chunked" | "other" {
  const values = valuesOf(head, "transfer-encoding");
  if (values === undefined) return "none";
  return values.split(",").at(-1)?.trim().toLowerCase() === "chunked" ? "chunked" : "other";
}

function contentLength(head: HttpHead): FramingDecision | undefined {
  const values = valuesOf(head, "content-length");
  if (values === undefined) return undefined;
  const [first = "", ...others] = values.split(",").map((value) => value.trim());
  const isOne = /^[0-9]{1,15}$/.test(first) && others.every((value) => value === first);
  return isOne
    ? { kind: "content-length", length: Number(first) }
    : { kind: "problem", code: "bad-content-length" };
}

/** All values of a field, joined as RFC 9110 section 5.3 says; undefined where the head has none. */
function valuesOf({ headers }: HttpHead, name: string): string | undefined {
  let values: string | undefined;
  for (const field of headers) {
    if (field.name.length !== name.length || field.name.toLowerCase() !== name) continue;
    values = values === undefined ? field.value : `${values},${field.value}`;
  }
  return values;
}
