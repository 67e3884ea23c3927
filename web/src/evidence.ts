// The daemon names evidence as lines of its command line; where the page has a view for one, it links there.
import { addressOf, partnerAddress } from "./router";

type Found = Record<string, string>;
const partner = (f: Found, part = ""): string => partnerAddress(f["provider"] ?? "") + part;
const contract = (f: Found): string => addressOf(["contracts", f["id"] ?? ""]);
const rows: { line: RegExp; address: (found: Found) => string }[] = [
  { line: /^agenda list --closed/, address: () => addressOf([], { all: "1" }) },
  { line: /^agenda/, address: () => "/" },
  { line: /^budget list/, address: () => addressOf(["cost"]) + "#budgets" },
  { line: /^cost forecast .*--provider (?<provider>\S+)/, address: (f) => partner(f, "#cost") },
  { line: /^cost commitments/, address: () => addressOf(["cost"]) + "#commitments" },
  { line: /^cost (diff|anomalies|summary|outlook)/, address: () => addressOf(["cost"]) },
  { line: /^contract show (?<id>\S+)/, address: contract },
  { line: /^(extra|hours|mandate|objective|contract) .*--contract (?<id>\S+)/, address: contract },
  { line: /^(incident|maintenance|status) .*--provider (?<provider>\S+)/, address: (f) => partner(f, "#timeline") },
  { line: /^measurement list .*--provider (?<provider>\S+)/, address: (f) => partner(f, "#levels") },
  { line: /^mandate list .*--provider (?<provider>\S+)/, address: (f) => partner(f, "#contracts") },
  { line: /^(escalation|obligation|review|idea|pulse) .*--provider (?<provider>\S+)/, address: (f) => addressOf(["partners", f["provider"] ?? "", "workspace"]) },
  { line: /^(now|outage)/, address: () => addressOf(["now"]) },
  { line: /^(concentration|chain|overlap)/, address: () => addressOf(["portfolio", "whole"]) },
  { line: /^report (show|issues|history) (?<id>\S+)/, address: (f) => addressOf(["reports", f["id"] ?? ""]) },
  { line: /^report/, address: () => addressOf(["reports"]) },
  { line: /^source (show|check|collect|findings) (?<id>\S+)/, address: (f) => addressOf(["sources", f["id"] ?? ""]) },
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
