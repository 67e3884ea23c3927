#include "aggregator/changes/decision_changes.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/changes/room_contract.h"
#include "core/base/nearest_word.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr size_t kMostNameBytes = 200;

absl::StatusOr<absl::CivilDay> ReadUntil(const std::string& text,
                                         absl::CivilDay today) {
  const absl::StatusOr<absl::CivilDay> day = ParseDay(text);
  if (!day.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("until: \"", text, "\" is no day such as 2026-10-30"));
  }
  if (*day <= today) {
    return absl::InvalidArgumentError(
        absl::StrCat("until: ", text, " is not after today, ", FormatDay(today),
                     "; name a day to come"));
  }
  return *day;
}

absl::Status CheckOption(const std::string& option,
                         const DecisionChanges::Item& item) {
  for (const std::string& choice : item.choices) {
    if (choice == option) return absl::OkStatus();
  }
  const std::string near = NearestWord(option, item.choices);
  return absl::InvalidArgumentError(absl::StrCat(
      "option: \"", option, "\" is none of ", item.id, ": ",
      absl::StrJoin(item.choices, ", "),
      near.empty() ? "; leave it out and say in --reason what was decided"
                   : absl::StrCat("; did you mean \"", near, "\"?")));
}

absl::Status CheckWords(const DecisionChanges::NewDecision& decision) {
  if (decision.move == MatterMove::kDecided && decision.option.empty()) {
    return RequireText("reason", decision.reason,
                       "name an option, or say what was decided");
  }
  if (decision.move == MatterMove::kSnoozed) {
    return RequireText("reason", decision.reason, "say why it can wait");
  }
  if (decision.move == MatterMove::kReopened) {
    return RequireText("reason", decision.reason, "say why it is open again");
  }
  if (decision.move == MatterMove::kDelegated &&
      (decision.delegate.empty() ||
       decision.delegate.size() > kMostNameBytes)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "delegate: ",
        decision.delegate.empty()
            ? "is missing; name who decides now"
            : absl::StrCat("longer than ", kMostNameBytes, " bytes")));
  }
  return CheckText("reason", decision.reason);
}

// A day on which it would come back too late helps nobody.
absl::Status CheckInTime(const DecisionChanges::Item& item,
                         absl::CivilDay until, absl::CivilDay today) {
  if (!item.decide_by.has_value() || *item.decide_by < today ||
      until <= *item.decide_by) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "until: ", FormatDay(until), " is after ", FormatDay(*item.decide_by),
      ", the last day on which deciding helps; name that day or an earlier "
      "one"));
}

}  // namespace

absl::StatusOr<std::string> DecisionChanges::Do(
    const Principal& who, const MatterRequest& request,
    const NewDecision& decision, absl::CivilDay today,
    const absl::StatusOr<Item>& found) {
  RETURN_IF_ERROR(CheckWords(decision));
  std::optional<absl::CivilDay> until;
  if (decision.move == MatterMove::kDelegated ||
      decision.move == MatterMove::kSnoozed) {
    ASSIGN_OR_RETURN(until, ReadUntil(decision.until, today));
  }
  ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      DoMatterAct(
          acts_, store_, who, request,
          [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
            ASSIGN_OR_RETURN(Item item, found);
            if (who.kind != Principal::Kind::kPerson) {
              return absl::PermissionDeniedError(absl::StrCat(
                  "agenda: \"", who.name,
                  "\" is no person; what is decided is kept with the name of "
                  "one"));
            }
            if (!decision.option.empty()) {
              RETURN_IF_ERROR(CheckOption(decision.option, item));
            }
            if (until.has_value()) {
              RETURN_IF_ERROR(CheckInTime(item, *until, today));
              item.values.emplace_back("until", FormatDay(*until));
            }
            if (decision.move == MatterMove::kReopened && item.is_open) {
              return absl::FailedPreconditionError(
                  absl::StrCat("agenda: ", item.id,
                               " waits already; nothing was done about "
                               "it that could be taken back"));
            }
            if (!decision.option.empty()) {
              item.values.emplace_back("option", decision.option);
            }
            ASSIGN_OR_RETURN(
                const std::optional<Matter> known,
                store_.Find(transaction, MatterKind::kDecision, item.id));
            // What it is about stays as it was first said: steps of one matter
            // are hashed with one subject.
            MatterSubject subject{.kind = MatterKind::kDecision,
                                  .name = item.id,
                                  .provider = item.provider,
                                  .contract = item.contract,
                                  .objective = "",
                                  .range = RangeOfDay(today)};
            if (known.has_value()) subject = known->subject;
            MatterAct act;
            act.steps = {
                {std::move(subject), decision.move, std::move(item.values)}};
            act.texts = {{"reason", decision.reason},
                         {"delegate", decision.delegate}};
            act.shared = false;
            return act;
          }));
  return names.front();
}

}  // namespace regisseur
