// The dates to act on, and addresses at which a calendar reads them: titles only, each address can be ended.
import { useState } from "preact/hooks";
import { useAnswer } from "../answer";
import { calendar, everyPage, may } from "../api";
import { dayOfTime } from "../format";
import { CalendarService, type CalendarDate, type CalendarLink } from "../gen/regisseur/calendar/v1/calendar_pb";
import { Act, given, TextField } from "../parts/act";
import { PartnerLink } from "../parts/partner_link";
import { Says, Shown, ViewHead } from "../parts/shown";
import { Table, type Column } from "../parts/table";
import { addressOf } from "../router";
import { text, textOr } from "../text/text";
import { ActBy } from "./contracts";

const kindWord = (kind: string): string => textOr(`date.${kind}`, kind.replaceAll("_", " "));
const dateColumns = (): Column<CalendarDate>[] => [
  { key: "title", head: text("agenda.what"), raw: (row) => row.title?.text ?? "", cell: (row) => <Says of={row.title} otherwise={row.kind} /> },
  { key: "day", head: text("leaving.day"), raw: (row) => row.day, cell: (row) => <ActBy on={row.day} /> },
  { key: "kind", head: text("changes.kind"), raw: (row) => row.kind, cell: (row) => kindWord(row.kind) },
  { key: "provider", head: text("partner"), raw: (row) => row.provider, cell: (row) => <PartnerLink id={row.provider} /> },
  { key: "contract", head: text("contract"), raw: (row) => row.contract, cell: (row) => (row.contract === "" ? "–" : <a href={addressOf(["contracts", row.contract])}>{row.contract}</a>) },
];
const linkColumns = (): Column<CalendarLink>[] => [
  { key: "name", head: text("dates.link"), raw: (row) => row.name, cell: (row) => row.name || row.id },
  { key: "state", head: text("state"), raw: (row) => row.state, cell: (row) => textOr(`dates.state.${row.state}`, row.state) },
  { key: "createTime", head: text("dates.made"), raw: (row) => dayOfTime(row.createTime), cell: (row) => dayOfTime(row.createTime) },
  { key: "expireTime", head: text("until"), raw: (row) => dayOfTime(row.expireTime), cell: (row) => dayOfTime(row.expireTime) },
  {
    key: "id", head: text("act.head"), acts: true, raw: (row) => row.id,
    cell: (row) => row.state === "active" && may(CalendarService.method.revokeLink) && (
      <Act label={text("dates.end")} title={text("dates.end_what", { name: row.name })} done={text("dates.ended")} send={(_, requestId) => calendar.revokeLink({ id: row.id, requestId })}><p>{text("dates.end_note")}</p></Act>
    ),
  },
];

function Links() {
  const [made, setMade] = useState("");
  const links = useAnswer("calendar-links", () => calendar.listLinks({}));
  return (
    <section id="links">
      <h2>{text("dates.links")}</h2>
      <p class="note">{text("dates.links_note")}</p>
      {may(CalendarService.method.createLink) && (
        <div class="decision-do">
          <Act
            label={text("dates.new")}
            title={text("dates.new")}
            done={text("dates.was_made")}
            send={async (form, requestId) => {
              const { path } = await calendar.createLink({ name: given(form, "name"), requestId });
              setMade(path === "" ? "" : window.location.origin + path);
            }}
          >
            <TextField name="name" label={text("dates.what_for")} required />
          </Act>
        </div>
      )}
      {made !== "" && <p class="stale" role="status"><strong>{text("dates.copy")}</strong> <code>{made}</code></p>}
      <Shown of={links} quiet>{(data) => data.links.length > 0 && <Table name="calendar-links" caption={text("dates.all_links")} level={3} columns={linkColumns()} rows={data.links} rowKey={(row) => row.id} empty="" />}</Shown>
    </section>
  );
}

export function DatesView() {
  const answered = useAnswer("dates", async () => {
    const pages = await everyPage((pageToken) => calendar.listDates({ pageToken }));
    return { rows: pages.flatMap((page) => page.dates), gaps: pages[0]?.gaps ?? [] };
  });
  return (
    <Shown top of={answered}>
      {(data) => (
        <>
          <ViewHead title={text("dates.title")} asOf={answered.at} basis={text("dates.basis")} gaps={data.gaps} />
          <Table name="dates" caption={text("dates.all")} columns={dateColumns()} rows={data.rows} rowKey={(row) => row.uid} empty={text("dates.none")} />
          {may(CalendarService.method.listLinks) && <Links />}
        </>
      )}
    </Shown>
  );
}
