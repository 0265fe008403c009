import { useEffect, useRef } from "preact/hooks";

export interface OctetRange {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
}

const perLine = 16;
/** Lines drawn at once; the rest on demand of a chosen field. */
const mostLines = 256;

/** Octets in hexadecimal and as letters; those of the chosen field are marked in both. */
export function Octets({
  bytes,
  chosen,
  choose,
}: {
  readonly bytes: Uint8Array;
  readonly chosen: OctetRange | undefined;
  readonly choose: (offset: number) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const lines = Math.ceil(bytes.length / perLine);
  const wantedLine = Math.floor((chosen?.offset ?? 0) / perLine);
  const firstLine = lines <= mostLines ? 0 : Math.max(0, Math.min(wantedLine - 16, lines - mostLines));
  useEffect(() => {
    const element = box.current;
    const marked = element?.querySelector<HTMLElement>(".octet.chosen");
    if (element === null || marked === null || marked === undefined) return;
    const top = marked.offsetTop;
    if (top < element.scrollTop || top + 20 > element.scrollTop + element.clientHeight)
      element.scrollTop = top - element.clientHeight / 3;
  }, [chosen]);
  if (bytes.length === 0) return <p class="quiet">No octet of it was kept.</p>;
  const pick = (event: MouseEvent) => {
    const { offset } = (event.target as HTMLElement).dataset;
    if (offset !== undefined) choose(Number(offset));
  };
  return (
    <div class="octets" ref={box} role="region" tabIndex={0} aria-label="Octets of the frame" onClick={pick}>
      {Array.from({ length: Math.min(lines, mostLines) }, (_, index) => (
        <Line key={firstLine + index} bytes={bytes} start={(firstLine + index) * perLine} chosen={chosen} />
      ))}
    </div>
  );
}

function Line({
  bytes,
  start,
  chosen,
}: {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly chosen: OctetRange | undefined;
}) {
  const octets = [...bytes.subarray(start, start + perLine)];
  const first = chosen?.offset ?? 0;
  const end = first + (chosen?.length ?? 0);
  const styleOf = (offset: number) => (offset >= first && offset < end ? "octet chosen" : "octet");
  return (
    <div class="octet-line">
      <span class="octet-offset">{start.toString(16).padStart(4, "0")}</span>
      <span class="octet-hex">
        {octets.map((octet, index) => (
          <span key={index} class={styleOf(start + index)} data-offset={start + index}>
            {octet.toString(16).padStart(2, "0")}
          </span>
        ))}
      </span>
      <span class="octet-text" aria-hidden="true">
        {octets.map((octet, index) => (
          <span key={index} class={styleOf(start + index)} data-offset={start + index}>
            {octet > 0x1f && octet < 0x7f ? String.fromCharCode(octet) : "·"}
          </span>
        ))}
      </span>
    </div>
  );
}
