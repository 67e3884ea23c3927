// A table with its CSV. It can be sorted by any column that says how; the order as answered is the first one.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { csvOf, saveCsv } from "../csv";
import { plural, text } from "../text/text";

export interface Column<Row> {
  key: string; // its name in the CSV
  head: string;
  cell: (row: Row) => ComponentChildren;
  raw: (row: Row) => string; // as the daemon gave it; empty: not known
  number?: boolean; // right, and sorted as an exact number
  fixed?: boolean; // cannot be sorted
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
  // A long table is there at once with its first rows; the others follow in steps that keep the page quick.
  const [drawn, setDrawn] = useState(50);
  useEffect(() => {
    if (drawn >= props.rows.length) return undefined;
    const timer = setTimeout(() => setDrawn(drawn + 100));
    return () => clearTimeout(timer);
  }, [drawn, props.rows.length]);
  const column = props.columns.find((one) => one.key === by?.key);
  const rows =
    by && column
      ? [...props.rows].sort((a, b) => {
          const order = compare(column.raw(a), column.raw(b), column.number ?? false);
          // What is not known stays last.
          return by.up || column.raw(a) === "" || column.raw(b) === "" ? order : -order;
        })
      : props.rows;
  const sort = (key: string) => setBy(by?.key !== key ? { key, up: true } : by.up ? { key, up: false } : undefined);
  const folded = props.fold !== undefined && !open && rows.length > props.fold + 2 ? props.fold : rows.length;
  const Heading = props.level === 3 ? "h3" : "h2";
  const save = () => saveCsv(props.name, csvOf(props.columns.map((one) => one.key), rows.map((row) => props.columns.map((one) => one.raw(row)))));
  return (
    <div class="tabled">
      <div class="tabled-head">
        <Heading>{props.caption}</Heading>
        {props.rows.length > 0 && <span class="count">{plural("table.rows", props.rows.length)}</span>}
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
                {props.columns.map((one) => (
                  <th
                    key={one.key}
                    scope="col"
                    class={one.number ? "number" : undefined}
                    aria-sort={by?.key === one.key ? (by.up ? "ascending" : "descending") : undefined}
                  >
                    {one.fixed ? (
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
              {rows.slice(0, drawn).map((row, place) => (
                <tr key={props.rowKey(row)} class={place >= folded ? "folded" : props.tone?.(row)}>
                  {props.columns.map((one, at) =>
                    at === 0 ? (
                      <th key={one.key} scope="row">{one.cell(row)}</th>
                    ) : (
                      <td key={one.key} class={one.number ? "number" : undefined}>{one.cell(row)}</td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
          {folded < rows.length && (
            <button type="button" class="unfold" onClick={() => setOpen(true)}>
              {text("table.all", { n: rows.length })}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
