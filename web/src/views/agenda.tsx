// First what has to be decided: at most seven items, the rest is counted.
import { useAnswer, kLive } from "../answer";
import { agenda, may } from "../api";
import { day, daysUntil, moment, money } from "../format";
import { AgendaItemState, AgendaService, type AgendaAct, type AgendaItem, type ClosedAgendaItem } from "../gen/regisseur/agenda/v1/agenda_pb";
import { OutageService } from "../gen/regisseur/outage/v1/outage_pb";
import type { Overview } from "../gen/regisseur/portfolio/v1/portfolio_pb";
import { OperationalState } from "../gen/regisseur/type/v1/state_pb";
import { evidenceAddress } from "../evidence";
import { Mark, StateMark } from "../parts/mark";
import { Act, ChoiceField, DayField, dayAhead, given, TextField } from "../parts/act";
import { Gaps, Says, sentenceWords, Shown, ViewHead } from "../parts/shown";
import { PartnerLink } from "../parts/partner_link";
import { Table, type Column } from "../parts/table";
import { addressOf, partnerAddress } from "../router";
import { plural, text, textOr, type TextKey } from "../text/text";
import { useOverview } from "../overview";
import type { ViewProps } from "../view";

const kMost = 7;

export const kindWord = (item: AgendaItem): string => textOr(`rule.${item.rule}`, textOr(`agenda.kind.${item.kind}`, item.kind.replaceAll("_", " ")));

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

// The line of the command line that does it, where no other words are known.
function Choice({ item, at }: { item: AgendaItem; at: number }) {
  const choice = item.choices[at];
  if (!choice) return null;
  return (
    <li>
      <strong><Says of={choice.what} otherwise={choice.id} /></strong>
      <span class="block fine"><Says of={choice.consequence} otherwise="" /></span>
    </li>
  );
}

const optionWord = (item: AgendaItem, id: string): string => {
  const choice = item.choices.find((one) => one.id === id);
  return choice?.what ? sentenceWords(choice.what).replace(/\.$/, "") : id;
};

function actWords(item: AgendaItem, act: AgendaAct): string {
  const who = act.name || act.identity;
  const when = moment(act.time);
  if (act.move === "delegated") return text("act.delegated_by", { who, when, to: act.delegate, until: day(act.until) });
  if (act.move === "snoozed") return text("act.snoozed_by", { who, when, until: day(act.until) });
  if (act.move === "decided") return text("act.decided_by", { who, when, what: act.option === "" ? text("act.other") : optionWord(item, act.option) });
  return text("act.reopened_by", { who, when });
}

// What was done about it, and that it is back if it is.
function History({ item }: { item: AgendaItem }) {
  if (item.acts.length === 0 && !item.note) return null;
  return (
    <div class="decision-acts">
      {item.note && <p><Mark tone="warn" word={sentenceWords(item.note)} /></p>}
      <ul>
        {item.acts.map((act) => (
          <li key={String(act.number)}>{actWords(item, act)}{act.reason !== "" && <span class="fine">: {act.reason}</span>}</li>
        ))}
      </ul>
    </div>
  );
}

