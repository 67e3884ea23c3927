// Credits: what each side does about one, in the order in which it goes.
import { claims, may } from "../api";
import { moment, money } from "../format";
import { ClaimService, ClaimState, type Claim, type ClaimStep } from "../gen/regisseur/claim/v1/claim_pb";
import { Party } from "../gen/regisseur/partnership/v1/partnership_pb";
import { Act, amountOf, given, Say, TextField } from "../parts/act";
import { partyWord } from "../side";
import { plural, text, textOr } from "../text/text";

// Either side grants what was claimed: ours when the partner said so on paper. Who may not do that does nothing here.
export const mayActOnClaims = (): boolean => may(ClaimService.method.grantClaim) || may(ClaimService.method.proposeWaiver);

export function ClaimActs({ one, us }: { one: Claim; us: Party | undefined }) {
  const about = one.id;
  const kept = text("act.kept", { what: about });
  const open = one.state === ClaimState.ELIGIBLE || one.state === ClaimState.FILED || one.state === ClaimState.GRANTED || one.state === ClaimState.REFUSED || one.state === ClaimState.DUE_ON_INVOICE;
  return (
    <div class="decision-do">
      {one.state === ClaimState.ELIGIBLE && may(ClaimService.method.fileClaim) && (
        <Act primary label={text("claim.file")} title={`${text("claim.file")}: ${about}`} done={kept} send={(form, requestId) => claims.fileClaim({ id: one.id, document: given(form, "document"), amount: amountOf(form, "amount"), reason: given(form, "reason"), requestId })}>
          <TextField name="document" label={text("claim.letter")} required />
          <TextField name="amount" label={text("claim.amount")} hint={text("claim.amount_hint", { amount: money(one.amount, one.currency) })} />
          <TextField name="reason" label={text("claim.to_partner")} long />
        </Act>
      )}
      {one.state === ClaimState.FILED && may(ClaimService.method.grantClaim) && (
        <Act primary={us === Party.PROVIDER} label={text("claim.grant")} title={`${text("claim.grant")}: ${about}`} done={kept} send={(form, requestId) => claims.grantClaim({ id: one.id, amount: amountOf(form, "amount"), document: given(form, "document"), reason: given(form, "reason"), requestId })}>
          <TextField name="amount" label={text("claim.granted_amount")} hint={text("claim.all_hint", { amount: money(one.open ?? one.amount, one.currency) })} />
          <TextField name="document" label={text("contract.document")} />
          <TextField name="reason" label={text("say.text")} long />
        </Act>
      )}
      {one.state === ClaimState.FILED && may(ClaimService.method.refuseClaim) && <Say label={text("claim.refuse")} about={about} required send={(reason, requestId) => claims.refuseClaim({ id: one.id, reason, requestId })} />}
      {open && one.state !== ClaimState.ELIGIBLE && may(ClaimService.method.receiveCredit) && (
        <Act label={text("claim.receive")} title={`${text("claim.receive")}: ${about}`} done={kept} send={(form, requestId) => claims.receiveCredit({ ids: [one.id], contract: "", net: amountOf(form, "net"), vat: amountOf(form, "vat"), document: given(form, "document"), requestId })}>
          <TextField name="net" label={text("claim.net")} required />
          <TextField name="vat" label={text("claim.vat")} />
          <TextField name="document" label={text("claim.note")} required />
        </Act>
      )}
      {open && !one.waiverProposed && may(ClaimService.method.proposeWaiver) && <Say label={text("claim.waive")} about={about} required send={(reason, requestId) => claims.proposeWaiver({ id: one.id, reason, requestId })} />}
      {one.waiverProposed && may(ClaimService.method.approveWaiver) && <Say label={text("claim.approve_waiver")} about={about} send={(reason, requestId) => claims.approveWaiver({ id: one.id, reason, requestId })} />}
      {one.waiverProposed && may(ClaimService.method.refuseWaiver) && <Say label={text("claim.refuse_waiver")} about={about} send={(reason, requestId) => claims.refuseWaiver({ id: one.id, reason, requestId })} />}
    </div>
  );
}

const said = (step: ClaimStep): string => [step.reason, step.document].filter((words) => words !== "").join(" · ");

// What was done and said about a claim.
export function ClaimSteps({ one }: { one: Claim }) {
  if (one.steps.length === 0) return null;
  return (
    <details class="entries">
      <summary>{plural("entries", one.steps.length)}</summary>
      <ol>
        {one.steps.map((step) => (
          <li key={step.number}>
            <span class="fine">{moment(step.time)} · {[step.party === Party.UNSPECIFIED ? "" : partyWord(step.party), step.name].filter((word) => word !== "").join(" ")}</span>{" "}
            <strong>{textOr(`move.${step.move}`, step.move)}</strong>{step.amount !== undefined && ` ${money(step.amount, one.currency)}`}
            {said(step) !== "" && <span class="block">{said(step)}</span>}
          </li>
        ))}
      </ol>
    </details>
  );
}
