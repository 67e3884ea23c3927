// The page's words, held against what they are words of.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const web = fileURLToPath(new URL("..", import.meta.url));
const load = async (file) => {
  const made = await build({ root: web, configFile: false, logLevel: "error", build: { write: false, lib: { entry: join(web, file), formats: ["es"] } } });
  return import(`data:text/javascript;base64,${Buffer.from(made[0].output[0].code).toString("base64")}`);
};
const { catalogue } = await load("src/text/catalogue.ts");

test("has every text in both languages with the same arguments", () => {
  const names = (text) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
  for (const [key, [english, dutch]] of Object.entries(catalogue)) {
    assert.deepEqual(names(dutch), names(english), key);
    assert.equal(dutch === "", english === "", key);
  }
});

test("has a word for every value of the enums that it shows", async () => {
  const generated = new Map();
  for (const file of await readdir(join(web, "src/gen/regisseur"), { recursive: true })) {
    if (!file.endsWith("_pb.ts")) continue;
    for (const [, name, body] of (await readFile(join(web, "src/gen/regisseur", file), "utf8")).matchAll(/export enum (\w+) \{([^}]*)\}/g)) {
      generated.set(name, [...body.matchAll(/^\s+([A-Z_]+) = \d+/gm)].map(([, value]) => value.toLowerCase()));
    }
  }
  const shown = { state: "OperationalState", verdict: "Verdict", freshness: "Freshness", severity: "Severity", impact: "IncidentImpact", claim: "ClaimState", match: "ReconciliationState", contract: "ContractState", tier: "Tier", method: "ForecastMethod", scope: "BudgetScope", source_state: "SourceState", counts: "CountsAs", difference: "DifferenceClass", outlook: "CommitmentOutlook", commitment: "CommitmentKind", extra: "ExtraState", proposal: "ContractProposalState", agenda_state: "AgendaItemState", saying: "SayingKind", dimension: "Dimension", escalation: "EscalationState", obligation: "ObligationState", idea: "IdeaState", benefit: "BenefitKind", review: "ReviewState", sign_off: "SignOffState", experience: "ExperienceState", "experience.levels": "LevelState", party: "Party", report_state: "ReportState", delivery: "DeliveryState", figure_state: "ProposalState", accountability: "Accountability", transfer: "TransferState", fund_entry: "FundEntryKind", plan_state: "PlanState", stage: "RelationshipStage", measure: "MeasureKind", webhook_state: "WebhookState", webhook_delivery: "WebhookDeliveryState" };
  for (const [prefix, name] of Object.entries(shown)) {
    assert.ok(generated.get(name)?.length > 0, name);
    for (const value of generated.get(name)) assert.ok(Object.hasOwn(catalogue, `${prefix}.${value}`), `${prefix}.${value}`);
  }
});

test("has a word for every kind of decision that the agenda begins", async () => {
  const folder = join(web, "../aggregator/answers");
  const kinds = new Set();
  for (const file of await readdir(folder)) {
    if (!/^agenda_\w+_rule\.cc$/.test(file)) continue;
    for (const [begun] of (await readFile(join(folder, file), "utf8")).matchAll(/\bBegin(With)?\(([^,;]*)/g)) {
      for (const [, kind] of begun.matchAll(/"([a-z]+(?:_[a-z]+)*)"/g)) kinds.add(kind);
    }
  }
  assert.ok(kinds.size > 20, [...kinds].join());
  for (const kind of kinds) assert.ok(Object.hasOwn(catalogue, `agenda.kind.${kind}`), kind);
});