// What the reader can do about it here; each of these is kept with name and reason.
function Acts({ item, people }: { item: AgendaItem; people: string[] }) {
  const title = kindWord(item);
  return (
    <div class="decision-do">
      {may(AgendaService.method.decideAgendaItem) && item.state !== AgendaItemState.DECIDED && (
        <Act
          primary
          label={text("act.decide")}
          title={text("act.decide_on", { what: title })}
          done={text("act.kept", { what: title })}
          send={(form, requestId) => agenda.decideAgendaItem({ id: item.id, option: given(form, "option") === kOther ? "" : given(form, "option"), reason: given(form, "reason"), requestId })}
        >
          <ChoiceField
            name="option"
            label={text("act.what")}
            choices={[
              ...item.choices.map((one) => ({ value: one.id, what: <Says of={one.what} otherwise={one.id} />, more: <Says of={one.consequence} otherwise="" /> })),
              { value: kOther, what: text("act.other"), more: text("act.other_hint") },
            ]}
          />
          <TextField name="reason" label={text("act.reason")} long />
        </Act>
      )}
      {may(AgendaService.method.delegateAgendaItem) && item.state !== AgendaItemState.DECIDED && (
        <Act
          label={text("act.delegate")}
          title={text("act.delegate_what", { what: title })}
          done={text("act.kept", { what: title })}
          send={(form, requestId) => agenda.delegateAgendaItem({ id: item.id, delegate: given(form, "delegate"), until: given(form, "until"), reason: given(form, "reason"), requestId })}
        >
          <TextField name="delegate" label={text("act.to_whom")} required list={people} />
          <DayField name="until" label={text("act.until")} min={dayAhead(0)} value={item.decideBy !== undefined && item.decideBy > dayAhead(0) ? item.decideBy : dayAhead(7)} />
          <TextField name="reason" label={text("act.how")} long />
        </Act>
      )}
      {may(AgendaService.method.snoozeAgendaItem) && (item.state === AgendaItemState.OPEN || item.state === AgendaItemState.DELEGATED) && !item.late && (
        <Act
          label={text("act.snooze")}
          title={text("act.snooze_what", { what: title })}
          done={text("act.kept", { what: title })}
          send={(form, requestId) => agenda.snoozeAgendaItem({ id: item.id, until: given(form, "until"), reason: given(form, "reason"), requestId })}
        >
          <DayField name="until" label={text("act.back_on")} min={dayAhead(1)} max={item.decideBy} />
          <TextField name="reason" label={text("act.reason")} required long hint={text("act.snooze_hint")} />
        </Act>
      )}
      {may(AgendaService.method.reopenAgendaItem) && item.state !== AgendaItemState.OPEN && item.state !== AgendaItemState.UNSPECIFIED && (
        <Act
          label={text("act.reopen")}
          title={text("act.reopen_what", { what: title })}
          done={text("act.kept", { what: title })}
          send={(form, requestId) => agenda.reopenAgendaItem({ id: item.id, reason: given(form, "reason"), requestId })}
        >
          <TextField name="reason" label={text("act.reason")} required long />
        </Act>
      )}
    </div>
  );
}
const kOther = "*";

const When = ({ item }: { item: AgendaItem }) => (
  <>
    <span class={item.decideBy === undefined ? "block lesser" : "block figure"}>{item.decideBy === undefined ? text("agenda.open") : day(item.decideBy)}</span>
    {item.late ? <Mark tone="bad" word={dueWord(item)} /> : <span class="fine">{dueWord(item)}</span>}
  </>
);
const Stake = ({ item }: { item: AgendaItem }) => (
  <>
    <span class={item.certain === undefined && item.estimated === undefined ? "block lesser" : "block figure"}>{money(item.amountAtStake, item.currency)}</span>
    <span class="fine block">{stakeWord(item)}</span>
    {item.estimated !== undefined && item.exposure !== undefined && <span class="fine block">{text("agenda.of", { amount: money(item.exposure, item.currency) })}</span>}
  </>
);

interface ItemProps {
  item: AgendaItem;
  names: Overview | undefined;
  people: string[];
}
function Body({ item, people }: ItemProps) {
  return (
    <>
      <p class="decision-nothing">
        <Says of={item.ifNothingSentence} otherwise={item.ifNothing} />
      </p>
      {item.choices.length > 0 && (
        <>
          <h3>{text("agenda.options")}</h3>
          <ul class="decision-choices">{item.choices.map((one, at) => <Choice key={one.id} item={item} at={at} />)}</ul>
        </>
      )}
      <History item={item} />
      <Acts item={item} people={people} />
      <Evidence item={item} />
    </>
  );
}
function Evidence({ item }: { item: AgendaItem }) {
  if (item.evidence.length === 0) return null;
  return (
    <p class="decision-evidence">
      <span class="fine">{text("agenda.evidence")}:</span>
      {item.evidence.map((line) => {
        const address = evidenceAddress(line);
        return <span key={line}>{address ? <a href={address}>{evidenceWord(line)}</a> : <code>{line}</code>}</span>;
      })}
    </p>
  );
}
const evidenceWord = (line: string): string => textOr(`evidence.${line.split(" ").slice(0, 2).join(" ")}`, line);

const partnerOf = (item: AgendaItem, names: Overview | undefined): string => names?.providers.find((one) => one.id === item.provider)?.name ?? item.provider;
const Touches = ({ item, names }: { item: AgendaItem; names: Overview | undefined }) => (
  <>{item.functions.map((id) => <span class="tag" key={id}>{names?.functions.find((one) => one.id === id)?.name ?? id}</span>)}</>
);

