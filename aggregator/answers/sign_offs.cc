#include "aggregator/answers/sign_offs.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

std::string NameOf(const ServiceLevelRow& level) {
  const ObjectiveWindow& window = level.figures.window;
  return absl::StrCat(window.objective->id, "@", FormatDay(window.last_day));
}

std::string FigureOf(const ServiceLevelRow& level) {
  const Figure& lead = level.figures.lead;
  return absl::StrCat(lead.Attained().value_or("?"), " ",
                      VerdictWord(lead.verdict));
}

absl::Status NotYet(const ServiceLevelRow& level, absl::string_view why) {
  return absl::FailedPreconditionError(
      absl::StrCat("period: ", NameOf(level), " ", why));
}

// What somebody puts a name under.
absl::Status CheckCanBeSigned(const ServiceLevelRow& level) {
  const WindowFigures& figures = level.figures;
  if (!figures.closed) return NotYet(level, "is not over");
  if (!figures.disputes.empty()) {
    return NotYet(level, "is disputed; settle it first (`objective settle`)");
  }
  const Verdict verdict = figures.lead.verdict;
  if (verdict == Verdict::kMet || verdict == Verdict::kBreached) {
    return absl::OkStatus();
  }
  return NotYet(level, "is not known; settle it first (`objective settle`)");
}

// The figures that are something else now.
absl::StatusOr<SignedFigures> ChangedSince(const AnswerContext& context,
                                           const Principal& who,
                                           const Matter& matter,
                                           const SignOffRow& row, AsOf as_of) {
  ASSIGN_OR_RETURN(
      const ServiceLevelsAnswer levels,
      AnswerServiceLevels(
          context, who,
          {.period = row.period, .contract = matter.subject.contract}, as_of));
  SignedFigures changed;
  for (const ServiceLevelRow& level : levels.levels) {
    const auto found = row.figures.find(NameOf(level));
    if (found == row.figures.end() || found->second != FigureOf(level)) {
      changed[NameOf(level)] = FigureOf(level);
    }
  }
  return changed;
}

}  // namespace

absl::StatusOr<PeriodFigures> ReadFiguresToSign(
    const AnswerContext& context, const Principal& who,
    const ServiceLevelsQuestion& question) {
  if (question.contract.empty()) {
    return absl::InvalidArgumentError("contract: is missing; name it");
  }
  if (question.period.empty()) {
    return absl::InvalidArgumentError(
        "period: is missing; name one such as 2026-10 or 2026-Q3");
  }
  ASSIGN_OR_RETURN(const ServiceLevelsAnswer levels,
                   AnswerServiceLevels(context, who, question, AsOf{}));
  ASSIGN_OR_RETURN(const SharedScope scope,
                   SharedScope::Open(context, who, "", "", AsOf{}));
  PeriodFigures read;
  read.period = levels.period.Label();
  read.range = levels.period.In(absl::UTCTimeZone());
  for (const ServiceLevelRow& level : levels.levels) {
    RETURN_IF_ERROR(CheckCanBeSigned(level));
    read.provider = scope.known().CurrentId(level.provider);
    read.figures[NameOf(level)] = FigureOf(level);
  }
  if (read.figures.empty()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "period: no window of ", question.contract, " ends in ", read.period));
  }
  return read;
}

absl::StatusOr<SignOffsAnswer> AnswerSignOffs(const AnswerContext& context,
                                              const Principal& who,
                                              const SignOffsQuestion& question,
                                              AsOf as_of) {
  ASSIGN_OR_RETURN(const SharedScope scope,
                   SharedScope::Open(context, who, question.provider,
                                     question.owner, as_of));
  ASSIGN_OR_RETURN(std::vector<Matter> matters,
                   scope.Read(MatterKind::kReview));
  SignOffsAnswer answer;
  for (Matter& matter : matters) {
    const MatterSubject& subject = matter.subject;
    if (!IsSignOff(matter) ||
        (!question.contract.empty() && subject.contract != question.contract) ||
        (!question.id.empty() && subject.name != question.id)) {
      continue;
    }
    SignOffRow row;
    {
      ASSIGN_OR_RETURN(const SignOffRecord record, ReadSignOff(matter));
      if (!question.period.empty() && record.period != question.period) {
        continue;
      }
      row.period = record.period;
      row.state = record.standing.State();
      row.figures = record.Figures();
      if (record.customer != nullptr) {
        row.customer_name = record.customer->Text("actor");
        row.customer_time = record.customer->act.known_from;
      }
      if (record.provider != nullptr) {
        row.provider_name = record.provider->Text("actor");
        row.provider_time = record.provider->act.known_from;
      }
    }
    ASSIGN_OR_RETURN(row.now, ChangedSince(context, who, matter, row, as_of));
    row.known_names = NamesKnownTo(scope.ContractsOf(subject.provider));
    row.matter = std::move(matter);
    answer.rows.push_back(std::move(row));
  }
  if (!question.id.empty() && answer.rows.empty()) {
    return absl::NotFoundError(
        absl::StrCat("id: no sign-off is called \"", question.id, "\""));
  }
  std::stable_sort(answer.rows.begin(), answer.rows.end(),
                   [](const SignOffRow& a, const SignOffRow& b) {
                     return a.matter.subject.range.from >
                            b.matter.subject.range.from;
                   });
  return answer;
}

}  // namespace regisseur
