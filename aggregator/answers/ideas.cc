#include "aggregator/answers/ideas.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "aggregator/answers/month_figures.h"
#include "core/base/status_macros.h"
#include "core/finding/catalogue.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr int kMostMonths = 12;

// What was expected to become better, over some months.
absl::StatusOr<MonthFigure> Measure(const MonthFigures& figures,
                                    const IdeaRecord::Benefit& benefit,
                                    const ReportPeriod& months) {
  switch (benefit.kind) {
    case BenefitKind::kCost:
      return figures.MeanCost(months, benefit.subject, benefit.currency);
    case BenefitKind::kObjective:
      return figures.MeanLevel(months, benefit.subject);
    case BenefitKind::kExperience:
      return figures.Experience(months, benefit.subject);
  }
  return absl::InternalError("no such benefit");
}

std::string WhyNot(const MonthFigure& measured) {
  return measured.figure.has_value()
             ? ""
             : RenderMessage(measured.why.rule, measured.why.arguments);
}

absl::StatusOr<absl::CivilMonth> MonthOf(absl::string_view field,
                                         const std::string& text,
                                         absl::CivilMonth usual) {
  if (text.empty()) return usual;
  const absl::StatusOr<absl::CivilMonth> month = ParseMonth(text);
  if (month.ok()) return *month;
  return absl::InvalidArgumentError(
      absl::StrCat(field, ": \"", text, "\" is no month such as 2026-01"));
}

std::string MethodOf(BenefitKind kind, bool lower_is_better) {
  switch (kind) {
    case BenefitKind::kCost:
      return "idea-check-cost";
    case BenefitKind::kObjective:
      return lower_is_better ? "idea-check-objective-lower"
                             : "idea-check-objective";
    case BenefitKind::kExperience:
      return "idea-check-experience";
  }
  return "";
}

// Of cost, and of an objective whose norm is a most.
bool IsLowerBetter(const IdeaRecord::Benefit& benefit,
                   const ContractRegister& contracts, absl::CivilDay on) {
  if (benefit.kind != BenefitKind::kObjective) {
    return benefit.kind == BenefitKind::kCost;
  }
  const std::pair<std::string, std::string> names =
      absl::StrSplit(benefit.subject, absl::MaxSplits('/', 1));
  const Contract* const contract = contracts.Find(names.first, on);
  const Objective* const objective =
      contract == nullptr ? nullptr : contract->FindObjective(names.second);
  if (objective == nullptr) return false;
  const auto* indicator = std::get_if<IndicatorTerms>(&objective->terms);
  return indicator != nullptr && indicator->at_most;
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
  for (const ProviderConfig* provider : scope.Providers()) {
    IdeaPlace& place = answer.places.emplace_back(
        IdeaPlace{.provider = provider->id, .name = provider->name});
    for (const ServiceConfig& service : provider->services) {
      place.services.push_back({service.id, service.name});
    }
  }
  FundingByIdea funding;
  // Whoever only uses a service has no part in the money.
  if (ParticipantOf(who) != Participant::kEndUser && !matters.empty()) {
    ASSIGN_OR_RETURN(
        funding, ReadFundingOfIdeas(context, who, question.provider, as_of));
  }
  for (Matter& matter : matters) {
    IdeaRow row;
    ASSIGN_OR_RETURN(row.record, ReadIdea(matter));
    row.funding = std::move(funding[matter.subject.name]);
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
  check.lower_is_better =
      IsLowerBetter(*idea.record.benefit, *scope.room().contracts,
                    absl::CivilDay(check.after_to + 1) - 1);
  check.method = MethodOf(idea.record.benefit->kind, check.lower_is_better);
  const MonthFigures figures(context, who, idea.matter.subject.provider,
                             AsOf{});
  ASSIGN_OR_RETURN(const MonthFigure before,
                   Measure(figures, *idea.record.benefit,
                           {check.before_from, check.before_to}));
  ASSIGN_OR_RETURN(const MonthFigure after,
                   Measure(figures, *idea.record.benefit,
                           {check.after_from, check.after_to}));
  check.before = before.figure;
  check.after = after.figure;
  check.unknown_why =
      before.figure.has_value() ? WhyNot(after) : WhyNot(before);
  return check;
}

}  // namespace regisseur
