// The daemon names evidence as lines of its command line; where the page has a view for one, it links there.
import { addressOf } from "./router";

const rows: { line: RegExp; address: (found: Record<string, string>) => string }[] = [
  { line: /^budget list/, address: () => addressOf(["cost"]) + "#budgets" },
  { line: /^cost forecast .*--provider (?<provider>\S+)/, address: (f) => addressOf(["partners", f["provider"] ?? ""]) + "#cost" },
  { line: /^contract show (?<id>\S+)/, address: (f) => addressOf(["contracts", f["id"] ?? ""]) },
  { line: /^source (show|check|collect) (?<id>\S+)/, address: (f) => addressOf(["sources", f["id"] ?? ""]) },
  { line: /^credit (list|file|waive)/, address: () => addressOf(["levels"]) + "#claims" },
  {
    line: /^sla show --contract (?<contract>\S+) --objective (?<objective>\S+) --period (?<period>\S+)/,
    address: (f) => addressOf(["levels", f["contract"] ?? "", f["objective"] ?? ""], { period: f["period"] ?? "" }),
  },
  { line: /^invoice (show|reconcile)/, address: () => addressOf(["invoices"]) },
];

// Where a line of evidence can be looked at; undefined where only the command line has it.
export function evidenceAddress(line: string): string | undefined {
  for (const row of rows) {
    const found = row.line.exec(line);
    if (found) return row.address(found.groups ?? {});
  }
  return undefined;
}