// The one to decide first, whole.
function First(props: ItemProps) {
  const { item, names } = props;
  return (
    <li class="decision decision-first" id={item.id}>
      <p class="eyebrow">{text("agenda.first")}</p>
      <h2>{kindWord(item)}</h2>
      <p class="decision-who">
        {item.provider !== "" && <a href={partnerAddress(item.provider)}>{partnerOf(item, names)}</a>}
        <Touches item={item} names={names} />
      </p>
      <p class="decision-said"><Says of={item.titleSentence} otherwise={item.title} /></p>
      <dl class="decision-facts">
        <div><dt>{text("agenda.decide_by")}</dt><dd><When item={item} /></dd></div>
        <div><dt>{text("agenda.at_stake")}</dt><dd><Stake item={item} /></dd></div>
        <div><dt>{text("agenda.owner")}</dt><dd><span class="block figure">{item.owner === "" ? text("nobody") : item.owner}</span></dd></div>
      </dl>
      <Body {...props} />
    </li>
  );
}

// The next ones: a line each, the rest of it a click away.
function Next(props: ItemProps & { rank: number }) {
  const { item, names, rank } = props;
  return (
    <li class="decision" id={item.id}>
      <details>
        <summary>
          <span class="rank" aria-hidden="true">{rank}</span>
          <span class="decision-what">
            <h2>{kindWord(item)}</h2>
            <span class="block"><Says of={item.titleSentence} otherwise={item.title} /></span>
            <span class="fine block">{[item.provider === "" ? "" : partnerOf(item, names), item.owner === "" ? text("nobody") : item.owner].filter((one) => one !== "").join(" · ")}{item.state === AgendaItemState.DELEGATED && ` → ${item.acts[item.acts.length - 1]?.delegate ?? ""}`}</span>
          </span>
          <span class="decision-when"><When item={item} /></span>
          <span class="decision-stake"><Stake item={item} /></span>
        </summary>
        <div class="decision-more">
          <p class="decision-who">
            {item.provider !== "" && <a href={partnerAddress(item.provider)}>{partnerOf(item, names)}</a>}
            <Touches item={item} names={names} />
          </p>
          <Body {...props} />
        </div>
      </details>
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
          {owner === "" ? text("agenda.of_nobody", { n }) : <a href={addressOf([], { owner })}>{text("agenda.more_of", { n, owner })}</a>}
        </span>
      ))}{" "}
      {!all && <a href={addressOf([], { all: "1" })}>{text("agenda.show_all")}</a>}
    </p>
  );
}

const columns = (): Column<AgendaItem>[] => [
  { key: "title", head: text("agenda.what"), raw: (i) => i.title, cell: (i) => <><strong>{kindWord(i)}</strong> <Says of={i.titleSentence} otherwise={i.title} /></> },
  { key: "provider", head: text("partner"), raw: (i) => i.provider, cell: (i) => (i.provider === "" ? "–" : <PartnerLink id={i.provider} />) },
  { key: "decideBy", head: text("agenda.decide_by"), raw: (i) => i.decideBy ?? "", cell: (i) => day(i.decideBy) },
  { key: "amountAtStake", head: text("agenda.at_stake"), number: true, raw: (i) => i.amountAtStake ?? "", cell: (i) => money(i.amountAtStake, i.currency) },
  { key: "currency", head: text("currency"), raw: (i) => i.currency, cell: (i) => i.currency },
  { key: "owner", head: text("agenda.owner"), raw: (i) => i.owner, cell: (i) => i.owner },
  { key: "state", head: text("state"), raw: (i) => (AgendaItemState[i.state] ?? "").toLowerCase(), cell: (i) => stateWord(i.state) },
];

