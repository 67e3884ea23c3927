#include "aggregator/changes/review_changes.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "aggregator/changes/entered_document.h"
#include "aggregator/changes/room_contract.h"
#include "aggregator/storage/plan_record.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr size_t kMostRemarkBytes = 1000;

absl::Status CheckRemark(absl::string_view field, const std::string& at,
                         const std::string& remark) {
  if (remark.size() <= kMostRemarkBytes) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(field, ": the remark at ", at,
                                                 " is longer than ",
                                                 kMostRemarkBytes, " bytes"));
}

}  // namespace

absl::StatusOr<std::string> ReviewChanges::Open(const Principal& who,
                                                const MatterRequest& request,
                                                const PartnershipPlace& place,
                                                const std::string& quarter) {
  ReviewQuarter asked = QuarterBefore(place.today);
  if (!quarter.empty()) {
    ASSIGN_OR_RETURN(asked, ParseQuarter(quarter));
  }
  const absl::CivilDay earliest(asked.first + 2);
  if (place.today < earliest) {
    return absl::FailedPreconditionError(
        absl::StrCat("quarter: ", asked.ToString(), " can be reviewed from ",
                     FormatDay(earliest), " on, its last month"));
  }
  const std::string name = asked.ToString();
  MatterAct act;
  act.steps = {StepBy(who,
                      {.kind = MatterKind::kReview,
                       .name = request.new_id,
                       .provider = place.provider,
                       .contract = "",
                       .objective = "",
                       .range = {RangeOfDay(absl::CivilDay(asked.first)).from,
                                 RangeOfDay(asked.End()).from}},
                      MatterMove::kOpened, {{"quarter", name}})};
  ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      DoMatterAct(
          matters_.acts, matters_.store, who, request,
          [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
            ASSIGN_OR_RETURN(const std::vector<Matter> others,
                             matters_.store.List(transaction,
                                                 {.kind = MatterKind::kReview,
                                                  .provider = place.provider},
                                                 AsOf{}));
            for (const Matter& other : others) {
              if (IsSignOff(other) ||
                  other.steps.front().Value("quarter") != name) {
                continue;
              }
              return absl::AlreadyExistsError(absl::StrCat(
                  "quarter: ", name, " has a review, ", other.subject.name));
            }
            return std::move(act);
          }));
  return names.front();
}

absl::StatusOr<std::string> ReviewChanges::Score(const Principal& who,
                                                 const MatterRequest& request,
                                                 const std::string& id,
                                                 const Answers& answers) {
  RETURN_IF_ERROR(RequireNoMachine(who, "score a review"));
  RETURN_IF_ERROR(CheckReviewScores(answers.scores));
  for (const auto& [question, remark] : answers.remarks) {
    RETURN_IF_ERROR(CheckRemark("scores", question, remark));
  }
  for (const auto& [objective, judgement] : answers.judgements) {
    RETURN_IF_ERROR(CheckRemark("judgements", objective, judgement.remark));
  }
  return matters_.Move(
      who, request, MatterKind::kReview, id,
      [&](const Matter& matter) -> absl::StatusOr<MatterAct> {
        ASSIGN_OR_RETURN(const ReviewRecord record, ReadReview(matter));
        RETURN_IF_ERROR(CheckMayScore(record.standing));
        StepValues values = ValuesOfJudgements(answers.judgements);
        for (const auto& [question, score] : answers.scores) {
          values.emplace_back(ReviewScoreValue(question), absl::StrCat(score));
        }
        MatterAct act;
        act.steps = {StepBy(who, matter.subject, MatterMove::kScored,
                            std::move(values))};
        act.texts = TextsOfJudgements(answers.judgements);
        for (const auto& [question, remark] : answers.remarks) {
          act.texts.emplace_back(ReviewRemarkText(question), remark);
        }
        act.shared = ParticipantOf(who) == Participant::kProvider;
        return act;
      });
}

absl::StatusOr<std::string> ReviewChanges::Comment(const Principal& who,
                                                   const MatterRequest& request,
                                                   const std::string& id,
                                                   const std::string& text,
                                                   bool internal) {
  RETURN_IF_ERROR(RequireText("text", text, "say what there is to say"));
  return matters_.Move(who, request, MatterKind::kReview, id,
                       [&](const Matter& matter) -> absl::StatusOr<MatterAct> {
                         return Remark(who, matter, text, internal);
                       });
}

absl::StatusOr<std::string> ReviewChanges::Sign(
    const Principal& who, const MatterRequest& request, const std::string& id,
    const std::string& text,
    const std::vector<std::pair<std::string, std::string>>& plan) {
  RETURN_IF_ERROR(CheckText("text", text));
  RETURN_IF_ERROR(RequireNamedPerson(who, "sign a review"));
  return matters_.Move(
      who, request, MatterKind::kReview, id,
      [&](const Matter& matter) -> absl::StatusOr<MatterAct> {
        ASSIGN_OR_RETURN(const ReviewRecord record, ReadReview(matter));
        RETURN_IF_ERROR(CheckMaySign(record.standing, ParticipantOf(who)));
        const bool first = !record.standing.customer_signed &&
                           !record.standing.provider_signed;
        MatterAct act;
        act.steps = {StepBy(who, matter.subject, MatterMove::kSigned,
                            first ? plan : StepValues())};
        act.texts = {{"text", text}};
        return act;
      });
}

absl::StatusOr<std::string> ReviewChanges::SignPeriod(
    const Principal& who, const MatterRequest& request,
    const NewSignature& signature) {
  RETURN_IF_ERROR(CheckText("text", signature.text));
  RETURN_IF_ERROR(RequireNamedPerson(who, "sign a period"));
  ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      DoMatterAct(
          matters_.acts, matters_.store, who, request,
          [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
            MatterSubject subject{.kind = MatterKind::kReview,
                                  .name = request.new_id,
                                  .provider = signature.provider,
                                  .contract = signature.contract,
                                  .objective = "",
                                  .range = signature.range};
            ASSIGN_OR_RETURN(
                const std::vector<Matter> others,
                matters_.store.List(transaction,
                                    {.kind = MatterKind::kReview,
                                     .contract = signature.contract},
                                    AsOf{}));
            for (const Matter& other : others) {
              ASSIGN_OR_RETURN(const SignOffRecord record, ReadSignOff(other));
              if (record.period != signature.period) continue;
              RETURN_IF_ERROR(CheckMaySignOff(
                  record.standing, ParticipantOf(who), signature.figures));
              subject = other.subject;
            }
            std::vector<std::pair<std::string, std::string>> values = {
                {"period", signature.period}};
            values.insert(values.end(), signature.figures.begin(),
                          signature.figures.end());
            MatterAct act;
            act.steps = {StepBy(who, std::move(subject), MatterMove::kSigned,
                                std::move(values))};
            act.texts = {{"text", signature.text}};
            return act;
          }));
  return names.front();
}

}  // namespace regisseur
