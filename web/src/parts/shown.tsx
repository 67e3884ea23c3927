// What surrounds every answer: as of when, from where, how complete; and the states of having none.
import type { ComponentChildren } from "preact";
import { askAgain, type Answered } from "../answer";
import type { Failure } from "../api";
import { clock, count, moment, zoneName } from "../format";
import type { Gap, Sentence } from "../gen/regisseur/type/v1/evidence_pb";
import { ProblemKind } from "../gen/regisseur/type/v1/evidence_pb";
import type { Timestamp } from "@bufbuild/protobuf/wkt";
import { addressOf } from "../router";
import { said, saidSentence } from "../text/said";
import { plural, text, textOr } from "../text/text";
import { PartnerLink } from "./partner_link";
import { Mark } from "./mark";

// A sentence of the daemon or a partner: always text, in the reader's language where that is known.
export function Said({ children }: { children: string }) {
  const { words, english } = said(children);
  return <span lang={english ? "en" : undefined}>{words}</span>;
}

// A sentence that comes with its rule and arguments.
export function Says({ of, otherwise }: { of: Sentence | undefined; otherwise: string }) {
  if (!of || of.text === "") return otherwise === "" ? null : <Said>{otherwise}</Said>;
  const { words, english } = saidSentence(of.rule, of.arguments, of.text);
  return <span lang={english ? "en" : undefined}>{words}</span>;
}
export const sentenceWords = (of: Sentence): string => saidSentence(of.rule, of.arguments, of.text).words;

const actorWords: Record<ProblemKind, "gap.who.configuration" | "gap.who.transient" | "gap.who.partner" | undefined> = {
  [ProblemKind.UNSPECIFIED]: undefined,
  [ProblemKind.CONFIGURATION]: "gap.who.configuration",
  [ProblemKind.TRANSIENT]: "gap.who.transient",
  [ProblemKind.PARTNER]: "gap.who.partner",
};

const sentenceOf = (gap: Gap): Sentence => ({ $typeName: "regisseur.type.v1.Sentence", rule: gap.rule, arguments: gap.arguments, text: gap.message });

// What an answer could not include. Nothing is shown where nothing is missing.
export function Gaps({ gaps, open = false }: { gaps: Gap[]; open?: boolean }) {
  if (gaps.length === 0) return null;
  const missing = gaps.filter((gap) => !gap.notice).length;
  return (
    <details class="gaps" open={open}>
      <summary>
        {missing > 0 ? (
          <Mark tone="warn" word={plural("gap.count", missing)} />
        ) : (
          <Mark tone="quiet" word={plural("gap.notices", gaps.length)} />
        )}
      </summary>
      <ul>
        {gaps.map((gap, at) => {
          const who = actorWords[gap.kind];
          return (
            <li key={at}>
              {gap.provider !== "" && <PartnerLink id={gap.provider} />}
              {gap.source !== "" && (
                <>
                  {gap.provider !== "" && " · "}
                  <a href={addressOf(["sources", gap.source])}>{gap.source}</a>
                </>
              )}
              {(gap.provider !== "" || gap.source !== "") && ": "}
              <strong>{textOr(`rule.${gap.rule}`, "")}</strong> <Says of={sentenceOf(gap)} otherwise={gap.message} />
              <span class="fine">
                {gap.sinceTime && ` ${text("since", { when: moment(gap.sinceTime) })}`}
                {gap.lastGoodTime && ` · ${text("last_good", { when: moment(gap.lastGoodTime) })}`}
                {who && ` · ${text(who)}`}
              </span>
            </li>
          );
        })}
      </ul>
    </details>
  );
}

// The head of a view: its name, as of when, from how many sources, how complete.
export function ViewHead(props: {
  title: ComponentChildren;
  asOf?: Timestamp | Date | undefined;
  basis?: string | undefined;
  gaps?: Gap[] | undefined;
  quiet?: boolean; // what stands below it is larger
  children?: ComponentChildren;
}) {
  return (
    <header class={props.quiet ? "view-head view-head-quiet" : "view-head"}>
      <h1>{props.title}</h1>
      {props.children}
      <p class="asof">
        {props.asOf && (
          <span>
            {text("as_of", { when: moment(props.asOf) })} {zoneName()}
          </span>
        )}
        {props.basis && <span>{props.basis}</span>}
        {props.gaps && props.gaps.length === 0 && <span>{text("complete")}</span>}
      </p>
      {props.gaps && <Gaps gaps={props.gaps} />}
    </header>
  );
}

// `top`: it is all that a view has to say. `act`: something was to be done.
export function Trouble({ failure, top = false, act = false }: { failure: Failure; top?: boolean; act?: boolean }) {
  const words = textOr(act ? `failure_act.${failure.kind}` : "", text(`failure.${failure.kind}`));
  return (
    <div class={`trouble trouble-${failure.kind}`} role="alert">
      {top ? <h1>{words}</h1> : <p><strong>{words}</strong></p>}
      {failure.message !== "" && failure.kind !== "unreachable" && (
        <p>
          <Said>{failure.message}</Said>
        </p>
      )}
      {failure.kind === "unreachable" && !act && (
        <button type="button" onClick={askAgain}>
          {text("failure.again")}
        </button>
      )}
    </div>
  );
}

// An answer, or why there is none yet. What was known stays on the screen while a newer answer fails, and says so.
export function Shown<T>({ of, children, quiet = false, top = false }: { of: Answered<T>; children: (data: T) => ComponentChildren; quiet?: boolean; top?: boolean }) {
  if (of.data === undefined) {
    if (of.failure) return quiet && (of.failure.kind === "not_allowed" || of.failure.kind === "absent") ? null : <Trouble failure={of.failure} top={top} />;
    return (
      <div class="loading" role="status">
        <span class="unseen">{text("loading")}</span>
        <div class="bone" />
        <div class="bone" />
        <div class="bone" />
      </div>
    );
  }
  return (
    <>
      {of.failure && of.at && (
        <p class="stale" role="status">
          <Mark tone="warn" word={text("stale", { when: clock(of.at) })} /> {text(`failure.${of.failure.kind}`)}
        </p>
      )}
      {children(of.data)}
    </>
  );
}

// A figure with its name.
export const Fact = ({ name, children }: { name: string; children: ComponentChildren }) => (
  <div class="fact">
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
export const counted = (value: number | bigint): string => count(value);
