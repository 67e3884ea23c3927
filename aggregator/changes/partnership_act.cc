#include "aggregator/changes/partnership_act.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"

namespace regisseur {

absl::StatusOr<Matter> SharedMatters::Get(const Principal& who, MatterKind kind,
                                          const std::string& id) const {
  ASSIGN_OR_RETURN(std::optional<Matter> matter, store.Find(who, kind, id));
  RETURN_IF_ERROR(CheckOwnMatter(who, matter, id));
  return *std::move(matter);
}

absl::StatusOr<std::string> SharedMatters::Begin(const Principal& who,
                                                 const MatterRequest& request,
                                                 MatterAct act) const {
  ASSIGN_OR_RETURN(const std::vector<std::string> names,
                   DoMatterAct(acts, store, who, request,
                               [&](Transaction&) -> absl::StatusOr<MatterAct> {
                                 return std::move(act);
                               }));
  return names.front();
}

absl::StatusOr<std::string> SharedMatters::Move(
    const Principal& who, const MatterRequest& request, MatterKind kind,
    const std::string& id,
    const std::function<absl::StatusOr<MatterAct>(const Matter&)>& decide)
    const {
  ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      DoMatterAct(acts, store, who, request,
                  [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
                    ASSIGN_OR_RETURN(const std::optional<Matter> matter,
                                     store.Find(transaction, kind, id));
                    RETURN_IF_ERROR(CheckOwnMatter(who, matter, id));
                    return decide(*matter);
                  }));
  return names.front();
}

NewMatterStep StepBy(const Principal& who, MatterSubject subject,
                     MatterMove move,
                     std::vector<std::pair<std::string, std::string>> values) {
  values.emplace(values.begin(), kParticipantValue,
                 std::string(ParticipantWord(ParticipantOf(who))));
  return {std::move(subject), move, std::move(values)};
}

absl::StatusOr<MatterAct> Remark(const Principal& who, const Matter& matter,
                                 const std::string& text, bool internal) {
  if (internal && ParticipantOf(who) != Participant::kCustomer) {
    return absl::PermissionDeniedError(
        "internal: only the customer's own people keep notes here");
  }
  MatterAct act;
  act.steps = {StepBy(who, matter.subject,
                      internal ? MatterMove::kNoted : MatterMove::kCommented)};
  act.texts = {{"text", text}};
  act.shared = !internal;
  return act;
}

absl::Status RequireLine(absl::string_view field, const std::string& text,
                         absl::string_view example, size_t most) {
  if (text.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(field, ": is missing; ", example));
  }
  if (text.size() > most) {
    return absl::InvalidArgumentError(
        absl::StrCat(field, ": longer than ", most, " bytes"));
  }
  if (std::any_of(text.begin(), text.end(), [](char c) {
        return absl::ascii_iscntrl(static_cast<unsigned char>(c));
      })) {
    return absl::InvalidArgumentError(
        absl::StrCat(field, ": has to be one line without control characters"));
  }
  return absl::OkStatus();
}

}  // namespace regisseur
