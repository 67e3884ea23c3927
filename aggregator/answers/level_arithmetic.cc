#include <variant>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/service_level_explanation.h"
#include "core/contract/contract_words.h"
#include "core/status/timeline.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

using Arguments = std::map<std::string, std::string>;

std::string Seconds(int64_t us) {
  return Decimal(us, 6).Normalized().ToString();
}

std::string LocalTime(absl::Time at, absl::TimeZone zone) {
  return absl::FormatTime("%Y-%m-%d %H:%M", at, zone);
}

// `agreed - excluded`, with each that is there.
std::string Base(const LevelTimes& times) {
  return absl::StrCat("(", Seconds(times.agreed_us), " - ",
                      Seconds(times.excluded_us), ")");
}

// With the range of what is not known.
std::string MemberWords(const MemberRow& member) {
  if (!member.level.has_value()) return "?";
  const std::optional<LevelFraction>& low = member.level->attained_at_least;
  const std::optional<LevelFraction>& high = member.level->attained_at_most;
  if (low.has_value() && high.has_value() &&
      low->Percent() != high->Percent()) {
    return absl::StrCat(low->Percent().ToString(), "–",
                        high->Percent().ToString());
  }
  const std::optional<LevelFraction>& attained = member.level->attained;
  return attained.has_value() ? attained->Percent().ToString() : "?";
}

class ArithmeticWriter {
 public:
  ArithmeticWriter(const ServiceLevelRow& row, const Figure& figure)
      : row_(row), figure_(figure) {}

  std::vector<LevelNote> Write() {
    const ObjectiveWindow& window = row_.figures.window;
    const Objective& objective = *window.objective;
    Add("sla-line-window",
        {{"from", LocalTime(window.range.from, objective.window.zone)},
         {"to", LocalTime(window.range.to, objective.window.zone)},
         {"zone", objective.time_zone},
         {"contract", window.contract->id},
         {"version",
          window.contract->version.empty()
              ? absl::StrCat("of ", FormatDay(window.contract->ValidFrom()))
              : window.contract->version}});
    if (figure_.HasTimes()) {
      WriteTimes();
    } else if (!figure_.tickets.empty()) {
      WriteTickets();
    } else if (figure_.composite.has_value()) {
      WriteComposite();
    } else if (const auto attained = figure_.Attained()) {
      Add("sla-line-stated", {{"attained", *attained}, {"unit", Unit()}});
    } else {
      Add("sla-line-nothing", {});
    }
    WriteVerdict();
    WriteCredit();
    return std::move(lines_);
  }

 private:
  void Add(const char* rule, Arguments arguments) {
    lines_.push_back({rule, std::move(arguments)});
  }

  const Objective& objective() const { return *row_.figures.window.objective; }

  std::string Unit() const {
    const std::string unit = UnitOf(objective());
    return unit.empty() ? "" : absl::StrCat(" ", unit);
  }

  void WriteTimes() {
    const LevelTimes& times = figure_.level->times;
    const std::string down = times.DowntimeSeconds().Normalized().ToString();
    Add("sla-line-times", {{"agreed", Seconds(times.agreed_us)},
                           {"excluded", Seconds(times.excluded_us)},
                           {"unknown", Seconds(times.unknown_us)},
                           {"down", down}});
    if (times.weighted_down != Int128{times.down_us} * 1'000'000) {
      Add("sla-line-weighted",
          {{"clock", Seconds(times.down_us)}, {"down", down}});
    }
    if (const auto attained = figure_.Attained()) {
      Add("sla-line-attained",
          {{"down", down},
           {"base", absl::StrCat("(", Seconds(times.agreed_us), " - ",
                                 Seconds(times.excluded_us), " - ",
                                 Seconds(times.unknown_us), ")")},
           {"attained", *attained}});
    }
    if (times.unknown_us > 0 && figure_.AttainedAtLeast().has_value()) {
      Add("sla-line-at-least", {{"down", down},
                                {"unknown", Seconds(times.unknown_us)},
                                {"base", Base(times)},
                                {"attained", *figure_.AttainedAtLeast()}});
      Add("sla-line-at-most", {{"down", down},
                               {"base", Base(times)},
                               {"attained", *figure_.AttainedAtMost()}});
    }
    Add("sla-line-budget",
        {{"target", figure_.level->target.ToString()},
         {"agreed", Seconds(absl::ToInt64Microseconds(
                        figure_.level->agreed_whole_window))},
         {"excluded", Seconds(times.excluded_us)},
         {"budget", figure_.level->budget.ShownTotal().ToString()},
         {"left", figure_.level->budget.ShownLeft().ToString()}});
    if (figure_.level->compared_decimals.has_value() &&
        figure_.level->judged.has_value()) {
      const int decimals = *figure_.level->compared_decimals;
      Add("sla-line-compared",
          {{"decimals", absl::StrCat(decimals)},
           {"compared", figure_.level->judged->RoundedPercent(decimals)
                            .RoundedHalfAwayFromZero(decimals)
                            .ToString()}});
    }
  }

