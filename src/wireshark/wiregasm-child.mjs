/**
 * Wireshark in a process of its own, spoken to over Node's IPC. Plain JavaScript, so that it runs alike from the sources
 * (under the test runner) and from the build. A capture can make a dissector loop or grow: this process may be killed at any
 * time, holds no keys and no files, and ends itself when its parent is gone or when it outgrows its memory limit.
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";

/**
 * @typedef {import("@goodtools/wiregasm").WiregasmLib} Wiregasm
 * @typedef {import("@goodtools/wiregasm").ProtoTree & { severity?: string }} TreeNode
 * @typedef {{ size(): number, get(index: number): TreeNode, delete(): void }} Tree
 * @typedef {import("./expert-info.js").ExpertInfoLabels} ExpertInfoLabels
 */

const parentPid = process.ppid;
const memoryLimitBytes = Number(process.argv[2] ?? 1024 ** 3);
const maxExpertInfo = Number(process.argv[3] ?? 20_000);

// While a dissector loops no event reaches this thread, so a second one watches; the signal cannot be held up.
const watch = `
  const { workerData } = require("node:worker_threads");
  setInterval(() => {
    const orphaned = process.ppid !== workerData.parentPid;
    if (orphaned || process.memoryUsage.rss() > workerData.memoryLimitBytes) process.kill(process.pid, "SIGKILL");
  }, 500);
`;
new Worker(watch, { eval: true, workerData: { parentPid, memoryLimitBytes } }).unref();
process.on("disconnect", () => process.exit(0));

const capturePath = "/uploads/capture";
const preferences = [
  ["ip", "check_checksum"],
  ["udp", "check_checksum"],
  ["tcp", "check_checksum"],
];

/** wiregasm's own; the negative ones are Wireshark's `WTAP_ERR_…`, after which the frames read so far can be asked for. */
const cannotOpen = 1;
const shortRead = -12;
const notACapture = "it is not a capture file that Wireshark reads";

/** @param {{ code: number, error: string }} loaded */
function problemOf({ code, error }) {
  if (code === shortRead) return "it is cut short in the middle of a packet";
  return `reading it stopped with Wireshark's file error ${code}${error === "" ? "" : ` (${error})`}`;
}

/** @returns {Promise<Wiregasm>} */
async function startWiregasm() {
  const script = createRequire(import.meta.url).resolve("@goodtools/wiregasm/dist/wiregasm.js");
  const loaded = await import(script);
  const wiregasm = await loaded.default({
    locateFile: (/** @type {string} */ file) => join(dirname(script), file),
    print: () => undefined,
    printErr: () => undefined,
    handleStatus: () => undefined,
  });
  if (wiregasm.init() !== true) throw new Error("wiregasm did not initialise");
  for (const [module = "", key = ""] of preferences) {
    const { code, error } = wiregasm.setPref(module, key, "TRUE");
    if (code !== 0) throw new Error(`preference ${module}.${key} was refused: ${error}`);
  }
  wiregasm.applyPreferences();
  return wiregasm;
}

/**
 * @param {any} wiregasm
 * @param {Uint8Array} capture
 */
function dissect(wiregasm, capture) {
  wiregasm.FS.writeFile(capturePath, capture);
  const session = new wiregasm.DissectSession(capturePath);
  try {
    const loaded = session.load();
    // Its summary is then that of the capture before.
    if (loaded.code === cannotOpen) return { frames: 0, entries: [], problem: notACapture };
    /** @type {ExpertInfoLabels[]} */
    const entries = [];
    for (const frameNumber of framesWithExpertInfo(session)) {
      if (entries.length >= maxExpertInfo) break;
      const frame = session.getFrame(frameNumber);
      for (const source of ["comments", "data_sources", "follow"]) frame[source].delete();
      collect(frame.tree, frameNumber, undefined, entries);
      frame.tree.delete();
    }
    return {
      frames: Number(loaded.summary.packet_count),
      entries: entries.slice(0, maxExpertInfo),
      ...(loaded.code === 0 ? {} : { problem: problemOf(loaded) }),
      ...(entries.length >= maxExpertInfo
        ? { problem: `more than ${maxExpertInfo} entries of expert information` }
        : {}),
    };
  } finally {
    session.delete();
    wiregasm.FS.unlink(capturePath);
  }
}

/**
 * Asks for the frames that matter first: the protocol tree of one frame costs milliseconds.
 * @param {any} session
 */
function framesWithExpertInfo(session) {
  const { frames } = session.getFrames("_ws.expert", 0, 0);
  /** @type {number[]} */
  const numbers = [];
  for (let index = 0; index < frames.size(); index++) {
    const meta = frames.get(index);
    meta.columns.delete();
    numbers.push(meta.number);
  }
  frames.delete();
  return numbers;
}

/**
 * Every node above an entry bears a severity, so the others need no visit. Vectors are memory of the WebAssembly module:
 * each is given back here.
 * @param {Tree} tree
 * @param {number} frameNumber
 * @param {string | undefined} protocol
 * @param {ExpertInfoLabels[]} entries
 */
function collect(tree, frameNumber, protocol, entries) {
  for (let index = 0; index < tree.size(); index++) {
    const node = tree.get(index);
    const children = /** @type {Tree} */ (/** @type {unknown} */ (node.tree));
    if (node.filter === "_ws.expert") entries.push(entryOf(children, frameNumber, protocol));
    else if (node.severity !== "")
      collect(children, frameNumber, protocol ?? filterName(node.filter), entries);
    children.delete();
  }
}

/**
 * @param {Tree} children
 * @param {number} frameNumber
 * @param {string | undefined} protocol
 * @returns {ExpertInfoLabels}
 */
function entryOf(children, frameNumber, protocol) {
  const entry = {
    frameNumber,
    protocol: protocol ?? "frame",
    field: "",
    message: "",
    severity: "",
    group: "",
  };
  for (let index = 0; index < children.size(); index++) {
    const { label, filter, tree } = children.get(index);
    /** @type {Tree} */ (/** @type {unknown} */ (tree)).delete();
    const name = filterName(filter);
    if (name === "_ws.expert.severity") entry.severity = label.replace(/^Severity level: /, "");
    else if (name === "_ws.expert.group") entry.group = label.replace(/^Group: /, "");
    else if (entry.message === "") {
      entry.field = name;
      entry.message = label.replace(/^Message: /, "");
    }
  }
  return entry;
}

/** `tcp.flags == 0x0011` to `tcp.flags`. @param {string} filter */
function filterName(filter) {
  return filter.split(" ", 1)[0] ?? filter;
}

const wiregasm = await startWiregasm();
process.on("message", (/** @type {{ capture: Uint8Array }} */ { capture }) => {
  process.send?.({ kind: "dissected", ...dissect(wiregasm, capture) });
});
process.send?.({ kind: "ready", version: wiregasm.wiresharkVersion?.() ?? "" });
