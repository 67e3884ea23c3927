#include "aggregator/answers/ideas.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "aggregator/answers/cost_summary.h"
#include "aggregator/answers/experience.h"
#include "aggregator/answers/service_levels.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/partnership/experience.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr int kMostMonths = 12;

// Months, both included.
struct Months {
  absl::CivilMonth from;
  absl::CivilMonth to;
  int count() const { return static_cast<int>(to - from) + 1; }
};

// A figure of some months, or why there is none.
struct Measured {
  std::optional<Decimal> figure;
  std::string unknown_why;
};

class IdeaChecker {
 public:
  IdeaChecker(const AnswerContext& context, const Principal& who,
              std::string provider, const IdeaRecord::Benefit& benefit)
      : context_(context),
        who_(who),
        provider_(std::move(provider)),
        benefit_(benefit) {}

  absl::StatusOr<Measured> Measure(const Months& months) const {
    switch (benefit_.kind) {
      case BenefitKind::kCost:
        return MeasureCost(months);
      case BenefitKind::kObjective:
        return MeasureLevel(months);
      case BenefitKind::kExperience:
        return MeasureExperience(months);
    }
    return absl::InternalError("no such benefit");
  }

 private:
  absl::StatusOr<CostSummaryAnswer> Cost(const Months& months,
                                         std::vector<std::string> by) const {
    return AnswerCostSummary(context_, who_,
                             {.by = std::move(by),
                              .from = FormatMonth(months.from),
                              .to = FormatMonth(months.to),
                              .provider = provider_,
                              .in = benefit_.currency,
                              .without_tax = true},
                             AsOf{});
  }

  // What a month cost on average, of all or of one service of the ledger.
  absl::StatusOr<Measured> MeasureCost(const Months& months) const {
    ASSIGN_OR_RETURN(const CostSummaryAnswer by_month,
                     Cost(months, {"billing_period"}));
    for (absl::CivilMonth month = months.from; month <= months.to; ++month) {
      const std::string label = FormatMonth(month);
      const bool told = std::any_of(
          by_month.rows.begin(), by_month.rows.end(), [&](const auto& row) {
            return row.keys.at("billing_period") == label;
          });
      if (!told) {
        return Measured{std::nullopt, absl::StrCat("no cost of ", label,
                                                   " is in the ledger")};
      }
    }
    std::vector<std::string> by;
    if (!benefit_.subject.empty()) by = {"service_name"};
    ASSIGN_OR_RETURN(const CostSummaryAnswer summed, Cost(months, by));
    Decimal total;
    for (const CostSummaryRow& row : summed.rows) {
      if (row.currency != benefit_.currency) {
        return Measured{std::nullopt,
                        absl::StrCat("a part of it is in ", row.currency,
                                     ", for which there is no rate")};
      }
      if (!benefit_.subject.empty() &&
          row.keys.at("service_name") != benefit_.subject) {
        continue;
      }
      ASSIGN_OR_RETURN(const Decimal billed, Decimal::Parse(row.billed));
      ASSIGN_OR_RETURN(total, Decimal::Add(total, billed));
    }
    return MeanOf(total, months.count(), MinorUnitDigits(benefit_.currency));
  }

  // The mean of what the windows attained that end in these months.
  absl::StatusOr<Measured> MeasureLevel(const Months& months) const {
    const std::pair<std::string, std::string> names =
        absl::StrSplit(benefit_.subject, absl::MaxSplits('/', 1));
    ASSIGN_OR_RETURN(
        const ServiceLevelsAnswer levels,
        AnswerServiceLevelHistory(context_, who_,
                                  {.contract = names.first,
                                   .objective = names.second,
                                   .from = FormatMonth(months.from),
                                   .to = FormatMonth(months.to),
                                   .provider = provider_},
                                  AsOf{}));
    Decimal total;
    int count = 0;
    for (const ServiceLevelRow& level : levels.levels) {
      const std::optional<std::string> attained = level.figures.lead.Attained();
      if (!attained.has_value()) {
        return Measured{std::nullopt,
                        absl::StrCat("the level of the window until ",
                                     FormatDay(level.figures.window.last_day),
                                     " is not known")};
      }
      ASSIGN_OR_RETURN(const Decimal figure, Decimal::Parse(*attained));
      ASSIGN_OR_RETURN(total, Decimal::Add(total, figure));
      ++count;
    }
    if (count == 0) {
      return Measured{
          std::nullopt,
          absl::StrCat("no window ends in ", FormatMonth(months.from), " to ",
                       FormatMonth(months.to))};
    }
    return MeanOf(total, count, 6);
  }

