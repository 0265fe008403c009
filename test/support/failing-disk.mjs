// `node --import` this: a disk that is full, or read-only, as long as the file WIRETALE_FAILING_DISK says so. It fails where the
// system would, in the calls that write; everything above them is the real thing.

import { existsSync, readFileSync } from "node:fs";
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

const state = process.env.WIRETALE_FAILING_DISK ?? "";
const words = /** @type {const} */ ({ ENOSPC: "no space left on device", EROFS: "read-only file system" });

/** @param {"ENOSPC" | "EROFS"} code @param {string} call @param {unknown} path */
function failure(code, call, path) {
  return Object.assign(new Error(`${code}: ${words[code]}, ${call} '${String(path)}'`), { code });
}

function now() {
  return existsSync(state)
    ? /** @type {"ENOSPC" | "EROFS"} */ (readFileSync(state, "utf8").trim())
    : undefined;
}

const { open, mkdir } = fs;
fs.open = async (path, flags, mode) => {
  const writes = flags !== undefined && flags !== "r";
  if (writes && now() === "EROFS") throw failure("EROFS", "open", path);
  const file = await open(path, flags, mode);
  const { writeFile } = file;
  // A full disk still takes a new name, but not what is to stand under it.
  file.writeFile = async (...args) => {
    if (now() === "ENOSPC") throw failure("ENOSPC", "write", path);
    return writeFile.apply(file, args);
  };
  return file;
};
fs.mkdir = /** @type {typeof mkdir} */ (
  async (path, options) => {
    const code = now();
    if (code !== undefined && !existsSync(path)) throw failure(code, "mkdir", path);
    return mkdir(path, options);
  }
);
syncBuiltinESMExports();
