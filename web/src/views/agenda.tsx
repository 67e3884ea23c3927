// First what has to be decided: at most seven items, the rest is counted.
import { useAnswer, kLive } from "../answer";
import { agenda } from "../api";
import { day, daysUntil, money } from "../format";
import type { AgendaItem } from "../gen/regisseur/agenda/v1/agenda_pb";
import type { Overview } from "../gen/regisseur/portfolio/v1/portfolio_pb";
import { OperationalState } from "../gen/regisseur/type/v1/state_pb";
import { evidenceAddress } from "../evidence";
import { Mark, StateMark } from "../parts/mark";
import { Said, Shown, ViewHead } from "../parts/shown";
import { PartnerLink } from "../parts/partner_link";
import { Table, type Column } from "../parts/table";
import { addressOf, partnerAddress } from "../router";
import { language, plural, text, textOr } from "../text/text";
import { useOverview } from "../overview";
import type { ViewProps } from "../view";

const kMost = 7;

export const kindWord = (item: AgendaItem): string => textOr(`rule.${item.rule}`, textOr(`agenda.kind.${item.kind}`, item.kind));

function dueWord(item: AgendaItem): string {
  if (item.decideBy === undefined) return "";
  const days = daysUntil(item.decideBy);
  if (days < 0) return plural("agenda.days_late", -days);
  return days === 0 ? text("agenda.today") : plural("agenda.days_left", days);
}

// What kind of money it is, which says how it was computed (U23).
function stakeWord(item: AgendaItem): string {
  if (item.amountAtStake === undefined) return text("agenda.no_money");
  if (item.certain !== undefined && item.estimated !== undefined) return text("agenda.certain_and_estimated");
  if (item.certain !== undefined) return text("agenda.certain");
  return item.estimated !== undefined ? text("agenda.estimated") : text("agenda.exposure");
}

// An option in words; the daemon's own options are known sentences or lines of its command line.
function optionWord(option: string): { words: string; command: boolean } {
  const known = textOr(`option.${option}`, "");
  if (known !== "") return { words: known, command: false };
  const verb = textOr(`option.${option.split(" ").slice(0, 2).join(" ")}`, "");
  return verb !== "" ? { words: verb, command: false } : { words: option, command: true };
}

function Item({ item, rank, names }: { item: AgendaItem; rank: number; names: Overview | undefined }) {
  const partner = names?.providers.find((one) => one.id === item.provider)?.name ?? item.provider;
  const links = item.evidence.map((line) => ({ line, address: evidenceAddress(line) }));
  return (
    <li class={`decision${item.late ? " decision-late" : ""}`} id={`item-${rank}`}>
      <span class="rank" aria-hidden="true">{rank}</span>
      <div class="decision-what">
        <h2>{kindWord(item)}</h2>
        <p class="decision-who">
          {item.provider !== "" && <a href={partnerAddress(item.provider)}>{partner}</a>}
          {item.functions.map((id) => (
            <span class="tag" key={id}>{names?.functions.find((one) => one.id === id)?.name ?? id}</span>
          ))}
        </p>
        <p><Said>{item.title}</Said></p>
        {item.ifNothing !== "" && (
          <p class="decision-nothing">
            {language() === "nl" && <strong>{text("agenda.if_nothing")} </strong>}
            <Said>{item.ifNothing}</Said>
          </p>
        )}
        <div class="decision-more">
          <div>
            <h3>{text("agenda.options")}</h3>
            <ul>
              {item.options.map((option) => {
                const { words, command } = optionWord(option);
                return <li key={option}>{command ? <code>{words}</code> : words}</li>;
              })}
            </ul>
          </div>
          <div>
            <h3>{text("agenda.evidence")}</h3>
            <ul>
              {links.map(({ line, address }) => (
                <li key={line}>
                  {address ? <a href={address}>{textOr(`evidence.${line.split(" ").slice(0, 2).join(" ")}`, line)}</a> : <code>{line}</code>}
                </li>
              ))}
            </ul>
          </div>
        </div>
      </div>
      <dl class="decision-when">
        <div>
          <dt>{text("agenda.decide_by")}</dt>
          <dd class={item.decideBy === undefined ? undefined : "big"}>{item.decideBy === undefined ? text("agenda.open") : day(item.decideBy)}</dd>
          <dd>{item.late ? <Mark tone="bad" word={dueWord(item)} /> : dueWord(item)}</dd>
        </div>
        <div>
          <dt>{text("agenda.at_stake")}</dt>
          <dd class={item.certain === undefined && item.estimated === undefined ? "big lesser" : "big"}>{money(item.amountAtStake, item.currency)}</dd>
          <dd>{stakeWord(item)}</dd>
          {item.estimated !== undefined && item.exposure !== undefined && (
            <dd class="fine">{text("agenda.of", { amount: money(item.exposure, item.currency) })}</dd>
          )}
        </div>
        <div>
          <dt>{text("agenda.owner")}</dt>
          <dd>{item.owner === "" ? text("nobody") : item.owner}</dd>
        </div>
      </dl>
    </li>
  );
}