  void WriteTickets() {
    for (const TicketRow& row : figure_.tickets) {
      const bool judged = row.level.attained.has_value();
      if (!row.not_judged.empty()) {
        Add("sla-line-tickets-not-judged",
            {{"priority", row.level.level.priority},
             {"count", absl::StrCat(row.not_judged.size())},
             {"at_least", row.at_least->Percent().ToString()},
             {"at_most", row.at_most->Percent().ToString()}});
        // None was judged: the line about those that were says nothing.
        if (!judged) continue;
      }
      Add(judged ? "sla-line-tickets" : "sla-line-no-tickets",
          {{"priority", row.level.level.priority},
           {"in_time", absl::StrCat(row.level.in_time)},
           {"counted", absl::StrCat(row.level.tickets.size())},
           {"attained", row.level.attained.has_value()
                            ? row.level.attained->Percent().ToString()
                            : std::string()},
           {"target", row.level.level.share.ToString()},
           {"verdict", VerdictWord(row.verdict)}});
    }
  }

  void WriteComposite() {
    for (const MemberRow& member : figure_.members) {
      Add("sla-line-member", {{"contract", member.contract},
                              {"objective", member.objective},
                              {"weight", member.weight.ToString()},
                              {"attained", MemberWords(member)}});
    }
    const auto& terms = std::get<CompositeTerms>(objective().terms);
    const char* how = "";
    switch (terms.combine) {
      case CompositeTerms::Combine::kWorst:
        how = "sla-line-worst";
        break;
      case CompositeTerms::Combine::kProduct:
        how = "sla-line-product";
        break;
      case CompositeTerms::Combine::kWeighted:
        how = "sla-line-mean";
        break;
    }
    Add(how, {{"attained", figure_.Attained().value_or("?")}});
    const std::optional<std::string> at_least = figure_.AttainedAtLeast();
    const std::optional<std::string> at_most = figure_.AttainedAtMost();
    if (at_least.has_value() && at_most.has_value() && at_least != at_most) {
      Add("sla-line-between", {{"at_least", *at_least}, {"at_most", *at_most}});
    }
  }

  std::string Target() const {
    struct Reader {
      const Figure& figure;
      std::string operator()(const AvailabilityTerms& t) const {
        return t.target.ToString() + " %";
      }
      std::string operator()(const TicketTerms&) const {
        const TicketRow* row = figure.DecidingRow();
        return row == nullptr ? std::string()
                              : row->level.level.share.ToString() + " %";
      }
      std::string operator()(const IndicatorTerms& t) const {
        return t.unit.empty() ? t.target.ToString()
                              : t.target.ToString() + " " + t.unit;
      }
      std::string operator()(const CompositeTerms& t) const {
        return t.target.ToString() + " %";
      }
      std::string operator()(const RecoveryTerms& t) const {
        return absl::FormatDuration(t.within);
      }
      std::string operator()(const ScoreTerms& t) const {
        return t.target.ToString();
      }
      std::string operator()(const OutcomeTerms& t) const {
        return t.target.ToString();
      }
    };
    return std::visit(Reader{figure_}, objective().terms);
  }

  void WriteVerdict() {
    const Arguments target = {{"target", Target()}};
    const bool range =
        figure_.level.has_value() && figure_.level->judged_is_bound;
    switch (figure_.verdict) {
      case Verdict::kMet:
        Add(range ? "sla-line-met-range" : "sla-line-met", target);
        return;
      case Verdict::kBreached:
        Add(!row_.figures.closed ? "sla-line-breached-already"
            : range              ? "sla-line-breached-range"
                                 : "sla-line-breached",
            target);
        return;
      case Verdict::kUnknown:
        Add("sla-line-unknown", target);
        return;
      case Verdict::kAtRisk:
        Add(figure_.HasTimes() ? "sla-line-at-risk" : "sla-line-behind",
            target);
        return;
      case Verdict::kOnTrack:
        Add(figure_.HasTimes() ? "sla-line-on-track" : "sla-line-so-far",
            target);
        return;
    }
  }

