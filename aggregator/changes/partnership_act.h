#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/changes/matter_act.h"
#include "aggregator/storage/partnership_records.h"
#include "core/partnership/participant.h"
#include "core/partnership/partnership_place.h"

namespace regisseur {

// What everything that both sides work on together is made of. Both must
// outlive it.
struct SharedMatters {
  Acts& acts;
  const MatterStore& store;

  // NOT_FOUND, as for one that is not there, for another provider's.
  absl::StatusOr<Matter> Get(const Principal& who, MatterKind kind,
                             const std::string& id) const;
  // Begins one; its id.
  absl::StatusOr<std::string> Begin(const Principal& who,
                                    const MatterRequest& request,
                                    MatterAct act) const;
  // A step of one by what it is then; its id.
  absl::StatusOr<std::string> Move(
      const Principal& who, const MatterRequest& request, MatterKind kind,
      const std::string& id,
      const std::function<absl::StatusOr<MatterAct>(const Matter& matter)>&
          decide) const;
};

// A step by `who`, with the party first among its values.
NewMatterStep StepBy(
    const Principal& who, MatterSubject subject, MatterMove move,
    std::vector<std::pair<std::string, std::string>> values = {});

// What somebody says about a matter: shared, or noted for our own people only.
// PERMISSION_DENIED for a note by anybody else.
absl::StatusOr<MatterAct> Remark(const Principal& who, const Matter& matter,
                                 const std::string& text, bool internal);

// A text of one line in at most `most` bytes. INVALID_ARGUMENT for none, for a
// longer one and for control characters.
absl::Status RequireLine(absl::string_view field, const std::string& text,
                         absl::string_view example, size_t most = 200);

}  // namespace regisseur
