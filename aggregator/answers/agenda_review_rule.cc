#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/reviews.h"
#include "core/base/status_macros.h"

namespace regisseur {

// A review that waits for our answers or our name.
absl::Status AddReviewItems(AgendaDesk& desk) {
  ASSIGN_OR_RETURN(const int64_t steps, desk.context.matters.CountSteps(
                                            desk.who, MatterKind::kReview));
  if (steps == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(const ReviewsAnswer answer,
                   AnswerReviews(desk.context, desk.who, {.without_plan = true},
                                 desk.as_of));
  for (const ReviewRow& row : answer.reviews) {
    const ReviewStanding& standing = row.record.standing;
    const bool score = !standing.customer.has_value();
    if (!score && (!standing.BothScored() || standing.customer_signed)) {
      continue;
    }
    const MatterSubject& subject = row.matter.subject;
    AgendaItem item =
        desk.BeginWith(score ? "review_to_answer" : "review_to_sign",
                       subject.name, subject.provider, "");
    item.title.rule =
        score ? "agenda-review-to-answer" : "agenda-review-to-sign";
    item.title.arguments["provider"] = subject.provider;
    item.title.arguments["quarter"] = row.record.quarter.ToString();
    item.if_nothing.rule = score ? "agenda-review-to-answer-nothing"
                                 : "agenda-review-to-sign-nothing";
    item.evidence = {absl::StrCat("review show ", subject.name)};
    if (score) {
      item.AddChoice(
          "choice-review-answer",
          absl::StrCat("review score ", subject.name, " --scores …"));
    } else {
      item.AddChoice("choice-review-sign",
                     absl::StrCat("review sign ", subject.name));
    }
    desk.items.push_back(std::move(item));
  }
  return absl::OkStatus();
}

}  // namespace regisseur
