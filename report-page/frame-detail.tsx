import { useEffect, useMemo, useState } from "preact/hooks";
import type { FrameData } from "../src/report/page/capture-data.js";
import type { TreeNode } from "../src/report/tree/tree-node.js";
import { escapeText } from "../src/wire/escape-text.js";
import { decodeView } from "./decode.js";
import { selectStep } from "./keys.js";
import type { FoundInFrame, PageModel } from "./model.js";
import { Octets, type OctetRange } from "./octets.js";
import { OriginOfFrame } from "./origin.js";
import { Foreign, Protocol, SeverityTag } from "./words.js";

/** One frame: what was found in it, where it comes from, its layers, its octets; field and octets are marked together. */
export function FrameDetail({
  model,
  frame,
  frames,
}: {
  readonly model: PageModel;
  readonly frame: FrameData;
  readonly frames: readonly FrameData[];
}) {
  const { bytes, tree } = useMemo(() => decodeView(frame), [frame]);
  const [chosen, setChosen] = useState<OctetRange | undefined>(undefined);
  useEffect(() => setChosen(undefined), [frame]);
  const { frameNumber, protocol, time, length, info, mark } = frame;
  const open = layersToSee(tree, model.findingsOf.get(frameNumber) ?? []);
  return (
    <section class="detail" id={`frame-${frameNumber}`} aria-labelledby="detail-title">
      <div class="detail-text" role="region" aria-label="Details of the frame" tabIndex={0}>
        <header class="detail-head">
          <h3 id="detail-title">
            Frame {frameNumber} <Protocol name={protocol} />
          </h3>
          <span class="buttons">
            <button
              type="button"
              onClick={() => selectStep(frames, frameNumber, -1)}
              aria-label="Frame before"
            >
              ↑
            </button>
            <button type="button" onClick={() => selectStep(frames, frameNumber, 1)} aria-label="Frame after">
              ↓
            </button>
          </span>
        </header>
        <p class="info">
          <Foreign text={info} />
          {mark !== undefined && <span class="mark">{mark}</span>}
        </p>
        <p class="quiet">
          {time} s after the first frame, {length} octets on the wire
          {bytes.length < length && `, ${bytes.length} of them kept`}
        </p>
        <FoundHere model={model} frame={frame} />
        <OriginOfFrame model={model} frameNumber={frameNumber} />
        <h4>Layers</h4>
        <ul class="tree" aria-label="Layers and fields">
          {tree.map((node, index) => (
            <Node
              key={`${frameNumber} ${index}`}
              node={node}
              isOpenAtFirst={open.has(node.name)}
              chosen={chosen}
              choose={setChosen}
            />
          ))}
        </ul>
      </div>
      <Octets bytes={bytes} chosen={chosen} choose={(offset) => setChosen(fieldAt(tree, offset))} />
    </section>
  );
}

function FoundHere({ model, frame }: { readonly model: PageModel; readonly frame: FrameData }) {
  const found = model.findingsOf.get(frame.frameNumber) ?? [];
  if (found.length === 0) return null;
  return (
    <ul class="found">
      {found.map(({ group, finding }, index) => (
        <li key={index}>
          <SeverityTag severity={group.severity} /> <Foreign text={finding.message} />{" "}
          <a href={`#rule-${group.code}`}>{group.code}</a>
        </li>
      ))}
    </ul>
  );
}

/** The innermost layer, and those that something was found in. */
function layersToSee(tree: readonly TreeNode[], found: readonly FoundInFrame[]): ReadonlySet<string> {
  const innermost = tree.findLast(({ children }) => children !== undefined)?.name;
  return new Set(
    [innermost, ...found.map(({ finding }) => finding.layer)].filter((name) => name !== undefined),
  );
}

interface NodeProps {
  readonly node: TreeNode;
  readonly isOpenAtFirst: boolean;
  readonly chosen: OctetRange | undefined;
  readonly choose: (range: OctetRange) => void;
}

function Node({ node, isOpenAtFirst, chosen, choose }: NodeProps) {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const { children } = node;
  // Octets were chosen that lie in a field out of sight.
  const holds =
    children !== undefined && chosen !== undefined && isWithin(chosen, node) && !isSame(chosen, node);
  useEffect(() => {
    if (holds) setOpen(true);
  }, [holds]);
  return (
    <li class="node">
      <div class={`node-line ${isSame(chosen, node) ? "chosen" : ""}`}>
        {children === undefined ? (
          <span class="twist" />
        ) : (
          <button
            type="button"
            class="twist"
            onClick={() => setOpen(!isOpen)}
            aria-expanded={isOpen}
            aria-label={`Fields of ${escapeText(node.label)}`}
          >
            {isOpen ? "▾" : "▸"}
          </button>
        )}
        <button
          type="button"
          class="node-text"
          onClick={() => choose(node)}
          aria-pressed={isSame(chosen, node)}
          onKeyDown={(event) => {
            if (event.key === "ArrowRight") setOpen(true);
            if (event.key === "ArrowLeft") setOpen(false);
          }}
        >
          <span class="node-label">
            <Foreign text={node.label} />
          </span>{" "}
          {node.value !== "" && (
            <span class="node-value">
              <Foreign text={node.value} />
            </span>
          )}
        </button>
      </div>
      {isOpen && children !== undefined && (
        <ul class="node-children">
          {children.map((child, index) => (
            <Node key={index} node={child} isOpenAtFirst={false} chosen={chosen} choose={choose} />
          ))}
        </ul>
      )}
    </li>
  );
}

function isSame(one: OctetRange | undefined, { offset, length, name }: TreeNode): boolean {
  return one?.offset === offset && one.length === length && one.name === name;
}

function isWithin({ offset, length }: OctetRange, node: TreeNode): boolean {
  return offset >= node.offset && offset + length <= node.offset + node.length;
}

/** The smallest field that an octet belongs to. */
function fieldAt(nodes: readonly TreeNode[], offset: number): TreeNode | undefined {
  const holding = nodes.filter((node) => offset >= node.offset && offset < node.offset + node.length);
  const smallest = [...holding].sort((one, other) => one.length - other.length)[0];
  return smallest && (fieldAt(smallest.children ?? [], offset) ?? smallest);
}
