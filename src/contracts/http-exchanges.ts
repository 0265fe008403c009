import type { HttpSummary } from "./summary.js";

/** Each request of a conversation as a summary of its own: what is said of one response is not said of the next. */
export function httpExchanges(summary: HttpSummary): readonly HttpSummary[] {
  const { further = [], ...first } = summary;
  const {
    length: _length,
    text: _text,
    location: _location,
    lastModified: _lastModified,
    ...connection
  } = first;
  return [first, ...further.map((exchange) => ({ ...connection, ...exchange }))];
}