// The portfolio beside the decisions: how it is at this moment, in a few lines.
function Beside({ overview }: { overview: Overview }) {
  const totals = overview.totals;
  const hit = overview.functions.filter((one) => one.state !== OperationalState.OPERATIONAL);
  return (
    <aside class="beside" aria-label={text("agenda.now")}>
      <h2>{may(OutageService.method.getNow) ? <a class="quiet-link" href="/now">{text("agenda.now")}</a> : text("agenda.now")}</h2>
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

// What was put aside, given away or decided while the facts still hold: kept in sight, and it can be taken back.
function Settled({ items, names, people }: { items: AgendaItem[]; names: Overview | undefined; people: string[] }) {
  if (items.length === 0) return null;
  return (
    <section id="settled">
      <h2>{text("agenda.settled")}</h2>
      <ol class="decisions">{items.map((item) => <SettledItem key={item.id} item={item} names={names} people={people} />)}</ol>
    </section>
  );
}
const stateWord = (state: AgendaItemState): string => text(`agenda_state.${(AgendaItemState[state] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);
function SettledItem(props: ItemProps) {
  const { item, names } = props;
  const last = item.acts[item.acts.length - 1];
  return (
    <li class="decision decision-settled" id={item.id}>
      <details>
        <summary>
          <span class="rank"><Mark tone={item.state === AgendaItemState.DECIDED ? "good" : "planned"} word={stateWord(item.state)} /></span>
          <span class="decision-what">
            <h3>{kindWord(item)}{item.provider !== "" && ` · ${partnerOf(item, names)}`}</h3>
            {last && <span class="fine block">{actWords(item, last)}</span>}
          </span>
          <span class="decision-when"><When item={item} /></span>
          <span class="decision-stake"><Stake item={item} /></span>
        </summary>
        <div class="decision-more"><p><Says of={item.titleSentence} otherwise={item.title} /></p><Body {...props} /></div>
      </details>
    </li>
  );
}

const closedColumns = (): Column<ClosedAgendaItem>[] => [
  { key: "title", head: text("agenda.what"), raw: (row) => row.item?.title ?? "", cell: (row) => row.item && <><strong>{kindWord(row.item)}</strong> <Says of={row.item.titleSentence} otherwise={row.item.title} /></> },
  { key: "provider", head: text("partner"), raw: (row) => row.item?.provider ?? "", cell: (row) => <PartnerLink id={row.item?.provider ?? ""} /> },
  { key: "closedOn", head: text("agenda.closed_on"), raw: (row) => row.closedOn, cell: (row) => day(row.closedOn) },
  { key: "why", head: text("agenda.closed_why"), raw: (row) => row.why?.text ?? "", cell: (row) => <Says of={row.why} otherwise="" /> },
];
function Closed({ owner }: { owner: string }) {
  const closed = useAnswer(`agenda-closed/${owner}`, () => agenda.listClosedAgendaItems({ owner }));
  return (
    <Shown of={closed} quiet>
      {(data) => <><Table name="agenda-closed" caption={text("agenda.closed")} note={text("agenda.closed_note")} columns={closedColumns()} rows={data.items} rowKey={(row) => (row.item?.id ?? "") + row.closedOn} empty={text("agenda.none_closed")} /><Gaps gaps={data.gaps} /></>}
    </Shown>
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
        // What was given to somebody waits for that person, and for nobody else.
        const waiting = data.items.filter((item) => item.state === AgendaItemState.OPEN || item.state === AgendaItemState.UNSPECIFIED || (owner !== "" && item.state === AgendaItemState.DELEGATED));
        const told = waiting.filter((item) => item.first);
        const shown = owner !== "" ? waiting : told.length > 0 ? told : waiting.slice(0, kMost);
        const settled = data.items.filter((item) => !waiting.includes(item));
        const people = peopleOf(overview.data, data.items);
        const [first, ...next] = shown;
        return (
          <>
            <ViewHead
              quiet
              title={waiting.length === 0 ? text("agenda.none") : plural("agenda.title", waiting.length)}
              asOf={answered.at}
              basis={owner === "" ? text("agenda.basis") : text("agenda.of_owner", { owner })}
              gaps={data.gaps}
            >
              {owner !== "" && <p><a href="/">{text("agenda.of_all")}</a></p>}
            </ViewHead>
            <div class="with-beside">
              <div>
                {waiting.length === 0 && <p class="empty">{text("agenda.empty")}</p>}
                <ol class="decisions">
                  {first && <First key={first.id} item={first} names={overview.data} people={people} />}
                  {next.map((item, at) => <Next key={item.id} item={item} rank={at + 2} names={overview.data} people={people} />)}
                </ol>
                <Rest items={waiting.filter((item) => !shown.includes(item))} all={all} />
                <Settled items={settled} names={overview.data} people={people} />
                {all && <Table name="agenda" caption={text("agenda.all")} columns={columns()} rows={data.items} rowKey={(i) => i.id} empty={text("agenda.empty")} />}
                {all && <Closed owner={owner} />}
              </div>
              {overview.data && <Beside overview={overview.data} />}
            </div>
          </>
        );
      }}
    </Shown>
  );
}

// Whom something can be given to: everybody who answers for something; other names can be typed.
function peopleOf(overview: Overview | undefined, items: AgendaItem[]): string[] {
  const names = [...(overview?.providers ?? []), ...(overview?.functions ?? []), ...items].map((one) => one.owner);
  return [...new Set(names)].filter((name) => name !== "").sort();
}
