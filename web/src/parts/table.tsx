// A table with its CSV. It can be sorted by any column that says how; the order as answered is the first one.
import { options, type ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { csvOf, saveCsv } from "../csv";
import { count } from "../format";
import { isOutside } from "../side";
import { plural, text } from "../text/text";

export interface Column<Row> {
  key: string; // its name in the CSV
  head: string;
  cell: (row: Row) => ComponentChildren;
  raw: (row: Row) => string; // as the daemon gave it; empty: not known
  number?: boolean; // right, and sorted as an exact number
  fixed?: boolean; // cannot be sorted
  internal?: boolean; // told to nobody outside the organisation
  acts?: boolean; // what one can do with the row; no value, so not in the CSV
}

// Exact decimal texts by their value; what is not known last.
function compareExact(a: string, b: string): number {
  const scaled = (value: string, decimals: number): bigint => {
    const [whole = "0", rest = ""] = value.split(".");
    return BigInt(whole + rest.padEnd(decimals, "0"));
  };
  const decimals = Math.max((a.split(".")[1] ?? "").length, (b.split(".")[1] ?? "").length);
  const x = scaled(a, decimals);
  const y = scaled(b, decimals);
  return x < y ? -1 : x > y ? 1 : 0;
}
function compare(a: string, b: string, number: boolean): number {
  if (a === "" || b === "") return a === b ? 0 : a === "" ? 1 : -1;
  if (!number) return a.localeCompare(b);
  const exact = /^-?\d+(\.\d+)?$/;
  return exact.test(a) && exact.test(b) ? compareExact(a, b) : a.localeCompare(b);
}

// A table longer than this shows so many rows; the others are a click, or a word in the field above it, away.
const kAtOnce = 100;
const kStep = 50;
const kSearchable = 25;

// Preact writes an empty text or a bare 0 anew each time; as words they stay as they are.
const drawable = (cell: ComponentChildren): ComponentChildren => (typeof cell === "number" ? String(cell) : cell);

// On paper a table is whole: what is not drawn yet is drawn before the browser takes its picture.
function useWholeOnPaper(draw: () => void): void {
  useEffect(() => {
    const before = () => {
      const later = options.debounceRendering;
      options.debounceRendering = (render) => render();
      draw();
      options.debounceRendering = later as typeof options.debounceRendering & {};
    };
    window.addEventListener("beforeprint", before);
    return () => window.removeEventListener("beforeprint", before);
  });
}

export function Table<Row>(props: {
  name: string; // of the file
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  empty: string;
  note?: ComponentChildren;
  tone?: (row: Row) => string | undefined; // a class of the row
  level?: 2 | 3;
  fold?: number; // so many rows at first; all of them in print and in the CSV
}) {
  const [by, setBy] = useState<{ key: string; up: boolean } | undefined>(undefined);
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState("");
  // The first rows are there at once; the others follow in steps that keep the page quick.
  const [drawn, setDrawn] = useState(kStep);
  useWholeOnPaper(() => {
    setOpen(true);
    setDrawn(Infinity);
  });
  const columns = props.columns.filter((one) => !one.internal || !isOutside());
  const column = columns.find((one) => one.key === by?.key);
  const sorted =
    by && column
      ? [...props.rows].sort((a, b) => {
          const order = compare(column.raw(a), column.raw(b), column.number ?? false);
          // What is not known stays last.
          return by.up || column.raw(a) === "" || column.raw(b) === "" ? order : -order;
        })
      : props.rows;
  const wanted = words.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const rows = wanted.length === 0 ? sorted : sorted.filter((row) => {
    const all = columns.map((one) => one.raw(row)).join(" ").toLowerCase();
    return wanted.every((word) => all.includes(word));
  });
  const shown = open ? rows.length : Math.min(rows.length, kAtOnce);
  useEffect(() => {
    if (drawn >= shown) return undefined;
    const timer = setTimeout(() => setDrawn(drawn + kStep));
    return () => clearTimeout(timer);
  }, [drawn, shown]);
  const sort = (key: string) => setBy(by?.key !== key ? { key, up: true } : by.up ? { key, up: false } : undefined);
  const folded = props.fold !== undefined && !open && rows.length > props.fold + 2 ? props.fold : shown;
  const Heading = props.level === 3 ? "h3" : "h2";
  const values = columns.filter((one) => !one.acts);
  const save = () => saveCsv(props.name, csvOf(values.map((one) => one.key), rows.map((row) => values.map((one) => one.raw(row)))));
  return (
    <div class="tabled">
      <div class="tabled-head">
        <Heading>{props.caption}</Heading>
        {props.rows.length > 0 && <span class="count" role="status">{wanted.length > 0 ? text("table.of", { n: count(rows.length), all: count(props.rows.length) }) : plural("table.rows", props.rows.length)}</span>}
        {props.rows.length > kSearchable && (
          <input
            type="search"
            class="narrow"
            value={words}
            onInput={(event) => setWords(event.currentTarget.value)}
            placeholder={text("table.narrow")}
            aria-label={text("table.narrow_of", { name: props.caption })}
          />
        )}
        {props.rows.length > 0 && (
          <button type="button" class="plain" onClick={save} aria-label={text("table.csv_of", { name: props.caption })}>
            CSV
          </button>
        )}
      </div>
      {props.note !== undefined && <p class="note">{props.note}</p>}
      {props.rows.length === 0 ? (
        <p class="empty">{props.empty}</p>
      ) : (
        <div class="scroll" role="region" aria-label={props.caption} tabIndex={0}>
          <table>
            <thead>
              <tr>
                {columns.map((one) => (
                  <th
                    key={one.key}
                    scope="col"
                    class={one.number ? "number" : undefined}
                    aria-sort={by?.key === one.key ? (by.up ? "ascending" : "descending") : undefined}
                  >
                    {one.fixed || one.acts ? (
                      one.head
                    ) : (
                      <button type="button" class="sort" onClick={() => sort(one.key)}>
                        {one.head}
                        <span aria-hidden="true">{by?.key === one.key ? (by.up ? " ↑" : " ↓") : ""}</span>
                      </button>
                    )}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, Math.min(drawn, shown)).map((row, place) => (
                <tr key={props.rowKey(row)} class={place >= folded ? "folded" : props.tone?.(row)}>
                  {columns.map((one, at) =>
                    at === 0 ? (
                      <th key={one.key} scope="row" class={one.number ? "number" : undefined}>{drawable(one.cell(row))}</th>
                    ) : (
                      <td key={one.key} class={one.number ? "number" : undefined}>{drawable(one.cell(row))}</td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
          {folded < rows.length && (
            <button type="button" class="unfold" onClick={() => setOpen(true)}>
              {text("table.all", { n: count(rows.length) })}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