  absl::StatusOr<Measured> MeasureExperience(const Months& months) const {
    ASSIGN_OR_RETURN(const ScoreTally tally,
                     TallyPulses(context_, who_, provider_, benefit_.subject,
                                 absl::CivilDay(months.from),
                                 absl::CivilDay(months.to + 1) - 1));
    if (!tally.IsTold()) {
      return Measured{
          std::nullopt,
          absl::StrCat("fewer than ", kFewestAnswers, " people answered from ",
                       FormatMonth(months.from), " to ",
                       FormatMonth(months.to))};
    }
    ASSIGN_OR_RETURN(
        const Decimal::Quotient share,
        Decimal::MultiplyDivide(Decimal(tally.satisfied(), 0), Decimal(100, 0),
                                Decimal(tally.answers(), 0),
                                {.rounded_scale = 1, .truncated_scale = 1}));
    return Measured{share.rounded, ""};
  }

  static absl::StatusOr<Measured> MeanOf(const Decimal& total, int count,
                                         int digits) {
    ASSIGN_OR_RETURN(const Decimal::Quotient mean,
                     Decimal::MultiplyDivide(
                         total, Decimal(1, 0), Decimal(count, 0),
                         {.rounded_scale = digits, .truncated_scale = digits}));
    return Measured{mean.rounded, ""};
  }

  const AnswerContext& context_;
  const Principal& who_;
  const std::string provider_;
  const IdeaRecord::Benefit& benefit_;
};

absl::StatusOr<absl::CivilMonth> MonthOf(absl::string_view field,
                                         const std::string& text,
                                         absl::CivilMonth usual) {
  if (text.empty()) return usual;
  const absl::StatusOr<absl::CivilMonth> month = ParseMonth(text);
  if (month.ok()) return *month;
  return absl::InvalidArgumentError(
      absl::StrCat(field, ": \"", text, "\" is no month such as 2026-01"));
}

std::string MethodOf(BenefitKind kind) {
  switch (kind) {
    case BenefitKind::kCost:
      return "idea-check-cost";
    case BenefitKind::kObjective:
      return "idea-check-objective";
    case BenefitKind::kExperience:
      return "idea-check-experience";
  }
  return "";
}

absl::CivilMonth MonthOfStep(const Matter& matter, MatterMove move,
                             absl::TimeZone zone) {
  return absl::ToCivilMonth(matter.FindLast(move)->act.known_from, zone);
}

}  // namespace

bool IdeaRow::EndorsedBy(const Principal& who) const {
  const auto found = record.endorsers.find(ParticipantOf(who));
  return found != record.endorsers.end() &&
         found->second.contains(who.identity);
}