// The rest by owner: counted, and a click away.
function Rest({ items, all }: { items: AgendaItem[]; all: boolean }) {
  const owners = new Map<string, number>();
  for (const item of items) owners.set(item.owner, (owners.get(item.owner) ?? 0) + 1);
  if (items.length === 0) return null;
  return (
    <p class="rest">
      <strong>{plural("agenda.rest", items.length)}</strong>{" "}
      {[...owners].map(([owner, n], at) => (
        <span key={owner}>
          {at > 0 && " · "}
          {owner === "" ? text("nobody") : <a href={addressOf([], { owner })}>{owner}</a>} {n}
        </span>
      ))}{" "}
      {!all && <a href={addressOf([], { all: "1" })}>{text("agenda.show_all")}</a>}
    </p>
  );
}

const columns = (): Column<AgendaItem>[] => [
  { key: "title", head: text("agenda.what"), raw: (i) => i.title, cell: (i) => <><strong>{kindWord(i)}</strong> <Said>{i.title}</Said></> },
  { key: "provider", head: text("partner"), raw: (i) => i.provider, cell: (i) => (i.provider === "" ? "–" : <PartnerLink id={i.provider} />) },
  { key: "decideBy", head: text("agenda.decide_by"), raw: (i) => i.decideBy ?? "", cell: (i) => day(i.decideBy) },
  { key: "amountAtStake", head: text("agenda.at_stake"), number: true, raw: (i) => i.amountAtStake ?? "", cell: (i) => money(i.amountAtStake, i.currency) },
  { key: "currency", head: text("currency"), raw: (i) => i.currency, cell: (i) => i.currency },
  { key: "owner", head: text("agenda.owner"), raw: (i) => i.owner, cell: (i) => i.owner },
];

// The portfolio beside the decisions: how it is at this moment, in a few lines.
function Beside({ overview }: { overview: Overview }) {
  const totals = overview.totals;
  const hit = overview.functions.filter((one) => one.state !== OperationalState.OPERATIONAL);
  return (
    <aside class="beside" aria-label={text("agenda.now")}>
      <h2>{text("agenda.now")}</h2>
      <ul class="tally">
        <li><a href="/portfolio"><strong>{totals?.providersAttention ?? "–"}</strong> {plural("tally.attention", totals?.providersAttention ?? 0)}</a></li>
        <li><a href="/portfolio"><strong>{totals?.openIncidents ?? "–"}</strong> {plural("tally.incidents", totals?.openIncidents ?? 0)}</a></li>
        <li><a href="/sources"><strong>{totals?.sourcesFresh ?? "–"}</strong> {text("tally.fresh", { all: totals?.sources ?? "–" })}</a></li>
        <li><a href="/portfolio"><strong>{totals?.providersQuiet ?? "–"}</strong> {plural("tally.quiet", totals?.providersQuiet ?? 0)}</a></li>
      </ul>
      {hit.length > 0 && (
        <>
          <h3>{text("functions.hit")}</h3>
          <ul class="hit">
            {hit.map((one) => (
              <li key={one.id}>
                <StateMark state={one.state} /> <span>{one.name}</span>
                {one.critical && <span class="tag">{text("functions.critical")}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
    </aside>
  );
}

export function AgendaView({ query }: ViewProps) {
  const owner = query.get("owner") ?? "";
  const all = query.get("all") === "1" || owner !== "";
  const answered = useAnswer(`agenda/${owner}`, () => agenda.listAgendaItems({ owner }), kLive);
  const overview = useOverview();
  return (
    <Shown top of={answered}>
      {(data) => {
        const shown = data.items.slice(0, kMost);
        const rest = data.items.slice(kMost);
        return (
          <>
            <ViewHead
              title={data.items.length === 0 ? text("agenda.none") : plural("agenda.title", data.items.length)}
              asOf={answered.at}
              basis={owner === "" ? text("agenda.basis") : text("agenda.of_owner", { owner })}
              gaps={data.gaps}
            >
              {owner !== "" && <p><a href="/">{text("agenda.of_all")}</a></p>}
            </ViewHead>
            <div class="with-beside">
              <div>
                {data.items.length === 0 && <p class="empty">{text("agenda.empty")}</p>}
                <ol class="decisions">
                  {shown.map((item, at) => <Item key={item.id} item={item} rank={at + 1} names={overview.data} />)}
                </ol>
                <Rest items={rest} all={all} />
                {all && (
                  <Table name="agenda" caption={text("agenda.all")} columns={columns()} rows={data.items} rowKey={(i) => i.id} empty={text("agenda.empty")} />
                )}
              </div>
              {overview.data && <Beside overview={overview.data} />}
            </div>
          </>
        );
      }}
    </Shown>
  );
}
