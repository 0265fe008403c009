/**
 * Wireshark as WebAssembly: started once, then asked about one capture after another. Runs in `wiregasm-child.mjs`, a process
 * that may be killed at any time. A capture exists in the module's virtual file system only while it is being dissected.
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * @typedef {import("@goodtools/wiregasm").ProtoTree & { severity?: string }} TreeNode
 * @typedef {{ size(): number, get(index: number): TreeNode, delete(): void }} Tree
 * @typedef {import("./expert-info.js").ExpertInfoLabels} ExpertInfoLabels
 * @typedef {object} Columns What the packet list says of one frame that has expert information.
 * @property {number} frameNumber
 * @property {readonly string[]} [kind] Everything but the messages. Absent, with them, where no packet list was asked for.
 * @property {string} [messages] All its messages, joined with commas.
 * @typedef {object} Example A frame whose protocol tree was read.
 * @property {readonly ExpertInfoLabels[]} entries
 * @property {readonly number[]} order In which their messages stand in the column.
 * @typedef {object} SessionLimits
 * @property {number} maxExpertInfo
 * @property {number} limitMs After which no further frame is looked into.
 */

const folder = "/uploads";
const capturePath = `${folder}/capture`;

/**
 * Columns of the packet list. The last holds the messages; frames that are alike in the others and in the words of the
 * messages have the same entries. The checksums' states are among them because their messages say only a number.
 */
const columnFields = [
  "frame.protocols",
  "_ws.expert.severity",
  "_ws.expert.group",
  "ip.checksum.status",
  "tcp.checksum.status",
  "udp.checksum.status",
  "_ws.expert.message",
];
/** `:0` is every occurrence in a frame, `R` resolves numbers to words. */
const columnFormat = columnFields.map((field, index) => `"${index}","%Cus:${field}:0:R"`).join(",");
/** Wireshark cuts a column's text off behind this many octets, and does not say so. */
const longestColumn = 2_000;

const preferences = /** @type {const} */ ([
  ["ip", "check_checksum", "TRUE"],
  ["udp", "check_checksum", "TRUE"],
  ["tcp", "check_checksum", "TRUE"],
  ["gui", "column.format", columnFormat],
]);

/** Of loading a file; the negative ones are Wireshark's `WTAP_ERR_…`, after which the frames read so far can be asked for. */
const cannotOpen = 1;

/** @returns {Promise<any>} The module, ready for `dissectCapture`. */
export async function startWiregasm() {
  const script = createRequire(import.meta.url).resolve("@goodtools/wiregasm/dist/wiregasm.js");
  const loaded = await import(script);
  const wiregasm = await loaded.default({
    locateFile: (/** @type {string} */ file) => join(dirname(script), file),
    print: () => undefined,
    printErr: () => undefined,
    handleStatus: () => undefined,
  });
  if (wiregasm.init() !== true) throw new Error("wiregasm did not initialise");
  for (const [module, key, value] of preferences) {
    const { code, error } = wiregasm.setPref(module, key, value);
    if (code !== 0) throw new Error(`preference ${module}.${key} was refused: ${error}`);
  }
  wiregasm.applyPreferences();
  return wiregasm;
}

/**
 * @param {any} wiregasm
 * @param {Uint8Array} capture
 * @param {SessionLimits} limits
 * @returns {import("./wiregasm-process.js").ChildDissection}
 */
export function dissectCapture(wiregasm, capture, limits) {
  const deadline = performance.now() + limits.limitMs;
  let session;
  try {
    wiregasm.FS.writeFile(capturePath, capture);
    session = new wiregasm.DissectSession(capturePath);
    const loaded = session.load();
    // Its summary is then that of the capture before.
    if (loaded.code === cannotOpen)
      return { frames: 0, entries: [], fileError: { code: cannotOpen, message: "" } };
    const frames = Number(loaded.summary.packet_count);
    return {
      frames,
      ...readEntries(session, frames, limits.maxExpertInfo, deadline),
      ...(loaded.code === 0 ? {} : { fileError: { code: loaded.code, message: String(loaded.error) } }),
    };
  } finally {
    session?.delete();
    clearFolder(wiregasm.FS);
  }
}

/** @param {any} fs Whatever a capture left: itself, and what Wireshark may unpack beside it. */
function clearFolder(fs) {
  for (const name of fs.readdir(folder)) {
    if (name !== "." && name !== "..") fs.unlink(`${folder}/${name}`);
  }
}

/** A packet list costs two dissections of every frame, of which a hostile one can take seconds. */
const fewFrames = 32;

/**
 * The protocol tree of one frame costs milliseconds, its line in the packet list next to nothing: one tree is read for each
 * kind of frame, and the others of its kind are told by their columns.
 * @param {any} session
 * @param {number} frames
 * @param {number} maxExpertInfo
 * @param {number} deadline
 * @returns {{ entries: ExpertInfoLabels[], limit?: string }}
 */
