const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/** Octets that are taken at a time: a multiple of three. */
const chunkLength = 3 * 1024;

/** Octets as base64 (RFC 4648 section 4), padded. */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += chunkLength)
    text += encodeChunk(bytes.subarray(at, at + chunkLength));
  return text;
}

function encodeChunk(bytes: Uint8Array): string {
  const letters: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const left = bytes.length - at;
    letters.push(
      alphabet[group >>> 18] ?? "",
      alphabet[(group >>> 12) & 63] ?? "",
      left > 1 ? (alphabet[(group >>> 6) & 63] ?? "") : "=",
      left > 2 ? (alphabet[group & 63] ?? "") : "=",
    );
  }
  return letters.join("");
}
