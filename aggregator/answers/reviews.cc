#include "aggregator/answers/reviews.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

std::optional<int> ScoreOf(const std::optional<ReviewScores>& scores,
                           const std::string& question) {
  if (!scores.has_value()) return std::nullopt;
  const auto found = scores->find(question);
  return found == scores->end() ? std::nullopt
                                : std::optional<int>(found->second);
}

std::optional<int> GapOf(const ReviewStanding& standing,
                         const std::string& question) {
  if (!standing.BothScored()) return std::nullopt;
  const std::optional<int> customer = ScoreOf(standing.customer, question);
  const std::optional<int> provider = ScoreOf(standing.provider, question);
  if (!customer.has_value() || !provider.has_value()) return std::nullopt;
  return *customer - *provider;
}

// What a side wrote beside its last answers.
std::string RemarkOf(const Matter& matter, Participant side,
                     const std::string& question) {
  for (auto step = matter.steps.rbegin(); step != matter.steps.rend(); ++step) {
    const auto party = ParticipantOf(*step);
    if (step->move == MatterMove::kScored && party.ok() && *party == side) {
      return step->Text(ReviewRemarkText(question));
    }
  }
  return "";
}

std::string SignerOf(const Matter& matter, Participant side) {
  for (const MatterStep& step : matter.steps) {
    const auto party = ParticipantOf(step);
    if (step.move == MatterMove::kSigned && party.ok() && *party == side) {
      return step.Text("actor");
    }
  }
  return "";
}

std::vector<ReviewAnswerRow> AnswersOf(const ReviewRow& row,
                                       const ReviewRow* before,
                                       const Principal& who) {
  const ReviewStanding& standing = row.record.standing;
  const Participant reader = ParticipantOf(who);
  const auto sees = [&](Participant side) {
    return standing.MaySeeOther() || reader == side;
  };
  std::vector<ReviewAnswerRow> answers;
  for (const ReviewQuestion& question : ReviewQuestions()) {
    ReviewAnswerRow answer;
    answer.question = std::string(question.id);
    answer.rule = std::string(question.rule);
    if (sees(Participant::kCustomer)) {
      answer.customer = ScoreOf(standing.customer, answer.question);
      answer.customer_remark =
          RemarkOf(row.matter, Participant::kCustomer, answer.question);
    }
    if (sees(Participant::kProvider)) {
      answer.provider = ScoreOf(standing.provider, answer.question);
      answer.provider_remark =
          RemarkOf(row.matter, Participant::kProvider, answer.question);
    }
    answer.gap = GapOf(standing, answer.question);
    if (before != nullptr) {
      answer.gap_before = GapOf(before->record.standing, answer.question);
    }
    answers.push_back(std::move(answer));
  }
  return answers;
}

bool IsOpen(const ObligationRow& row) {
  return row.record.standing.IsOwed() ||
         row.record.standing.state == ObligationState::kAsked;
}

}  // namespace

absl::StatusOr<ReviewsAnswer> AnswerReviews(const AnswerContext& context,
                                            const Principal& who,
                                            const ReviewsQuestion& question,
                                            AsOf as_of) {
  ASSIGN_OR_RETURN(const SharedScope scope,
                   SharedScope::Open(context, who, question.provider,
                                     question.owner, as_of));
  ASSIGN_OR_RETURN(std::vector<Matter> matters,
                   scope.Read(MatterKind::kReview));
  ASSIGN_OR_RETURN(
      const ObligationsAnswer obligations,
      AnswerObligations(
          context, who,
          {.provider = question.provider, .owner = question.owner}, as_of));
  std::vector<Matter> plan_matters;
  if (!question.without_plan) {
    ASSIGN_OR_RETURN(plan_matters, scope.Read(MatterKind::kPlan));
  }
  std::vector<ReviewRow> rows;
  std::erase_if(matters, &IsSignOff);
  for (Matter& matter : matters) {
    ReviewRow row;
    ASSIGN_OR_RETURN(row.record, ReadReview(matter));
    row.known_names = NamesKnownTo(scope.ContractsOf(matter.subject.provider));
    row.customer_name = SignerOf(matter, Participant::kCustomer);
    row.provider_name = SignerOf(matter, Participant::kProvider);
    row.matter = std::move(matter);
    rows.push_back(std::move(row));
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const ReviewRow& a, const ReviewRow& b) {
                     return a.record.quarter.first > b.record.quarter.first;
                   });
  ReviewsAnswer answer;
  for (size_t i = 0; i < rows.size(); ++i) {
    ReviewRow& row = rows[i];
    const MatterSubject& subject = row.matter.subject;
    if (!question.id.empty() && subject.name != question.id) continue;
    if (!question.quarter.empty() &&
        row.record.quarter.ToString() != question.quarter) {
      continue;
    }
    const ReviewRow* before = nullptr;
    std::set<std::string> earlier;
    for (size_t k = i + 1; k < rows.size(); ++k) {
      if (rows[k].matter.subject.provider != subject.provider) continue;
      if (before == nullptr) before = &rows[k];
      earlier.insert(rows[k].matter.subject.name);
    }
    row.answers = AnswersOf(row, before, who);
    for (const ObligationRow& obligation : obligations.obligations) {
      const std::string& of = obligation.record.review;
      if (of == subject.name) {
        row.actions.push_back(obligation);
      } else if (earlier.contains(of) && IsOpen(obligation)) {
        row.carried.push_back(obligation);
      }
    }
    if (!question.without_plan) {
      ASSIGN_OR_RETURN(const PlanVersions plans,
                       PlanVersions::Read(plan_matters, subject.provider));
      const absl::Time end =
          absl::FromCivil(row.record.quarter.End(), scope.zone());
      ASSIGN_OR_RETURN(
          row.plan,
          PlanInReview(MonthFigures(context, who, subject.provider, as_of),
                       plans, row.matter, row.record,
                       std::min(scope.now(), end), ParticipantOf(who)));
    }
    answer.reviews.push_back(row);
  }
  if (!question.id.empty() && answer.reviews.empty()) {
    return absl::NotFoundError(
        absl::StrCat("id: no review is called \"", question.id, "\""));
  }
  return answer;
}

}  // namespace regisseur
