// What waits for the reader's side of one partner: each line leads to where it is done.
import type { ComponentChildren } from "preact";
import { useAnswer } from "../answer";
import { claims, escalations, everyPage, extras, funds, may, negotiation, objectives, obligations, plans, reviews } from "../api";
import { day, momentThere, money, month } from "../format";
import { ClaimService, ClaimState } from "../gen/regisseur/claim/v1/claim_pb";
import { ContractProposalState, NegotiationService } from "../gen/regisseur/negotiation/v1/negotiation_pb";
import { ObjectiveService, ProposalState, Side } from "../gen/regisseur/objective/v1/objective_pb";
import { EscalationService, EscalationState } from "../gen/regisseur/partnership/v1/escalation_pb";
import { FundService, TransferState } from "../gen/regisseur/partnership/v1/fund_pb";
import { ObligationService, ObligationState } from "../gen/regisseur/partnership/v1/obligation_pb";
import { Party } from "../gen/regisseur/partnership/v1/partnership_pb";
import { PlanService, PlanState } from "../gen/regisseur/partnership/v1/plan_pb";
import { ReviewService, ReviewState } from "../gen/regisseur/partnership/v1/review_pb";
import { ExtraService, ExtraState } from "../gen/regisseur/room/v1/room_pb";
import { Shown } from "../parts/shown";
import { addressOf } from "../router";
import { text, type TextKey } from "../text/text";

interface Waiting {
  kind: TextKey;
  what: ComponentChildren;
  by: string; // as the reader reads it; empty when there is no day
  due: number; // to put what is due first first; Infinity without a day
  address: string;
}
const at = (time: { seconds: bigint } | undefined): number => (time === undefined ? Infinity : Number(time.seconds) * 1000);
const onDay = (value: string | undefined): number => (value === undefined || value === "" ? Infinity : Date.parse(`${value}T00:00:00Z`));

