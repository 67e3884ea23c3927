#include "core/contract/contract_words.h"

#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

using Arguments = std::map<std::string, std::string>;

// Gathers sentences.
class Words {
 public:
  void Say(const char* rule, Arguments arguments = {}) {
    sentences_.push_back({rule, std::move(arguments)});
  }
  std::vector<Sentence> Take() { return std::move(sentences_); }

 private:
  std::vector<Sentence> sentences_;
};

std::string Text(const Decimal& value) { return value.ToString(); }

// `<= 500: 0.07; <= 1500: 0.05 + 10.00; > 1500: 0.03`.
std::string TiersText(const std::vector<PriceTier>& tiers) {
  std::vector<std::string> parts;
  std::string below;
  for (const PriceTier& tier : tiers) {
    std::string part;
    if (tier.up_to.has_value()) {
      below = Text(*tier.up_to);
      part = absl::StrCat("<= ", below, ": ");
    } else if (!below.empty()) {
      part = absl::StrCat("> ", below, ": ");
    }
    absl::StrAppend(&part, Text(tier.price));
    if (!tier.flat.IsZero()) absl::StrAppend(&part, " + ", Text(tier.flat));
    parts.push_back(std::move(part));
  }
  return absl::StrJoin(parts, "; ");
}

void SayMeter(const Meter& meter, Words& words) {
  std::vector<std::string> parts;
  const auto add = [&parts](const char* name, const std::string& value) {
    if (!value.empty()) parts.push_back(absl::StrCat(name, " ", value));
  };
  add("service_name", meter.service_name);
  add("service", meter.service);
  add("sku", meter.sku);
  add("unit", meter.unit);
  for (const auto& [name, value] : meter.tags) {
    add("tag", absl::StrCat(name, "=", value));
  }
  add("kind", meter.ticket_kind);
  add("priority", meter.priority);
  const Arguments counted = {
      {"meter", parts.empty() ? "any service" : absl::StrJoin(parts, ", ")}};
  switch (meter.count) {
    case MeterCount::kQuantity:
      words.Say("contract-price-meter", counted);
      break;
    case MeterCount::kResources:
      words.Say("contract-price-meter-resources", counted);
      break;
    case MeterCount::kTickets:
      words.Say("contract-price-meter-tickets", counted);
      break;
    case MeterCount::kStated:
      words.Say("contract-price-meter-stated");
      break;
  }
  if (meter.period != PricePeriod::kMonth || meter.take != MeterTake::kSum) {
    words.Say("contract-price-take", {{"period", PricePeriodWord(meter.period)},
                                      {"take", MeterTakeWord(meter.take)}});
  }
  if (!meter.beyond.IsZero()) {
    words.Say("contract-price-beyond", {{"units", Text(meter.beyond)}});
  }
  if (meter.reduce_notice.has_value()) {
    words.Say("contract-price-reduce",
              {{"span", FormatCivilSpan(*meter.reduce_notice)}});
  }
}

// The baseline with the band taken off or added; empty when it cannot be held.
std::string BandEdge(const BaselinePrice& form, bool upper) {
  const Decimal hundred(100, 0);
  const absl::StatusOr<Decimal> share =
      upper ? Decimal::Add(hundred, form.dead_band_percent)
            : Decimal::Subtract(hundred, form.dead_band_percent);
  if (!share.ok()) return "";
  const absl::StatusOr<Decimal> scaled = Decimal::Multiply(form.units, *share);
  if (!scaled.ok()) return "";
  const absl::StatusOr<Decimal> edge =
      Decimal::Multiply(*scaled, Decimal(1, 2));
  return edge.ok() ? Text(edge->Normalized()) : "";
}

// One overload a form.
struct PriceSpeaker {
  Words& words;
  const std::string currency;

