// The joint fund of one partner: what stands in it, what waits for whose yes, and every entry that made it so.
import { useAnswer } from "../answer";
import { everyPage, funds, ideas, may } from "../api";
import { day, decimal, moment, money, month, percent } from "../format";
import { FundEntryKind, FundService, TransferKind, TransferState, type Fund, type FundEntry, type Transfer } from "../gen/regisseur/partnership/v1/fund_pb";
import { IdeaState } from "../gen/regisseur/partnership/v1/idea_pb";
import { Party } from "../gen/regisseur/partnership/v1/partnership_pb";
import type { Provider } from "../gen/regisseur/portfolio/v1/portfolio_pb";
import { Act, amountOf, given, Say, SelectField, TextField } from "../parts/act";
import { Mark, type Tone } from "../parts/mark";
import { Fact, Gaps, Said, Says, Shown } from "../parts/shown";
import { Table, type Column } from "../parts/table";
import { partyWord } from "../side";
import { text, type TextKey } from "../text/text";
import { Entries } from "./workspace";

const kindWord = (kind: FundEntryKind): string => text(`fund_entry.${(FundEntryKind[kind] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);
const stateWord = (state: TransferState): string => text(`transfer.${(TransferState[state] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);
const tones: Record<TransferState, Tone> = {
  [TransferState.UNSPECIFIED]: "unknown", [TransferState.ASKED]: "warn", [TransferState.RESERVED]: "planned", [TransferState.SPENT]: "good",
  [TransferState.DEPOSITED]: "good", [TransferState.REFUSED]: "poor", [TransferState.RELEASED]: "quiet",
};

const entryColumns = (currency: string): Column<FundEntry>[] => [
  { key: "time", head: text("when"), raw: (row) => moment(row.time), cell: (row) => moment(row.time) },
  { key: "kind", head: text("agenda.what"), raw: (row) => kindWord(row.kind), cell: (row) => <>{kindWord(row.kind)}<span class="fine block">{[row.claim, row.contract, [row.periodFrom, row.periodTo].filter((one) => one !== "").map((one) => day(month(one))).join(" – ")].filter((one) => one !== "").join(" · ")}</span><span class="fine block"><Says of={row.method} otherwise="" /></span></> },
  { key: "amount", head: text("lines.amount"), number: true, raw: (row) => row.amount, cell: (row) => <>{money(row.amount, currency)}{row.percent !== "" && <span class="fine block">{text("fund.share_of", { percent: percent(row.percent, 2), amount: money(row.ofAmount, currency) })}</span>}</> },
  { key: "balance", head: text("fund.balance"), number: true, raw: (row) => row.balance, cell: (row) => money(row.balance, currency) },
  { key: "reserved", head: text("fund.reserved"), number: true, raw: (row) => row.reserved, cell: (row) => money(row.reserved, currency) },
  { key: "free", head: text("fund.free"), number: true, raw: (row) => row.free, cell: (row) => money(row.free, currency) },
];

function TransferActs({ one, us }: { one: Transfer; us: Party }) {
  const about = one.ideaTitle || one.contract || one.id;
  const open = one.state === TransferState.ASKED || one.state === TransferState.RESERVED;
  const answer = one.state === TransferState.ASKED && one.waitsFor === us;
  return (
    <div class="decision-do">
      {answer && may(FundService.method.agreeTransfer) && <Say primary label={text("fund.agree")} about={about} send={(words, requestId) => funds.agreeTransfer({ id: one.id, text: words, requestId })} />}
      {answer && may(FundService.method.refuseTransfer) && <Say label={text("fund.refuse")} about={about} required send={(words, requestId) => funds.refuseTransfer({ id: one.id, text: words, requestId })} />}
      {open && one.askedBy === us && may(FundService.method.releaseTransfer) && <Say label={text("fund.release")} about={about} required send={(words, requestId) => funds.releaseTransfer({ id: one.id, text: words, requestId })} />}
      {may(FundService.method.commentOnTransfer) && <Say label={text("say")} about={about} required internal={us === Party.CUSTOMER} send={(words, requestId, internal) => funds.commentOnTransfer({ id: one.id, text: words, internal, requestId })} />}
    </div>
  );
}
const transferColumns = (us: Party): Column<Transfer>[] => [
  { key: "what", head: text("agenda.what"), raw: (row) => row.ideaTitle || row.contract, cell: (row) => <>{text(row.kind === TransferKind.DRAW ? "fund.draw_for" : "fund.deposit_by", { what: row.ideaTitle || row.idea || row.contract })}<span class="fine block">{text("fund.asked_by", { who: partyWord(row.askedBy) })}</span><Entries entries={row.entries} notes={row.notes} /></> },
  { key: "state", head: text("state"), raw: (row) => stateWord(row.state), cell: (row) => <><Mark tone={tones[row.state] ?? "unknown"} word={stateWord(row.state)} />{row.waitsFor !== Party.UNSPECIFIED && <span class="fine block">{text("fund.waits_for", { who: partyWord(row.waitsFor) })}</span>}</> },
  { key: "amount", head: text("lines.amount"), number: true, raw: (row) => row.amount, cell: (row) => money(row.amount, row.currency) },
  { key: "do", head: text("act.head"), acts: true, raw: () => "", cell: (row) => <TransferActs one={row} us={us} /> },
];

function OneFund({ one }: { one: Fund }) {
  const entries = useAnswer(`fund-entries/${one.provider}/${one.currency}`, async () => (await everyPage((pageToken) => funds.listFundEntries({ provider: one.provider, currency: one.currency, pageToken }))).flatMap((page) => page.entries));
  return (
    <>
      <dl class="facts">
        <Fact name={text("fund.free")}><span class="big">{money(one.free, one.currency)}</span>{one.free.startsWith("-") && <span class="block"><Mark tone="bad" word={text("fund.below")} /></span>}</Fact>
        <Fact name={text("fund.balance")}>{money(one.balance, one.currency)}<span class="fine block">{text("fund.of_it_reserved", { amount: money(one.reserved, one.currency) })}</span></Fact>
        <Fact name={text("fund.came_in")}>{text("fund.credits", { amount: money(one.credits, one.currency) })}<span class="block">{text("fund.gains", { amount: money(one.gains, one.currency) })}</span><span class="block">{text("fund.deposits", { amount: money(one.deposits, one.currency) })}</span></Fact>
        <Fact name={text("fund.spent")}>{money(one.spent, one.currency)}</Fact>
      </dl>
      <ul class="reasons">{one.terms.map((term) => <li key={term.contract}>{text("fund.terms", { contract: term.contract, credits: decimal(term.creditsPercent), gains: decimal(term.gainsPercent), provider: decimal(term.gainsToProviderPercent) })}</li>)}</ul>
      {one.notCounted.length > 0 && <><h3>{text("fund.not_counted")}</h3><ul class="reasons">{one.notCounted.map((gap) => <li key={gap.subject}><code>{gap.subject}</code> <Said>{gap.why}</Said></li>)}</ul></>}
      <Shown of={entries} quiet>{(rows) => <Table name={`fund-${one.provider}-${one.currency}`} caption={text("fund.entries", { currency: one.currency })} level={3} fold={8} columns={entryColumns(one.currency)} rows={rows} rowKey={(row) => String(row.line)} empty={text("fund.no_entries")} />}</Shown>
    </>
  );
}

// Where nothing was agreed there is no fund, and nothing is shown.
export function FundOf({ provider, us }: { provider: Provider; us: Party }) {
  const id = provider.id;
  const answered = useAnswer(`fund/${id}`, async () => {
    const pages = await everyPage((pageToken) => funds.listFunds({ provider: id, pageToken }));
    const transfers = await everyPage((pageToken) => funds.listTransfers({ provider: id, pageToken }));
    return { funds: pages.flatMap((page) => page.funds), transfers: transfers.flatMap((page) => page.transfers), gaps: [...(pages[0]?.gaps ?? []), ...(transfers[0]?.gaps ?? [])] };
  });
  const known = useAnswer(`ideas-of-fund/${id}`, async () => (await everyPage((pageToken) => ideas.listIdeas({ provider: id, pageToken }))).flatMap((page) => page.ideas));
  const data = answered.data;
  if (data && data.funds.length === 0 && data.transfers.length === 0 && data.gaps.length === 0) return null;
  const currencies = [...new Set(data?.funds.map((one) => one.currency))];
  const open = known.data?.filter((one) => one.state === IdeaState.NEW || one.state === IdeaState.ACCEPTED || one.state === IdeaState.STARTED) ?? [];
  const currency = <SelectField name="currency" label={text("currency")} choices={currencies.map((one) => ({ value: one, what: one }))} />;
  return (
    <section id="fund">
      <div class="section-head">
        <h2>{text("fund")}</h2>
        {currencies.length > 0 && open.length > 0 && may(FundService.method.proposeDraw) && (
          <Act label={text("fund.draw")} title={text("fund.draw")} done={text("fund.was_asked")} send={(form, requestId) => funds.proposeDraw({ provider: id, idea: given(form, "idea"), amount: amountOf(form, "amount"), currency: given(form, "currency"), text: given(form, "text"), requestId })}>
            <p class="fine">{text("fund.other_side")}</p>
            <SelectField name="idea" label={text("fund.idea")} choices={open.map((one) => ({ value: one.id, what: one.title || one.id }))} />
            <TextField name="amount" label={text("lines.amount")} required />
            {currency}
            <TextField name="text" label={text("say.text")} long />
          </Act>
        )}
        {currencies.length > 0 && may(FundService.method.proposeDeposit) && (
          <Act label={text("fund.deposit")} title={text("fund.deposit")} done={text("fund.was_asked")} send={(form, requestId) => funds.proposeDeposit({ provider: id, contract: "", amount: amountOf(form, "amount"), currency: given(form, "currency"), text: given(form, "text"), requestId })}>
            <p class="fine">{text("fund.other_side")}</p>
            <TextField name="amount" label={text("lines.amount")} required />
            {currency}
            <TextField name="text" label={text("fund.from_whom")} required long />
          </Act>
        )}
      </div>
      <Shown of={answered} quiet>
        {(shown) => (
          <>
            <Gaps gaps={shown.gaps} />
            {shown.transfers.length > 0 && <Table name={`transfers-${id}`} caption={text("fund.transfers")} level={3} fold={6} columns={transferColumns(us)} rows={shown.transfers} rowKey={(row) => row.id} empty="" />}
            {shown.funds.map((one) => <OneFund key={one.currency} one={one} />)}
          </>
        )}
      </Shown>
    </section>
  );
}