// A kind of thing that can wait is one entry: what has to be allowed, and what of it waits for `us`.
type Kind = [needs: Parameters<typeof may>[0], (provider: string, us: Party) => Promise<Waiting[]>];
const workspace = (provider: string, part: string): string => `${addressOf(["partners", provider, "workspace"])}#${part}`;
const kinds: Kind[] = [
  [EscalationService.method.listEscalations, async (provider, us) => {
    const rows = (await everyPage((pageToken) => escalations.listEscalations({ provider, pageToken }))).flatMap((page) => page.escalations);
    const calling = rows.filter((one) => one.openedBy !== us && (one.state === EscalationState.OPEN || one.state === EscalationState.ACKNOWLEDGED));
    const answered = rows.filter((one) => one.openedBy === us && one.state === EscalationState.ANSWERED);
    return [
      ...calling.map((one) => {
        const clock = one.state === EscalationState.OPEN ? one.acknowledgement : one.answer;
        return { kind: one.state === EscalationState.OPEN ? "waits.acknowledge" as const : "waits.answer" as const, what: one.subject || one.id, by: clock ? momentThere(clock.dueTime) : "", due: at(clock?.dueTime), address: workspace(provider, one.id) };
      }),
      ...answered.map((one) => ({ kind: "waits.close" as const, what: one.subject || one.id, by: "", due: Infinity, address: workspace(provider, one.id) })),
    ];
  }],
  [ClaimService.method.listClaims, async (provider, us) =>
    (await everyPage((pageToken) => claims.listClaims({ provider, pageToken }))).flatMap((page) => page.claims)
      .filter((one) => one.state === (us === Party.PROVIDER ? ClaimState.FILED : ClaimState.ELIGIBLE))
      .map((one) => ({ kind: us === Party.PROVIDER ? "waits.claim" as const : "waits.file" as const, what: `${one.contract}/${one.objective} ${month(one.windowLastDay.slice(0, 7))} · ${money(one.amount, one.currency)}`, by: us === Party.PROVIDER ? "" : day(one.claimBy), due: us === Party.PROVIDER ? Infinity : onDay(one.claimBy), address: `${addressOf(["partners", provider])}#claims` }))],
  [ObligationService.method.listObligations, async (provider, us) =>
    (await everyPage((pageToken) => obligations.listObligations({ provider, pageToken }))).flatMap((page) => page.obligations)
      .filter((one) => one.side === us && (one.state === ObligationState.ASKED || one.state === ObligationState.PROMISED))
      .map((one) => ({ kind: one.state === ObligationState.ASKED ? "waits.promise" as const : "waits.fulfil" as const, what: one.what || one.id, by: day(one.dueOn), due: onDay(one.dueOn), address: workspace(provider, "obligations") }))],
  [NegotiationService.method.listContractProposals, async (provider, us) =>
    (await everyPage((pageToken) => negotiation.listContractProposals({ provider, open: true, pageToken }))).flatMap((page) => page.proposals)
      .filter((one) => one.state === ContractProposalState.OPEN && one.side !== (us === Party.PROVIDER ? Side.PROVIDER : Side.CUSTOMER))
      .map((one) => ({ kind: "waits.version" as const, what: `${one.contract} ${one.version}`.trim(), by: "", due: Infinity, address: `${addressOf(["contracts", one.contract])}#proposals` }))],
  [ObjectiveService.method.listExclusions, async (provider, us) => {
    const [exclusions, settlements] = await Promise.all([
      everyPage((pageToken) => objectives.listExclusions({ provider, pageToken })),
      everyPage((pageToken) => objectives.listSettlements({ provider, pageToken })),
    ]);
    const level = (contract: string, objective: string, period: string) => `${addressOf(["levels", contract, objective], { period })}#between`;
    return [
      ...exclusions.flatMap((page) => page.exclusions).filter((one) => one.state === ProposalState.PROPOSED && (us === Party.CUSTOMER || one.side === Side.CUSTOMER))
        .map((one) => ({ kind: "waits.exclusion" as const, what: `${one.contract}/${one.objective}`, by: "", due: Infinity, address: level(one.contract, one.objective, one.endTime ? new Date(Number(one.endTime.seconds) * 1000 - 1).toISOString().slice(0, 7) : "") })),
      ...settlements.flatMap((page) => page.settlements).filter((one) => one.state === ProposalState.PROPOSED)
        .map((one) => ({ kind: "waits.settlement" as const, what: `${one.contract}/${one.objective} ${month(one.period.slice(0, 7))}`, by: "", due: Infinity, address: level(one.contract, one.objective, one.period) })),
    ];
  }],
  [ReviewService.method.listReviews, async (provider, us) =>
    (await everyPage((pageToken) => reviews.listReviews({ provider, pageToken }))).flatMap((page) => page.reviews)
      .filter((one) => one.state === ReviewState.SCORED ? !(us === Party.PROVIDER ? one.providerName : one.customerName) : one.state === ReviewState.OPEN && !(us === Party.PROVIDER ? one.providerAnswered : one.customerAnswered))
      .map((one) => ({ kind: one.state === ReviewState.SCORED ? "waits.sign" as const : "waits.score" as const, what: one.quarter, by: "", due: Infinity, address: workspace(provider, one.id) }))],
  [ExtraService.method.listExtras, async (provider, us) =>
    (await extras.listExtras({ provider })).extras
      .filter((one) => one.state === (us === Party.PROVIDER ? ExtraState.ORDERED : ExtraState.PROPOSED))
      .map((one) => ({ kind: us === Party.PROVIDER ? "waits.deliver" as const : "waits.approve" as const, what: `${one.extra} · ${one.contract}`, by: day(one.dueOn), due: onDay(one.dueOn), address: `${addressOf(["contracts", one.contract])}#orders` }))],
  [FundService.method.listTransfers, async (provider, us) =>
    (await everyPage((pageToken) => funds.listTransfers({ provider, state: TransferState.ASKED, pageToken }))).flatMap((page) => page.transfers)
      .filter((one) => one.waitsFor === us)
      .map((one) => ({ kind: "waits.fund" as const, what: `${one.ideaTitle || one.contract} · ${money(one.amount, one.currency)}`, by: "", due: Infinity, address: workspace(provider, "fund") }))],
  [PlanService.method.listPlans, async (provider, us) =>
    (await everyPage((pageToken) => plans.listPlans({ provider, pageToken }))).flatMap((page) => page.plans)
      .filter((one) => one.state === PlanState.PROPOSED && one.waitsFor === us)
      .map((one) => ({ kind: "waits.plan" as const, what: text("plan.version", { n: one.version }), by: "", due: Infinity, address: workspace(provider, "plan") }))],
];

export function Waits({ provider, us }: { provider: string; us: Party }) {
  const answered = useAnswer(`waits/${provider}/${us}`, async () => {
    const asked = kinds.filter(([needs]) => may(needs));
    const found = await Promise.allSettled(asked.map(([, ask]) => ask(provider, us)));
    return {
      rows: found.flatMap((one) => (one.status === "fulfilled" ? one.value : [])).sort((a, b) => (a.due === b.due ? 0 : a.due - b.due)),
      // What could not be asked is not quietly nothing.
      failed: found.filter((one) => one.status === "rejected").length,
    };
  });
  return (
    <section id="waits">
      <h2>{text("waits")}</h2>
      <Shown of={answered}>
        {(data) => (
          <>
            {data.failed > 0 && <p class="stale" role="status">{text("waits.not_all")}</p>}
            {data.rows.length === 0 && data.failed === 0 && <p class="empty">{text("waits.none")}</p>}
            {data.rows.length > 0 && <ul class="waits">{data.rows.map((one, n) => <li key={n}><a href={one.address}>{text(one.kind)}</a> <bdi>{one.what}</bdi>{one.by !== "" && <span class="fine"> {text("waits.by", { when: one.by })}</span>}</li>)}</ul>}
          </>
        )}
      </Shown>
    </section>
  );
}