  void operator()(const FixedPrice& form) {
    const char* rule = "contract-price-fixed-month";
    switch (form.per) {
      case PricePeriod::kMonth:
        break;
      case PricePeriod::kQuarter:
        rule = "contract-price-fixed-quarter";
        break;
      case PricePeriod::kContractYear:
        rule = "contract-price-fixed-year";
        break;
      case PricePeriod::kTerm:
        rule = "contract-price-fixed-term";
        break;
    }
    words.Say(rule, {{"amount", Text(form.amount)}, {"currency", currency}});
    if (form.in_advance) words.Say("contract-price-in-advance");
  }
  void operator()(const PerUnitPrice& form) {
    words.Say("contract-price-per-unit",
              {{"price", Text(form.price)}, {"currency", currency}});
  }
  void operator()(const GraduatedPrice& form) {
    words.Say("contract-price-graduated",
              {{"tiers", TiersText(form.tiers)}, {"currency", currency}});
  }
  void operator()(const VolumePrice& form) {
    words.Say("contract-price-volume",
              {{"tiers", TiersText(form.tiers)}, {"currency", currency}});
  }
  void operator()(const PackagePrice& form) {
    words.Say("contract-price-package", {{"price", Text(form.price)},
                                         {"currency", currency},
                                         {"size", Text(form.size)}});
    if (!form.free_units.IsZero()) {
      words.Say("contract-price-free-units",
                {{"units", Text(form.free_units)}});
    }
  }
  void operator()(const HourBundlePrice& form) {
    words.Say("contract-price-hours", {{"price", Text(form.price)},
                                       {"currency", currency},
                                       {"hours", Text(form.hours)},
                                       {"overage", Text(form.overage)}});
    if (form.carry_over_months > 0) {
      words.Say("contract-price-carry-over",
                {{"months", absl::StrCat(form.carry_over_months)}});
    }
    if (!form.opening.IsZero()) {
      words.Say("contract-price-opening", {{"hours", Text(form.opening)}});
    }
  }
  void operator()(const BaselinePrice& form) {
    words.Say("contract-price-baseline", {{"amount", Text(form.amount)},
                                          {"currency", currency},
                                          {"units", Text(form.units)},
                                          {"high", BandEdge(form, true)},
                                          {"low", BandEdge(form, false)},
                                          {"arc", Text(form.arc)},
                                          {"rrc", Text(form.rrc)}});
    if (!form.floor.IsZero()) {
      words.Say("contract-price-floor",
                {{"floor", Text(form.floor)}, {"currency", currency}});
    }
  }
  void operator()(const MinimumCommitment& form) {
    words.Say("contract-price-commitment",
              {{"components", absl::StrJoin(form.of, ", ")},
               {"amount", Text(form.amount)},
               {"currency", currency},
               {"period", PricePeriodWord(form.per)}});
  }
  void operator()(const PrepaidPrice& form) {
    words.Say("contract-price-prepaid",
              {{"price", Text(form.price)},
               {"currency", currency},
               {"units", Text(form.units)},
               {"valid", FormatCivilSpan(form.valid)}});
    if (!form.step.IsZero()) {
      words.Say("contract-price-step", {{"step", Text(form.step)}});
    }
    if (!form.factors.empty()) {
      words.Say(
          "contract-price-factors",
          {{"factors", absl::StrJoin(form.factors, ", ",
                                     [](std::string* out, const auto& factor) {
                                       absl::StrAppend(out, factor.name, " × ",
                                                       Text(factor.factor));
                                     })}});
    }
    words.Say(form.renews == PrepaidPrice::Renews::kAutomatic
                  ? "contract-price-renews-itself"
                  : "contract-price-renews-on-order");
  }
  void operator()(const PercentagePrice& form) {
    words.Say("contract-price-percentage",
              {{"percent", Text(form.percent)},
               {"components", absl::StrJoin(form.of, ", ")}});
  }
  void operator()(const BonusMalusPrice& form) {
    words.Say("contract-price-bonus-malus",
              {{"components", absl::StrJoin(form.of, ", ")},
               {"steps", absl::StrJoin(form.steps, "; ",
                                       [](std::string* out, const auto& step) {
                                         absl::StrAppend(
                                             out, step.above ? "> " : "< ",
                                             Text(step.limit),
                                             step.above ? ": +" : ": -",
                                             Text(step.percent), " %");
                                       })}});
  }
};

const char* CombineWord(CompositeTerms::Combine combine) {
  switch (combine) {
    case CompositeTerms::Combine::kWorst:
      return "worst";
    case CompositeTerms::Combine::kProduct:
      return "product";
    case CompositeTerms::Combine::kWeighted:
      return "weighted";
  }
  return "worst";
}

