// States in shape and word: colour only repeats what the shape says.
import type { JSX } from "preact";
import { ClaimState } from "../gen/regisseur/claim/v1/claim_pb";
import { ContractState } from "../gen/regisseur/contract/v1/contract_pb";
import { ReconciliationState } from "../gen/regisseur/invoice/v1/invoice_pb";
import { Freshness, Severity } from "../gen/regisseur/type/v1/evidence_pb";
import { IncidentImpact, OperationalState } from "../gen/regisseur/type/v1/state_pb";
import { Verdict } from "../gen/regisseur/type/v1/verdict_pb";
import { text, textOr, type TextKey } from "../text/text";

// From worst to best; the stylesheet gives each its colour.
export type Tone = "bad" | "poor" | "warn" | "unknown" | "planned" | "good" | "quiet";
const shapes: Record<Tone, JSX.Element> = {
  bad: <circle cx="8" cy="8" r="6.5" />,
  poor: <path d="M8 1 15 8 8 15 1 8z" />,
  warn: <path d="M8 1.5 15.2 14.5H.8z" />,
  unknown: <path d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1m0 1.6a5.4 5.4 0 1 1 0 10.8A5.4 5.4 0 0 1 8 2.6m-.1 1.5c1.5 0 2.5.8 2.5 2 0 .9-.5 1.5-1.2 2-.5.3-.6.5-.6 1v.2H7.2v-.4c0-.9.4-1.3 1-1.7.5-.3.7-.6.7-1 0-.5-.4-.8-1-.8s-1 .3-1.1.9H5.4c.1-1.3 1-2.2 2.5-2.2M7 10.3h1.7V12H7z" />,
  planned: <path d="M1.5 3.5h13v2h-13zm0 4h13v2h-13zm0 4h13v2h-13z" />,
  good: <path d="m6.3 13.2-5-5 1.9-1.9 3.1 3.1 6.5-6.5 1.9 1.9z" />,
  quiet: <path d="M2.5 7h11v2h-11z" />,
};

export function Mark({ tone, word, title }: { tone: Tone; word: string; title?: string }) {
  return (
    <span class={`mark mark-${tone}`} title={title}>
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">{shapes[tone]}</svg>
      <span>{word}</span>
    </span>
  );
}

type Tones<Word extends number> = Record<Word, Tone>;
const stateTones: Tones<OperationalState> = {
  [OperationalState.UNSPECIFIED]: "unknown",
  [OperationalState.OPERATIONAL]: "good",
  [OperationalState.DEGRADED_PERFORMANCE]: "warn",
  [OperationalState.PARTIAL_OUTAGE]: "poor",
  [OperationalState.MAJOR_OUTAGE]: "bad",
  [OperationalState.UNDER_MAINTENANCE]: "planned",
  [OperationalState.UNKNOWN]: "unknown",
};
const verdictTones: Tones<Verdict> = {
  [Verdict.UNSPECIFIED]: "unknown",
  [Verdict.MET]: "good",
  [Verdict.BREACHED]: "bad",
  [Verdict.UNKNOWN]: "unknown",
  [Verdict.AT_RISK]: "warn",
  [Verdict.ON_TRACK]: "good",
};
const freshnessTones: Tones<Freshness> = {
  [Freshness.UNSPECIFIED]: "unknown",
  [Freshness.FRESH]: "good",
  [Freshness.LATE]: "warn",
  [Freshness.STALE]: "poor",
  [Freshness.MISSING]: "unknown",
  [Freshness.FAILED]: "bad",
};
const severityTones: Tones<Severity> = {
  [Severity.UNSPECIFIED]: "unknown",
  [Severity.ERROR]: "bad",
  [Severity.WARNING]: "warn",
  [Severity.INFO]: "quiet",
};
const impactTones: Tones<IncidentImpact> = {
  [IncidentImpact.UNSPECIFIED]: "unknown",
  [IncidentImpact.NONE]: "quiet",
  [IncidentImpact.MINOR]: "warn",
  [IncidentImpact.MAJOR]: "poor",
  [IncidentImpact.CRITICAL]: "bad",
};
const matchTones: Tones<ReconciliationState> = {
  [ReconciliationState.UNSPECIFIED]: "unknown",
  [ReconciliationState.MATCHED]: "good",
  [ReconciliationState.DIFFERENT]: "bad",
  [ReconciliationState.UNMATCHED]: "unknown",
};
const contractTones: Tones<ContractState> = {
  [ContractState.UNSPECIFIED]: "unknown",
  [ContractState.FUTURE]: "planned",
  [ContractState.RUNNING]: "good",
  [ContractState.ENDED]: "quiet",
};
const claimTones: Tones<ClaimState> = {
  [ClaimState.UNSPECIFIED]: "unknown",
  [ClaimState.ELIGIBLE]: "warn",
  [ClaimState.FILED]: "planned",
  [ClaimState.GRANTED]: "planned",
  [ClaimState.REFUSED]: "bad",
  [ClaimState.EXPIRED]: "poor",
  [ClaimState.RECEIVED]: "good",
  [ClaimState.NOT_CLAIMED]: "quiet",
  [ClaimState.DUE_ON_INVOICE]: "planned",
};

