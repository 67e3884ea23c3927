#include "core/finding/catalogue.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"

namespace regisseur {
namespace {

// Ordered by rule; the family stands before the first hyphen.
constexpr CatalogueEntry kCatalogue[] = {
    {"accrual-by-usage",
     "The price of {contracts} depends on usage ({components}): that part "
     "cannot be told before it is billed and is not accrued; what is fixed "
     "is."},
    {"accrual-month-not-over",
     "{month} is not over: more can be billed for it."},
    {"adapter-call-failed",
     "The adapter {adapter} failed: {message}. Its program or its host has "
     "to be looked at."},
    {"adapter-crashed",
     "The adapter {adapter} ended with {end} while it read {source}; the "
     "source is set aside until somebody asks for it again."},
    {"adapter-failed",
     "The adapter failed without saying why in the contract's way; its "
     "program has to be looked at."},
    {"adapter-hung",
     "The adapter {adapter} did not answer within {deadline}; the call was "
     "given up and will be repeated."},
    {"adapter-not-utf8",
     "A text in {field} is not UTF-8; the ill-formed bytes are shown as "
     "\xEF\xBF\xBD. The source must deliver UTF-8."},
    {"adapter-protocol",
     "The adapter {adapter} broke the contract: {detail}. The batch was "
     "refused; the adapter has to be mended."},
    {"adapter-tls-files",
     "The certificate files of {source} were not taken: {detail}. The ones "
     "before stay in use; put whole files in their place, the key last."},
    {"adapter-unreachable",
     "The adapter cannot be reached; nothing was collected. The call will be "
     "repeated."},
    {"advise-floor-stays",
     "{contract} asks at least {amount} {currency} a {per} already "
     "({component}), and no level here counts that: {beyond} {currency} of it "
     "was due beyond use in these months. As long as it stays, what a level "
     "saves on that use is due all the same."},
    {"advise-method",
     "Every level is priced by the usage of the {months} months from {from} "
     "to {to} with the contract's own prices, and the cheapest is advised. A "
     "regret is what it costs more than the level that would have been best "
     "for that usage; all usage is multiplied alike."},
    {"advise-months-left-out",
     "Usage of {months} is not known, so the advice is by the months that "
     "are."},
    {"advise-nothing-counted",
     "The meter of {component} counts nothing from {from} to {to}, so nothing "
     "is advised about it; see whether the meter is right."},
    {"advise-part-of-period",
     "{months} are part of no {per} that is known whole, counted from the "
     "first month asked, and left out of the advice on a minimum."},
    {"advise-shares-left-out",
     "{components}: a share of other prices, in none of these figures."},
    {"agenda-amount-known",
     "What is at stake is known by now: {now} {currency}."},
    {"agenda-assurance-due",
     "The provider of {contract} owes {assurance} by {day}."},
    {"agenda-assurance-lapsed",
     "{assurance} of the provider of {contract} lapsed on {day}."},
    {"agenda-assurance-lapses",
     "{assurance} of the provider of {contract} lapses on {day}."},
    {"agenda-assurance-nothing",
     "When nobody asks, nothing shows after {day} that the provider still "
     "has {assurance}."},
    {"agenda-assurance-overdue",
     "The provider of {contract} owed {assurance} by {day}."},
    {"agenda-budget-exceeded",
     "Budget {budget} is exceeded since {day}: {spent} of {amount} {currency} "
     "was spent, {over} too much."},
    {"agenda-budget-forecast-warning",
     "Budget {budget} will be used up to a share that you asked about: "
     "{forecast} of {amount} {currency} is forecast."},
    {"agenda-budget-goes-on",
     "When nobody acts it will be {forecast} {currency} at the end, of "
     "{amount}."},
    {"agenda-budget-goes-on-unknown",
     "When nobody acts it goes on; what it will be at the end cannot be told."},
    {"agenda-budget-holds",
     "When nobody acts it holds: {forecast} of {amount} {currency} is "
     "forecast."},
    {"agenda-budget-warning",
     "{percent} % of budget {budget} is spent: {spent} of {amount} "
     "{currency}."},
    {"agenda-budget-will-exceed",
     "Budget {budget} will be exceeded on {day}: {spent} of {amount} "
     "{currency} is spent, {forecast} is forecast."},
    {"agenda-ceiling-exhausted",
     "When nobody acts the ceiling is reached on {day}; nothing may be "
     "bought under it beyond that."},
    {"agenda-ceiling-not-reached",
     "When nobody acts nothing happens: the forecast does not reach the "
     "ceiling."},
    {"agenda-claim", "Claim {amount} {currency}: {claim}."},
    {"agenda-claim-lost", "When nobody acts the credit is lost after {day}."},
    {"agenda-claim-refused",
     "The claim of {amount} {currency} was refused on {day}: {claim}."},
    {"agenda-claim-refused-then",
     "When nobody acts the refusal stands and the credit is not had."},
    {"agenda-claim-unknown",
     "Claim a credit whose amount is not known, because a price is "
     "missing: {claim}."},
    {"agenda-claim-waits",
     "When nobody acts the credit stays open; the contract gives no last "
     "day."},
    {"agenda-clash",
     "{provider} and {other} both work on what {function} needs, from "
     "{from} to {to}: {title}; {other_title}."},
    {"agenda-clash-nothing",
     "When nobody acts {function} loses both at once from {from}."},
    {"agenda-commitment-exceeded",
     "When nobody acts more is used than was committed ({expected} of "
     "{committed} {unit}): look up what that costs."},
    {"agenda-commitment-exhausted",
     "When nobody acts nothing is left of it from {exhausted} on."},
    {"agenda-commitment-over",
     "More of {commitment} will be used than the {committed} {unit} that "
     "were committed until {day}."},
    {"agenda-commitment-true-up",
     "When nobody acts {rest} {unit} of it are paid and not used."},
    {"agenda-commitment-under",
     "Of {commitment} about {expected} of {committed} {unit} will be used "
     "until {day}."},
    {"agenda-consent",
     "When nobody objects the figure counts as agreed after {day}."},
    {"agenda-consent-loss",
     "When nobody objects the figure counts as agreed after {day}, and an "
     "estimated {amount} {currency} that other figures would give is lost."},
    {"agenda-consequence",
     "Missing {objective} of {contract} for {period} set off {then} until "
     "{day}."},
    {"agenda-consequence-nothing",
     "When nobody asks for it, nothing follows from what was missed."},
    {"agenda-consequence-undated",
     "Missing {objective} of {contract} for {period} set off {then}."},
    {"agenda-contract-proposal",
     "The {side} proposed another version of {contract} from {day} on."},
    {"agenda-contract-proposal-nothing", "When nobody acts nothing changes."},
    {"agenda-day-nearer",
     "It has to be decided by {now} now, not by {then} as when it was "
     "{act}."},
    {"agenda-delegate-late",
     "It was given to {delegate} until {until} and is still there."},
    {"agenda-dispute",
     "{objective} of {contract} for {period} ({attained}) is disputed by "
     "{side} since {when}."},
    {"agenda-dispute-nothing",
     "When nobody settles it the figure stays disputed, and what hangs on "
     "it open."},
    {"agenda-escalation-nobody-nothing",
     "No contract names whom to call: nobody in particular is called, and "
     "nothing happens by itself."},
    {"agenda-escalation-to-us",
     "{provider} called on us ({priority}): {subject}. An answer is due by "
     "{time}."},
    {"agenda-escalation-to-us-nothing",
     "When nobody acts the next rung of ours is called, and the figures of how"
     " fast we answer show it."},
    {"agenda-escalation-unanswered",
     "{provider} has not answered our escalation ({priority}): {subject}. It "
     "is due by {time}."},
    {"agenda-escalation-unanswered-nothing",
     "When nobody acts the next rung is called as the contract says, as long "
     "as there is one."},
    {"agenda-exit-missing",
     "{contract} has no exit plan, and {functions} cannot do without it."},
    {"agenda-exit-nothing",
     "When nobody acts, leaving or losing the provider of {contract} is "
     "improvised."},
    {"agenda-exit-old",
     "The exit plan of {contract} was last tested on {tested}, and "
     "{functions} cannot do without it."},
    {"agenda-exit-untested",
     "The exit plan of {contract} of {plan} was never tested, and "
     "{functions} cannot do without it."},
    {"agenda-extra-approve",
     "{extra} under {contract} for {amount} {currency} waits for a second "
     "person."},
    {"agenda-extra-approve-nothing", "When nobody acts it is not ordered."},
    {"agenda-extra-billed",
     "{extra} under {contract} is on invoice {bill} for {amount} {currency}, "
     "and nobody said that it was delivered."},
    {"agenda-extra-billed-nothing",
     "When nobody acts {amount} {currency} are paid for what may not be "
     "there."},
    {"agenda-extra-charged",
     "{extra} under {contract} is charged in {bill} for {amount} {currency}, "
     "and nobody said that it was delivered."},
    {"agenda-extra-overdue",
     "{extra} under {contract} was to be delivered by {day} and is not."},
    {"agenda-extra-overdue-nothing",
     "When nobody acts it stays ordered for {amount} {currency} and is not "
     "there."},
    {"agenda-figure-missing",
     "Nobody tells {objective} of {contract} for {period}."},
    {"agenda-figure-unknown",
     "When nobody enters it the promise stays unknown, and nothing can be "
     "claimed."},
    {"agenda-figure-unreadable",
     "The figure of {objective} of {contract} for {period} could not be read: "
     "{source}, line {line} of {file}."},
    {"agenda-figures-disagree",
     "{objective} of {contract} for {period} is {lead} {lead_origin} and "
     "{other} {other_origin}."},
    {"agenda-figures-disagree-nothing", "When nobody objects {lead} counts."},
    {"agenda-figures-disagree-sources",
     "{objective} of {contract} for {period} is {lead} by {lead_source} and "
     "{other} by {other_source}."},
    {"agenda-fund-deposit",
     "{provider} proposes to put {amount} {currency} into the joint fund. It "
     "waits for a yes or a no."},
    {"agenda-fund-draw",
     "{provider} asks {amount} {currency} of the joint fund for an idea: "
     "{idea}. It waits for a yes or a no."},
    {"agenda-fund-nothing",
     "When nobody acts no money moves, and who asked hears nothing."},
    {"agenda-hours-accept",
     "{hours} hours of {component} under {contract} wait for an owner's yes."},
    {"agenda-hours-accept-nothing",
     "When nobody acts they do not count and the balance is too high."},
    {"agenda-hours-lapse",
     "{hours} hours of {component} under {contract} lapse after {day}: "
     "{amount} {currency}."},
    {"agenda-hours-lapse-nothing",
     "When nobody acts they are paid and lost after {day}."},
    {"agenda-idea-agreed",
     "All three parties endorse an idea about {provider}: {title}. It waits "
     "for a yes or a no."},
    {"agenda-idea-agreed-nothing",
     "When nobody acts nobody works on it, and who proposed it hears nothing."},
    {"agenda-incident-classify",
     "The outage of {service} is not classified; under {regime} an initial"
     " report has to be there by {until} if it is major."},
    {"agenda-incident-classify-nothing",
     "When nobody classifies it, the report is late should it turn out to "
     "be major."},
    {"agenda-incident-report",
     "The {report} report under {regime} about the outage of {service} has"
     " to be there by {until}."},
    {"agenda-incident-report-nothing",
     "When nobody files it, the authority gets it late."},
    {"agenda-invoice-charges",
     "Invoice {invoice} of {provider} differs by {difference} {currency} "
     "from what was charged."},
    {"agenda-invoice-contract",
     "Invoice {invoice} of {provider} differs by {difference} {currency} "
     "from what was agreed."},
    {"agenda-invoice-other",
     "Invoice {invoice} of {provider} is not right: {difference} "
     "{currency}."},
    {"agenda-invoice-paid",
     "When nobody objects it is paid as it was invoiced."},
    {"agenda-invoice-paid-by",
     "When nobody objects by {day} it is owed as it was invoiced."},
    {"agenda-invoice-too-little",
     "When nobody says so the difference can be asked for later."},
    {"agenda-invoice-too-little-by",
     "When nobody says so by {day} the difference can be asked for later."},
    {"agenda-level-at-risk",
     "{objective} of {contract} for {period} is at risk: {attained} so far."},
    {"agenda-level-at-risk-nothing",
     "When nothing changes the promise is missed on {last_day}."},
    {"agenda-level-lost",
     "{objective} of {contract} for {period} cannot be kept any more: "
     "{attained} so far."},
    {"agenda-level-lost-nothing",
     "When nobody acts it gets worse until {last_day}."},
    {"agenda-level-missed-twice",
     "{objective} of {contract} was missed twice in a row, the last time "
     "for {period}."},
    {"agenda-level-missed-twice-nothing",
     "When nobody acts a third time is likely."},
    {"agenda-mandate",
     "{contract} leaves its mandate in {what}, {period}: {used}, at most "
     "{limit}."},
    {"agenda-mandate-level",
     "{contract} leaves its mandate in the level of {what}, {period}: {used}, "
     "at least {limit}."},
    {"agenda-mandate-nothing",
     "When nobody acts the partner goes on beyond what it may decide alone."},
    {"agenda-may-terminate",
     "Missing {objective} of {contract} for {period} gives the right to "
     "terminate until {day}."},
    {"agenda-may-terminate-nothing",
     "When nobody uses it the right to terminate closes."},
    {"agenda-may-terminate-undated",
     "Missing {objective} of {contract} for {period} gives the right to "
     "terminate."},
    {"agenda-more-at-stake",
     "More is at stake than when it was {act}: {now} {currency} instead "
     "of {then}."},
    {"agenda-notice", "Notice under {contract} has to be received by {day}."},
    {"agenda-objection",
     "{objective} of {contract} for {period} was reported as {figure}: an "
     "objection is in time until {day}."},
    {"agenda-obligation-asked",
     "{provider} asks us to promise, by {day}: {what}."},
    {"agenda-obligation-asked-nothing",
     "When nobody acts it is not promised, and {provider} does not know where "
     "it stands."},
    {"agenda-obligation-due", "We promised {provider}, by {day}: {what}."},
    {"agenda-obligation-due-nothing",
     "When nobody acts it counts as not kept after {day}, and time for which "
     "tickets wait for us stops the clocks of {provider}."},
    {"agenda-option",
     "Option {nth} of {contract}, which runs it until {until}, has to be "
     "received by {day}."},
    {"agenda-plan-due",
     "After missing {objective} of {contract} for {period} an improvement "
     "plan is due by {day}."},
    {"agenda-plan-due-nothing",
     "When nobody asks for the plan, what was missed is missed again."},
    {"agenda-plan-due-undated",
     "After missing {objective} of {contract} for {period} an improvement "
     "plan is due."},
    {"agenda-price-above-announced",
     "{contract} asks {asked} {currency} a month for {component} by the "
     "letter of {day}; the clause allows {allowed}: {difference} {currency} "
     "a year too much."},
    {"agenda-price-above-invoiced",
     "{contract} invoices {asked} {currency} a month for {component} "
     "(invoice {invoice}); the clause allows {allowed}: {difference} "
     "{currency} a year too much."},
    {"agenda-price-above-stands",
     "When nobody objects it is paid, and every later index starts from it."},
    {"agenda-relationship-missed",
     "{objective} of the relationship plan with {provider} was due on {day} "
     "and is not reached."},
    {"agenda-relationship-missed-nothing",
     "When nobody acts it stands in the next review as not reached."},
    {"agenda-relationship-to-agree",
     "{provider} proposed version {version} of the relationship plan, and it"
     " waits for our answer."},
    {"agenda-relationship-to-agree-nothing",
     "When nobody acts what was agreed before stays in force."},
    {"agenda-relationship-unknown",
     "{objective} of the relationship plan with {provider} was due on {day};"
     " whether it is reached is not known."},
    {"agenda-report-missing",
     "When nobody acts there is no figure by the provider's word, and "
     "nothing that silence could consent to."},
    {"agenda-report-not-made",
     "The report {report} about {period} was not made: {why}."},
    {"agenda-report-not-made-then",
     "Nobody gets it, and the period has no report in the archive."},
    {"agenda-report-not-sent",
     "The report {report} about {period} did not reach {to}: {why}."},
    {"agenda-report-not-sent-then",
     "It stays in the archive; who waits for it has nothing."},
    {"agenda-report-overdue",
     "The report on {objective} of {contract} for {period} was due on "
     "{day} and has not been seen."},
    {"agenda-review-to-answer",
     "The review of {quarter} with {provider} waits for our answers."},
    {"agenda-review-to-answer-nothing",
     "When nobody acts neither side sees what the other answered."},
    {"agenda-review-to-sign",
     "The review of {quarter} with {provider} waits for our name."},
    {"agenda-review-to-sign-nothing",
     "When nobody acts it stays without our name."},
    {"agenda-seats",
     "{component} under {contract} grew from {floor} to {peak}: next year's "
     "floor costs {amount} {currency} more unless fewer are asked for, "
     "received by {day}."},
    {"agenda-seats-stay",
     "When nobody acts {peak} are paid for all year from {from} on."},
    {"agenda-snooze-over", "It was put aside until {until} and is back."},
    {"agenda-source-never-spoke", "The source {source} has never answered."},
    {"agenda-source-silent",
     "The source {source} is silent; it last answered {since}."},
    {"agenda-source-unknown",
     "When nobody acts what it tells about is unknown, and unknown is not "
     "healthy."},
    {"agenda-subprocessor",
     "{contract} names new subprocessors from {from}: {names}. An objection "
     "is in time until {day}."},
    {"agenda-subprocessor-nothing",
     "When nobody objects by {day} they are accepted."},
    {"agenda-tender-late",
     "The tender for {contract} should have started on {day}: it is needed "
     "by {needed}."},
    {"agenda-tender-missing",
     "When nobody acts there is no contract to buy under from {needed} on."},
    {"agenda-tender-start",
     "The tender for {contract} has to start by {day}: it is needed by "
     "{needed}."},
    {"agenda-value-ceiling",
     "{used} of at most {maximum} {currency} under {contract} is used."},
    {"agenda-watermelon",
     "Every known service level of {subject} is met ({met}), and only "
     "{satisfied} % of {answers} people are satisfied."},
    {"agenda-watermelon-nothing",
     "When nobody acts the promises stay kept and people stay dissatisfied."},
    {"allocation-all-zero",
     "The rule {allocation} has nothing to divide by: all its quantities of "
     "{month} are zero. Nobody takes its cost."},
    {"allocation-mixed-units",
     "The rule {allocation} divides by usage in several units ({units}): say "
     "which with `unit`. Nobody takes its cost."},
    {"allocation-month-not-over",
     "{month} is not over: more can be billed for it."},
    {"allocation-overlap",
     "The rule {allocation} picks {count} charges that {before} takes before "
     "it: the first one counts."},
    {"allocation-picks-nothing",
     "The rule {allocation} picks no charge of {month}."},
    {"allocation-quantity-not-by-center",
     "The rule {allocation} divides by {quantity}, whose file names no cost "
     "centres: add a column cost_center. Nobody takes its cost."},
    {"allocation-tag-nowhere",
     "The rule {allocation} looks at the tag {tag}, which no charge that it "
     "picks has; write the tag as the data spells it."},
    {"allocation-value-near",
     "The rule {allocation} maps {value}, which no charge has in the tag "
     "{tag}; there is {near}."},
    {"allocation-value-nowhere",
     "The rule {allocation} maps {value}, which no charge has in the tag "
     "{tag}."},
    {"allocation-without-quantity",
     "The rule {allocation} divides by {quantity}, which has nothing for "
     "{month}: add the month to its file. Nobody takes its cost."},
    {"allocation-without-usage",
     "The rule {allocation} divides by usage with the tag {tag}, and no "
     "charge of usage in {month} has a quantity. Nobody takes its cost."},
    {"attention-cost-not-delivered", "No charges were delivered for {month}."},
    {"attention-degraded", "Degraded performance since {since}: {parts}."},
    {"attention-degraded-undated", "Degraded performance: {parts}."},
    {"attention-major-outage", "Major outage since {since}: {parts}."},
    {"attention-major-outage-undated", "Major outage: {parts}."},
    {"attention-open-incident", "Open incident since {since}: {title}."},
    {"attention-open-incidents", "Open incidents ({count}): {titles}."},
    {"attention-partial-outage", "Partial outage since {since}: {parts}."},
    {"attention-partial-outage-undated", "Partial outage: {parts}."},
    {"attention-sla-at-risk",
     "{objective} of {contract} is at risk in the window until {last_day}: "
     "{attained} so far."},
    {"attention-sla-breached",
     "{objective} of {contract} was missed in the window until {last_day}: "
     "{attained}."},
    {"attention-sla-breached-already",
     "{objective} of {contract} is missed already in the window until "
     "{last_day}: {attained}."},
    {"attention-sla-disputed",
     "The figure of {objective} of {contract} in the window until {last_day} "
     "is "
     "disputed: {side} objected on {when}; counted is {attained}."},
    {"attention-sla-told-otherwise",
     "{objective} of {contract} in the window until {last_day} is told "
     "otherwise by somebody else: another verdict or sum of money. Counted is "
     "{attained}."},
    {"attention-source-failed",
     "{source} fails: {message} What it told reaches until {data_until}."},
    {"attention-source-failed-empty",
     "{source} fails: {message} It has told nothing yet."},
    {"attention-source-late",
     "{source} is late: its data reach until {data_until}; it last answered "
     "{last_answer}."},
    {"attention-source-missing", "{source} has never answered."},
    {"attention-source-stale",
     "{source} is stale: its data reach until {data_until}; it last answered "
     "{last_answer}."},
    {"attention-state-unknown", "State unknown since {since}: {parts}."},
    {"attention-state-unknown-undated", "State unknown: {parts}."},
    {"attention-unassigned",
     "Rows that no rule gives to a provider: {rows}. Most frequent names: "
     "{parties}. Add them to the assign map of their source."},
    {"attention-without-source", "No source is configured: nothing is known."},
    {"budget-lines-dropped",
     "Budget {budget} leaves out lines that are not kept: they were replaced, "
     "or their source keeps sums only."},
    {"budget-no-rate",
     "Budget {budget} is not shown: there is no rate from {currency} to {to}."},
    {"certificate-not-in-force",
     "The certificate files of the daemon as they are now cannot be used, the "
     "ones before them stay in use: {why}."},
    {"chain-service-not-observed",
     "No source shows the service {service}, so nothing is known of it "
     "here; name its components or give it a source."},
    {"change-act-decided", "{by} decided {item}: \"{reason}\"."},
    {"change-act-decided-option", "{by} decided {item}: {option}."},
    {"change-act-delegated", "{by} gave {item} to {delegate} until {until}."},
    {"change-act-reopened", "{by} opened {item} again: \"{reason}\"."},
    {"change-act-snoozed",
     "{by} put {item} aside until {until}: \"{reason}\"."},
    {"change-contract-ended", "{contract} ran until {day} and has ended."},
    {"change-contract-gone",
     "The file of {contract} is gone: nothing is computed of it any "
     "more."},
    {"change-contract-known",
     "The contract {contract} is known now; it holds from {day}."},
    {"change-cost",
     "{provider}, {period}: {after} {currency} instead of {before} "
     "({difference})."},
    {"change-cost-first",
     "{provider} delivered for the first time: {count} billing periods, "
     "{from} to {to}, {amount} {currency} in all."},
    {"change-cost-first-one",
     "{provider} delivered {period} for the first time: {amount} {currency}."},
    {"change-findings",
     "The data of {source} have {errors} errors and {warnings} warnings "
     "that they had not before."},
    {"change-forecast",
     "{provider} will probably cost {after} {currency} from {from} to "
     "{to}, not {before} ({difference})."},
    {"change-incident-ended", "Over at {provider} after {length}: {title}."},
    {"change-incident-open", "Not over at {provider}, since {start}: {title}."},
    {"change-incident-was",
     "{provider} had, from {start} for {length}: {title}."},
    {"change-level",
     "{contract} {objective}, {period}: {verdict} (was {was}), attained "
     "{attained}."},
    {"change-level-new",
     "{contract} {objective}, {period}: {verdict}, attained {attained}."},
    {"change-nothing-known",
     "Nobody had looked yet at {from}: what is told as new can be older."},
    {"change-notice-passed",
     "The day for notice under {contract} passed: {day}. It renews."},
    {"change-option-passed",
     "The day for the option of {contract} passed: {day}."},
    {"change-source-back",
     "The source {source} answers again; it had been silent since "
     "{since}."},
    {"change-source-never-spoke", "The source {source} has never answered."},
    {"change-source-silent",
     "The source {source} has been silent since {since}."},
    {"change-source-spoke", "The source {source} answered for the first time."},
    {"change-stepped-in",
     "We stepped in {count} times although {provider} was inside its "
     "mandate."},
    {"change-stepped-in-once",
     "We stepped in once although {provider} was inside its mandate."},
    {"change-version-holds", "A version of {contract} holds since {day}."},
    {"change-version-known",
     "A version of {contract} from {day} on is known now."},
    {"charges-yaml",
     "{origin} cannot be read from line {line} on: {why}. Write a list of "
     "charges, each a mapping such as month: 2026-09, amount: 12000.00."},
    {"choice-assurance-ask", "Ask the provider for it."},
    {"choice-assurance-ask-then",
     "It stays here until the contract's file has the new date."},
    {"choice-assurance-audit", "Use the right to audit."},
    {"choice-assurance-audit-then",
     "You see for yourself, at the cost of an audit."},
    {"choice-assurance-enter", "Write the new one into the contract's file."},
    {"choice-assurance-enter-then", "The item closes once the file is read."},
    {"choice-budget-explain", "Find out what rose."},
    {"choice-budget-explain-then",
     "What rose is named line by line; the item stays until {budget} "
     "holds."},
    {"choice-budget-less", "Buy less."},
    {"choice-budget-less-then",
     "What is bought less counts from the next bill on."},
    {"choice-budget-raise", "Raise the budget."},
    {"choice-budget-raise-then",
     "{budget} holds again; the sum has to come from elsewhere."},
    {"choice-ceiling-less", "Buy less."},
    {"choice-ceiling-less-then",
     "The ceiling lasts longer, and a tender can start later."},
    {"choice-ceiling-raise", "Raise the ceiling."},
    {"choice-ceiling-raise-then",
     "Both sides change {contract}, as far as procurement law lets "
     "them."},
    {"choice-ceiling-tender", "Start the tender."},
    {"choice-ceiling-tender-then",
     "A successor of {contract} is there once the tender's lead time is "
     "over."},
    {"choice-claim-again", "File it again, with what answers the refusal."},
    {"choice-claim-again-then",
     "It is claimed for the same amount, and the provider has to answer "
     "again."},
    {"choice-claim-file", "File the claim."},
    {"choice-claim-file-then",
     "It is frozen as it is computed now, and the provider has to "
     "answer."},
    {"choice-claim-waive", "Give it up."},
    {"choice-claim-waive-then",
     "Once a second person agrees the credit is given up for good."},
    {"choice-clash-accept", "Let both go on."},
    {"choice-clash-move", "Ask one of them to move."},
    {"choice-clash-move-then",
     "The item closes once the new time is announced."},
    {"choice-clash-tell", "Tell the function's people."},
    {"choice-clash-tell-then",
     "They plan around {from} to {to}; the work goes on."},
    {"choice-commitment-commit", "Commit to more."},
    {"choice-commitment-commit-then",
     "More is owed whatever is used; a better price is asked for it."},
    {"choice-commitment-move", "Move usage under it."},
    {"choice-commitment-move-then",
     "What is used elsewhere counts towards {committed} {unit}."},
    {"choice-commitment-order", "Order more."},
    {"choice-commitment-order-then",
     "It lasts longer, at the price that is agreed."},
    {"choice-commitment-reduce", "Negotiate it down."},
    {"choice-commitment-reduce-then",
     "Until the provider agrees {committed} {unit} are owed."},
    {"choice-commitment-save", "Use less."},
    {"choice-commitment-save-then", "What is left lasts longer."},
    {"choice-commitment-use", "Use more of it."},
    {"choice-commitment-use-then",
     "What is used by its end is not paid for without use."},
    {"choice-dispute-escalate", "Call on a higher rung of the other side."},
    {"choice-dispute-escalate-then", "Somebody who can settle it looks at it."},
    {"choice-dispute-withdraw", "Take the objection back, if it is ours."},
    {"choice-dispute-withdraw-then", "The figure counts as it stands."},
    {"choice-escalation-acknowledge", "Say that it was taken up."},
    {"choice-escalation-acknowledge-then",
     "{provider} sees that somebody is on it; the answer is still due by "
     "{time}."},
    {"choice-escalation-answer", "Answer it."},
    {"choice-escalation-answer-then",
     "The clock stops, and {provider} closes it or asks again."},
    {"choice-escalation-close", "Close it."},
    {"choice-escalation-close-then",
     "Nobody is called any more; it stays visible as not answered."},
    {"choice-escalation-nothing", "Wait."},
    {"choice-escalation-raise", "Call the next rung now."},
    {"choice-escalation-raise-then",
     "The person on it is named to {provider} and to us."},
    {"choice-exit-accept", "Accept the risk."},
    {"choice-exit-plan", "Ask for a plan, or write one."},
    {"choice-exit-plan-then",
     "The item closes once the contract's file has its day."},
    {"choice-exit-test", "Test it."},
    {"choice-exit-test-then",
     "What the test finds can be mended before it is needed."},
    {"choice-extra-approve", "Approve it."},
    {"choice-extra-approve-then",
     "{extra} is ordered for {amount} {currency}."},
    {"choice-extra-cancel", "Take the order back."},
    {"choice-extra-cancel-then",
     "{extra} is not awaited any more and no longer counted."},
    {"choice-extra-deliver", "Say that it was delivered."},
    {"choice-extra-deliver-then",
     "It counts as delivered on the day that you name."},
    {"choice-extra-question-bill", "Ask the provider why it is billed."},
    {"choice-extra-question-bill-then",
     "The bill is corrected, or the delivery is shown."},
    {"choice-extra-refuse", "Refuse it."},
    {"choice-extra-refuse-then", "{extra} is not ordered."},
    {"choice-figure-ask", "Ask the provider for it."},
    {"choice-figure-ask-then",
     "It stays here until the figure comes or somebody enters it."},
    {"choice-figure-enter", "Enter the figure from paper."},
    {"choice-figure-enter-then",
     "It counts as told by hand, with its document, until it expires."},
    {"choice-figure-leave", "Leave it as it is."},
    {"choice-figure-object", "Object to the one that counts."},
    {"choice-figure-object-then", "It is disputed until both sides settle it."},
    {"choice-figure-settle", "Settle the figure."},
    {"choice-figure-settle-then",
     "A second person approves it; then it goes before every other "
     "figure."},
    {"choice-fund-agree", "Agree to it."},
    {"choice-fund-agree-then",
     "It stands in the ledger of the fund, with both names."},
    {"choice-fund-refuse", "Refuse it."},
    {"choice-fund-refuse-then", "Who asked hears why."},
    {"choice-hours-accept", "Accept them."},
    {"choice-hours-accept-then", "They count against what is left."},
    {"choice-hours-carry", "Ask to carry them over."},
    {"choice-hours-carry-then",
     "With the provider's yes they stay after {day}."},
    {"choice-hours-less", "Buy fewer next time."},
    {"choice-hours-less-then",
     "What is left lapses all the same: {amount} {currency}."},
    {"choice-hours-refuse", "Refuse them."},
    {"choice-hours-refuse-then",
     "They do not count, and the partner reads why."},
    {"choice-hours-use", "Use them."},
    {"choice-hours-use-then", "What is used by {day} does not lapse."},
    {"choice-idea-accept", "Accept it."},
    {"choice-idea-accept-then",
     "Who proposed it hears so, and work can begin."},
    {"choice-idea-decline", "Decline it."},
    {"choice-idea-decline-then", "Who proposed it hears why."},
    {"choice-incident-major", "Classify it as major."},
    {"choice-incident-major-then",
     "The clocks of {regime} run for three reports."},
    {"choice-incident-minor", "Classify it as not major."},
    {"choice-incident-minor-then",
     "Nothing is reported under {regime}; it can be classified again."},
    {"choice-incident-report", "File it with the authority and note it here."},
    {"choice-incident-report-then", "The clock of the next report runs."},
    {"choice-invoice-credit", "Ask for a credit note."},
    {"choice-invoice-credit-then",
     "The item closes once the credit note is there."},
    {"choice-invoice-object", "Object, and hold it back."},
    {"choice-invoice-object-then",
     "The provider has to explain or correct {difference} {currency}."},
    {"choice-invoice-pay", "Pay it as it is."},
    {"choice-level-ask", "Ask the partner what it does about it."},
    {"choice-level-ask-then",
     "The item stays until the window is over or the level recovers."},
    {"choice-level-escalate", "Call on a higher rung of the partner."},
    {"choice-level-escalate-then", "Somebody who can move people looks at it."},
    {"choice-level-look", "See what it was lost by."},
    {"choice-level-look-then",
     "Every stretch that counts against it is listed with its evidence."},
    {"choice-mandate-ask", "Ask the partner why."},
    {"choice-mandate-ask-then",
     "It stays here until the period is over or the partner is back "
     "inside."},
    {"choice-mandate-recall", "Call it back inside."},
    {"choice-mandate-recall-then", "The partner keeps to {limit} from now on."},
    {"choice-mandate-widen", "Widen the mandate."},
    {"choice-mandate-widen-then",
     "A version of {contract} with a wider band is proposed; both sides "
     "accept it."},
    {"choice-notice-give", "Give notice."},
    {"choice-notice-give-then",
     "{contract} ends with its term; its services need a successor by "
     "then."},
    {"choice-notice-renegotiate", "Renegotiate first."},
    {"choice-notice-renegotiate-then",
     "When nothing comes of it, notice can be given until {day}."},
    {"choice-notice-renew", "Let it renew."},
    {"choice-objection-accept", "Let it count."},
    {"choice-objection-object", "Object."},
    {"choice-objection-object-then",
     "The figure is disputed until both sides settle it."},
    {"choice-obligation-fulfil", "Say that it was done."},
    {"choice-obligation-fulfil-then",
     "It counts as kept when that is in time; {provider} can say that it was "
     "not done."},
    {"choice-obligation-nothing", "Leave it."},
    {"choice-obligation-promise", "Promise it."},
    {"choice-obligation-promise-then", "Its time runs until the end of {day}."},
    {"choice-obligation-refuse", "Say no."},
    {"choice-obligation-refuse-then", "{provider} reads why."},
    {"choice-obligation-wait", "Say that it waits for {provider}."},
    {"choice-obligation-wait-then",
     "Its time stands still until it is resumed."},
    {"choice-option-exercise", "Exercise the option."},
    {"choice-option-exercise-then", "{contract} runs until {until}."},
    {"choice-option-lapse", "Let it lapse."},
    {"choice-plan-accept", "Accept the plan that came."},
    {"choice-plan-accept-then",
     "It stands here as decided until its time is over."},
    {"choice-plan-demand", "Ask for it in writing."},
    {"choice-plan-demand-then", "The partner owes it under {contract}."},
    {"choice-plan-escalate", "Call on a higher rung of the partner."},
    {"choice-plan-escalate-then", "Somebody who can promise it looks at it."},
    {"choice-price-accept", "Accept it in writing."},
    {"choice-price-accept-then",
     "{difference} {currency} a year more is paid."},
    {"choice-price-object", "Object with the clause."},
    {"choice-price-object-then",
     "{allowed} {currency} is owed by the clause, not {asked}."},
    {"choice-relationship-act", "Agree on what either side does about it."},
    {"choice-relationship-act-then",
     "It is an obligation with a day, and stands in the review until it is "
     "done."},
    {"choice-relationship-agree", "Agree to it."},
    {"choice-relationship-agree-then",
     "It is in force from then on; {provider} cannot change it alone."},
    {"choice-relationship-propose", "Propose a next version of the plan."},
    {"choice-relationship-propose-then",
     "It is in force once {provider} agrees."},
    {"choice-relationship-refuse", "Say no."},
    {"choice-relationship-refuse-then", "{provider} reads why."},
    {"choice-report-run", "Make it now."},
    {"choice-report-run-then", "It is archived and delivered as on its date."},
    {"choice-report-send", "Send it again now."},
    {"choice-report-send-then",
     "Another attempt, which {to} can tell from a second report."},
    {"choice-review-answer", "Give our answers."},
    {"choice-review-answer-then",
     "When {provider} gave its own, both stand beside each other."},
    {"choice-review-sign", "Sign it."},
    {"choice-review-sign-then", "Our name stands under it."},
    {"choice-seats-fewer", "Ask for fewer."},
    {"choice-seats-fewer-then", "The next year's floor can stay at {floor}."},
    {"choice-seats-keep", "Keep them."},
    {"choice-source-check", "Find out what is wrong."},
    {"choice-source-check-then",
     "The source is tried without storing anything."},
    {"choice-source-collect", "Collect now."},
    {"choice-source-collect-then", "What it tells counts at once."},
    {"choice-subprocessor-accept", "Let them in."},
    {"choice-subprocessor-ask", "Ask what they do with which data."},
    {"choice-subprocessor-ask-then", "An objection stays in time until {day}."},
    {"choice-subprocessor-object", "Object."},
    {"choice-subprocessor-object-then",
     "The provider may not use them, or the contract can be left as it "
     "says."},
    {"choice-terminate-keep", "Let it close."},
    {"choice-terminate-plan", "Keep it in hand, and ask for a plan."},
    {"choice-terminate-plan-then",
     "The partner knows that you can leave, until the right closes."},
    {"choice-terminate-use", "Give notice on it."},
    {"choice-terminate-use-then",
     "{contract} ends before its term; its services need a successor."},
    {"choice-version-accept", "Accept it."},
    {"choice-version-accept-then",
     "It holds from {day} once both sides accepted it."},
    {"choice-version-answer", "Answer with another version."},
    {"choice-version-answer-then", "Yours takes its place."},
    {"choice-version-comment", "Say something about it."},
    {"choice-version-comment-then",
     "The other side reads it; the proposal stays open."},
    {"choice-watermelon-escalate", "Escalate it to {provider}."},
    {"choice-watermelon-escalate-then", "A person of theirs has to answer."},
    {"choice-watermelon-idea", "Propose an improvement."},
    {"choice-watermelon-idea-then", "All three parties can endorse it."},
    {"claim-above",
     "{objective} was {attained} in {period}, above {limit}: {percent} % "
     "of what the contract costs in that month, {base} {currency}."},
    {"claim-above-component",
     "{objective} was {attained} in {period}, above {limit}: {percent} % "
     "of {base_component}, {base} {currency}."},
    {"claim-above-price-unknown",
     "{objective} was {attained} in {period}, above {limit}: {percent} % "
     "of a price that is not known."},
    {"claim-below",
     "{objective} attained {attained} in {period}, below {limit}: "
     "{percent} % of what the contract costs in that month, {base} "
     "{currency}."},
    {"claim-below-component",
     "{objective} attained {attained} in {period}, below {limit}: "
     "{percent} % of {base_component}, {base} {currency}."},
    {"claim-below-price-unknown",
     "{objective} attained {attained} in {period}, below {limit}: "
     "{percent} % of a price that is not known."},
    {"claim-penalty",
     "{objective} was missed in {period} ({attained}): a penalty of "
     "{penalty} {currency}."},
    {"closed-assurance-expiring", "The contract's file has a new date."},
    {"closed-budget", "The budget holds again, or its period is over."},
    {"closed-claim",
     "The credit was claimed or given up, or does not follow from the "
     "figures any more."},
    {"closed-commitment",
     "By the forecast the commitment is used as it should be, or its "
     "term is over."},
    {"closed-contract-proposal",
     "The proposal was accepted, answered or taken back."},
    {"closed-day-passed", "Its day passed: {day}."},
    {"closed-dispute-open",
     "The figure was settled, or the objection taken back."},
    {"closed-exit-plan", "The contract's file has a plan and its test."},
    {"closed-extra-approval", "The extra was approved, refused or taken back."},
    {"closed-extra-billed",
     "The extra was delivered or taken back, or stands on no bill any more."},
    {"closed-extra-overdue", "The extra was delivered or taken back."},
    {"closed-facts", "The facts no longer hold."},
    {"closed-figure-missing", "The figure was told, entered or settled."},
    {"closed-figures-disagree",
     "The figures agree, or one was settled or objected to."},
    {"closed-hours-lapse", "The hours were used, or lapsed."},
    {"closed-hours-to-accept",
     "The hours were accepted, refused or taken back."},
    {"closed-improvement-plan-due", "Its time is over."},
    {"closed-invoice-difference",
     "The invoice is right now, was credited, or is too old to object to."},
    {"closed-maintenance-clash", "One of them moved, or is over."},
    {"closed-mandate-left",
     "The partner is back inside its mandate, or the period is over."},
    {"closed-objection-closing",
     "Somebody objected, or the figure was settled."},
    {"closed-objective-at-risk", "The level recovered, or its window is over."},
    {"closed-objective-missed-twice", "A window was kept."},
    {"closed-price-above-clause", "The price is within the clause."},
    {"closed-report-overdue", "The report came, or the figure was settled."},
    {"closed-seats", "The seats were reduced, or their year began."},
    {"closed-source-silent",
     "The source answers again, or left the configuration."},
    {"closed-subprocessor-changed", "The time to object is over."},
    {"closed-tender-start",
     "The ceiling was raised, or lasts longer by the forecast."},
    {"closed-value-ceiling", "The ceiling was raised."},
    {"commitment-discount-without-status",
     "{count} charges of usage of the discount {commitment} say neither Used "
     "nor Unused: they are in neither."},
    {"commitment-not-applied",
     "No charge says what it applies to a commitment (ContractApplied): what "
     "was used of {commitment} is not known."},
    {"commitment-use-unknown",
     "What {component} of {contract} was used is not known for {months}: it "
     "is told up to the month before."},
    {"commitment-without-amount",
     "{commitment} in {file} has neither ContractCommitmentCost nor "
     "ContractCommitmentQuantity that can be read."},
    {"concentration-fourth-parties-overlap",
     "A fourth party has the whole cost of every provider that relies on "
     "it, as contracts name them; these shares overlap and do not add up."},
    {"configuration-needs-restart",
     "Changed in the configuration file, and only used after a restart of the "
     "daemon: {keys}."},
    {"configuration-not-in-force",
     "The configuration file as it is now cannot be used, the one before it "
     "stays in force: {why}."},
    {"contract-agreed-not-in-file",
     "Both sides agreed this version ({proposal}) and no file has it; it is in "
     "force all the same. `contract proposals --id {proposal}` gives its text "
     "for a file."},
    {"contract-bonus-of-all", "Bonus: {steps} of all that the contract costs."},
    {"contract-bonus-of-component", "Bonus: {steps} of {component}."},
    {"contract-cap-below-floor",
     "The cap of {cap} % lies below the floor of {floor} %; exchange them."},
    {"contract-claim-billing-cycle",
     "To be claimed by the end of billing period {n} after the window."},
    {"contract-claim-days",
     "To be claimed within {n} days of the window's last day."},
    {"contract-claim-end-of-month",
     "To be claimed by the end of month {n} after the window."},
    {"contract-claim-months",
     "To be claimed within {n} months of the window's last day."},
    {"contract-claim-without-date",
     "There are credits without claim_within; nothing warns before a claim "
     "lapses. Say by when one has to be claimed, or settle: automatic."},
    {"contract-commitment-of-commitment",
     "'{value}' is a commitment itself; name the components that it covers."},
    {"contract-composite-member-kind",
     "'{value}' is of the kind {kind}; a composite is made of availability "
     "objectives."},
    {"contract-composite-of-one", "A composite needs at least two objectives."},
    {"contract-consequence", "Missed {missed} of {of}: {then}."},
    {"contract-consequence-within",
     "Missed {missed} of {of}: {then}, within {within}."},
    {"contract-contact-unreachable",
     "{name} has neither phone nor email; an escalation would reach nobody."},
    {"contract-credit-above-target",
     "Credits below {below} begin above the target of {target}; a kept "
     "promise earns none, so the step is never reached from {target} on."},
    {"contract-credits-of-all",
     "Credits: {steps} of all that the contract costs."},
    {"contract-credits-of-component", "Credits: {steps} of {component}."},
    {"contract-currency",
     "'{value}' is no currency; write an ISO 4217 code such as EUR."},
    {"contract-differs-from-agreed",
     "The version from {day} on says something else than what both sides "
     "agreed ({proposal}): {keys}. Put back what was agreed, or propose "
     "another version."},
    {"contract-discount-without-term",
     "A discount counts from the term's start, and there is none; write term "
     "with its start."},
    {"contract-double", "'{value}' stands here twice; keep one."},
    {"contract-earlier-in-force",
     "The contract file {file} cannot be used as it is now; the version before "
     "stays in force: {why}."},
    {"contract-earn-back",
     "A credit is returned after {windows} windows in a row with at least "
     "{attained}."},
    {"contract-ended", "It ended after {last_day}."},
    {"contract-ended-before-start",
     "The last day {last_day} lies before the start {start}."},
    {"contract-ends", "It ends after {last_day}."},
    {"contract-ends-option-lost",
     "It ends after {last_day}, and the option to extend until {extended} is "
     "lost; exercising it has to be received by {received_by}."},
    {"contract-ends-unless-provider-extends",
     "It ends after {last_day}, unless the provider extends it until "
     "{extended}."},
    {"contract-extra-buys-nothing",
     "'{value}' is no hour_bundle and no prepaid component of this contract; "
     "name one, or leave it out."},
    {"contract-extra-unit-of-hours",
     "{value}: one of it buys one hour of {buys}; give the price of one hour "
     "and leave the number out of the unit."},
    {"contract-file-removed",
     "The file {file} is gone while contract {contract} runs, so nothing that "
     "it promises is computed. Put the file back; a contract that ended says "
     "so under term.terminated, one that took its place under replaces."},
    {"contract-from-day",
     "A window cannot start on day {value}; write 1 to 31."},
    {"contract-levels-missing",
     "There are no levels; give at least one priority with its time."},
    {"contract-lot-by-itself",
     "{contract}: the next lot of {component}, {price} {currency}, is bought "
     "by itself. One that is bought because units lapse is in no figure."},
    {"contract-meter-empty",
     "The meter picks nothing; give service_name, service, sku or unit."},
    {"contract-meter-missing",
     "The form {form} prices a quantity; add a meter that says which."},
    {"contract-meter-of-charges",
     "Tickets and stated quantities have no charges; leave service_name, "
     "sku, unit and tags out."},
    {"contract-meter-of-tickets",
     "The keys ticket_kind and priority are of tickets; write count: tickets, "
     "or "
     "leave them out."},
    {"contract-meter-stated-unused",
     "Quantities are stated, and something else is counted; write count: "
     "stated, or leave them out."},
    {"contract-meter-states-nothing",
     "No quantity is stated; write quantities with a month such as 2026-01, "
     "or name a file."},
    {"contract-meter-unused",
     "The form {form} prices no quantity; leave the meter out."},
    {"contract-minimum-outage",
     "{value} is more than a day; outages below it would never count."},
    {"contract-missed-of",
     "Missed {missed} of {of} cannot be; write for instance missed 2 of 3."},
    {"contract-negative", "{value} is below zero; write a positive amount."},
    {"contract-never-down", "'{value}' can never count as down."},
    {"contract-no-such-checklist",
     "Contract {contract} names the checklist '{value}', which is not there; "
     "list its file under checklists: in the configuration."},
    {"contract-no-such-component",
     "'{value}' is no component under pricing; perhaps {near} is meant."},
    {"contract-no-such-objective", "There is no objective '{value}'."},
    {"contract-no-such-parent",
     "There is no contract '{value}' to be the parent."},
    {"contract-no-such-provider",
     "There is no provider '{value}' under providers: in the configuration; "
     "perhaps {near} is meant."},
    {"contract-no-such-service",
     "'{value}' is no service of provider {provider} in the configuration; it "
     "has {services}."},
    {"contract-not-ascending", "The values have to ascend."},
    {"contract-not-in-force",
     "The contract file {file} cannot be used as it is now, and there is no "
     "earlier version of it: {why}."},
    {"contract-not-positive", "{value} is not above zero."},
    {"contract-nothing-counts-as-down",
     "No state counts as down, so nothing could ever be missed; name at "
     "least one, for instance major_outage."},
    {"contract-notice-missing",
     "It renews tacitly and has no notice; without one it can be ended "
     "until the last day."},
    {"contract-option-too-often",
     "The option was exercised {count} times, and there are {times}."},
    {"contract-option-without-length",
     "An option that extends by nothing; write extend: 12 months."},
    {"contract-option-without-term",
     "An option to extend needs an initial term."},
    {"contract-ordered-currency",
     "What is used of the value ceiling of {contract} cannot be told: extras "
     "of {amount} {currency} are ordered under it, and it is in {of}."},
    {"contract-outcome-without-change",
     "The target is the baseline; nothing would have to change."},
    {"contract-parent-circle",
     "The parent '{value}' leads back to this contract; a chain of parents "
     "needs a top."},
    {"contract-penalty",
     "{amount} {currency} for each started {unit} beyond {free}."},
    {"contract-penalty-at-most", "At most {amount} {currency} in a window."},
    {"contract-percent", "{value} is no percentage of 0 to 100."},
    {"contract-prepaid-without-validity",
     "Prepaid units need a time for which they are valid, for instance 12 "
     "months."},
    {"contract-price-baseline",
     "{amount} {currency} each month for {units} units; each above {high} "
     "costs {arc} more, each below {low} gives {rrc} back."},
    {"contract-price-beyond", "Only units beyond {units} are priced."},
    {"contract-price-bonus-malus",
     "Of {components}, by what is attained: {steps}."},
    {"contract-price-carry-over", "Unused hours stay for {months} months."},
    {"contract-price-commitment",
     "Over each {period}, {components} cost at least {amount} {currency}."},
    {"contract-price-factors", "Use is multiplied: {factors}."},
    {"contract-price-fixed-month", "{amount} {currency} each month."},
    {"contract-price-fixed-quarter", "{amount} {currency} each quarter."},
    {"contract-price-fixed-term", "{amount} {currency} for the term."},
    {"contract-price-fixed-year", "{amount} {currency} each contract year."},
    {"contract-price-floor", "A month costs at least {floor} {currency}."},
    {"contract-price-free-units", "The first {units} units cost nothing."},
    {"contract-price-graduated",
     "Each unit at the price of its own tier, in {currency}: {tiers}."},
    {"contract-price-hours",
     "{price} {currency} each month for {hours} hours; each hour beyond costs "
     "{overage}."},
    {"contract-price-in-advance", "Due in the first month of the period."},
    {"contract-price-meter", "Counted is usage with {meter}."},
    {"contract-price-meter-resources",
     "Counted are different resources of usage with {meter}."},
    {"contract-price-meter-stated",
     "Counted is what the contract states by month."},
    {"contract-price-meter-tickets",
     "Counted are tickets that were opened, of {meter}."},
    {"contract-price-opening",
     "{hours} hours were carried into the first month."},
    {"contract-price-package",
     "{price} {currency} for each started package of {size}."},
    {"contract-price-per-unit", "{price} {currency} for each unit."},
    {"contract-price-percentage", "{percent} % of {components}."},
    {"contract-price-prepaid",
     "{price} {currency} for {units} units, which are valid for {valid}."},
    {"contract-price-reduce",
     "Fewer have to be asked for {span} before the contract year ends."},
    {"contract-price-renews-itself", "The next lot is bought by itself."},
    {"contract-price-renews-on-order", "The next lot has to be ordered."},
    {"contract-price-step", "Each use is rounded up to {step} units."},
    {"contract-price-take", "Of each {period} the {take} counts."},
    {"contract-price-volume",
     "All units at the price of the tier in which the quantity falls, in "
     "{currency}: {tiers}."},
    {"contract-promise-always", "Agreed is every hour."},
    {"contract-promise-at-least", "{indicator} is at least {target}{unit}."},
    {"contract-promise-at-most", "{indicator} is at most {target}{unit}."},
    {"contract-promise-availability",
     "Available at least {target} % of the agreed time."},
    {"contract-promise-clock-stops", "The clock stands still while {states}."},
    {"contract-promise-composite",
     "The {combine} of {members} is at least {target} %."},
    {"contract-promise-counted-in",
     "A ticket belongs to the window in which it is {event}; the {which} "
     "priority counts."},
    {"contract-promise-decimals",
     "The verdict compares with {decimals} decimals."},
    {"contract-promise-down", "Down is {states}."},
    {"contract-promise-holidays",
     "Public holidays have their own hours, or none."},
    {"contract-promise-hours", "Agreed is {hours} in {zone}."},
    {"contract-promise-leading", "The measurement of the {side} leads."},
    {"contract-promise-maintenance",
     "Maintenance that was announced {announced} ahead does not count."},
    {"contract-promise-maintenance-a-month",
     "At most {at_most} of it a calendar month."},
    {"contract-promise-maintenance-a-window",
     "At most {at_most} of it a window."},
    {"contract-promise-maintenance-windows",
     "Maintenance in these windows does not count: {windows}."},
    {"contract-promise-minimum-outage",
     "Outages shorter than {length} do not count."},
    {"contract-promise-object-within",
     "What is not objected to within {days} of the report is settled."},
    {"contract-promise-outcome",
     "{indicator} goes from {baseline} to {target}{unit}."},
    {"contract-promise-outcome-by",
     "{indicator} goes from {baseline} to {target}{unit} by {by}."},
    {"contract-promise-recovery-point", "At most {within} of data are lost."},
    {"contract-promise-recovery-time", "Restored within {within}."},
    {"contract-promise-report-due",
     "The report is due {days} after the window."},
    {"contract-promise-score",
     "The mean score is at least {target} on a scale of {from} to {to}, of at "
     "least {least} scores."},
    {"contract-promise-silence-bounds",
     "Time that nobody observed counts neither way: the verdict has to hold "
     "both ways."},
    {"contract-promise-silence-down",
     "Time that nobody observed counts as down."},
    {"contract-promise-silence-exclude",
     "Time that nobody observed is left out while nine tenths were observed."},
    {"contract-promise-silence-up", "Time that nobody observed counts as up."},
    {"contract-promise-small-number",
     "With fewer than {below} tickets, {misses} may be late."},
    {"contract-promise-tested", "A test is due every {span}."},
    {"contract-promise-tickets", "In time are, of each priority: {levels}."},
    {"contract-renewal-without-length",
     "A tacit renewal needs its length, for instance 12 months."},
    {"contract-renews",
     "It renews until {last_day}, unless notice is received by {received_by}."},
    {"contract-renews-notice-missed",
     "It renews until {last_day}; notice for the running term comes too late."},
    {"contract-rolling-length",
     "A rolling window of {days} days cannot be; write 1 to 366 days."},
    {"contract-runs-on", "It runs on without an end."},
    {"contract-runs-on-until-notice",
     "It runs on until somebody gives notice; given today it ends after "
     "{last_day}."},
    {"contract-score-off-scale", "The target {value} is not on the scale."},
    {"contract-service-missing",
     "The objective names no service; say which one it is about."},
    {"contract-share", "{value} is no share; write 0.9 for 90 %."},
    {"contract-share-of-share",
     "'{value}' is a share or a floor itself; name components that stand by "
     "themselves."},
    {"contract-span",
     "{value} is more than a hundred years; write what was agreed."},
    {"contract-spend-no-price",
     "What is spent under {contract} is not known: nobody ever told what it "
     "cost, and it has no price of its own."},
    {"contract-spend-no-usage",
     "What is spent under {contract} is not known: nobody ever told what it "
     "cost, and its price needs usage that nobody tells, of {components}."},
    {"contract-spend-shared",
     "What is spent under {contract} cannot be told apart from {others}, which "
     "ran with the same provider at the same time."},
    {"contract-steps-missing",
     "There is no step; write at least one with above or below and its "
     "percent."},
    {"contract-target-decimals",
     "The target {value} has more than eight decimals."},
    {"contract-term-without-length",
     "The term does not say how long it runs; write initial, such as 36 "
     "months, or last_day, or initial: none where it has no end."},
    {"contract-tier-closed",
     "The last tier ends; what costs more beyond it? Leave its up_to out."},
    {"contract-tier-open", "Only the last tier may be without up_to."},
    {"contract-tiers-missing",
     "There are no tiers; give at least one with a price."},
    {"contract-tiers-not-ascending",
     "The tier's up_to of {value} is not above the one before."},
    {"contract-version-before-start",
     "The version holds from {valid_from}, before the contract starts on "
     "{start}."},
    {"contract-version-double",
     "Contract '{id}' has another version from {day}, in {other}; two "
     "cannot hold at once."},
    {"contract-version-provider",
     "Version of '{id}' is with {value}, the one before with {before}; "
     "another partner is another contract."},
    {"contract-version-removed",
     "The file {file} is gone, and with it the version of contract {contract} "
     "from {valid_from}; another version holds instead. Put it back, or name "
     "{contract} under replaces where that version was a mistake."},
    {"contract-version-within-month",
     "A version of {contract} holds from {day} on, within a month: its prices "
     "count for the whole of that month, here and wherever the contract is "
     "counted."},
    {"contract-weight",
     "{value} is no weight; write more than 0, at most 1, with at most six "
     "decimals."},
    {"cost-anomalies-not-explained",
     "{count} anomalies below the largest {limit} are shown without lines; ask "
     "for one provider or month."},
    {"cost-center-as-sub-account",
     "Lines that an older adapter read have their cost centre as sub account "
     "only: they stand under no cost centre."},
    {"cost-change-after-close",
     "{source} changed on {known} a billing period that the partner had "
     "declared closed; it is a restatement."},
    {"cost-change-assigned",
     "The same lines were given to {provider}; they were {other}'s."},
    {"cost-change-assigned-away", "The same lines were given to {other}."},
    {"cost-change-assignment-others",
     "A part of the same lines was given to other providers, or came from "
     "them."},
    {"cost-change-basis-counts",
     "{source} counts for this month now; other evidence counted before."},
    {"cost-change-basis-ends",
     "{source} does not count for this month any more; other evidence does."},
    {"cost-change-correction",
     "Delivery {after} of {source} took the place of {before} on {known}."},
    {"cost-change-invoice-came",
     "Invoice {number} of {source} came on {known}."},
    {"cost-change-invoice-changed",
     "Invoice {number} of {source} came again on {known} with other content."},
    {"cost-change-invoice-gone",
     "Invoice {number} of {source} does not count any more."},
    {"cost-change-late",
     "Delivery {after} of {source} came on {known}; nothing stood there "
     "before."},
    {"cost-change-rate", "The same amount at another rate."},
    {"cost-change-withdrawn",
     "Delivery {before} of {source} ended on {known}, and nothing took its "
     "place."},
    {"cost-closed-period-changed",
     "{source} changed the billing period {period} on {known}, after the "
     "partner had declared it closed (FOCUS BillingPeriodStatus); ask the "
     "partner why."},
    {"cost-delivery-corrected",
     "A delivery of {rows} charges replaced one of {rows_before} for {scope}. "
     "It has no errors and counts as a correction."},
    {"cost-delivery-smaller",
     "A delivery of {rows} charges replaced one of {rows_before} for {scope}, "
     "and it has errors: what it lost is missing from the totals. Hold it "
     "against what was sent before."},
    {"cost-diff-lines-not-kept",
     "{period}: the lines of {delivery} are not kept (they were replaced, or "
     "their source keeps sums only); only totals can be compared."},
    {"cost-diff-no-rate",
     "What changed in {currency} was not converted: there is no rate to {to} "
     "on or within seven days before {day}."},
    {"cost-forecast-no-history",
     "{service} has no whole month yet and is not forecast."},
    {"cost-invoices-not-counted",
     "Its own charges count for {month}; the {amount} {currency} of invoices "
     "for the same time, VAT included, stand beside them and are not added."},
    {"cost-ledger-not-counted",
     "Its own charges count for {month}; the {amount} {currency} of the "
     "ledger for the same time stand beside them and are not added."},
    {"cost-lines-dropped",
     "Single lines are not kept (they were replaced, or their source keeps "
     "sums only): {keys} cannot be told apart, and the totals stand under an "
     "empty name."},
    {"cost-lines-not-counted",
     "{count} of these lines are in no sum: other evidence counts for {month}. "
     "They are marked."},
    {"cost-lines-not-kept", "Lines are missing: {why}."},
    {"cost-month-not-delivered", "No charges were delivered for {month}."},
    {"cost-no-days",
     "Nothing is charged by the day or hour here: no days are compared."},
    {"cost-no-rate",
     "{amount} {currency} were not converted: there is no rate to {to} on or "
     "within seven days before {day}. They stand in their own currency."},
    {"cost-no-rates-configured",
     "Nothing is converted to {to}: no exchange rates are configured. Name "
     "the ECB's file under exchange_rates. Amounts stand in their own "
     "currency."},
    {"cost-no-source", "No source of cost: what it costs is not known."},
    {"cost-nulls-left-out",
     "{column} is empty in {count} charges with a billed cost of {amount} "
     "{currency}; its sum leaves them out."},
    {"cost-period-begun-before",
     "Cost is summed by whole billing periods, days have no sum of their own: "
     "{periods} began before the range and is left out. From {from} on it is "
     "counted."},
    {"cost-period-counted-whole",
     "Cost is summed by whole billing periods, days have no sum of their own: "
     "{periods} is counted whole, though it ends after the range. To {to} is "
     "what was summed."},
    {"cost-period-open",
     "The partner says that its billing period {month} is open (FOCUS "
     "BillingPeriodStatus); what it charges for it is not final."},
    {"cost-provisional-rate",
     "Amounts of {period} are converted at the newest rate, of {day}, and "
     "can still change."},
    {"cost-region-left-out",
     "There are more than {limit} combinations; the region was left out of "
     "the totals."},
    {"cost-rows-not-counted",
     "What was delivered has errors: {findings}. Rows with them are not "
     "counted or cannot be trusted; source show {source} lists file and line."},
    {"cost-still-arriving",
     "The charges of {month} reach until {until}; the month is not complete."},
    {"credit-arrival-lines-dropped",
     "Lines of charges are not kept (they were replaced, or their source "
     "keeps sums only); credits in them were not looked for."},
    {"csv-encoding", "{origin} is written in {found}; save it as UTF-8."},
    {"csv-field-too-many",
     "Line {line} has more than {limit} fields; the file cannot be read. "
     "Check separator and quotes."},
    {"csv-no-header",
     "{origin} has no header line; the first line must name the columns."},
    {"csv-nul",
     "Line {line} of {origin} holds a zero byte; the file is damaged or no "
     "text. Send it again as UTF-8."},
    {"csv-quote",
     "A quoted field on line {line} of {origin} goes on after its closing "
     "quote; quotes within a field are doubled."},
    {"csv-quote-not-closed",
     "The quote that opens on line {line} of {origin} is never closed; that "
     "line is not counted, reading goes on behind it."},
    {"csv-record-too-long",
     "The record on line {line} of {origin} is longer than {limit} bytes; a "
     "quote is probably not closed."},
    {"cursor-gone",
     "The source cannot be continued where it was left: {detail}. It is read "
     "from the start."},
    {"date-assurance-due", "{provider}: {subject} is due ({contract})."},
    {"date-assurance-ends", "{provider}: {subject} ends ({contract})."},
    {"date-claim", "{provider}: last day to claim a credit ({contract})."},
    {"date-claim-disputed",
     "{provider}: last day to claim a credit ({contract}); its figure is "
     "disputed."},
    {"date-claim-told-otherwise",
     "{provider}: last day to claim a credit ({contract}); its figure is told "
     "otherwise by somebody else."},
    {"date-last-day", "{provider}: last day of {contract}."},
    {"date-notice", "{provider}: notice of {contract} has to be received."},
    {"date-notice-internal", "{provider}: decide about notice of {contract}."},
    {"date-objection",
     "{provider}: last day to object to the figure of {subject} "
     "({contract})."},
    {"date-objection-told-otherwise",
     "{provider}: last day to object to the figure of {subject} "
     "({contract}), which is told otherwise by somebody else."},
    {"date-option",
     "{provider}: the option of {contract} has to be exercised."},
    {"date-own-report", "The report {report} is made at {time}."},
    {"date-report", "{provider}: report on {subject} is due ({contract})."},
    {"date-review", "{provider}: {every} review of {contract}."},
    {"date-switch-notice",
     "{provider}: notice of switching under {contract} (Data Act)."},
    {"date-tender",
     "{provider}: the tender for what follows {contract} has to start."},
    {"escalation-rose-by-target",
     "{percent} % of the time that is promised for {kind} {id} was over: "
     "{objective} of {contract}, due by {due}."},
    {"escalation-rose-by-time",
     "Rung {level} is called when so much of the time to answer is over."},
    {"escalation-rose-unacknowledged", "Nobody took it up by {time}."},
    {"escalation-without-ladder",
     "No contract of {provider} that runs names contacts of the {side} with "
     "the role escalation and a level, so nobody in particular is called; name"
     " them in the contract."},
    {"exit-assistance",
     "{subject}: {what} hours of help with leaving are agreed."},
    {"exit-assistance-missing", "{subject}: no help with leaving is agreed."},
    {"exit-contract-missing",
     "{subject}: no contract is in the register, so nothing is known of "
     "dates and help."},
    {"exit-data", "{subject}: the data comes back ({what})."},
    {"exit-data-act",
     "{subject}: switching is a right under the Data Act, with two months'"
     " notice at most."},
    {"exit-data-missing",
     "{subject}: nothing is agreed about getting the data back."},
    {"exit-erasure", "{subject}: the data is erased after {what}."},
    {"exit-erasure-missing",
     "{subject}: nothing is agreed about erasing the data."},
    {"exit-last-day", "{contract} ends by its own term."},
    {"exit-notice", "Our notice of {contract} has to be received."},
    {"exit-plan", "{subject}: there is an exit plan of {what}."},
    {"exit-plan-missing", "{subject}: there is no exit plan."},
    {"exit-provider-notice",
     "The provider's notice of {contract} would have to be received."},
    {"exit-recovery-time-missing",
     "{subject}: critical, and no recovery time is said."},
    {"exit-switch-notice",
     "Notice of switching away from {contract} (Data Act) to be out at the"
     " end of the term."},
    {"exit-test", "{subject}: the exit plan was tested on {what}."},
    {"exit-test-missing", "{subject}: the exit plan was never tested."},
    {"extra-bill-unknown",
     "Whether extras of {contract} were billed cannot be told: no invoice of "
     "the partner ever came, and no charge since they were ordered."},
    {"extra-billed-cancelled",
     "{extra} ({id}) was taken back, and {line} asks {amount} {currency} for "
     "it all the same."},
    {"figure-few-answers",
     "Fewer than {fewest} people answered from {from} to {to}."},
    {"figure-indicator-near",
     "No promise of {provider} is told as {value}; was {near} meant? There "
     "are {known}. Its figures are kept and count for none."},
    {"figure-indicator-unknown",
     "No promise of {provider} is told as {value}; those that are: {known}. "
     "Its figures are kept and count for none."},
    {"figure-level-unknown",
     "The level of the window until {day} is not known."},
    {"figure-no-cost-month", "No cost of {month} is in the ledger."},
    {"figure-no-rate",
     "A part of it is in {currency}, for which there is no rate."},
    {"figure-no-window", "No window that is over ends in {from} to {to}."},
    {"figure-none-answered", "No escalation of {from} to {to} was answered."},
    {"figure-none-due", "No obligation came due from {from} to {to}."},
    {"figure-of-another-partner",
     "A line names {value}, another partner of ours: its figure does not count "
     "for {provider}; send it from a source of that partner."},
    {"figure-period-impossible",
     "{id} is told of a period from {time}, which cannot be: it has not "
     "begun, or is of another age. The figure was not counted."},
    {"figure-service-near",
     "{value} is no service of {provider}; was {near} meant? There are "
     "{known}. Its figures are kept and count for none of them."},
    {"figure-service-unknown",
     "{value} is no service of {provider} that is known here; there are "
     "{known}. Its figures are kept and count for none of them."},
    {"figure-share-without-unit",
     "{field} is told as {value} without a unit and counts as {value} %; if "
     "{percent} % is meant, tell it so with the unit %."},
    {"file-changed",
     "{origin} changed while it was read; it is read again from the start."},
    {"file-gzip-ratio",
     "{origin} unpacks to more than {limit} times its size, which no honest "
     "file does; it was not read. Send it unpacked."},
    {"file-incomplete",
     "{origin} ends {detail}: somebody may still be writing it. It is read "
     "again later; write under another name and rename when it is whole."},
    {"file-not-found",
     "No file matches {pattern}; name a file or a pattern relative to the "
     "configuration."},
    {"file-not-gzip",
     "{origin} looks like gzip but is damaged: {detail}. Send it again."},
    {"file-not-readable", "{origin} cannot be read: {detail}."},
    {"file-not-regular", "{origin} is not a regular file; name a file."},
    {"file-too-large",
     "{origin} has more than {limit} bytes when unpacked, the most that is "
     "read of one file; it was not read. Send it in parts, each with the "
     "header line."},
    {"focus-amortised",
     "The charge is of a commitment that was not used ({value}): the file "
     "tells amortised costs, not what was billed. Send the export of actual "
     "costs."},
    {"focus-charge-period",
     "The charge period cannot be read ({field}); the billing period was "
     "taken for it. Write both borders, the later one last."},
    {"focus-column-duplicate",
     "{field} stands twice in the header of {origin}, so that nobody can say "
     "which of them counts; nothing was read. Remove one."},
    {"focus-column-missing",
     "The mandatory column {field} of FOCUS {version} is not there; add it "
     "({by})."},
    {"focus-column-needed",
     "The column {field} is not there, without which no charge can be "
     "counted; nothing of the file is in the totals. Add it ({by})."},
    {"focus-column-unknown",
     "{field} is no column of FOCUS; a custom column's name starts with x_. "
     "It is kept with the other columns."},
    {"focus-commitments-many",
     "{origin} has more commitments than one delivery can hold: {left_out} "
     "are not counted; split the file."},
    {"focus-contract-applied-beyond",
     "Charges apply {applied} {unit} to the commitment {commitment}, which "
     "is {amount} {unit} (FOCUS ContractApplied)."},
    {"focus-contract-applied-format",
     "{count} charges have a ContractApplied that cannot be read and is not "
     "counted: {why}."},
    {"focus-contract-applied-unit",
     "Charges apply {found} to the commitment {commitment}, which is in "
     "{unit} (FOCUS ContractApplied)."},
    {"focus-contract-applied-unknown",
     "{count} charges apply to the commitment {commitment} of the contract "
     "'{contract}', which the data set Contract Commitment does not have "
     "(FOCUS ContractApplied)."},
    {"focus-currency",
     "{field} is '{value}', which is no currency of ISO 4217; write three "
     "capital letters such as EUR ({by})."},
    {"focus-data-set",
     "{origin} holds {rows} rows of FOCUS {set} ({states}). They are kept as "
     "evidence and are in no total."},
    {"focus-datetime-format",
     "{field} is '{value}', which is no date and time; write UTC as "
     "2026-10-05T07:00:00Z ({by})."},
    {"focus-datetime-iso-style",
     "{field} is '{value}'; it was read as UTC, but FOCUS wants "
     "2026-10-05T07:00:00Z."},
    {"focus-datetime-sql-style",
     "{field} is '{value}'; it was read as UTC, but FOCUS wants "
     "2026-10-05T07:00:00Z."},
    {"focus-encoding",
     "'{value}' is not UTF-8; it was read as Windows-1252. Save the file as "
     "CSV "
     "UTF-8."},
    {"focus-file-emptied",
     "{origin} told {scopes} billing periods of accounts before and now has no "
     "charge that can be counted. Export it again; until then what it told "
     "stays in force."},
    {"focus-file-empty",
     "{origin} has a header and no charges; nothing is counted from it."},
    {"focus-file-replaced",
     "{origin} speaks about {scope} like the later file {other}, which "
     "replaces it; its charges there are not counted."},
    {"focus-filled-with",
     "{field} is empty although {other} is filled (FOCUS rule {id})."},
    {"focus-format", "{origin} was read as {format}."},
    {"focus-header-case",
     "The column {field} is written '{value}'; it was read, but FOCUS writes "
     "{field}."},
    {"focus-negative-price",
     "{field} is '{value}'; a unit price is not negative."},
    {"focus-not-focus",
     "{origin} cannot be read by its header: it looks like {looks_like}. A "
     "header that is read has, of {right}."},
    {"focus-not-text",
     "{origin} is {found}, which this adapter cannot read. Export it as CSV, "
     "gzip if you like."},
    {"focus-null-not-allowed",
     "{field} is empty although FOCUS does not allow it there ({by})."},
    {"focus-null-on-tax",
     "{field} is filled on a line of Tax (FOCUS rule {id})."},
    {"focus-null-with",
     "{field} is filled although {other} is empty (FOCUS rule {id})."},
    {"focus-number-ambiguous",
     "{field} is '{value}', which may be two numbers; set the option decimal "
     "to comma or point."},
    {"focus-numeric-format",
     "{field} is '{value}', which is no number of FOCUS; write digits with a "
     "point such as -1234.56, without separators, signs of currency or "
     "blanks ({by})."},
    {"focus-numeric-range",
     "{field} is '{value}', which cannot be held exactly; at most 28 "
     "decimals and about 38 digits."},
    {"focus-parts-many",
     "{origin} is {files} files, more than one delivery can vouch for: what "
     "they no longer tell stays in force. Split them over several sources."},
    {"focus-period-ends",
     "The billing period of account '{value}' has another end than in the "
     "rows before (FOCUS rule {id})."},
    {"focus-period-order",
     "{field} ends ({value}) before it starts; the end of a period is later "
     "than its start."},
    {"focus-personal",
     "E-mail addresses in {field} were taken out. Set keep_personal_tags to "
     "true where they must be kept."},
    {"focus-product",
     "{field} is '{value}', which is not {price} times PricingQuantity (FOCUS "
     "rule {id}); the amount is counted as it is."},
    {"focus-row-not-counted",
     "The charge was not counted because {field} cannot be read; mend it and "
     "send the file again."},
    {"focus-row-shape",
     "The line has {found} fields and the header {expected}; the charge was "
     "not counted. Check separators and quotes."},
    {"focus-same-charges",
     "{origin} tells about {scope} what {other} tells under another account or "
     "an overlapping billing period; those charges were not counted. Remove "
     "the file that is wrong, or set the option files to latest."},
    {"focus-several-values",
     "{field} is not the same wherever {other} is: {value} (FOCUS rule {id})."},
    {"focus-several-values-advised",
     "{field} should be the same wherever {other} is: {value} (FOCUS rule "
     "{id})."},
    {"focus-subcategory",
     "{field} is '{value}', which belongs to another ServiceCategory than "
     "the row has; correct one of them."},
    {"focus-tags-format",
     "{field} is no flat JSON object with unique keys ('{value}'); write for "
     "instance {\"app\": \"shop\"} ({by})."},
    {"focus-two-files",
     "{origin} speaks about {scope} like {other}; those charges were not "
     "counted. Set the option files to parts (both count) or latest (the "
     "later one counts)."},
    {"focus-value-not-allowed",
     "{field} is '{value}'; FOCUS allows {allowed} ({by})."},
    {"focus-word-unknown",
     "{field} is '{value}', which this format's table does not know; it knows "
     "{allowed}. The charge is counted and the word kept."},
    {"fund-credit",
     "{percent} % of the {of_amount} {currency} that counts of claim {claim}, "
     "as {contract} says, less what was in before."},
    {"fund-credit-correction",
     "{of_amount} {currency} counts of claim {claim} now, of which {percent} % "
     "goes in as {contract} says; the rest of what was in is taken back."},
    {"fund-deposit", "Put in, as both sides agreed."},
    {"fund-gain",
     "{percent} % of the {of_amount} {currency} that the idea saved from "
     "{period_from} to {period_to}, as {contract} says; {to_provider} is the "
     "provider's and {to_customer} the customer's."},
    {"fund-gain-correction",
     "Taken back: the months {period_from} to {period_to} were measured anew."},
    {"fund-other-currency",
     "The credit is in {currency} and the fund of {contract} in {fund}: it is "
     "not counted."},
    {"fund-released",
     "What was reserved is free again: the draw was taken back, or its idea "
     "declined."},
    {"fund-reserved", "Reserved for the idea, as both sides agreed."},
    {"fund-saving-other-currency",
     "The saving is in {currency} and the fund in {fund}: it is not counted."},
    {"fund-spent", "Spent: the idea is realised."},
    {"fund-two-keys",
     "{first} and {second} split a saving by different keys, and the idea says "
     "of neither: it is not counted. Name the service of the idea in one of "
     "them."},
    {"gcp-duplicate-id",
     "Incident {value} stands in the feed twice; the one that was modified "
     "last counts."},
    {"gcp-empty-feed",
     "The feed lists no incident at all, not even old ones; what was open "
     "stays open."},
    {"gcp-end-before-start",
     "Incident {value} ends before it begins; it counts as a moment. Correct "
     "begin or end."},
    {"gcp-end-missing",
     "Incident {value} has no end although its last update is {word}; it "
     "stays open until an end is told."},
    {"gcp-field-missing",
     "{field} of {value} is not there; the worst that it may mean was taken."},
    {"gcp-incident-unreadable",
     "Incident {value} cannot be read ({detail}); it was left out. The "
     "others were read."},
    {"gcp-no-products",
     "Incident {value} names no affected products; its service {service} was "
     "taken instead."},
    {"gcp-not-an-array",
     "{origin} is not a list of incidents; expected is the feed "
     "incidents.json."},
    {"gcp-older-file",
     "The option path names several feeds; each is a whole, and {used}, the "
     "last in order of name, counts."},
    {"gcp-open-contradiction",
     "Incident {value} has an end although its last update is {word}; the "
     "end was believed."},
    {"gcp-renamed-product",
     "The product that is now called {now} was called '{value}' in older "
     "incidents; it is shown under both names."},
    {"gcp-state-from-severity",
     "The feed has no status_impact (older generation); the state was taken "
     "from severity: low is degraded_performance, medium partial_outage, "
     "high major_outage."},
    {"gcp-time-format",
     "{field} is '{value}', which is no time; write RFC 3339 with an offset."},
    {"gcp-title-of-several",
     "Several product ids are called '{value}'; an incident of one is shown "
     "at each of them."},
    {"gcp-unknown-word",
     "{field} says '{value}', a word that we do not know; it was taken for "
     "the worst, {taken}."},
    {"hours-booked-before",
     "{hours} hours of {component} on {day} stand already with {document} "
     "({id}); withdraw one of the two when they are the same."},
    {"hours-by-charges",
     "The charges tell hours of {component} in {month}; what was entered by "
     "hand for it does not count."},
    {"hours-factor-unknown",
     "{hours} hours of {component} were accepted with the factor {factor}, "
     "which the contract no longer has; they are in no balance."},
    {"http-address-refused",
     "{url} leads to {address}, an address inside the own network, which is "
     "refused; set allow_private when that is meant."},
    {"http-connect-failed",
     "{url} cannot be reached: {detail}. It will be tried again."},
    {"http-garbled",
     "The answer of {url} cannot be decoded ({detail}); the last state was "
     "kept. The partner's server has to be mended."},
    {"http-incomplete",
     "The answer of {url} broke off ({detail}); it will be tried again."},
    {"http-redirect",
     "{url} redirects to {location}, which is not followed; configure the "
     "new address."},
    {"http-status", "{url} answered with HTTP {code}; expected is 200."},
    {"http-timeout",
     "{url} did not answer within {timeout}; it will be tried again."},
    {"http-tls",
     "No secure connection to {url}: {detail}. Certificate or clock have to "
     "be mended."},
    {"http-too-large",
     "The answer of {url} is larger than {limit} bytes; it was not read."},
    {"http-too-many-requests",
     "{url} asks for fewer requests (HTTP 429); it will be tried again after "
     "{retry_after}. Raise the interval."},
    {"http-url",
     "'{url}' is no address that can be fetched; write http:// or https:// "
     "with a host."},
    {"idea-check-cost",
     "The mean net cost a month of {subject} by the ledger, {before_from} to "
     "{before_to}, less that of {after_from} to {after_to}."},
    {"idea-check-experience",
     "The share of people who gave 4 or 5 about {subject}, {after_from} to "
     "{after_to}, less that of {before_from} to {before_to}, in percentage "
     "points."},
    {"idea-check-objective",
     "The mean of what {subject} attained over windows that ended in "
     "{after_from} to {after_to}, less that of {before_from} to {before_to}, "
     "in its unit."},
    {"idea-check-objective-lower",
     "The mean of what {subject} came to over windows that ended in "
     "{before_from} to {before_to}, less that of {after_from} to {after_to}, "
     "in its unit: less is better."},
    {"incident-end-impossible",
     "The incident {id} ended on {time}, which cannot be: it is before its "
     "beginning or still to come. It goes on until its end is told."},
    {"incident-start-impossible",
     "The incident {id} began on {time}, which cannot be: it is of another "
     "age or still to come. It was left out."},
    {"incident-time-impossible",
     "The incident {id} tells {time}, which cannot be: it is of another age "
     "or still to come. What was told of then was left out."},
    {"invoice-changed",
     "The invoice {number} of {seller} came again with other content; what it "
     "says now counts, and `cost diff` tells what changed. An invoice keeps "
     "its content under its number: ask the seller which one holds."},
    {"invoice-conflict",
     "The invoice {number} of {seller} stands in two files with other "
     "content; {other} counts, this file does not. An invoice keeps its "
     "content under its number: ask the seller which one holds."},
    {"invoice-doctype",
     "The document has a DOCTYPE, which an invoice does not need and which "
     "can attack its reader; it was not read. Ask the sender for the invoice "
     "without one."},
    {"invoice-documents-broken",
     "What was delivered has {count} errors; a document that could not be read "
     "is no invoice here. source show {source} names file, line and rule."},
    {"invoice-encoding",
     "The document is not in {encoding}, as it says; it was not read. It must "
     "be sent in the encoding that it declares."},
    {"invoice-encoding-unknown",
     "The encoding {encoding} is not read; an invoice is UTF-8, UTF-16, "
     "ISO-8859-1 or windows-1252."},
    {"invoice-entity",
     "The document uses the entity {entity}, which XML itself does not know; "
     "it was not read. Ask the sender for the invoice without entities."},
    {"invoice-lines-left-out",
     "The invoice {number} has {count} lines, of which {kept} fit into what "
     "an adapter can tell at once; its amounts are whole, the other lines "
     "are in the original only."},
    {"invoice-no-number",
     "The invoice has no number (BT-1); it is told from others by its file "
     "only. Ask the seller for one with a number."},
    {"invoice-no-source",
     "No source tells of invoices; nothing is known about them."},
    {"invoice-not-one",
     "The document's element is {element} in the namespace {namespace}; "
     "expected is a UBL 2.1 Invoice or CreditNote, or a UN/CEFACT "
     "CrossIndustryInvoice."},
    {"invoice-not-xml",
     "The document is not well-formed XML: {problem}. It was not read."},
    {"invoice-repeated",
     "The invoice {number} of {seller} stands in {other} with the same "
     "content; it counts once."},
    {"invoice-rule-attribute", "{term} lacks its attribute {attribute}."},
    {"invoice-rule-broken",
     "Fatal rules that the invoice {number} breaks: {rules} (places: {count}). "
     "It is kept as it is; `invoice show` tells each one."},
    {"invoice-rule-card",
     "The card number has more than ten characters; at most the first six and "
     "the last four may be shown."},
    {"invoice-rule-check-digit",
     "{value} is no identifier of the scheme {scheme}; its form or its check "
     "digit is wrong."},
    {"invoice-rule-code", "{value} in {term} is not in the code list {list}."},
    {"invoice-rule-count",
     "{term} occurs {count} times; at most {most} are allowed."},
    {"invoice-rule-currency",
     "The amount in {group} is not in the invoice's currency (BT-5)."},
    {"invoice-rule-day-form", "The day in {group} is not written YYYY-MM-DD."},
    {"invoice-rule-decimals",
     "{term} is {value}; at most two decimals are allowed."},
    {"invoice-rule-dutch-id",
     "{term} is no KvK number (scheme 0106) and no OIN (scheme 0190), or it "
     "is empty."},
    {"invoice-rule-empty",
     "The element {group} is empty; it must hold a value or be left out."},
    {"invoice-rule-exclusive",
     "{term} and {other} exclude each other; only one of them may be given."},
    {"invoice-rule-exemption",
     "The exemption code {value} needs the VAT category {category}."},
    {"invoice-rule-form", "{term} is {value}; it must be written {form}."},
    {"invoice-rule-indicator",
     "The indicator of {group} is not what it may be: true or false on the "
     "document and its lines, false on a price."},
    {"invoice-rule-kind",
     "The type code {value} does not fit the document: 381 is a CreditNote, "
     "every other code an Invoice."},
    {"invoice-rule-line-object",
     "A line refers to one invoiced object at most, with the type code 130."},
    {"invoice-rule-missing", "{term} is missing in {group}."},
    {"invoice-rule-more", "The rule is broken in {count} more places."},
    {"invoice-rule-negative", "{term} is {value}; it must not be negative."},
    {"invoice-rule-not-day", "{term} is {value}, which is no day."},
    {"invoice-rule-not-number",
     "{term} is {value}, which is no decimal number."},
    {"invoice-rule-not-positive", "{term} is {value}; it must be above zero."},
    {"invoice-rule-not-recommended",
     "{term} is given, which is not recommended."},
    {"invoice-rule-not-same",
     "{term} occurs with different values; it must be the same everywhere."},
    {"invoice-rule-not-wanted",
     "{term} is given, which EN 16931 has no place for."},
    {"invoice-rule-object-scheme",
     "Only the reference to an invoiced object (type code 130) names a scheme "
     "or a type."},
    {"invoice-rule-outside",
     "{term} is {value}, which lies outside the invoice's period: {other} is "
     "{border}."},
    {"invoice-rule-payee-is-seller",
     "The payee is the seller; a payee is given only when it is somebody "
     "else."},
    {"invoice-rule-period",
     "The period ends on {end}, before it starts on {start}."},
    {"invoice-rule-project", "The document refers to more than one project."},
    {"invoice-rule-same",
     "{term} is the same as {other}; it is given only when it differs."},
    {"invoice-rule-sum", "{term} is {found}; {formula} gives {expected}."},
    {"invoice-rule-tax-signs", "{term} and {other} have different signs."},
    {"invoice-rule-tax-total",
     "There are {count} totals of VAT in {currency}; exactly one is expected "
     "for each currency that the invoice names."},
    {"invoice-rule-unit",
     "The price is per {value}, the quantity in {other}; both must have the "
     "same unit."},
    {"invoice-rule-vat-breakdown",
     "VAT category {category} is used {used} times and stands {count} times "
     "in the VAT breakdown; expected is {needed} where it is used."},
    {"invoice-rule-vat-mixed",
     "VAT category {category} may not stand beside {other}."},
    {"invoice-rule-vat-needs", "VAT category {category} needs {needed}."},
    {"invoice-rule-vat-prefix",
     "{term} {value} does not begin with the code of a country."},
    {"invoice-rule-vat-rate",
     "VAT category {category} needs {needed}; found is {found}."},
    {"invoice-too-deep",
     "The document nests elements more than {most} deep; it was not read."},
    {"invoice-too-large",
     "The document has {bytes} bytes, more than {most}; it was not read. "
     "`max_bytes` allows more."},
    {"json-duplicate-key",
     "An object of {origin} has the key {field} twice; the last one counts."},
    {"json-empty", "{origin} is empty; expected is a JSON document."},
    {"json-malformed",
     "{origin} is no JSON: line {line}, column {column}: expected {expected}."},
    {"json-not-utf8", "{origin} is not valid UTF-8; it was not read."},
    {"json-too-deep",
     "{origin} nests deeper than {limit} levels; it was not read."},
    {"json-too-large",
     "{origin} has {bytes} bytes, more than {limit}; it was not read."},
    {"kpi-column-missing",
     "The report has no column for {field}; its header must name it, for "
     "instance {expected}. Nothing was read from it."},
    {"kpi-column-unknown", "The column {field} is not known; it was not read."},
    {"kpi-date-format",
     "{field} is '{value}', which is no date; write the day first, for "
     "instance 05-10-2026, or 2026-10-05."},
    {"kpi-duplicate",
     "{value} stands in the report twice for one period; the later line "
     "counts."},
    {"kpi-encoding",
     "{origin} is not UTF-8; it was read as Windows-1252. Save it as CSV "
     "UTF-8."},
    {"kpi-figure-lost",
     "{what} has no figure that can be read from {first_day} to {last_day}: "
     "line {line}."},
    {"kpi-file-empty", "{origin} has no figures; nothing is counted from it."},
    {"kpi-file-replaced",
     "{origin} speaks about {scope} like the later report {other}, which "
     "replaces it."},
    {"kpi-indicator-missing",
     "The line has a figure and no {field}; it was not counted. Write what "
     "the figure is about."},
    {"kpi-line-ignored",
     "The line has one filled cell ('{value}'); it was taken for a heading "
     "or a footnote."},
    {"kpi-merged-cell",
     "{field} is blank; '{value}' from a line above was taken, as in a "
     "merged cell."},
    {"kpi-norm-format",
     "The norm '{value}' cannot be read; write for instance >= 99,5."},
    {"kpi-norm-strict",
     "The norm '{value}' excludes its border, which norms do not; it was "
     "read as including it."},
    {"kpi-number-ambiguous",
     "{field} is '{value}', and nothing in the report tells whether its sign "
     "stands before decimals or thousands; the figure was not counted, and "
     "where the rest of the report counts an earlier one for it no longer "
     "holds. Set the option decimal to comma or point."},
    {"kpi-number-format",
     "{field} is '{value}', which is no number; write for instance "
     "{expected}. The figure was not counted, and where the rest of the "
     "report counts an earlier one for it no longer holds."},
    {"kpi-period-format",
     "The period '{value}' cannot be read; write a month (2026-10, okt 2026) "
     "or two days."},
    {"kpi-period-missing",
     "The report names no period for this line; the figure was not counted. "
     "Add a column {field}, or set the option period."},
    {"kpi-period-one-day",
     "{field} is one day ('{value}'); the month that it opens or closes was "
     "taken."},
    {"kpi-remark-dropped",
     "The column {field} was not kept, since it may name people. Set "
     "keep_remarks to true where it must be."},
    {"kpi-row-shape",
     "The line has {found} fields and the header {expected}; the figure was "
     "not counted. Check separators and quotes."},
    {"kpi-title-lines",
     "{count} lines stand above the header on line {line}; they were read as "
     "a title."},
    {"kpi-too-long",
     "{origin} has more than {limit} lines; that is no monthly report. Send "
     "the report's own table."},
    {"kpi-two-files",
     "{origin} speaks about {scope} like {other}; those figures were not "
     "counted. Set the option files to parts (both count) or latest (the "
     "later one counts)."},
    {"kpi-two-header-rows",
     "The header has two rows; the names of the lower one were taken where "
     "it has one."},
    {"kpi-value-impossible",
     "{field} is '{value}', and an availability lies between 0 and 100 %. The "
     "figure was not counted, and where the rest of the report counts an "
     "earlier one for it no longer holds."},
    {"kpi-value-missing",
     "{field} has no value and no 'n.v.t.'; write the figure or that it does "
     "not apply."},
    {"kpi-xlsx",
     "{origin} is a workbook that cannot be read: {detail}. Save it again as "
     "XLSX, or as CSV."},
    {"mandate-cost-unknown",
     "Whether {contract} costs more than planned cannot be told: what the "
     "partner costs is not known, or is shared with other contracts."},
    {"mandate-plan-unknown",
     "Whether {contract} costs more than planned cannot be told: neither a "
     "budget of the partner nor a price that needs no usage says what was "
     "planned."},
    {"obligation-by-usage",
     "{contract}: {components} cost what is used; only what is due at least "
     "is in it."},
    {"obligation-without-end",
     "{contract} has no end and no notice: what remains payable cannot be "
     "told."},
    {"obligation-without-price",
     "{contract} has no price in its file: what remains payable is not in it."},
    {"openslo-api-version",
     "{field} is '{value}'; read are {allowed}. The document is not "
     "counted."},
    {"openslo-count", "{field} has {count} elements; allowed is {allowed}."},
    {"openslo-digits",
     "{field} is {value}, which has more digits than can be held exactly (38, "
     "of which 28 decimals)."},
    {"openslo-duplicate-key",
     "{field} stands twice in line {line}; which one holds is anybody's "
     "guess. Remove one."},
    {"openslo-duplicate-name",
     "The SLO '{value}' stands already in {other}; only that one counts. Give "
     "each its own name."},
    {"openslo-duration",
     "{field} is '{value}'; write a number above 0 and one unit: m (minute), "
     "h, d, w, M (month), Q or Y, for instance 4w."},
    {"openslo-empty", "{origin} holds no OpenSLO document."},
    {"openslo-exclusive",
     "{field} is one too many of {fields}; set exactly one."},
    {"openslo-file",
     "{origin} counts as empty, for it cannot be read ({detail})."},
    {"openslo-forbidden",
     "{field} is set although the indicator is a ratio, which is compared "
     "with nothing; leave it out."},
    {"openslo-indicator-twice",
     "The SLO has an indicator, and its objectives have too; set {fields} "
     "either for the SLO or for each objective."},
    {"openslo-key",
     "The key {field} is none: write at most 63 letters, digits, '-', '_' and "
     "'.', a letter or digit at both ends; an annotation may have a domain and "
     "'/' before it."},
    {"openslo-kind", "{field} is '{value}'; {version} has {allowed}."},
    {"openslo-limit",
     "{origin} has more than {limit} {what}; it was read no further."},
    {"openslo-merge",
     "{field} merges something that is no mapping; name a mapping."},
    {"openslo-more",
     "{count} more rules are broken; they are told once those above are "
     "mended."},
    {"openslo-name",
     "{field} is '{value}'; a name has at most 63 small letters, digits and "
     "'-', and begins and ends with a letter or digit (RFC 1123)."},
    {"openslo-one-of", "One of {fields} is required; set exactly one."},
    {"openslo-range", "{field} is {value}; it has to be {allowed}."},
    {"openslo-reference",
     "{field} names the {kind} '{value}', which no document of this source "
     "declares."},
    {"openslo-required", "{field} is missing; expected is {expected}."},
    {"openslo-start-time",
     "{field} is '{value}'; write YYYY-MM-DD HH:MM:SS, for instance 2026-01-01 "
     "00:00:00."},
    {"openslo-tag",
     "{field} has the tag {value}, which is not followed; leave it out."},
    {"openslo-time-zone",
     "{field} is '{value}'; write a zone of the IANA database, for instance "
     "Europe/Amsterdam."},
    {"openslo-too-long",
     "{field} has {length} characters; at most {limit} are allowed."},
    {"openslo-type", "{field} is {found}; expected is {expected}."},
    {"openslo-unknown-field",
     "{field} is no field of this object; meant may be {allowed}."},
    {"openslo-value", "{field} is '{value}'; allowed is {allowed}."},
    {"openslo-window-minutes",
     "{field} is '{value}': {count} minutes by the calendar. If months were "
     "meant, write {count}M."},
    {"openslo-window-missing",
     "{field} is missing: over which time the SLO is judged is not told. Write "
     "exactly one."},
    {"openslo-yaml",
     "{origin} cannot be read from line {line} on: {detail}. What stands "
     "before counts."},
    {"option-missing", "The option {field} is required; set it under options."},
    {"option-unknown",
     "There is no option {field}; the nearest is {nearest}, known are "
     "{known}."},
    {"option-value", "The option {field} is '{value}'; allowed is {allowed}."},
    {"original-not-kept",
     "The original {file} could not be kept ({why}); its facts count."},
    {"outage-next-word-agreed",
     "{contract} agrees a word every {every} while something is out."},
    {"outage-next-word-said", "The partner said when it tells more."},
    {"outlook-beside",
     "No contract has a price for {services}: that is forecast from at most "
     "{months} months of charges and stands beside the contracts."},
    {"outlook-charged-beyond",
     "For {year} {forecast} {currency} of charges are forecast and {agreed} "
     "{currency} come from contracts: {amount} {currency} are in no figure. "
     "Give a contract what it has no price for."},
    {"outlook-converted",
     "{currency} is converted into {to} at the newest rate."},
    {"outlook-ends", "{contract} ends on {day}, and nothing extends it."},
    {"outlook-ends-before",
     "{contract} ends on {day}, before the years asked about: what comes "
     "after it is in no figure."},
    {"outlook-forecast",
     "There is no contract: each of {services} services is forecast from at "
     "most {months} months of charges."},
    {"outlook-index-assumed",
     "{contract}: on {day} prices change by {percent}% for {series}; that is "
     "assumed."},
    {"outlook-index-capped",
     "{contract}: on {day} prices change by {percent}% for {series}, the "
     "most that the clause allows; that is assumed."},
    {"outlook-index-floored",
     "{contract}: on {day} prices change by {percent}% for {series}, the "
     "least that the clause allows; that is assumed."},
    {"outlook-index-known",
     "{contract}: from {month} on prices are as the published index made "
     "them."},
    {"outlook-index-none",
     "{contract}: prices stay as they are: how {series} changes on {day} and "
     "later is not known, and no index was given to take."},
    {"outlook-no-bonus",
     "{contract}: {component} is taken to be neither a bonus nor a malus."},
    {"outlook-no-rate",
     "{currency} stays as it is: there is no rate into {to}."},
    {"outlook-nothing-known",
     "There is no contract, and no charges to forecast from: what it will "
     "cost is not known."},
    {"outlook-options",
     "{contract} ends on {day} without options, with all of them on {last}."},
    {"outlook-renews",
     "{contract} ends on {day} without renewal; with options it renews for "
     "all the years."},
    {"outlook-row-after-end", "The contract is over."},
    {"outlook-row-begins-within", "The contract begins within it."},
    {"outlook-row-ends-within", "The contract ends within it."},
    {"outlook-row-volume-unknown",
     "Of a part how much will be used is not known."},
    {"outlook-runs-on", "Nothing ends {contract}: it is taken to run on."},
    {"outlook-volume",
     "{contract}: {component} is used {quantity} in {month} and {last} in "
     "{last_month}: {method}, from {months} months."},
    {"outlook-volume-unknown",
     "{contract}: how much {component} will be used is not known: only what "
     "is due without use is in it."},
    {"outlook-without-price",
     "{contract} has no price in its file: its partner is forecast from "
     "charges."},
    {"overview-rigidity-open",
     "How rigid the contracts with {providers} are is not known whole; "
     "`contract rigidity` says what is missing."},
    {"pack-acts",
     "What both sides do here (claims, objections, proposals) is kept "
     "with who did it, and when."},
    {"pack-check", "How to check it, and how to leave"},
    {"pack-contract",
     "Contract {contract}: figures are held against its objectives; "
     "what is missed can lead to the credits and consequences that it "
     "names, and to no others. A credit is claimed, and you grant or "
     "refuse it."},
    {"pack-contract-none",
     "No contract is kept here: figures are held against nothing."},
    {"pack-export",
     "Everything that is yours here is given back as files: "
     "`regisseur provider export`, at any time."},
    {"pack-follows", "What follows from it"},
    {"pack-held", "What {customer} holds of {provider}"},
    {"pack-how-to-object",
     "Whoever speaks for you says which figure is wrong, why, and "
     "what shows it: on your page, by `regisseur objective object` or "
     "by the method RaiseObjection. From then on the figure is marked "
     "as disputed wherever it appears."},
    {"pack-kept", "How long it is kept"},
    {"pack-kept-chain",
     "Hashes and the order of what was told and done are kept without "
     "end; they say nothing of what it was."},
    {"pack-kept-kind",
     "{kind}: {span}, then it is purged and the purge is recorded."},
    {"pack-no-admission",
     "Delivering data admits nothing: what {provider} delivers is its "
     "own word and is shown as such. It acknowledges no fault, no "
     "claim and no amount, and gives up no right."},
    {"pack-not-shown",
     "{provider} is not shown what concerns only {customer}: budgets, "
     "forecasts, comparisons with other forms and offers, when notice "
     "is prepared, and who answers for what."},
    {"pack-object", "How to object"},
    {"pack-object-within",
     "{contract}, {objective}: within {within} after the report; "
     "after that silence settles the figure."},
    {"pack-persons",
     "Facts hold no persons, but where a field is meant for one: "
     "titles of tickets, remarks, reasons, and the names of who "
     "acted. Those are kept apart and can be erased."},
    {"pack-receipts",
     "Each delivery gets a signed receipt; with it and the daemon's "
     "key anybody can check later that it was told, when, and that it "
     "was not changed."},
    {"pack-seen", "Who sees it"},
    {"pack-seen-by-customer",
     "At {customer}: those who direct, buy, control and audit, each "
     "what the role needs (administrator, CIO, contract manager, "
     "controller, owner, auditor). Who only runs the installation "
     "sees no business data."},
    {"pack-seen-by-others",
     "No other partner sees anything of it, nor can tell that it is "
     "there."},
    {"pack-seen-by-provider",
     "{provider} sees its own rows, and of them what both sides "
     "share; the same figures as {customer}."},
    {"pack-source-collected",
     "{source}: what your system tells when it is asked; {deliveries} "
     "deliveries in force."},
    {"pack-source-measured",
     "{source}: what is measured of your services from here; "
     "{deliveries} deliveries in force."},
    {"pack-source-none", "Nothing is collected or pushed."},
    {"pack-source-pushed",
     "{source}: what you push yourself; {deliveries} deliveries in "
     "force."},
    {"plan-measure-answer-time",
     "The median time to answer an escalation, of those opened from {from} "
     "to {to}."},
    {"plan-measure-cost",
     "The mean net cost a month by the ledger, {from} to {to}."},
    {"plan-measure-experience",
     "The share of people who gave 4 or 5, {from} to {to}."},
    {"plan-measure-kept-obligations",
     "Of the obligations that came due from {from} to {to} the share that "
     "was kept."},
    {"plan-measure-promise",
     "What the contract promises, in every window of {subject} that ended in"
     " {from} to {to}."},
    {"plan-measure-service-level",
     "The worst that a window of {subject} attained that ended in {from} to "
     "{to}."},
    {"plan-measure-statement",
     "Both sides judge it in the review of the quarter."},
    {"plan-not-judged", "Both sides have not judged it in a review yet."},
    {"price-charges-without-quantity",
     "{count} charges that a price counts have no quantity; what they used "
     "is not in the price."},
    {"price-lines-dropped",
     "The lines that the price counts are not kept (they were replaced, or "
     "their source keeps sums only), so the price cannot be computed."},
    {"price-list-add-on-left-out", "The add-on {name} is not chosen."},
    {"price-list-features",
     "{count} features of the plan have no price of their own and are not "
     "compared."},
    {"price-list-limit",
     "{name} is limited to {value} {unit}; what lies beyond has no price in "
     "the list."},
    {"price-list-limit-more",
     "{name} is limited to {value} {unit}; the add-on {add_on} gives {more} "
     "more."},
    {"price-list-on-request", "The price of {name} is on request: '{price}'."},
    {"price-mixed-units",
     "The usage of the price component {component} comes in more than one "
     "unit ({units}); it has no price until the meter picks one."},
    {"price-ticket-months",
     "Tickets of {provider} do not reach {months}, so what is priced by "
     "tickets is not known there."},
    {"probe-degraded", "{field} answers, but {value}."},
    {"probe-down", "{field} does not work as seen from here: {value}."},
    {"probe-no-reference",
     "No reference tells whether we ourselves are connected: a fault of our "
     "own line looks like the partner's. Set the option references."},
    {"probe-not-judged",
     "{field} does not answer ({value}), and neither does any reference: the "
     "fault may be ours, so that its state is unknown."},
    {"probe-offline",
     "Neither the targets nor the references answer ({count} in all): this "
     "machine is offline itself ({where}). Nothing was said about the "
     "partner."},
    {"probe-reference-silent",
     "The reference {field} does not answer ({value}). Choose another one "
     "when that stays so."},
    {"probe-second-try",
     "{field} failed at first and worked when it was tried again; it counts "
     "as working."},
    {"probe-unable",
     "{field} cannot be tried as it is configured: {value}. Its state is "
     "unknown."},
    {"prometheus-duplicate-series",
     "The answer for {field} holds the series {value} twice; the worse of the "
     "two counts."},
    {"prometheus-no-samples",
     "The query of {field} gave no sample in the whole range ('{value}'); its "
     "state is unknown. Correct the query, or look at what it measures."},
    {"prometheus-not-a-range",
     "The answer of {origin} for {field} is no range of samples ({detail}); "
     "expected is what Prometheus answers to query_range."},
    {"prometheus-not-finite",
     "The value of {field} is infinite ({value}); its state is unknown then. "
     "Guard the division in the query."},
    {"prometheus-query-failed",
     "{origin} could not compute the query of {field} just now ({detail}); it "
     "is tried again."},
    {"prometheus-query-refused",
     "{origin} refuses the query of {field} ({detail}). Correct it in the "
     "option queries."},
    {"prometheus-sample-off-grid",
     "The answer for {field} holds a sample at a moment that was not asked "
     "for ({value}); it was left out."},
    {"prometheus-sample-unreadable",
     "A sample of {field} is {value}; expected is a time and a number as "
     "text. It was left out."},
    {"prometheus-series-unreadable",
     "The series {value} of {field} has no plain values; it was left out. "
     "Write a query that gives a number."},
    {"prometheus-several-series",
     "The query of {field} gives several series, such as {value}; at each "
     "moment the worst one counts. Aggregate where another is meant."},
    {"prometheus-warning",
     "The server warns about the query of {field}: {value}."},
    {"proposal-not-replayed",
     "What {contract} would have cost by the proposal cannot be told: {why}."},
    {"provider-without-source",
     "No source is configured: nothing is known. Add one under its sources."},
    {"pulse-few-answers",
     "Fewer than {fewest} people answered about {subject}: no figure is made "
     "of that, so that nobody can be told by it."},
    {"pulse-method",
     "The share of those who gave 4 or 5 of 5, with Wilson's score interval at"
     " 95 % confidence; a watermelon needs {fewest} answers."},
    {"reconcile-agreed-later",
     "{amount} {currency} of what was agreed are left to later invoices of the "
     "same months."},
    {"reconcile-agreed-used",
     "{amount} {currency} of what was agreed for its months were invoiced "
     "before, by {numbers}."},
    {"reconcile-contract-net",
     "The contract names amounts net of VAT; VAT was not compared."},
    {"reconcile-contract-not-named",
     "No charges of its period were found, and it names (BT-12, BT-13) none of "
     "the contracts in force: {contracts}."},
    {"reconcile-contract-other-currency",
     "Invoice {number} is in {currency} and its contract {contract} is in "
     "{other}; they were not compared."},
    {"reconcile-credited",
     "Credited with {amount} {currency} net by {numbers}."},
    {"reconcile-credits-invoice", "It gives back what invoice {number} asked."},
    {"reconcile-credits-none",
     "It does not say which invoice it gives back (BT-25), and no charges of "
     "its period were found."},
    {"reconcile-credits-unknown",
     "It gives back {numbers}, which did not come here, and no charges of its "
     "period were found."},
    {"reconcile-difference-duplicate",
     "{name} was asked for before, {invoiced} {currency}: the same once more."},
    {"reconcile-difference-line-extra",
     "{name}: {invoiced} {currency} invoiced, and nothing of it charged or "
     "agreed."},
    {"reconcile-difference-line-missing",
     "{name}: {expected} {currency} charged or agreed, and not invoiced."},
    {"reconcile-difference-price",
     "{name}: invoiced at {invoiced}, charged or agreed at {expected}: "
     "{amount} "
     "{currency}."},
    {"reconcile-difference-quantity",
     "{name}: {invoiced} invoiced, {expected} charged or agreed: {amount} "
     "{currency}."},
    {"reconcile-difference-rate",
     "VAT at {invoiced} % invoiced, at {expected} % charged: {amount} "
     "{currency}."},
    {"reconcile-difference-sum",
     "Its lines, allowances and charges are {expected} {currency}, and it says "
     "{invoiced}: {amount} {currency}."},
    {"reconcile-difference-tax",
     "VAT of {invoiced} {currency} invoiced, {expected} charged: {amount} "
     "{currency}."},
    {"reconcile-lines-dropped",
     "Lines of charges that it would need are not kept (they were replaced, "
     "or their source keeps sums only); invoices of those periods were not "
     "held against charges."},
    {"reconcile-no-contract",
     "No charges of its period were found, and no contract with the partner "
     "was in force then."},
    {"reconcile-no-day",
     "It says no period, no tax point and no day of issue: nothing can be "
     "looked for."},
    {"reconcile-nothing-agreed",
     "No charges of its period were found, and the contract {contract} "
     "computes nothing for it."},
    {"reconcile-other-currency",
     "Invoice {number} is in {currency} and its charges are in {others}; they "
     "were not compared."},
    {"reconcile-part-by-days",
     "It is about {from} to {to}; what is agreed for the months was taken in "
     "proportion by days."},
    {"reconcile-period-assumed",
     "It names no period; it was held against {month}."},
    {"reconcile-prepaid",
     "{amount} {currency} were paid in advance (BT-113); that is no "
     "difference."},
    {"reconcile-price-unknown",
     "What {name} costs cannot be computed, because usage is missing; it was "
     "not compared."},
    {"reconcile-rounding",
     "Rounded by {amount} {currency} for payment (BT-114); that is no "
     "difference."},
    {"reconcile-tax-not-in-data",
     "Tax not in the data: the charges have no Tax rows, so VAT was not "
     "compared."},
    {"reconcile-within-tolerance",
     "{amount} {currency} apart, which is within {tolerance}: rounding."},
    {"register-sheet-end-before-start",
     "The last day {end} lies before the first, {start}; write the right "
     "ones."},
    {"register-sheet-in-force",
     "{id} is in force already, by {file}: this draft is called {new_id}. "
     "Leave it out when it is that contract; for a later version of it, give "
     "it that id and a valid_from."},
    {"register-sheet-no-end",
     "The row has no last day; write term.last_day, or initial: none when it "
     "runs on."},
    {"register-sheet-no-notice",
     "The row has no notice; write term.notice, how long before the end it has "
     "to be received."},
    {"register-sheet-no-provider", "The row names no provider; write its id."},
    {"register-sheet-no-renewal-length",
     "It renews tacitly, and the row does not say by how long; write "
     "term.renewal."},
    {"register-sheet-no-start", "The row has no first day; write term.start."},
    {"register-sheet-no-title",
     "The row does not say what the contract is called; write a title."},
    {"register-sheet-option-by-notice",
     "The row does not say by when an option has to be exercised; the notice "
     "of {span} was taken."},
    {"register-sheet-renewal-not-told",
     "The row says nothing of a renewal; the draft ends by itself."},
    {"register-sheet-row-left-out",
     "Row {row}, '{value}', is no contract and was left out: it reads like a "
     "total, or names no provider, number or title."},
    {"register-sheet-same-id",
     "Row {row} has the same provider and number or title, and is {id}: this "
     "draft is called {new_id}. For a later version of that contract, give it "
     "that id and a valid_from."},
    {"register-sheet-taken-for",
     "'{value}' was taken for the provider {provider}."},
    {"register-sheet-two-providers",
     "'{value}' could be {providers}; write the id of the one that is meant."},
    {"register-sheet-unknown-provider",
     "No provider of the configuration is called '{value}'; add it there, or "
     "write the id of the one that is meant."},
    {"register-sheet-unread", "{column}: {why}."},
    {"register-sheet-value-is-ceiling",
     "The value of {value} was taken for the most that may be bought under it, "
     "value.maximum; leave it out when it is an estimate."},
    {"replay-agreed-added",
     "{amount} {currency} of what was paid is as {contract} agrees it "
     "({components}): no charge is called so. Where the bill has it under "
     "another name it is counted twice."},
    {"replay-agreed-unknown",
     "What {contract} agrees without a meter ({components}) is not known for "
     "{months}; paid is not told there."},
    {"replay-due-outside",
     "{form}: {component} falls due in {months}, which are not among the "
     "months compared; the months compared that it is for lack it."},
    {"replay-forecast-apart",
     "{form}: what will be paid in the months ahead is estimated from what was "
     "paid, the form from its usage; where the two go different ways the "
     "difference ahead says nothing. Name the contract, and both follow one "
     "usage."},
    {"replay-forecast-short",
     "{form}: the usage of {component} has no month to estimate from, so "
     "months ahead have no price."},
    {"replay-meter-empty",
     "{form}: the meter of {component} picks no charge of these months: "
     "nothing "
     "is compared for it, and where the form costs the same cannot be told."},
    {"replay-meter-near",
     "{form}: the meter of {component} picks no charge of these months: "
     "nothing "
     "is compared for it, and where the form costs the same cannot be told. "
     "The "
     "data has {near}."},
    {"replay-mixed-units",
     "{form}: the charges that {component} counts are in different units "
     "({units}); let its meter name one."},
    {"replay-months-missing",
     "No billing period was delivered for {months}: those months lack usage "
     "and are left out of the comparison."},
    {"replay-months-running",
     "{months}: not over yet; what came so far is left out of the comparison."},
    {"replay-objectives-left-out",
     "{form}: credits, penalties and bonuses of its objectives ({objectives}) "
     "are in none of these amounts: they follow from what will be attained, "
     "not "
     "from usage."},
    {"replay-period-cut",
     "{form}: no billing period was delivered for {months}, with which a "
     "quarter, year or term began that the first month cuts; what falls due at "
     "its end is not known and left out of the comparison."},
    {"report-missed",
     "Not made: {why}. It can still be made by hand: regisseur report run."},
    {"report-not-made", "Could not be made yet: {why}. It is tried again."},
    {"retention-failed", "What is too old is still kept: {why}."},
    {"review-question-decisions",
     "Decisions that the other side needs come in time."},
    {"review-question-early-warning",
     "Bad news is told early and without being asked for."},
    {"review-question-flexibility",
     "Changes are possible without a fight about the contract."},
    {"review-question-improvement",
     "We improve the service together, and it shows."},
    {"review-question-openness",
     "Both sides work with the same facts and share them."},
    {"review-question-promises",
     "Promises are kept, those outside the contract too."},
    {"review-question-reachability",
     "The right person is found at once and answers."},
    {"review-question-value",
     "What is paid and what is delivered are in balance."},
    {"rigidity-months-left-out",
     "Usage of {months} is not known; the months after count."},
    {"rigidity-no-change", "How long a change takes is not told."},
    {"rigidity-no-exit", "When it can be left is not known."},
    {"rigidity-no-exit-cost", "What is payable until the exit is not known."},
    {"rigidity-no-hours", "How many hours are left is not known."},
    {"rigidity-no-pricing", "It has no prices, so what it costs is not known."},
    {"rigidity-no-rate",
     "The cost of {contract} cannot be converted from {currency}."},
    {"rigidity-no-surcharge",
     "What a change costs beyond the agreed price is not told."},
    {"rigidity-no-usage",
     "Usage of {months} is not known, so neither is the cost."},
    {"rigidity-not-begun", "It has no whole month yet."},
    {"rigidity-not-told-apart",
     "What was paid to {provider} outside its contracts cannot be told: "
     "{contract} has no prices, or some that no charge is known by."},
    {"root-not-signed",
     "The evidence of today is not signed, it is tried again: {why}."},
    {"selector-matches-nothing",
     "The selector {selector} of service {service} matches nothing that is "
     "delivered; correct it or remove it."},
    {"service-without-state",
     "Nothing tells the state of the services {services}: it is unknown. "
     "Give them components that a source shows."},
    {"sla-amended-within",
     "The contract was amended on {day}, within the window: time before "
     "counts by the hours, states and exclusions that held then, and the "
     "version of the last day judges."},
    {"sla-credit-unknown",
     "A credit for {objective} of contract {contract} follows, but how much "
     "cannot be told: the price is not known for {missing}."},
    {"sla-disputed", "Disputed: {side} objected on {when}."},
    {"sla-disputed-figure",
     "Disputed: {side} objected on {when}; it should be {figure}."},
    {"sla-entered-by-hand", "Entered by hand on {when} from {document}."},
    {"sla-entered-expired",
     "The figure from {document} expired on {day} and no longer counts."},
    {"sla-facts-begin-later",
     "Nobody looked before {begin}; the time before is unknown."},
    {"sla-few-tickets",
     "{priority} is kept because there are few: {missed} of {counted} "
     "tickets were too late, and the contract allows that."},
    {"sla-figure-expired",
     "{contract} {objective}: the figure from {document} for the window until "
     "{last_day} expired on {day}; enter it anew or have it settled."},
    {"sla-figure-missing",
     "Nobody has told what became of {objective} of contract {contract} in "
     "the window that ended on {last_day}."},
    {"sla-figure-not-told-yet",
     "Nobody has told anything yet about {objective} of contract {contract} "
     "in the window that ends on {last_day}."},
    {"sla-figure-unreadable",
     "The figure of {objective} of {contract} in the window until {last_day} "
     "could not be read: {source}, line {line} of {file}. Ask for it again; "
     "until then nothing is known of it."},
    {"sla-first-told-by-contract",
     "The contract {contract} was put into the register."},
    {"sla-first-told-by-delivery",
     "{source} told it for the first time ({origin})."},
    {"sla-leading-origin-silent",
     "By the contract another's word counts, and nothing was said; what "
     "others say stands beside it."},
    {"sla-line-at-least",
     "At least = 100 x (1 - ({down} + {unknown}) / {base}) = {attained} %, "
     "with unknown time counted as down."},
    {"sla-line-at-most",
     "At most = 100 x (1 - {down} / {base}) = {attained} %, with unknown "
     "time counted as up."},
    {"sla-line-at-risk",
     "Promised {target}: the window runs, and over 75 % of the budget is "
     "used up: at risk."},
    {"sla-line-attained",
     "Attained = 100 x (1 - {down} / {base}) = {attained} %."},
    {"sla-line-automatic", "It settles itself on the next invoice."},
    {"sla-line-behind",
     "Promised {target}: the window runs, and so far it is not kept: at risk."},
    {"sla-line-between",
     "With what is not known between {at_least} % and {at_most} %."},
    {"sla-line-breached", "Promised {target}: breached."},
    {"sla-line-breached-already",
     "Promised {target}: breached, whatever the rest of the window brings."},
    {"sla-line-breached-range",
     "Promised {target}: breached, even with all unknown time counted as up."},
    {"sla-line-budget",
     "Budget = (1 - {target} / 100) x ({agreed} - {excluded}) = {budget} s, "
     "left {left} s."},
    {"sla-line-cap-month",
     "All credits of the month together are at most {percent} % of the "
     "contract's price in it: {price} x {percent} / 100 = {limit} {currency}."},
    {"sla-line-cap-twelve",
     "All credits of twelve months together are at most {percent} % of the "
     "contract's price in them: {price} x {percent} / 100 = {limit} "
     "{currency}."},
    {"sla-line-cap-twelve-rest",
     "All credits of twelve months together are at most {percent} % of the "
     "contract's price in them; after earlier ones this leaves {price} x "
     "{percent} / 100 - {before} = {limit} {currency}."},
    {"sla-line-cap-with",
     "The same cap cuts {amount} {currency} for {objective} in the window "
     "until "
     "{day}."},
    {"sla-line-cap-year",
     "All credits of the contract year together are at most {percent} % of the "
     "contract's price so far: {price} x {percent} / 100 = {limit} "
     "{currency}."},
    {"sla-line-cap-year-rest",
     "All credits of the contract year together are at most {percent} % of the "
     "contract's price so far; after earlier ones this leaves {price} x "
     "{percent} / 100 - {before} = {limit} {currency}."},
    {"sla-line-capped",
     "Cut in proportion: {uncapped} x {limit} / {total} = {amount} "
     "{currency}."},
    {"sla-line-claim-by", "To be claimed by {day}."},
    {"sla-line-compared", "Compared at {decimals} decimals: {compared} %."},
    {"sla-line-credit",
     "Credit: the step at {limit} gives {percent} % of {of}: {base} x "
     "{percent} / 100 = {amount} {currency}."},
    {"sla-line-credit-at-least",
     "Credit: the step at {limit} gives {percent} % of {of}: {base} x "
     "{percent} / 100 = at least {amount} {currency}."},
    {"sla-line-credit-unknown",
     "Credit: the step at {limit} gives {percent} % of {of}, whose price is "
     "not known."},
    {"sla-line-earned-back", "Earned back by the windows that followed."},
    {"sla-line-mean", "Their weighted mean is {attained} %."},
    {"sla-line-member",
     "{contract}/{objective}: {attained} %, weight {weight}."},
    {"sla-line-met", "Promised {target}: met."},
    {"sla-line-met-range",
     "Promised {target}: met, even with all unknown time counted as down."},
    {"sla-line-no-tickets",
     "{priority}: no tickets, promised {target} %: {verdict}."},
    {"sla-line-nothing", "There is no figure."},
    {"sla-line-on-track",
     "Promised {target}: the window runs, and the budget lasts: on track."},
    {"sla-line-penalty", "Penalties together: {amount} {currency}."},
    {"sla-line-penalty-at-most",
     "Penalty for each {per} begun: {units} counted, {free} free, {paid} x "
     "{price}, at most {at_most} = {amount} {currency}."},
    {"sla-line-penalty-units",
     "Penalty for each {per} begun: {units} counted, {free} free, {paid} x "
     "{price} = {amount} {currency}."},
    {"sla-line-product", "Their product is {attained} %."},
    {"sla-line-so-far", "Promised {target}: the window runs: on track so far."},
    {"sla-line-stated", "Told as a number: {attained}{unit}."},
    {"sla-line-tickets",
     "{priority}: tickets in time {in_time} of {counted} = {attained} %, "
     "promised {target} %: {verdict}."},
    {"sla-line-tickets-not-judged",
     "{priority}: tickets that the data does not allow to judge: {count}; "
     "between {at_least} % and {at_most} % in time."},
    {"sla-line-times",
     "Agreed {agreed} s, of it excluded {excluded} s, unknown {unknown} s, "
     "down {down} s."},
    {"sla-line-unknown", "Promised {target}: too little is known to say."},
    {"sla-line-weighted",
     "Down {clock} s by the clock count as {down} s by the weights of the "
     "states."},
    {"sla-line-window",
     "The window is from {from} to {to} {zone}; version {version} of "
     "{contract} judges it."},
    {"sla-line-worst", "The worst of them is {attained} %."},
    {"sla-member-without-figure",
     "One of the objectives that it is made of has no figure."},
    {"sla-no-agreed-time", "The window has no agreed time."},
    {"sla-no-contracts",
     "No contract is in the register, so that no service level is computed."},
    {"sla-no-tickets", "{priority} is kept: there were no tickets."},
    {"sla-nobody-tells", "Nobody tells anything about it."},
    {"sla-objected-too-late",
     "An objection by {side} on {when} came after the last day for it: that "
     "changes nothing."},
    {"sla-open-to-objection",
     "Told on {told}. An objection is in time until {until}; without one it is "
     "settled by silence."},
    {"sla-other-windows-missing",
     "Other windows of contract {contract} count here as well, by a cap or an "
     "earn-back, and of {count} of them between {first} and {last} something "
     "is missing; `sla report` of their months says what."},
    {"sla-period-begun-in-part",
     "{period} has begun only in part: windows that have not begun are not "
     "shown."},
    {"sla-period-not-begun",
     "{period} has not begun: nothing can be said of it yet."},
    {"sla-piece-accepted", "Taken out by agreement: {reason}."},
    {"sla-piece-agreed-window", "It lies in the agreed maintenance window."},
    {"sla-piece-announced",
     "Maintenance \"{title}\" of {start} was announced on {announced}, at "
     "least {ahead} ahead: it is excluded."},
    {"sla-piece-announced-late",
     "{components} under maintenance: \"{title}\" of {start} was announced "
     "on {announced}, and the contract asks for {ahead} ahead."},
    {"sla-piece-beyond-allowance",
     "{components} in {state} during maintenance \"{title}\", announced in "
     "time, but the allowance of {allowance} is used up."},
    {"sla-piece-down", "{components} in {state}."},
    {"sla-piece-excluded", "It is excluded."},
    {"sla-piece-not-agreed", "Outside of the service hours."},
    {"sla-piece-too-short",
     "{components} in {state}, but for less than {minimum}, which does not "
     "count."},
    {"sla-piece-unannounced",
     "{components} under maintenance that nobody announced for this time."},
    {"sla-piece-up", "It works."},
    {"sla-piece-weighted",
     "{components} in {state}, which counts by {weight}."},
    {"sla-recovery-overdue",
     "A new test was due by {due}; an older one shows nothing any more."},
    {"sla-recovery-tested", "Last tested on {day}."},
    {"sla-recovery-unit",
     "'{unit}', the unit that {source} gives, is no length of time; write "
     "seconds, minutes, hours or days."},
    {"sla-restated-by-configuration",
     "The configuration changed what is counted for the service."},
    {"sla-restated-by-contract",
     "The contract {contract} was put into the register anew."},
    {"sla-restated-by-delivery", "{source} told it otherwise ({origin})."},
    {"sla-restated-by-expiry", "A figure that was entered by hand expired."},
    {"sla-restated-by-person", "A person settled, excluded or entered it."},
    {"sla-restated-by-silence",
     "Nobody objected in time: the figure that was told is settled by "
     "silence."},
    {"sla-restated-since",
     "Since then it was restated: {attained}, {verdict}. `sla show` says by "
     "what."},
    {"sla-rolling-breached",
     "Each day ends a window of this promise. Breached on other days: {days}; "
     "at worst {attained} on {day}. `sla show --period {day}` says why."},
    {"sla-service-without-facts",
     "No component is known of {services}: its time is unknown."},
    {"sla-settled", "Settled on {when}, as both sides agreed."},
    {"sla-settled-by-silence",
     "Settled by silence on {day}: told on {told}, and nobody objected until "
     "{until}."},
    {"sla-ticket-in-time", "In time, which was until {due}."},
    {"sla-ticket-late", "Too late: it was in time until {due}."},
    {"sla-ticket-not-judged",
     "The data does not tell what it would take to judge it."},
    {"sla-ticket-open-late",
     "Not reached yet, and it was in time until {due}."},
    {"sla-tickets-begin-later",
     "The service desk's data begins on {begin}; nothing is known of tickets "
     "before it."},
    {"sla-tickets-not-judged",
     "Tickets of which the data does not tell what it would take to judge "
     "them: {count}. They count in the bounds as too late and as in time."},
    {"sla-tickets-not-told-yet",
     "The service desk's data does not reach to the end of the window."},
    {"sla-tickets-of-no-row",
     "Tickets of a priority that the contract has no row for: {count} "
     "({priorities})."},
    {"sla-tickets-open-overdue",
     "Tickets that are open and overdue: {count} ({tickets}). Each counts in "
     "the window in which it is done."},
    {"sla-told-for-other-periods",
     "{source} told {count} figures within the window, but none for all of "
     "it, and they do not say what they count."},
    {"sla-told-impossible",
     "{source} tells {figure} %, which cannot be: it lies between 0 and 100. "
     "It does not count."},
    {"sla-told-not-applicable", "{source} says that it does not apply."},
    {"sla-told-otherwise",
     "{other} tells {other_figure} about the same time; {figure} of {source} "
     "counts, because it was told last. Ask which of them holds."},
    {"sla-told-without-value", "{source} tells the indicator without a value."},
    {"sla-too-few-scores",
     "Only {count} scores; fewer than {least} say nothing."},
    {"sla-unknown-before-facts", "{source} tells nothing before {begin}."},
    {"sla-unknown-not-asked",
     "We did not ask {source}: the daemon did not run, or the answer could "
     "not be used."},
    {"sla-unknown-not-recorded",
     "The recording that {source} reads does not reach there."},
    {"sla-unknown-not-shown",
     "{source} did not show the state of {component}."},
    {"sla-unknown-our-source",
     "{source} could not be asked: our configuration of it was wrong."},
    {"sla-unknown-recording-ends",
     "The recording that {source} reads ends at {end}."},
    {"sla-unknown-their-source",
     "{source} did not answer, or not in a way that can be used."},
    {"sla-window-cut",
     "The contract covers only {from} to {to} of the window."},
    {"sla-word-best",
     "The contract does not say whose word counts: a measurement counts before "
     "a report."},
    {"sla-word-measured-by", "By the contract {origin} figures count."},
    {"sla-word-of-the-customer",
     "By the contract the customer's measurement counts."},
    {"sla-word-of-the-provider",
     "By the contract the provider's report counts."},
    {"sla-word-settled",
     "It is settled: that counts before what anybody tells."},
    {"slo-documents-broken",
     "Its documents break {count} rules, and what breaks one is not listed; "
     "source show {source} names file, line and what would be right."},
    {"source-failed",
     "Fails: {message} What it told before, until {until}, is shown."},
    {"source-failed-empty", "Fails: {message} It has told nothing yet."},
    {"source-late",
     "Late: its data reach until {until}; it is asked every {every}."},
    {"source-late-pushed",
     "Late: its data reach until {until}; the partner pushes by itself."},
    {"source-missing", "It has never answered; nothing is known from it."},
    {"source-missing-pushed",
     "The partner has pushed nothing yet; nothing is known from it."},
    {"source-no-delivery", "It answered and has delivered nothing yet."},
    {"source-not-collected",
     "It is no longer in the configuration; what it told stays, nothing new "
     "comes."},
    {"source-not-stored",
     "What {source} delivered could not be stored; it is asked for again, "
     "and what it told before stays in force."},
    {"source-secret-unreadable",
     "The secret {option} cannot be read from {path}; name a file that the "
     "daemon may read."},
    {"source-stale",
     "Stale: its data reach until {until}; it is asked every {every}."},
    {"source-stale-pushed",
     "Stale: its data reach until {until}; the partner pushes by itself and "
     "has been silent since."},
    {"source-unassigned-parties",
     "No rule gives these parties to a provider: {parties}. Add them to the "
     "assign map of the source."},
    {"status-counted-until-now",
     "The range ends in the future; seconds are counted until {until}."},
    {"status-no-source", "No source of status: the state is unknown."},
    {"status-observation-in-future",
     "The observation of {value} was left out: it is {now} here. Set the clock "
     "of the machine that made it."},
    {"status-observation-out-of-order",
     "An observation of {value} is older than what is known until "
     "{known_until}; it was left out. Histories are read oldest first."},
    {"statuspage-body-unreadable",
     "The capture of {polled_at} has no readable body ({detail}): a failed "
     "poll. It changed nothing, the last state was kept."},
    {"statuspage-contradiction",
     "{field} of {value} contradicts its other fields; it was taken as "
     "{taken}."},
    {"statuspage-duplicate-id",
     "{field} {value} stands on the page twice; of components the worse "
     "state counts, of incidents the first."},
    {"statuspage-field-missing",
     "{field} of {value} is not there; expected is what the Statuspage API "
     "v2 gives. A state that is missing is unknown, the rest was read."},
    {"statuspage-file-unreadable", "{origin} was left out ({detail})."},
    {"statuspage-line-unfinished",
     "The last line has no end and is no whole capture; it is read when it "
     "is whole."},
    {"statuspage-line-unreadable",
     "The line is no capture ({detail}); write one JSON object with "
     "polled_at and body. It was left out, the last state was kept."},
    {"statuspage-no-captures",
     "The file has no readable capture; nothing is known from it."},
    {"statuspage-not-statuspage",
     "{origin} is no document of a Statuspage: {detail}. Expected is "
     "/api/v2/summary.json, with page, components and incidents."},
    {"statuspage-order",
     "The capture of {value} is older than the one before it; it was left "
     "out. Captures stand in order of polled_at."},
    {"statuspage-other-format",
     "{origin} holds captures of another system, with {detail}; expected is "
     "a body of Statuspage, with page, components and incidents. Use the "
     "adapter of that system."},
    {"statuspage-other-page",
     "The capture shows the page {value}, the captures before it {expected}; "
     "it was left out. One file of captures is of one page."},
    {"statuspage-page-twice",
     "Several documents show the page {value}; {used} counts, the last of "
     "them."},
    {"statuspage-same-time",
     "Two captures have the same polled_at, {value}; the later line holds "
     "from then on."},
    {"statuspage-time-format",
     "{field} is '{value}', which is no time; write RFC 3339 with an offset."},
    {"statuspage-two-pages",
     "{origin} is of the page {page}, {other} of the page {other_page}; a "
     "source is one page. Make a source for each, with a path of its own."},
    {"statuspage-unknown-word",
     "{field} says '{value}', a word that we do not know; it was taken for "
     "the worst, {taken}."},
    {"storage-space-low",
     "Nothing new is imported until there is room: {why}."},
    {"text-cut",
     "The {field} of {value} is longer than there is room for; its end was "
     "cut off."},
    {"ticket-no-source",
     "No source tells of tickets; nothing is known about them."},
    {"ticket-rows-not-counted",
     "What was delivered has {count} errors; rows with them are no tickets "
     "here. source show {source} lists file and line."},
    {"ticket-time-impossible",
     "The ticket {id} tells {time}, which cannot be: it is of another age or "
     "still to come. The ticket was left out."},
    {"tickets-column-missing",
     "{origin} has no column {field}: no ticket is read from it. Its first "
     "line must name the columns, as the adapter's README lists them."},
    {"tickets-column-not-read",
     "Columns of {origin} that nobody knows were not read: {value} and "
     "others."},
    {"tickets-column-twice",
     "{origin} has two columns for {field}; the first counts."},
    {"tickets-date-order",
     "{field} on line {line} of {origin} is '{value}', which has no day and "
     "month in that order; nothing of the file is read. Set the option "
     "date_order to day_first or month_first."},
    {"tickets-duplicate",
     "A ticket stands in {origin} more than once; its latest row counts. Set "
     "the option rows to events where each row is a change."},
    {"tickets-event-order",
     "Rows about a ticket do not stand in order of time in {origin}; they "
     "were put in order."},
    {"tickets-field-missing",
     "A row has no {field}; it is no ticket and is not counted."},
    {"tickets-file-empty",
     "{origin} has no ticket that can be read; what it told before stays."},
    {"tickets-file-replaced",
     "{other} tells {scope} too and comes later by name; what {origin} says "
     "about it is not counted."},
    {"tickets-json-shape",
     "{origin} is JSON and no list of tickets; expected is an array of "
     "records, or one under result."},
    {"tickets-kind-unknown",
     "'{value}' is no kind of ticket that is known; set the option kind to "
     "incident, request, change or problem."},
    {"tickets-number-format",
     "{field} '{value}' is no whole number from 0 on; the ticket counts "
     "without it."},
    {"tickets-personal-not-read",
     "Columns of {origin} in which persons may be named were not read: {value} "
     "and others."},
    {"tickets-record-shape",
     "'{value}' is no record of a ticket; it is not counted."},
    {"tickets-row-shape",
     "A line has {found} fields and the header {expected}; it is not counted. "
     "Check separators and quotes."},
    {"tickets-state-unknown",
     "Nobody knows what the state '{value}' means: the clock runs in it. Say "
     "it with the option states: {value}=waiting_for_customer, for instance."},
    {"tickets-steps-cut",
     "A ticket changed more often than 2,000 times; what it is in now is kept, "
     "not all of what it was in before."},
    {"tickets-time-format",
     "{field} '{value}' is no time; the row is not counted. Write 2026-03-01 "
     "09:30, with an offset where there is one."},
    {"tickets-time-left-out",
     "{field} '{value}' is no time; the ticket counts without it."},
    {"tickets-time-order",
     "A ticket was resolved before it was opened: {value}. Both times are "
     "kept as they were told; ask which is right."},
    {"tickets-time-uncertain",
     "{field} '{value}' is a local time that the change of the clock skips or "
     "repeats; the earlier moment was taken. Export times with an offset."},
    {"tickets-too-many",
     "{origin} makes more than {tickets} tickets or {events} rows; nothing is "
     "read. Export less of the past, in a file a month."},
    {"tickets-two-files",
     "{origin} has tickets of {scope}, as {other} does; those of {origin} are "
     "not counted. Set the option files to parts (all are one export) or "
     "latest (the later one counts)."},
    {"tickets-yes-no",
     "{field} '{value}' is neither yes nor no; it is not known whether the "
     "promise was kept."},
    {"unit-by-invoices",
     "Of {months} only invoices are known, which name no services: what this "
     "part cost is not known."},
    {"unit-quantity-zero",
     "{quantity} is zero in {months}: there is no cost for one."},
    {"unit-without-quantity",
     "{quantity} says nothing of {months}: add them to its file."},
    {"upptime-age-unknown",
     "How old the summary is cannot be told: {value} is not there. Read a copy "
     "of the history folder by path where it matters."},
    {"upptime-contradiction",
     "{value} is {summary} in the summary and {site} in its own file; its own "
     "file counts."},
    {"upptime-day-too-long",
     "{field} holds a day of more than 1,440 minutes ({value}); it was taken "
     "as it is told."},
    {"upptime-day-unreadable",
     "{field} holds {value}, which is no day with its minutes; it was left "
     "out."},
    {"upptime-duplicate-slug",
     "Several sites have the slug {value} ({names}) and share its files; they "
     "are one component, and its downtime counts once."},
    {"upptime-line-unreadable",
     "The line '{value}' is no record of a commit; expected is a time with "
     "its offset, a tab and the subject. It was left out."},
    {"upptime-no-checks",
     "{origin} holds no check of Upptime; expected are lines of a time, a tab "
     "and a subject such as 'Website is up (200 in 51 ms)'."},
    {"upptime-no-sites",
     "No file of {path} is a site or a summary of Upptime; name the files of "
     "the folder history."},
    {"upptime-not-a-site",
     "The file of {value} has no status; it was left out. Narrow the option "
     "path to the files of sites."},
    {"upptime-not-a-summary",
     "{origin} is no list of sites; expected is history/summary.json of "
     "Upptime."},
    {"upptime-old",
     "The file of {value} was last written on {updated}, and Upptime writes "
     "every day. See whether it still runs and the copy is pulled."},
    {"upptime-other-file",
     "{value} is no file of a site and no summary; it was not read."},
    {"upptime-row-unreadable",
     "A row of the summary has neither slug nor name ({value}); it was left "
     "out."},
    {"upptime-status-missing", "{value} has no status; its state is unknown."},
    {"upptime-time-format",
     "{field} is no time ('{value}'); write RFC 3339 with an offset."},
    {"upptime-two-logs",
     "The option log names several records; {used}, the last in order of "
     "name, counts."},
    {"upptime-two-summaries",
     "{value} is a second summary beside {used}; it was left out. Make a "
     "source for each repository."},
    {"upptime-unknown-word",
     "{field} says '{value}', a word that we do not know; it was taken for "
     "the worst, {taken}."},
};

const CatalogueEntry* Find(absl::string_view rule) {
  const CatalogueEntry* found = std::lower_bound(
      std::begin(kCatalogue), std::end(kCatalogue), rule,
      [](const CatalogueEntry& entry, absl::string_view wanted) {
        return entry.rule < wanted;
      });
  return found == std::end(kCatalogue) || found->rule != rule ? nullptr : found;
}

// The name inside `{name}` at the start of `text`; empty when it is no
// placeholder, such as the brace of a JSON example.
absl::string_view PlaceholderName(absl::string_view text) {
  const size_t close = text.find('}');
  if (close == absl::string_view::npos || close < 2) return {};
  const absl::string_view name = text.substr(1, close - 1);
  const bool well_formed = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || c == '_';
  });
  return well_formed ? name : absl::string_view();
}

}  // namespace