const char* CountedInWord(TicketTerms::CountedIn in) {
  switch (in) {
    case TicketTerms::CountedIn::kOpened:
      return "opened";
    case TicketTerms::CountedIn::kDue:
      return "due";
    case TicketTerms::CountedIn::kClosed:
      return "closed";
  }
  return "closed";
}

const char* PriorityFromWord(TicketTerms::PriorityFrom from) {
  switch (from) {
    case TicketTerms::PriorityFrom::kFirst:
      return "first";
    case TicketTerms::PriorityFrom::kLast:
      return "last";
    case TicketTerms::PriorityFrom::kHighest:
      return "highest";
  }
  return "first";
}

void SayNoData(NoData no_data, Words& words) {
  switch (no_data) {
    case NoData::kBounds:
      return words.Say("contract-promise-silence-bounds");
    case NoData::kExclude:
      return words.Say("contract-promise-silence-exclude");
    case NoData::kUp:
      return words.Say("contract-promise-silence-up");
    case NoData::kDown:
      return words.Say("contract-promise-silence-down");
  }
}

// One overload a kind.
struct ObjectiveSpeaker {
  Words& words;
  const Objective& objective;

  void SayHours(const WeeklyHours& hours) {
    if (hours.IsAlways()) {
      words.Say("contract-promise-always");
      return;
    }
    words.Say("contract-promise-hours",
              {{"hours", hours.ToText()}, {"zone", objective.time_zone}});
    if (objective.holidays != HolidayCalendar()) {
      words.Say("contract-promise-holidays");
    }
  }

  void operator()(const AvailabilityTerms& terms) {
    words.Say("contract-promise-availability",
              {{"target", Text(terms.target)}});
    SayHours(terms.service_hours);
    words.Say(
        "contract-promise-down",
        {{"states", absl::StrJoin(terms.counts_as_down, ", ",
                                  [](std::string* out, const DownState& down) {
                                    absl::StrAppend(
                                        out, OperationalStateWord(down.state));
                                    if (down.weight != Decimal(1, 0)) {
                                      absl::StrAppend(out, " × ",
                                                      Text(down.weight));
                                    }
                                  })}});
    if (terms.excluded.has_value()) SayExclusions(*terms.excluded);
    if (terms.minimum_outage > absl::ZeroDuration()) {
      words.Say("contract-promise-minimum-outage",
                {{"length", LengthText(terms.minimum_outage)}});
    }
    if (terms.compare_decimals.has_value()) {
      words.Say("contract-promise-decimals",
                {{"decimals", absl::StrCat(*terms.compare_decimals)}});
    }
    SayNoData(terms.no_data, words);
  }

  void SayExclusions(const Exclusions& excluded) {
    if (excluded.maintenance.has_value()) {
      const MaintenanceAllowance& allowance = *excluded.maintenance;
      words.Say("contract-promise-maintenance",
                {{"announced", LengthText(allowance.announced)}});
      if (allowance.at_most.has_value()) {
        words.Say(allowance.per_month ? "contract-promise-maintenance-a-month"
                                      : "contract-promise-maintenance-a-window",
                  {{"at_most", LengthText(*allowance.at_most)}});
      }
    }
    if (!excluded.windows.empty()) {
      words.Say(
          "contract-promise-maintenance-windows",
          {{"windows", absl::StrJoin(excluded.windows, ", ",
                                     [](std::string* out, const auto& window) {
                                       absl::StrAppend(out, window.ToText());
                                     })}});
    }
  }

  void operator()(const TicketTerms& terms) {
    words.Say("contract-promise-tickets",
              {{"levels",
                absl::StrJoin(terms.levels, "; ",
                              [](std::string* out, const auto& level) {
                                absl::StrAppend(out, level.priority, " ",
                                                ClockLengthText(level.within),
                                                " ", Text(level.share), " %");
                              })}});
    SayHours(terms.support_hours);
    words.Say("contract-promise-counted-in",
              {{"event", CountedInWord(terms.counted_in)},
               {"which", PriorityFromWord(terms.priority_from)}});
    if (!terms.clock_stops.empty()) {
      words.Say("contract-promise-clock-stops",
                {{"states", absl::StrJoin(terms.clock_stops, ", ")}});
    }
    if (terms.small_number.has_value()) {
      words.Say("contract-promise-small-number",
                {{"below", absl::StrCat(terms.small_number->below)},
                 {"misses", absl::StrCat(terms.small_number->allowed_misses)}});
    }
  }

