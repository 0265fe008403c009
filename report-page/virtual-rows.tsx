/** A list of which only the rows in sight exist: ten thousand frames scroll as ten do. */
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

/** Rows above and below those in sight. */
const spare = 8;
/** Rows that go onto paper. */
const printedRows = 400;

export interface VirtualRowsProps {
  readonly count: number;
  /** Pixels. */
  readonly rowHeight: number;
  /** Index of a row to bring into sight whenever it changes. */
  readonly reveal?: number | undefined;
  readonly label: string;
  /** What the rows are to those who listen: rows of a table, or items of a list. */
  readonly role: "table" | "list";
  readonly class?: string;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  /** Drawn once above the rows; stays in sight. */
  readonly head?: ComponentChildren;
  readonly render: (index: number) => ComponentChildren;
}

export function VirtualRows({
  count,
  rowHeight,
  reveal,
  label,
  role,
  head,
  render,
  ...rest
}: VirtualRowsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const isPrinting = usePrinting();
  const measure = () => {
    const element = scroller.current;
    if (element !== null) setView({ top: element.scrollTop, height: element.clientHeight });
  };
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || reveal === undefined || reveal < 0) return;
    const headHeight = element.querySelector<HTMLElement>(".rows-head")?.offsetHeight ?? 0;
    const top = reveal * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight + headHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = top + rowHeight + headHeight - element.clientHeight;
  }, [reveal, rowHeight]);

  // Rows may have become fewer since: what is seen now is told by the next scroll event only.
  const top = Math.min(view.top, Math.max(0, count * rowHeight - view.height));
  const first = isPrinting ? 0 : Math.max(0, Math.floor(top / rowHeight) - spare);
  const end = isPrinting
    ? Math.min(count, printedRows)
    : Math.min(count, Math.ceil((top + view.height) / rowHeight) + spare);
  const rows = Array.from({ length: Math.max(0, end - first) }, (_, index) => render(first + index));
  return (
    <div
      ref={scroller}
      class={`rows ${rest.class ?? ""}`}
      role="region"
      aria-label={label}
      tabIndex={0}
      onScroll={measure}
      onKeyDown={rest.onKeyDown}
    >
      <div role={role} aria-label={label} {...(role === "table" ? { "aria-rowcount": count + 1 } : {})}>
        {head !== undefined && <div class="rows-head">{head}</div>}
        <div style={{ height: `${first * rowHeight}px` }} />
        {rows}
        <div style={{ height: `${isPrinting ? 0 : (count - end) * rowHeight}px` }} />
      </div>
      {isPrinting && count > printedRows && <p>{count - printedRows} more rows are not printed.</p>}
    </div>
  );
}

function usePrinting(): boolean {
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    const query = matchMedia("print");
    const update = () => setPrinting(query.matches);
    update();
    query.addEventListener("change", update);
    return () => query.removeEventListener("change", update);
  }, []);
  return isPrinting;
}
