// Improvements that the three parties propose and endorse apart, those on which they agree most first.
import { useAnswer } from "../answer";
import { everyPage, ideas, may } from "../api";
import { day, decimal, money, month } from "../format";
import { BenefitKind, IdeaService, IdeaState, type BenefitCheck, type ExpectedBenefit, type Idea, type IdeaPlace } from "../gen/regisseur/partnership/v1/idea_pb";
import { Party } from "../gen/regisseur/partnership/v1/partnership_pb";
import type { Provider } from "../gen/regisseur/portfolio/v1/portfolio_pb";
import { keepNames } from "../overview";
import { Act, amountOf, DayField, dayAhead, given, Say, SelectField, TextField } from "../parts/act";
import { Mark, type Tone } from "../parts/mark";
import { PartnerLink } from "../parts/partner_link";
import { Gaps, Said, Says, Shown, ViewHead } from "../parts/shown";
import { partyWord, side } from "../side";
import { plural, text, type TextKey } from "../text/text";
import { Entries } from "./workspace";

const tones: Record<IdeaState, Tone> = { [IdeaState.UNSPECIFIED]: "unknown", [IdeaState.NEW]: "warn", [IdeaState.ACCEPTED]: "planned", [IdeaState.STARTED]: "planned", [IdeaState.REALISED]: "good", [IdeaState.DECLINED]: "quiet" };
const stateWord = (state: IdeaState): string => text(`idea.${(IdeaState[state] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);
const unitOf = (benefit: ExpectedBenefit, amount: string | undefined): string =>
  benefit.kind === BenefitKind.COST ? text("idea.a_month", { amount: money(amount, benefit.currency) }) : text("idea.points", { n: decimal(amount) });

function Check({ idea, check }: { idea: Idea; check: BenefitCheck }) {
  const benefit = idea.benefit;
  if (!benefit) return null;
  return (
    <p>
      {check.asExpected === undefined ? <Mark tone="unknown" word={text("idea.not_known")} /> : <Mark tone={check.asExpected ? "good" : "poor"} word={text(check.asExpected ? "idea.as_expected" : "idea.less")} />}{" "}
      {check.benefit !== undefined && <strong>{unitOf(benefit, check.benefit)}</strong>} <span class="fine">{month(check.beforeFrom)} – {month(check.beforeTo)} → {month(check.afterFrom)} – {month(check.afterTo)}</span>
      <span class="fine block">{check.unknownWhy !== "" ? <Said>{check.unknownWhy}</Said> : <Says of={check.method} otherwise="" />}</span>
    </p>
  );
}

interface Listed { us: Party; named: boolean; places: IdeaPlace[] }
function OneIdea({ one, us, named, places }: { one: Idea } & Listed) {
  const about = one.title || one.id;
  const open = one.state === IdeaState.NEW || one.state === IdeaState.ACCEPTED || one.state === IdeaState.STARTED;
  const parties: [Party, number][] = [[Party.CUSTOMER, one.endorsements?.customer ?? 0], [Party.PROVIDER, one.endorsements?.provider ?? 0], [Party.END_USER, one.endorsements?.endUser ?? 0]];
  const Heading = named ? "h2" : "h3";
  const last = one.checks[one.checks.length - 1];
  return (
    <li class="card" id={one.id}>
      <p class="card-head"><Mark tone={tones[one.state] ?? "unknown"} word={stateWord(one.state)} />{named && <PartnerLink id={one.provider} />}{one.service !== "" && <span class="tag">{places.find((place) => place.provider === one.provider)?.services.find((service) => service.id === one.service)?.name ?? one.service}</span>}</p>
      <Heading>{about}</Heading>
      {one.text !== "" && <p>{one.text}</p>}
      <p class="fine">{text("idea.proposed_by", { who: partyWord(one.proposedBy) })}{one.dueOn !== "" && ` · ${text("idea.by", { day: day(one.dueOn) })}`}</p>
      <ul class="endorsements" aria-label={text("idea.endorsed")}>
        {parties.map(([party, n]) => <li key={party} class={n > 0 ? "endorsed" : undefined}><Mark tone={n > 0 ? "good" : "quiet"} word={`${partyWord(party)} ${n}`} /></li>)}
      </ul>
      {one.benefit && <p>{text("idea.expected")} <strong>{unitOf(one.benefit, one.benefit.amount)}</strong>{one.benefit.subject !== "" && <span class="fine"> {one.benefit.subject}</span>}</p>}
      {one.funding.map((fund) => <p class="fine" key={fund.currency}>{text("fund")}: {(["asked", "reserved", "spent", "saved", "gained"] as const).filter((part) => /[1-9]/.test(fund[part])).map((part) => text(`fund.part.${part}`, { amount: money(fund[part], fund.currency) })).join(" · ") || "–"}</p>)}
      {last && <Check idea={one} check={last} />}
      {one.feedback !== "" && <p class="quote">{one.feedback}</p>}
      <div class="decision-do">
        {open && may(IdeaService.method.endorseIdea) && <Endorse one={one} about={about} />}
        {us === Party.CUSTOMER && one.state === IdeaState.NEW && may(IdeaService.method.acceptIdea) && (
          <Act primary label={text("idea.accept")} title={`${text("idea.accept")}: ${about}`} done={text("act.kept", { what: about })} send={(form, requestId) => ideas.acceptIdea({ id: one.id, text: given(form, "text"), dueOn: given(form, "due"), requestId })}>
            <TextField name="text" label={text("idea.feedback")} required long />
            <DayField name="due" label={text("idea.when")} min={dayAhead(0)} required={false} />
          </Act>
        )}
        {us === Party.CUSTOMER && (one.state === IdeaState.NEW || one.state === IdeaState.ACCEPTED) && may(IdeaService.method.declineIdea) && <Say label={text("idea.decline")} about={about} required send={(words, requestId) => ideas.declineIdea({ id: one.id, text: words, requestId })} />}
        {one.state === IdeaState.ACCEPTED && may(IdeaService.method.startIdea) && <Say label={text("idea.start")} about={about} send={(words, requestId) => ideas.startIdea({ id: one.id, text: words, requestId })} />}
        {one.state === IdeaState.STARTED && may(IdeaService.method.realiseIdea) && <Say label={text("idea.realise")} about={about} send={(words, requestId) => ideas.realiseIdea({ id: one.id, text: words, requestId })} />}
        {one.state === IdeaState.REALISED && one.benefit && may(IdeaService.method.checkIdea) && <Act label={text("idea.check")} title={`${text("idea.check")}: ${about}`} done={text("act.kept", { what: about })} send={(_, requestId) => ideas.checkIdea({ id: one.id, requestId })}><p>{text("idea.check_note")}</p></Act>}
        {may(IdeaService.method.commentOnIdea) && <Say label={text("say")} about={about} required internal={us === Party.CUSTOMER} send={(words, requestId, internal) => ideas.commentOnIdea({ id: one.id, text: words, internal, requestId })} />}
      </div>
      <Entries entries={one.entries} notes={one.notes} />
    </li>
  );
}
const Endorse = ({ one, about }: { one: Idea; about: string }) => (
  <Act label={text(one.endorsedByMe ? "idea.unendorse" : "idea.endorse")} title={`${text(one.endorsedByMe ? "idea.unendorse" : "idea.endorse")}: ${about}`} done={text("act.kept", { what: about })} send={(_, requestId) => ideas.endorseIdea({ id: one.id, takeBack: one.endorsedByMe, requestId })}>
    <p>{text("idea.endorse_note")}</p>
  </Act>
);

function Rows({ rows, ...listed }: { rows: Idea[] } & Listed) {
  const over = rows.filter((one) => one.state === IdeaState.DECLINED);
  const left = rows.filter((one) => !over.includes(one));
  const cards = (ideas: Idea[]) => <ul class="cards">{ideas.map((one) => <OneIdea key={one.id} one={one} {...listed} />)}</ul>;
  return (
    <>
      {left.length === 0 ? <p class="empty">{text("idea.none")}</p> : cards(left)}
      {over.length > 0 && <details class="more"><summary>{plural("idea.declined_ones", over.length)}</summary>{cards(over)}</details>}
    </>
  );
}
async function listed(provider: string) {
  const pages = await everyPage((pageToken) => ideas.listIdeas({ provider, pageToken }));
  const places = pages[0]?.places ?? [];
  keepNames(places.map((one) => ({ id: one.provider, name: one.name })));
  return { rows: pages.flatMap((page) => page.ideas), places, gaps: pages[0]?.gaps ?? [] };
}

export function IdeaList({ provider, us }: { provider: Provider; us: Party }) {
  const answered = useAnswer(`ideas/${provider.id}`, () => listed(provider.id));
  return (
    <section id="ideas">
      <div class="section-head">
        <h2>{text("ideas")}</h2>
        {may(IdeaService.method.proposeIdea) && answered.data && <Propose places={answered.data.places} us={us} />}
      </div>
      <Shown of={answered} quiet>{(data) => <><Gaps gaps={data.gaps} /><Rows rows={data.rows} us={us} named={false} places={data.places} /></>}</Shown>
    </section>
  );
}
const kinds = [BenefitKind.UNSPECIFIED, BenefitKind.COST, BenefitKind.OBJECTIVE, BenefitKind.EXPERIENCE];
const benefitWord = (kind: BenefitKind): string => text(`benefit.${(BenefitKind[kind] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);
const place = (provider: string, service: string): string => JSON.stringify([provider, service]);

// Of several partners each with its services, of one its services.
function PlaceField({ places }: { places: IdeaPlace[] }) {
  const choices = (one: IdeaPlace) => [
    <option key="" value={place(one.provider, "")}>{text("whole_partner")}</option>,
    ...one.services.map((service) => <option key={service.id} value={place(one.provider, service.id)}>{service.name}</option>),
  ];
  const only = places.length === 1 ? places[0] : undefined;
  return (
    <label class="field">
      <span>{text("idea.about")}</span>
      <select name="place" required>{only ? choices(only) : <><option value="">{text("idea.choose")}</option>{places.map((one) => <optgroup key={one.provider} label={one.name}>{choices(one)}</optgroup>)}</>}</select>
    </label>
  );
}

// Who uses a service says what would be better; what it is to bring is for the two who can reckon it.
function Propose({ places, us, primary = false }: { places: IdeaPlace[]; us: Party; primary?: boolean }) {
  return (
    <Act
      primary={primary}
      label={text("idea.propose")}
      title={text("idea.propose")}
      done={text("idea.was_proposed")}
      send={(form, requestId) => {
        const kind = Number(given(form, "kind"));
        const [provider, service] = JSON.parse(given(form, "place")) as [string, string];
        const benefit = kind === BenefitKind.UNSPECIFIED ? {} : { benefit: { kind, subject: given(form, "subject"), amount: amountOf(form, "amount"), currency: kind === BenefitKind.COST ? given(form, "currency") : "" } };
        return ideas.proposeIdea({ provider, service, title: given(form, "title"), text: given(form, "text"), ...benefit, requestId });
      }}
    >
      <PlaceField places={places} />
      <TextField name="title" label={text("idea.title")} required />
      <TextField name="text" label={text("say.text")} long />
      {us !== Party.END_USER && (
        <>
          <SelectField name="kind" label={text("idea.expected")} choices={kinds.map((one) => ({ value: String(one), what: benefitWord(one) }))} />
          <TextField name="subject" label={text("idea.subject")} hint={text("idea.subject_hint")} />
          <TextField name="amount" label={text("idea.amount")} />
          <TextField name="currency" label={text("currency")} value="EUR" />
        </>
      )}
    </Act>
  );
}

export function IdeasView() {
  const answered = useAnswer("ideas/", () => listed(""));
  const us = side() ?? Party.UNSPECIFIED;
  return (
    <Shown top of={answered}>
      {(data) => (
        <>
          <ViewHead title={text("ideas")} asOf={answered.at} basis={text("ideas.basis")} gaps={data.gaps}>
            {may(IdeaService.method.proposeIdea) && <div class="choices"><Propose primary places={data.places} us={us} /></div>}
          </ViewHead>
          <Rows rows={data.rows} us={us} named places={data.places} />
        </>
      )}
    </Shown>
  );
}