  void operator()(const IndicatorTerms& terms) {
    words.Say(
        terms.at_most ? "contract-promise-at-most"
                      : "contract-promise-at-least",
        {{"indicator", terms.indicator},
         {"target", Text(terms.target)},
         {"unit", terms.unit.empty() ? "" : absl::StrCat(" ", terms.unit)}});
  }

  void operator()(const CompositeTerms& terms) {
    words.Say("contract-promise-composite",
              {{"target", Text(terms.target)},
               {"combine", CombineWord(terms.combine)},
               {"members",
                absl::StrJoin(
                    terms.of, ", ", [](std::string* out, const auto& member) {
                      if (!member.contract.empty()) {
                        absl::StrAppend(out, member.contract, "/");
                      }
                      absl::StrAppend(out, member.objective);
                      if (member.weight != Decimal(1, 0)) {
                        absl::StrAppend(out, " × ", Text(member.weight));
                      }
                    })}});
    SayNoData(terms.no_data, words);
  }

  void operator()(const RecoveryTerms& terms) {
    words.Say(terms.kind == RecoveryTerms::Kind::kTime
                  ? "contract-promise-recovery-time"
                  : "contract-promise-recovery-point",
              {{"within", LengthText(terms.within)}});
    if (!terms.tested_every.IsZero()) {
      words.Say("contract-promise-tested",
                {{"span", FormatCivilSpan(terms.tested_every)}});
    }
  }

  void operator()(const ScoreTerms& terms) {
    words.Say("contract-promise-score",
              {{"target", Text(terms.target)},
               {"from", Text(terms.scale_from)},
               {"to", Text(terms.scale_to)},
               {"least", absl::StrCat(terms.least_scores)}});
  }

  void operator()(const OutcomeTerms& terms) {
    Arguments arguments = {
        {"indicator", terms.indicator},
        {"baseline", Text(terms.baseline)},
        {"target", Text(terms.target)},
        {"unit", terms.unit.empty() ? "" : absl::StrCat(" ", terms.unit)}};
    if (terms.by.has_value()) {
      arguments["by"] = FormatDay(*terms.by);
      words.Say("contract-promise-outcome-by", std::move(arguments));
    } else {
      words.Say("contract-promise-outcome", std::move(arguments));
    }
  }
};

std::string DaysText(const EvidenceTerms::Days& days) {
  return absl::StrCat(days.days, days.working ? " working" : "",
                      days.days == 1 ? " day" : " days");
}

void SayEvidence(const EvidenceTerms& evidence, Words& words) {
  if (evidence.leading.has_value()) {
    words.Say("contract-promise-leading",
              {{"side", SideWord(*evidence.leading)}});
  }
  if (evidence.report_due.has_value()) {
    words.Say("contract-promise-report-due",
              {{"days", DaysText(*evidence.report_due)}});
  }
  if (evidence.object_within.has_value()) {
    words.Say("contract-promise-object-within",
              {{"days", DaysText(*evidence.object_within)}});
  }
}

// `< 99.9: 10 %; < 99.0: 25 %`.
std::string StepsText(const std::vector<CreditTier>& tiers, const char* sign) {
  return absl::StrJoin(tiers, "; ",
                       [sign](std::string* out, const CreditTier& tier) {
                         absl::StrAppend(out, sign, " ", Text(tier.limit), ": ",
                                         Text(tier.percent), " %");
                       });
}

void SayClaim(const ClaimRule& rule, Words& words) {
  const Arguments n = {{"n", absl::StrCat(rule.n)}};
  switch (rule.kind) {
    case ClaimRule::Kind::kDays:
      return words.Say("contract-claim-days", n);
    case ClaimRule::Kind::kMonths:
      return words.Say("contract-claim-months", n);
    case ClaimRule::Kind::kEndOfMonthAfter:
      return words.Say("contract-claim-end-of-month", n);
    case ClaimRule::Kind::kEndOfBillingCycle:
      return words.Say("contract-claim-billing-cycle", n);
  }
}

}  // namespace

