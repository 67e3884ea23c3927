// What changed since the last look, yesterday or last month: sentences with figures, out of the same answers.
import { useAnswer, kLive } from "../answer";
import { digest, everyPage, may } from "../api";
import { moment, money } from "../format";
import { DigestService, type Change } from "../gen/regisseur/digest/v1/digest_pb";
import { evidenceAddress } from "../evidence";
import { Act } from "../parts/act";
import { Mark } from "../parts/mark";
import { PartnerLink } from "../parts/partner_link";
import { Says, Shown, ViewHead } from "../parts/shown";
import { Table, type Column } from "../parts/table";
import { addressOf } from "../router";
import { plural, text, textOr, type TextKey } from "../text/text";
import type { ViewProps } from "../view";

const spans = ["last", "yesterday", "last-month"] as const;
const kindWord = (kind: string): string => textOr(`change.${kind}`, kind.replaceAll("_", " "));

const columns = (): Column<Change>[] => [
  {
    key: "sentence", head: text("changes.what"), raw: (row) => row.sentence?.text ?? "",
    cell: (row) => {
      const address = row.evidence.map(evidenceAddress).find((one) => one !== undefined);
      const words = <Says of={row.sentence} otherwise="" />;
      return address ? <a class="quiet-link" href={address}>{words}</a> : words;
    },
  },
  { key: "kind", head: text("changes.kind"), raw: (row) => row.kind, cell: (row) => <Mark tone={row.bad ? "warn" : "quiet"} word={kindWord(row.kind)} /> },
  { key: "provider", head: text("partner"), raw: (row) => row.provider, cell: (row) => <PartnerLink id={row.provider} /> },
  { key: "time", head: text("when"), raw: (row) => moment(row.time), cell: (row) => moment(row.time) },
  { key: "amount", head: text("lines.amount"), number: true, raw: (row) => row.amount ?? "", cell: (row) => (row.amount === undefined ? "–" : money(row.amount, row.currency)) },
];

export function ChangesView({ query }: ViewProps) {
  const asked = query.get("since") ?? "last";
  const since = spans.includes(asked as (typeof spans)[number]) ? asked : "last";
  const answered = useAnswer(`changes/${since}`, async () => {
    const pages = await everyPage((pageToken) => digest.listChanges({ since, pageToken }));
    const first = pages[0];
    return { rows: pages.flatMap((page) => page.changes), gaps: first?.gaps ?? [], from: first?.from, to: first?.to, lastLook: first?.lastLook, counts: first?.counts ?? [] };
  }, since === "last" ? kLive * 3 : undefined);
  return (
    <Shown top of={answered}>
      {(data) => (
        <>
          <ViewHead
            title={data.rows.length === 0 ? text("changes.none") : plural("changes.title", data.rows.length)}
            asOf={data.to}
            basis={text("changes.between", { from: moment(data.from), to: moment(data.to) })}
            gaps={data.gaps}
          >
            <p class="choices" role="group" aria-label={text("changes.since")}>
              {spans.map((one) => <a key={one} href={addressOf(["changes"], { since: one === "last" ? "" : one })} aria-current={one === since ? "true" : undefined}>{text(`changes.${one}` as TextKey)}</a>)}
            </p>
            {since === "last" && <p class="fine">{data.lastLook ? text("changes.looked", { when: moment(data.lastLook) }) : text("changes.never_looked")}</p>}
          </ViewHead>
          {data.counts.length > 1 && <ul class="counts">{data.counts.map((one) => <li key={one.kind}><strong>{one.count}</strong> {kindWord(one.kind)}</li>)}</ul>}
          {since === "last" && data.rows.length > 0 && may(DigestService.method.markChanges) && (
            <div class="decision-do">
              <Act label={text("changes.mark")} title={text("changes.mark")} done={text("changes.marked")} send={(_, requestId) => digest.markChanges({ ...(data.to && { to: data.to }), requestId })}>
                <p>{text("changes.mark_note", { when: moment(data.to) })}</p>
              </Act>
            </div>
          )}
          <Table name="changes" caption={text("changes")} columns={columns()} rows={data.rows} rowKey={(row) => `${row.kind}${row.provider}${row.time?.seconds ?? ""}${row.sentence?.text ?? ""}`} empty={text("changes.empty")} fold={30} />
        </>
      )}
    </Shown>
  );
}
