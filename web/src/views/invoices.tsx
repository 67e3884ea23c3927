// Invoices beside what was charged and agreed. Regisseur advises; approval and payment stay in the finance system.
import { useAnswer } from "../answer";
import { everyPage, invoices } from "../api";
import { day, decimal, money } from "../format";
import { DifferenceClass, InvoiceKind, ReconciliationState, type Invoice, type InvoiceLine, type Reconciliation } from "../gen/regisseur/invoice/v1/invoice_pb";
import { Mark, MatchMark, matchWord } from "../parts/mark";
import { Fact, Said, Shown, ViewHead } from "../parts/shown";
import { PartnerLink } from "../parts/partner_link";
import { Table, type Column } from "../parts/table";
import { addressOf } from "../router";
import { text, textOr, type TextKey } from "../text/text";
import type { ViewProps } from "../view";
import { ActBy } from "./contracts";

const classWord = (one: DifferenceClass): string => text(`difference.${(DifferenceClass[one] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);
const byWord = (words: string): string => textOr(`matched_by.${words}`, words);

// An invoice with what it was held against.
interface Row { invoice: Invoice; match: Reconciliation | undefined }

const columns = (): Column<Row>[] => [
  { key: "number", head: text("invoice"), raw: ({ invoice }) => invoice.number, cell: ({ invoice }) => <><a href={addressOf(["invoices", invoice.provider, invoice.number])}>{invoice.number}</a>{invoice.kind === InvoiceKind.CREDIT_NOTE && <span class="tag">{text("invoice.credit_note")}</span>}</> },
  { key: "provider", head: text("partner"), raw: ({ invoice }) => invoice.provider, cell: ({ invoice }) => <PartnerLink id={invoice.provider} /> },
  { key: "issueDate", head: text("invoice.issued"), raw: ({ invoice }) => invoice.issueDate, cell: ({ invoice }) => day(invoice.issueDate) },
  { key: "dueDate", head: text("invoice.due"), raw: ({ invoice }) => invoice.dueDate, cell: ({ invoice }) => <>{day(invoice.dueDate)}{invoice.overdue && <span class="block"><Mark tone="warn" word={text("invoice.overdue")} /></span>}</> },
  { key: "signedNetCost", head: text("invoice.net"), number: true, raw: ({ invoice }) => invoice.signedNetCost ?? "", cell: ({ invoice }) => money(invoice.signedNetCost, invoice.currency) },
  { key: "currency", head: text("currency"), raw: ({ invoice }) => invoice.currency, cell: ({ invoice }) => invoice.currency },
  { key: "state", head: text("invoice.match"), raw: ({ match }) => (match ? matchWord(match.state) : ""), cell: ({ match }) => (match ? <MatchMark state={match.state} /> : "–") },
  { key: "differenceNet", head: text("invoice.difference"), number: true, raw: ({ match }) => match?.differenceNet ?? "", cell: ({ match }) => <>{match ? money(match.differenceNet, match.currency) : "–"}{match?.differences.map((one, at) => <span class="fine block" key={at}>{classWord(one.class)}</span>)}</> },
  { key: "objectBy", head: text("invoice.object_by"), raw: ({ match }) => match?.objectBy ?? "", cell: ({ match }) => <ActBy on={match?.objectBy} /> },
];

export function InvoicesView() {
  const answered = useAnswer("invoices", async () => {
    const [list, matches] = await Promise.all([
      everyPage((pageToken) => invoices.listInvoices({ pageToken })), everyPage((pageToken) => invoices.reconcileInvoices({ pageToken })),
    ]);
    const matched = matches.flatMap((page) => page.invoices);
    return {
      rows: list.flatMap((page) => page.invoices).map((invoice) => ({ invoice, match: matched.find((one) => one.provider === invoice.provider && one.number === invoice.number && one.issueDate === invoice.issueDate) })),
      totals: matches[0]?.totals ?? [],
      gaps: [...(list[0]?.gaps ?? []), ...(matches[0]?.gaps ?? []).filter((gap) => gap.rule !== "invoice-no-source")],
    };
  });
  return (
    <Shown top of={answered}>
      {(data) => (
        <>
          <ViewHead title={text("invoices")} asOf={answered.at} basis={text("invoices.basis")} gaps={data.gaps} />
          {data.totals.length > 0 && (
            <dl class="facts">
              {data.totals.map((one) => <Fact key={`${one.class}${one.currency}`} name={classWord(one.class)}><span class="big">{money(one.amount, one.currency)}</span><span class="fine block">{text("invoice.differences", { n: one.count })}</span></Fact>)}
            </dl>
          )}
          <Table name="invoices" caption={text("invoices.all")} columns={columns()} rows={data.rows} rowKey={({ invoice }) => invoice.provider + invoice.number + invoice.file} empty={text("invoices.none")} tone={({ match }) => (match?.state === ReconciliationState.DIFFERENT ? "row-bad" : undefined)} />
        </>
      )}
    </Shown>
  );
}

const lineColumns = (currency: string): Column<InvoiceLine>[] => [
  { key: "id", head: text("invoice.line"), raw: (row) => row.id, cell: (row) => row.id },
  { key: "name", head: text("lines.what"), raw: (row) => row.name, cell: (row) => <>{row.name}<span class="fine block">{row.description}</span></> },
  { key: "quantity", head: text("lines.quantity"), number: true, raw: (row) => row.quantity ?? "", cell: (row) => <>{decimal(row.quantity)} {row.unit}</> },
  { key: "netPrice", head: text("contract.price"), number: true, raw: (row) => row.netPrice ?? "", cell: (row) => money(row.netPrice, currency) },
  { key: "netAmount", head: text("lines.amount"), number: true, raw: (row) => row.netAmount ?? "", cell: (row) => money(row.netAmount, currency) },
];

export function InvoiceView({ part }: ViewProps) {
  const provider = part["provider"] ?? "";
  const number = part["number"] ?? "";
  const answered = useAnswer(`invoice/${provider}/${number}`, () => invoices.getInvoice({ provider, number }));
  return (
    <Shown top of={answered}>
      {(data) => {
        const match = data.reconciliation;
        return (
          <>
            <ViewHead title={`${data.kind === InvoiceKind.CREDIT_NOTE ? text("invoice.credit_note") : text("invoice")} ${data.number}`} asOf={answered.at} basis={`${data.file} · ${data.source}`}>
              <p class="under-title"><PartnerLink id={data.provider} />{match && <MatchMark state={match.state} />}<span>{data.seller}</span></p>
            </ViewHead>
            <dl class="facts">
              <Fact name={text("invoice.net")}><span class="big">{money(data.signedNetCost, data.currency)}</span></Fact>
              <Fact name={text("invoice.tax")}>{money(data.signedTaxCost, data.currency)}</Fact>
              <Fact name={text("invoice.payable")}>{money(data.signedPayableCost, data.currency)}</Fact>
              <Fact name={text("invoice.issued")}>{day(data.issueDate)}</Fact>
              <Fact name={text("invoice.due")}>{day(data.dueDate)}</Fact>
              {match && <Fact name={text("invoice.expected")}>{money(match.expectedNet, match.currency)}<span class="fine block">{[match.basis, match.matchedBy].filter((one) => one !== "").map(byWord).join(" · ")}</span></Fact>}
              {match && <Fact name={text("invoice.object_by")}><ActBy on={match.objectBy} /></Fact>}
            </dl>
            {match && (match.differences.length > 0 || match.notes.length > 0) && (
              <section>
                <h2>{text("invoice.why")}</h2>
                <ul class="reasons">
                  {match.differences.map((one, at) => <li key={`d${at}`}><Mark tone="bad" word={classWord(one.class)} /> <strong>{money(one.amount, match.currency)}</strong> <Said>{one.message}</Said></li>)}
                  {match.notes.map((one, at) => <li key={`n${at}`}><Said>{one.message}</Said></li>)}
                </ul>
              </section>
            )}
            {data.problems.length > 0 && <section><h2>{text("invoice.problems")}</h2><ul class="reasons">{data.problems.map((one, at) => <li key={at}><code>{one.rule}</code> <Said>{one.message}</Said></li>)}</ul></section>}
            <Table name={`invoice-${number}`} caption={text("invoice.lines")} columns={lineColumns(data.currency)} rows={data.lines} rowKey={(row) => row.id} empty={text("lines.none")} />
          </>
        );
      }}
    </Shown>
  );
}