const char* UnitPenaltyWord(UnitPenalty::Per per) {
  switch (per) {
    case UnitPenalty::Per::kHour:
      return "hour";
    case UnitPenalty::Per::kDay:
      return "day";
    case UnitPenalty::Per::kTicket:
      return "ticket";
    case UnitPenalty::Per::kPoint:
      return "point";
  }
  return "hour";
}

std::vector<Sentence> PriceInWords(const PriceComponent& component,
                                   absl::string_view currency) {
  Words words;
  std::visit(PriceSpeaker{words, std::string(currency)}, component.form);
  if (component.meter.has_value()) SayMeter(*component.meter, words);
  return words.Take();
}

std::vector<Sentence> ObjectiveInWords(const Objective& objective) {
  Words words;
  std::visit(ObjectiveSpeaker{words, objective}, objective.terms);
  SayEvidence(objective.evidence, words);
  return words.Take();
}

std::vector<Sentence> RemediesInWords(const Objective& objective,
                                      absl::string_view currency) {
  const Remedies& remedies = objective.remedies;
  const auto* indicator = std::get_if<IndicatorTerms>(&objective.terms);
  const bool lower_is_better = indicator != nullptr && indicator->at_most;
  Words words;
  const auto say_steps = [&](const char* of_component, const char* of_all,
                             std::string steps) {
    if (remedies.credit_base.empty()) {
      words.Say(of_all, {{"steps", std::move(steps)}});
    } else {
      words.Say(of_component, {{"steps", std::move(steps)},
                               {"component", remedies.credit_base}});
    }
  };
  if (!remedies.credits.empty()) {
    say_steps("contract-credits-of-component", "contract-credits-of-all",
              StepsText(remedies.credits, lower_is_better ? ">" : "<"));
  }
  if (remedies.claim_within.has_value()) {
    SayClaim(*remedies.claim_within, words);
  }
  if (!remedies.bonus.empty()) {
    say_steps("contract-bonus-of-component", "contract-bonus-of-all",
              StepsText(remedies.bonus, ">"));
  }
  for (const UnitPenalty& penalty : remedies.penalties) {
    words.Say("contract-penalty", {{"amount", Text(penalty.amount)},
                                   {"currency", std::string(currency)},
                                   {"unit", UnitPenaltyWord(penalty.per)},
                                   {"free", Text(penalty.free)}});
    if (penalty.at_most.has_value()) {
      words.Say("contract-penalty-at-most",
                {{"amount", Text(*penalty.at_most)},
                 {"currency", std::string(currency)}});
    }
  }
  if (remedies.earn_back.has_value()) {
    words.Say("contract-earn-back",
              {{"windows", absl::StrCat(remedies.earn_back->windows)},
               {"attained", Text(remedies.earn_back->attained)}});
  }
  for (const Consequence& consequence : remedies.consequences) {
    Arguments arguments = {{"missed", absl::StrCat(consequence.missed)},
                           {"of", absl::StrCat(consequence.of)},
                           {"then", consequence.then}};
    if (consequence.within.IsZero()) {
      words.Say("contract-consequence", std::move(arguments));
    } else {
      arguments["within"] = consequence.within_working_days
                                ? DaysText({consequence.within.days, true})
                                : FormatCivilSpan(consequence.within);
      words.Say("contract-consequence-within", std::move(arguments));
    }
  }
  return words.Take();
}

Sentence IfNobodyActs(const Term& term, const NoticeDates& dates,
                      absl::CivilDay on) {
  const auto day = [](absl::CivilDay border) { return FormatDay(border - 1); };
  if (StateOf(term, dates, on) == ContractState::kEnded) {
    return {"contract-ended", {{"last_day", day(*dates.term_end)}}};
  }
  if (!dates.renews) {
    if (!dates.term_end.has_value()) return {"contract-runs-on", {}};
    const std::string last_day = day(*dates.term_end);
    if (dates.option.has_value() && term.options->by == Side::kCustomer) {
      return {"contract-ends-option-lost",
              {{"last_day", last_day},
               {"extended", day(dates.option->extended_end)},
               {"received_by", FormatDay(dates.option->received_by)}}};
    }
    if (dates.option.has_value()) {
      return {"contract-ends-unless-provider-extends",
              {{"last_day", last_day},
               {"extended", day(dates.option->extended_end)}}};
    }
    return {"contract-ends", {{"last_day", last_day}}};
  }
  if (!dates.renews_until.has_value()) {
    if (!dates.earliest_exit.has_value()) return {"contract-runs-on", {}};
    return {"contract-runs-on-until-notice",
            {{"last_day", day(*dates.earliest_exit)}}};
  }
  const std::string until = day(*dates.renews_until);
  if (dates.notice_missed || !dates.notice_received_by.has_value()) {
    return {"contract-renews-notice-missed", {{"last_day", until}}};
  }
  return {"contract-renews",
          {{"last_day", until},
           {"received_by", FormatDay(*dates.notice_received_by)}}};
}