  const std::optional<CreditRow>& Credit() const {
    for (size_t i = 0; i < row_.figures.others.size(); ++i) {
      if (&row_.figures.others[i] == &figure_ &&
          i < row_.other_credits.size()) {
        return row_.other_credits[i];
      }
    }
    return row_.credit;
  }

  // Which cap cut it, together with what, and how.
  void WriteCap(const CreditRow& credit, const BindingCap& cap) {
    const auto text = [](const Decimal& number) {
      return number.Normalized().ToString();
    };
    const bool before = !cap.base.credited_before.IsZero();
    const char* rule = "";
    switch (cap.cap.per) {
      case AtRiskCap::Per::kMonth:
        rule = "sla-line-cap-month";
        break;
      case AtRiskCap::Per::kContractYear:
        rule = before ? "sla-line-cap-year-rest" : "sla-line-cap-year";
        break;
      case AtRiskCap::Per::kTwelveMonths:
        rule = before ? "sla-line-cap-twelve-rest" : "sla-line-cap-twelve";
        break;
    }
    Add(rule, {{"percent", text(cap.cap.percent)},
               {"price", text(cap.base.price)},
               {"before", text(cap.base.credited_before)},
               {"limit", text(cap.limit)},
               {"currency", credit.currency}});
    for (const class Credit& other : credit.cut_with) {
      if (!other.uncapped.has_value()) continue;
      Add("sla-line-cap-with", {{"objective", other.objective},
                                {"day", FormatDay(other.window_last_day)},
                                {"amount", other.uncapped->ToString()},
                                {"currency", credit.currency}});
    }
    Add("sla-line-capped", {{"uncapped", credit.step->uncapped->ToString()},
                            {"limit", text(cap.limit)},
                            {"total", text(cap.total)},
                            {"amount", credit.step->amount->ToString()},
                            {"currency", credit.currency}});
  }

  void WriteCredit() {
    const std::optional<CreditRow>& credit = Credit();
    if (!credit.has_value()) return;
    const Remedies& remedies = objective().remedies;
    if (credit->step.has_value()) {
      const auto& step = *credit->step;
      const std::string of =
          remedies.credit_base.empty() ? "the contract" : remedies.credit_base;
      if (!step.uncapped.has_value()) {
        Add("sla-line-credit-unknown",
            {{"limit", step.tier.limit.ToString()},
             {"percent", step.tier.percent.ToString()},
             {"of", of}});
      } else {
        Add(step.at_least ? "sla-line-credit-at-least" : "sla-line-credit",
            {{"limit", step.tier.limit.ToString()},
             {"percent", step.tier.percent.ToString()},
             {"of", of},
             {"base", credit->base.has_value()
                          ? credit->base->Normalized().ToString()
                          : std::string("?")},
             {"amount", step.uncapped->ToString()},
             {"currency", credit->currency}});
      }
      if (step.cap.has_value() && step.amount.has_value()) {
        WriteCap(*credit, *step.cap);
      }
    }
    WritePenalties(*credit);
    if (credit->claim_by.has_value()) {
      Add("sla-line-claim-by", {{"day", FormatDay(*credit->claim_by)}});
    } else if (credit->automatic) {
      Add("sla-line-automatic", {});
    }
    if (credit->earned_back) Add("sla-line-earned-back", {});
  }

  void WritePenalties(const CreditRow& credit) {
    if (!credit.penalty.has_value()) return;
    for (const PenaltyRow& row : credit.penalties) {
      Arguments line = {{"per", UnitPenaltyWord(row.terms.per)},
                        {"units", row.units.ToString()},
                        {"free", row.terms.free.Normalized().ToString()},
                        {"paid", row.paid.ToString()},
                        {"price", row.terms.amount.ToString()},
                        {"amount", row.amount.ToString()},
                        {"currency", credit.currency}};
      if (row.terms.at_most.has_value()) {
        line["at_most"] = row.terms.at_most->ToString();
        Add("sla-line-penalty-at-most", std::move(line));
      } else {
        Add("sla-line-penalty-units", std::move(line));
      }
    }
    if (credit.penalties.size() > 1) {
      Add("sla-line-penalty", {{"amount", credit.penalty->ToString()},
                               {"currency", credit.currency}});
    }
  }

  const ServiceLevelRow& row_;
  const Figure& figure_;
  std::vector<LevelNote> lines_;
};

}  // namespace

std::vector<LevelNote> ExplainArithmetic(const ServiceLevelRow& row,
                                         const Figure& figure) {
  return ArithmeticWriter(row, figure).Write();
}

}  // namespace regisseur