// The word of an enum's value: the catalogue has one for each, `kind.value`.
const word = (kind: string, names: Record<number, string>, value: number): string =>
  text(`${kind}.${(names[value] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);

export const stateTone = (state: OperationalState): Tone => stateTones[state] ?? "unknown";
export const impactTone = (impact: IncidentImpact): Tone => impactTones[impact] ?? "unknown";
export const stateWord = (state: OperationalState): string => word("state", OperationalState, state);
// The same of the word as the daemon writes it, partial_outage.
export const stateWordOf = (name: string): string => textOr(`state.${name}`, name);
export const verdictWord = (verdict: Verdict): string => word("verdict", Verdict, verdict);
export const freshnessWord = (freshness: Freshness): string => word("freshness", Freshness, freshness);
export const impactWord = (impact: IncidentImpact): string => word("impact", IncidentImpact, impact);
export const claimWord = (state: ClaimState): string => word("claim", ClaimState, state);
export const matchWord = (state: ReconciliationState): string => word("match", ReconciliationState, state);
export const contractWord = (state: ContractState): string => word("contract", ContractState, state);
export const severityWord = (severity: Severity): string => word("severity", Severity, severity);

export const StateMark = ({ state }: { state: OperationalState }) => <Mark tone={stateTone(state)} word={stateWord(state)} />;
export const VerdictMark = ({ verdict }: { verdict: Verdict }) => <Mark tone={verdictTones[verdict] ?? "unknown"} word={verdictWord(verdict)} />;
// A figure that somebody says is wrong never stands without that.
export const DoubtMark = ({ disputed, toldOtherwise }: { disputed: boolean; toldOtherwise: boolean }) => (
  <>
    {disputed && <Mark tone="warn" word={text("levels.disputed")} />}
    {toldOtherwise && <Mark tone="warn" word={text("levels.told_otherwise")} />}
  </>
);
export const FreshnessMark = ({ freshness }: { freshness: Freshness }) => (
  <Mark tone={freshnessTones[freshness] ?? "unknown"} word={freshnessWord(freshness)} />
);
export const SeverityMark = ({ severity }: { severity: Severity }) => <Mark tone={severityTones[severity] ?? "unknown"} word={severityWord(severity)} />;
export const ImpactMark = ({ impact }: { impact: IncidentImpact }) => <Mark tone={impactTone(impact)} word={impactWord(impact)} />;
export const MatchMark = ({ state }: { state: ReconciliationState }) => <Mark tone={matchTones[state] ?? "unknown"} word={matchWord(state)} />;
export const ContractMark = ({ state }: { state: ContractState }) => <Mark tone={contractTones[state] ?? "unknown"} word={contractWord(state)} />;
export const ClaimMark = ({ state }: { state: ClaimState }) => <Mark tone={claimTones[state] ?? "unknown"} word={claimWord(state)} />;