const char* PricePeriodWord(PricePeriod period) {
  switch (period) {
    case PricePeriod::kMonth:
      return "month";
    case PricePeriod::kQuarter:
      return "quarter";
    case PricePeriod::kContractYear:
      return "contract_year";
    case PricePeriod::kTerm:
      return "term";
  }
  return "month";
}

const char* MeterCountWord(MeterCount count) {
  switch (count) {
    case MeterCount::kQuantity:
      return "quantity";
    case MeterCount::kResources:
      return "resources";
    case MeterCount::kTickets:
      return "tickets";
    case MeterCount::kStated:
      return "stated";
  }
  return "quantity";
}

const char* MeterTakeWord(MeterTake take) {
  switch (take) {
    case MeterTake::kSum:
      return "sum";
    case MeterTake::kMax:
      return "max";
    case MeterTake::kAverage:
      return "average";
    case MeterTake::kLast:
      return "last";
    case MeterTake::kP95:
      return "p95";
    case MeterTake::kPeakToDate:
      return "peak_to_date";
  }
  return "sum";
}

const char* NoticeToWord(NoticeTo to) {
  switch (to) {
    case NoticeTo::kEndOfTerm:
      return "end_of_term";
    case NoticeTo::kEndOfMonth:
      return "end_of_month";
    case NoticeTo::kEndOfQuarter:
      return "end_of_quarter";
    case NoticeTo::kAnyDay:
      return "any_day";
  }
  return "end_of_term";
}

const char* AtRiskPerWord(AtRiskCap::Per per) {
  switch (per) {
    case AtRiskCap::Per::kMonth:
      return "month";
    case AtRiskCap::Per::kContractYear:
      return "contract_year";
    case AtRiskCap::Per::kTwelveMonths:
      return "twelve_months";
  }
  return "month";
}

const char* SideWord(Side side) {
  return side == Side::kCustomer ? "customer" : "provider";
}

const char* FigureOriginWord(FigureOrigin origin) {
  switch (origin) {
    case FigureOrigin::kReported:
      return "reported";
    case FigureOrigin::kMeasured:
      return "measured";
    case FigureOrigin::kSettled:
      return "settled";
  }
  return "reported";
}

std::string ClockLengthText(const ClockLength& length) {
  std::vector<std::string> parts;
  if (length.working_days > 0) {
    parts.push_back(absl::StrCat(length.working_days, " working day",
                                 length.working_days == 1 ? "" : "s"));
  }
  if (length.days > 0) {
    parts.push_back(
        absl::StrCat(length.days, length.days == 1 ? " day" : " days"));
  }
  if (length.hours > absl::ZeroDuration() || parts.empty()) {
    parts.push_back(LengthText(length.hours));
  }
  return absl::StrJoin(parts, " + ");
}

std::string LengthText(absl::Duration length) {
  const int64_t seconds = absl::ToInt64Seconds(length);
  const auto text = [](int64_t n, const char* unit) {
    return absl::StrCat(n, " ", unit, n == 1 ? "" : "s");
  };
  if (seconds == 0 || seconds % 60 != 0) return text(seconds, "second");
  if (seconds % 3600 != 0) return text(seconds / 60, "minute");
  // Hours up to a few days: `48 hours` says what a clock counts.
  if (seconds % 86400 != 0 || seconds < 3 * 86400) {
    return text(seconds / 3600, "hour");
  }
  return text(seconds / 86400, "day");
}

}  // namespace regisseur
