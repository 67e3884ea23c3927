// The partner's own lines behind an amount, with the file and line that each was read from.
import { useAnswer } from "../answer";
import { cost } from "../api";
import { decimal, dateOf, dayOfTime, money, month } from "../format";
import type { CostLine } from "../gen/regisseur/cost/v1/cost_pb";
import { Shown, ViewHead } from "../parts/shown";
import { PartnerLink } from "../parts/partner_link";
import { Table, type Column } from "../parts/table";
import { addressOf } from "../router";
import { text } from "../text/text";
import type { ViewProps } from "../view";

const columns = (): Column<CostLine>[] => [
  { key: "description", head: text("lines.what"), raw: (row) => row.description, cell: (row) => <>{row.description || row.serviceName}<span class="fine block">{[row.serviceName, row.sku, row.resource].filter((one) => one !== "").join(" · ")}</span></> },
  { key: "billedCost", head: text("lines.amount"), number: true, raw: (row) => row.billedCost, cell: (row) => money(row.billedCost, row.currency) },
  { key: "currency", head: text("currency"), raw: (row) => row.currency, cell: (row) => row.currency },
  { key: "quantity", head: text("lines.quantity"), number: true, raw: (row) => row.quantity ?? "", cell: (row) => <>{decimal(row.quantity)} {row.unit}</> },
  { key: "chargeCategory", head: text("lines.kind"), raw: (row) => row.chargeCategory, cell: (row) => <>{row.chargeCategory}{row.chargeClass !== "" && <span class="tag">{row.chargeClass}</span>}</> },
  { key: "chargeStartTime", head: text("lines.period"), raw: (row) => dateOf(row.chargeStartTime)?.toISOString() ?? "", cell: (row) => dayOfTime(row.chargeStartTime) },
  { key: "invoiceId", head: text("invoice"), raw: (row) => row.invoiceId, cell: (row) => row.invoiceId || "–" },
  { key: "file", head: text("lines.file"), raw: (row) => `${row.file}:${row.line}`, cell: (row) => <><code>{row.file}:{row.line.toString()}</code><span class="fine block"><a href={addressOf(["sources", row.source])}>{row.source}</a></span></> },
];

export function LinesView({ part, query }: ViewProps) {
  const provider = part["id"] ?? "";
  const period = query.get("month") ?? "";
  const service = query.get("service") ?? "";
  const answered = useAnswer(`lines/${provider}/${period}/${service}`, () => cost.listCostLines({ provider, from: period, to: period, service }));
  return (
    <Shown top of={answered}>
      {(data) => (
        <>
          <ViewHead title={text("lines.title", { month: month(period) })} asOf={answered.at} basis={text("lines.basis")} gaps={data.gaps}>
            <p class="under-title"><PartnerLink id={provider} />{service !== "" && <span>{service}</span>}</p>
          </ViewHead>
          {data.nextPageToken !== "" && <p class="note">{text("lines.first_page")}</p>}
          <Table name={`lines-${provider}-${period}`} caption={text("lines.caption")} columns={columns()} rows={data.lines} rowKey={(row) => `${row.source}/${row.file}/${row.line}`} empty={text("lines.none")} />
        </>
      )}
    </Shown>
  );
}
