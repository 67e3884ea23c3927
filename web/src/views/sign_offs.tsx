// Periods that both sides signed: the same figures under both names, and what a figure would be today.
import { useAnswer } from "../answer";
import { contracts, everyPage, may, signOffs } from "../api";
import { moment, month, percent } from "../format";
import { SignOffService, SignOffState, type SignedFigure, type SignOff } from "../gen/regisseur/partnership/v1/sign_off_pb";
import type { Provider } from "../gen/regisseur/portfolio/v1/portfolio_pb";
import { Act, given, SelectField, TextField } from "../parts/act";
import { Mark, type Tone } from "../parts/mark";
import { Gaps, Shown } from "../parts/shown";
import { Table, type Column } from "../parts/table";
import { addressOf } from "../router";
import { text, textOr, type TextKey } from "../text/text";

const tones: Record<SignOffState, Tone> = { [SignOffState.UNSPECIFIED]: "unknown", [SignOffState.ONE_SIDE]: "warn", [SignOffState.FROZEN]: "good", [SignOffState.DIFFERENT]: "bad" };
const stateWord = (state: SignOffState): string => text(`sign_off.${(SignOffState[state] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);

function Figure({ one }: { one: SignedFigure }) {
  return (
    <span class="block">
      {one.objective} {percent(one.attained)} <span class="fine">{textOr(`verdict.${one.verdict}`, one.verdict)}</span>
      {one.now !== "" && one.now !== one.attained && <> <Mark tone="warn" word={text("sign_off.now", { figure: percent(one.now) })} /></>}
    </span>
  );
}
const columns = (): Column<SignOff>[] => [
  { key: "period", head: text("levels.period"), raw: (row) => row.period, cell: (row) => <>{month(row.period)}<span class="fine block"><a href={addressOf(["contracts", row.contract])}>{row.contract}</a></span></> },
  { key: "state", head: text("state"), raw: (row) => stateWord(row.state), cell: (row) => <Mark tone={tones[row.state] ?? "unknown"} word={stateWord(row.state)} /> },
  { key: "figures", head: text("sign_off.figures"), fixed: true, raw: (row) => row.figures.map((one) => `${one.objective} ${one.attained} ${one.verdict} ${one.now}`).join("; "), cell: (row) => row.figures.map((one) => <Figure key={one.objective + one.windowEnd} one={one} />) },
  { key: "customer", head: text("party.customer"), raw: (row) => row.customerName, cell: (row) => (row.customerTime ? <>{row.customerName || "✓"}<span class="fine block">{moment(row.customerTime)}</span></> : "–") },
  { key: "provider", head: text("party.provider"), raw: (row) => row.providerName, cell: (row) => (row.providerTime ? <>{row.providerName || "✓"}<span class="fine block">{moment(row.providerTime)}</span></> : "–") },
];

export function SignOffs({ provider }: { provider: Provider }) {
  const answered = useAnswer(`sign-offs/${provider.id}`, async () => {
    const pages = await everyPage((pageToken) => signOffs.listSignOffs({ provider: provider.id, pageToken }));
    return { rows: pages.flatMap((page) => page.signOffs), gaps: pages[0]?.gaps ?? [] };
  });
  const known = useAnswer(`contracts-of/${provider.id}`, () => contracts.listContracts({ provider: provider.id }));
  return (
    <section id="sign_offs">
      <div class="section-head">
        <h2>{text("sign_offs")}</h2>
        {may(SignOffService.method.signPeriod) && (
          <Act label={text("sign_off.sign")} title={text("sign_off.sign")} done={text("sign_off.signed")} send={(form, requestId) => signOffs.signPeriod({ contract: given(form, "contract"), period: given(form, "period"), text: given(form, "text"), requestId })}>
            <SelectField name="contract" label={text("contract")} choices={known.data?.contracts.map((one) => ({ value: one.id, what: one.title || one.id })) ?? []} />
            <TextField name="period" label={text("levels.period")} required hint="2026-10" />
            <TextField name="text" label={text("say.text")} long />
          </Act>
        )}
      </div>
      <Shown of={answered} quiet>{(data) => <><Gaps gaps={data.gaps} /><Table name={`sign-offs-${provider.id}`} caption={text("sign_offs.all")} level={3} fold={6} columns={columns()} rows={data.rows} rowKey={(row) => row.id} empty={text("sign_off.none")} /></>}</Shown>
    </section>
  );
}