absl::Span<const CatalogueEntry> Catalogue() { return kCatalogue; }

std::string RenderMessage(absl::string_view rule,
                          const std::map<std::string, std::string>& arguments) {
  const CatalogueEntry* entry = Find(rule);
  if (entry == nullptr) {
    std::string message(rule.data(), rule.size());
    const char* separator = " (";
    for (const auto& [name, text] : arguments) {
      absl::StrAppend(&message, separator, name, "=", text);
      separator = ", ";
    }
    if (!arguments.empty()) message += ')';
    return message;
  }
  std::string message;
  absl::string_view rest = entry->text;
  while (!rest.empty()) {
    const size_t brace = rest.find('{');
    absl::StrAppend(&message, rest.substr(0, brace));
    if (brace == absl::string_view::npos) break;
    rest.remove_prefix(brace);
    const absl::string_view name = PlaceholderName(rest);
    if (name.empty()) {
      message += '{';
      rest.remove_prefix(1);
      continue;
    }
    const auto argument = arguments.find(std::string(name.data(), name.size()));
    message += argument == arguments.end() ? "?" : argument->second;
    rest.remove_prefix(name.size() + 2);
  }
  return message;
}

bool IsKnownRule(absl::string_view rule) { return Find(rule) != nullptr; }

}  // namespace regisseur
