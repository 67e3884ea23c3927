// A table as CSV, RFC 4180, with the values as the daemon gave them. Texts that a spreadsheet would take for a
// formula are marked with an apostrophe, as the command line does.
export function csvOf(head: string[], rows: string[][]): string {
  const cell = (value: string): string => {
    const plain = /^-?\d+(\.\d+)?$/.test(value);
    const guarded = !plain && /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
    return /^[\w.:-]*$/.test(guarded) ? guarded : `"${guarded.replaceAll('"', '""')}"`;
  };
  return [head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

export const saveCsv = (name: string, csv: string): void => saveBlob(`${name}.csv`, new Blob([csv], { type: "text/csv;charset=utf-8" }));

export function saveBlob(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
