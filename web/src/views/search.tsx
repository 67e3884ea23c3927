// One field over everything that has a name: partners, functions, services, contracts, promises, sources, incidents,
// invoices, escalations, ideas, reports.
import { useAnswer } from "../answer";
import { contracts, escalations, everyPage, ideas, invoices, levels, portfolio, reports, sources, status } from "../api";
import { moment } from "../format";
import { ViewHead } from "../parts/shown";
import { addressOf, partnerAddress } from "../router";
import { plural, text, type TextKey } from "../text/text";
import type { ViewProps } from "../view";

interface Hit { kind: TextKey; name: string; more: string; address: string }
const kMost = 100;

// Who may not see a kind of thing does not find it; the others are still found.
const orNone = async (hits: Promise<Hit[]>): Promise<Hit[]> => hits.catch(() => []);

async function everything(): Promise<Hit[]> {
  const all = await Promise.all([
    orNone(everyPage((pageToken) => portfolio.listProviders({ pageToken })).then((pages) =>
      pages.flatMap((page) => page.providers).flatMap((one) => [
        { kind: "partner" as const, name: one.name, more: one.id, address: partnerAddress(one.id) },
        ...one.services.map((service) => ({ kind: "service" as const, name: service.name, more: one.name, address: partnerAddress(one.id) })),
      ]))),
    orNone(portfolio.getOverview({}).then((one) => one.functions.map((found) => ({ kind: "function" as const, name: found.name, more: found.owner, address: "/portfolio" })))),
    orNone(everyPage((pageToken) => escalations.listEscalations({ pageToken })).then((pages) => pages.flatMap((page) => page.escalations).map((one) => ({ kind: "escalations" as const, name: one.subject, more: one.provider, address: `${addressOf(["partners", one.provider, "workspace"])}#escalations` })))),
    orNone(everyPage((pageToken) => ideas.listIdeas({ pageToken })).then((pages) => pages.flatMap((page) => page.ideas).map((one) => ({ kind: "ideas" as const, name: one.title, more: one.provider, address: `${addressOf(["partners", one.provider, "workspace"])}#ideas` })))),
    orNone(everyPage((pageToken) => reports.listReports({ pageToken })).then((pages) => pages.flatMap((page) => page.reports).map((one) => ({ kind: "report" as const, name: one.id, more: one.template, address: addressOf(["reports", one.id]) })))),
    orNone(everyPage((pageToken) => contracts.listContracts({ pageToken })).then((pages) => pages.flatMap((page) => page.contracts).map((one) => ({ kind: "contract" as const, name: one.title || one.id, more: `${one.id} · ${one.provider}`, address: addressOf(["contracts", one.id]) })))),
    orNone(everyPage((pageToken) => levels.listObjectives({ pageToken })).then((pages) => pages.flatMap((page) => page.objectives).flatMap(({ running }) => (running ? [{ kind: "levels.objective" as const, name: running.title || running.objective, more: `${running.contract} · ${running.provider}`, address: addressOf(["levels", running.contract, running.objective]) }] : [])))),
    orNone(everyPage((pageToken) => sources.listSources({ pageToken })).then((pages) => pages.flatMap((page) => page.sources).map((one) => ({ kind: "source" as const, name: one.id, more: one.adapter, address: addressOf(["sources", one.id]) })))),
    orNone(everyPage((pageToken) => status.listIncidents({ pageToken })).then((pages) => pages.flatMap((page) => page.incidents).map((one) => ({ kind: "incident" as const, name: one.title, more: `${one.provider} · ${moment(one.startTime)}`, address: `${addressOf(["partners", one.provider], { days: "365" })}#timeline` })))),
    orNone(everyPage((pageToken) => invoices.listInvoices({ pageToken })).then((pages) => pages.flatMap((page) => page.invoices).map((one) => ({ kind: "invoice" as const, name: one.number, more: one.provider, address: addressOf(["invoices", one.provider, one.number]) })))),
  ]);
  return all.flat();
}

export function SearchView({ query }: ViewProps) {
  const wanted = (query.get("q") ?? "").trim();
  const answered = useAnswer("everything", everything);
  const words = wanted.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const hits = words.length === 0 ? [] : (answered.data ?? []).filter((hit) => words.every((word) => `${hit.name} ${hit.more}`.toLowerCase().includes(word)));
  return (
    <>
      <ViewHead title={wanted === "" ? text("search") : text("search.for", { words: wanted })} asOf={answered.at} />
      {wanted !== "" && !answered.data && <div class="loading" role="status"><span class="unseen">{text("loading")}</span></div>}
      {wanted !== "" && answered.data && <p role="status">{plural("search.hits", hits.length)}</p>}
      {wanted === "" && <p class="empty">{text("search.empty")}</p>}
      <ul class="hits">
        {hits.slice(0, kMost).map((hit, at) => (
          <li key={at}><a href={hit.address}>{hit.name}</a> <span class="fine">{text(hit.kind)} · {hit.more}</span></li>
        ))}
      </ul>
      {hits.length > kMost && <p class="note">{text("search.more", { n: hits.length - kMost })}</p>}
    </>
  );
}