absl::StatusOr<IdeasAnswer> AnswerIdeas(const AnswerContext& context,
                                        const Principal& who,
                                        const IdeasQuestion& question,
                                        AsOf as_of) {
  ASSIGN_OR_RETURN(const SharedScope scope,
                   SharedScope::Open(context, who, question.provider,
                                     question.owner, as_of));
  ASSIGN_OR_RETURN(std::vector<Matter> matters, scope.Read(MatterKind::kIdea));
  IdeasAnswer answer;
  for (Matter& matter : matters) {
    IdeaRow row;
    ASSIGN_OR_RETURN(row.record, ReadIdea(matter));
    row.known_names = NamesKnownTo(scope.ContractsOf(matter.subject.provider));
    row.matter = std::move(matter);
    answer.ideas.push_back(std::move(row));
  }
  std::stable_sort(answer.ideas.begin(), answer.ideas.end(),
                   [](const IdeaRow& a, const IdeaRow& b) {
                     return Agreement::Compare(a.record.HowFar(),
                                               b.record.HowFar()) > 0;
                   });
  std::map<IdeaState, int> placed;
  for (IdeaRow& row : answer.ideas) row.rank = ++placed[row.record.state];
  std::erase_if(answer.ideas, [&](const IdeaRow& row) {
    return (!question.id.empty() && row.matter.subject.name != question.id) ||
           (!question.service.empty() &&
            row.record.service != question.service) ||
           (question.state.has_value() && row.record.state != *question.state);
  });
  if (!question.id.empty() && answer.ideas.empty()) {
    return absl::NotFoundError(
        absl::StrCat("id: no idea is called \"", question.id, "\""));
  }
  return answer;
}

absl::StatusOr<IdeaCheck> CheckIdea(const AnswerContext& context,
                                    const Principal& who,
                                    const IdeaCheckQuestion& question) {
  ASSIGN_OR_RETURN(const IdeasAnswer ideas,
                   AnswerIdeas(context, who, {.id = question.id}, AsOf{}));
  const IdeaRow& idea = ideas.ideas.front();
  RETURN_IF_ERROR(CheckIdeaMove(idea.record.state, MatterMove::kChecked));
  if (!idea.record.benefit.has_value()) {
    return absl::FailedPreconditionError(
        "id: nothing was expected of this idea that could be checked");
  }
  ASSIGN_OR_RETURN(const SharedScope scope,
                   SharedScope::Open(context, who, "", "", AsOf{}));
  const absl::CivilMonth running(scope.room().today);
  IdeaCheck check;
  const absl::CivilMonth first_after =
      MonthOfStep(idea.matter, MatterMove::kRealised, scope.zone()) + 1;
  ASSIGN_OR_RETURN(check.after_from,
                   MonthOf("after_from", question.after_from, first_after));
  ASSIGN_OR_RETURN(
      check.after_to,
      MonthOf("after_to", question.after_to,
              std::min(running - 1, check.after_from + (kMostMonths - 1))));
  if (check.after_to < check.after_from || check.after_to >= running) {
    return absl::FailedPreconditionError(absl::StrCat(
        "after_to: no whole month after it was in use is over; the first one, ",
        FormatMonth(check.after_from), ", is over on ",
        FormatDay(absl::CivilDay(check.after_from + 1))));
  }
  const absl::CivilMonth last_before =
      MonthOfStep(idea.matter, MatterMove::kStarted, scope.zone()) - 1;
  ASSIGN_OR_RETURN(check.before_to,
                   MonthOf("before_to", question.before_to, last_before));
  ASSIGN_OR_RETURN(check.before_from,
                   MonthOf("before_from", question.before_from,
                           check.before_to - (check.after_months() - 1)));
  if (check.before_to < check.before_from ||
      check.before_to >= check.after_from) {
    return absl::InvalidArgumentError(
        "before_to: the months before have to lie before those after, the "
        "first one first");
  }
  if (check.before_months() > 5 * kMostMonths ||
      check.after_months() > 5 * kMostMonths) {
    return absl::InvalidArgumentError("before_from: name at most five years");
  }
  check.method = MethodOf(idea.record.benefit->kind);
  const IdeaChecker checker(context, who, idea.matter.subject.provider,
                            *idea.record.benefit);
  ASSIGN_OR_RETURN(const Measured before,
                   checker.Measure({check.before_from, check.before_to}));
  ASSIGN_OR_RETURN(const Measured after,
                   checker.Measure({check.after_from, check.after_to}));
  check.before = before.figure;
  check.after = after.figure;
  check.unknown_why =
      before.unknown_why.empty() ? after.unknown_why : before.unknown_why;
  return check;
}

}  // namespace regisseur
