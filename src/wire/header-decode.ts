import type { DecodeError, LayerName } from "./decode-error.js";

/**
 * What a header decoder answers. `header` is absent only where the frame ends within the fixed part; with both a header
 * and an error, the fixed part was understood and the rest was not.
 */
export interface HeaderDecode<Header> {
  readonly header?: Header;
  /** Octets taken. */
  readonly headerLength: number;
  readonly error?: DecodeError;
}

/** The frame ends before a fixed part of `needed` octets does. */
export function truncatedHeader(
  layer: LayerName,
  offset: number,
  needed: number,
  available: number,
): { readonly headerLength: 0; readonly error: DecodeError } {
  return {
    headerLength: 0,
    error: { code: "truncated", layer, offset, needed, available, limitedBy: "frame" },
  };
}