function readEntries(session, frames, maxExpertInfo, deadline) {
  /** @type {ExpertInfoLabels[]} */
  const entries = [];
  /** @type {Map<string, Example>} */
  const known = new Map();
  for (const columns of frames <= fewFrames ? everyFrame(frames) : framesWithExpertInfo(session)) {
    if (entries.length >= maxExpertInfo) {
      return { entries, limit: `Wireshark has more than ${maxExpertInfo} entries of expert information` };
    }
    if (performance.now() > deadline) {
      return { entries, limit: `Wireshark's time was up at frame ${columns.frameNumber}` };
    }
    const key = kindOf(columns);
    const example = key === undefined ? undefined : known.get(key);
    const alike = example === undefined ? undefined : entriesLike(example, columns);
    const found = alike ?? entriesOfFrame(session, columns.frameNumber);
    if (alike === undefined && key !== undefined) {
      const order = columnOrder(found, columns.messages ?? "");
      if (order !== undefined) known.set(key, { entries: found, order });
    }
    entries.push(...found.slice(0, maxExpertInfo - entries.length));
  }
  return { entries };
}

/**
 * @param {number} frames
 * @returns {Columns[]}
 */
function everyFrame(frames) {
  return Array.from({ length: frames }, (_, index) => ({ frameNumber: index + 1 }));
}

/**
 * @param {any} session
 * @returns {Columns[]}
 */
function framesWithExpertInfo(session) {
  const { frames } = session.getFrames("_ws.expert", 0, 0);
  /** @type {Columns[]} */
  const list = [];
  for (let index = 0; index < frames.size(); index++) {
    const { number, columns } = frames.get(index);
    const kind = columnFields.slice(0, -1).map((_, column) => String(columns.get(column)));
    list.push({ frameNumber: number, kind, messages: String(columns.get(kind.length)) });
    columns.delete();
  }
  frames.delete();
  return list;
}

const numbers = /0x[0-9a-f]+|\d+/gi;

/** What two frames have in common that have the same entries but for numbers. @param {Columns} columns */
function kindOf({ kind, messages }) {
  if (kind === undefined || messages === undefined) return undefined;
  if ([...kind, messages].some((text) => text.length >= longestColumn)) return undefined;
  return [...kind, messages.replace(numbers, "#")].join("\0");
}

/**
 * The entries of a frame from those of another of its kind: its own messages, split where the other's are.
 * @param {Example} example
 * @param {Columns} columns
 * @returns {ExpertInfoLabels[] | undefined}
 */
function entriesLike({ entries, order }, { frameNumber, messages = "" }) {
  const found = messages.match(numbers) ?? [];
  let used = 0;
  /** @type {Map<number, string>} */
  const own = new Map();
  for (const index of order) {
    own.set(index, entries[index]?.message.replace(numbers, () => found[used++] ?? "") ?? "");
  }
  if ([...own.values()].join(",") !== messages) return undefined;
  return entries.map((entry, index) => ({ ...entry, frameNumber, message: own.get(index) ?? "" }));
}

/**
 * The column has the messages as they were found, the tree where they belong.
 * @param {readonly ExpertInfoLabels[]} entries In the tree's order.
 * @param {string} messages The column.
 * @returns {number[] | undefined} Indices of the entries in the column's order; undefined where it says something else.
 */
function columnOrder(entries, messages) {
  /** @type {number[]} */
  const order = [];
  let offset = 0;
  while (order.length < entries.length) {
    const index = entries.findIndex(
      ({ message }, place) => !order.includes(place) && `${messages},`.startsWith(`${message},`, offset),
    );
    if (index < 0) return undefined;
    order.push(index);
    offset += (entries[index]?.message.length ?? 0) + 1;
  }
  return offset === messages.length + 1 ? order : undefined;
}

/**
 * @param {any} session
 * @param {number} frameNumber
 */
function entriesOfFrame(session, frameNumber) {
  /** @type {ExpertInfoLabels[]} */
  const entries = [];
  const frame = session.getFrame(frameNumber);
  for (const source of ["comments", "data_sources", "follow"]) frame[source].delete();
  collect(frame.tree, frameNumber, undefined, entries);
  frame.tree.delete();
  return entries;
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
    else if (filterName(node.filter) === "frame.comment") entries.push(commentOf(node, frameNumber));
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

/**
 * wiregasm shows a comment without the entry that Wireshark hangs below it.
 * @param {TreeNode} node
 * @param {number} frameNumber
 * @returns {ExpertInfoLabels}
 */
function commentOf({ label }, frameNumber) {
  return {
    frameNumber,
    protocol: "pkt_comment",
    field: "frame.comment",
    message: label,
    severity: "Comment",
    group: "Comment",
  };
}

/** `tcp.flags == 0x0011` to `tcp.flags`. @param {string} filter */
function filterName(filter) {
  return filter.split(" ", 1)[0] ?? filter;
}
