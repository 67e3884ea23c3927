#include "aggregator/changes/mandate_changes.h"

#include "aggregator/changes/room_contract.h"
#include "core/base/status_macros.h"

namespace regisseur {

absl::StatusOr<std::string> MandateChanges::Note(
    const Principal& who, const MatterRequest& request,
    const NewIntervention& intervention, absl::CivilDay today) {
  ASSIGN_OR_RETURN(const absl::CivilDay day,
                   ReadPastDay("day", intervention.day, today));
  ASSIGN_OR_RETURN(
      const RoomContract found,
      FindRoomContract(contracts_, who, "", intervention.contract, day));
  RETURN_IF_ERROR(RequireText("reason", intervention.reason,
                              "say what we did in the partner's place"));
  MatterAct act;
  act.steps = {{{.kind = MatterKind::kIntervention,
                 .name = request.new_id,
                 .provider = found.contract().provider,
                 .contract = found.contract().id,
                 .objective = "",
                 .range = RangeOfDay(day)},
                MatterMove::kNoted,
                {}}};
  act.texts = {{"reason", intervention.reason}};
  act.shared = false;
  ASSIGN_OR_RETURN(const std::vector<std::string> names,
                   DoMatterAct(acts_, store_, who, request,
                               [&](Transaction&) -> absl::StatusOr<MatterAct> {
                                 return act;
                               }));
  return names.front();
}

absl::StatusOr<Matter> MandateChanges::Get(const Principal& who,
                                           const std::string& id) const {
  ASSIGN_OR_RETURN(std::optional<Matter> matter,
                   store_.Find(who, MatterKind::kIntervention, id));
  RETURN_IF_ERROR(CheckOwnMatter(who, matter, id));
  return *std::move(matter);
}

}  // namespace regisseur
