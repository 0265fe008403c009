import { latin1Text } from "../wire/bytes.js";
import { ScriptError } from "./diagnostic.js";

const encoder = new TextEncoder();

/** UTF-8 of a text. A lone surrogate has none, as in Python. */
export function utf8(text: string): Uint8Array {
  // Short ASCII texts, which most are, are quicker by hand.
  if (text.length <= 64) {
    const bytes = new Uint8Array(text.length);
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > 127) return encodeAny(text);
      bytes[index] = code;
    }
    return bytes;
  }
  return encodeAny(text);
}

function encodeAny(text: string): Uint8Array {
  if (hasLoneSurrogate(text)) {
    throw new ScriptError(
      "wrong-value",
      "UnicodeEncodeError: the text holds half of a surrogate pair",
      "remove the \\ud… escape",
    );
  }
  return encoder.encode(text);
}

export function hasLoneSurrogate(text: string): boolean {
  return /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);
}

/** One character per octet. */
export function bytesText(bytes: Uint8Array): string {
  return latin1Text(bytes);
}
