#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/changes/acts.h"
#include "aggregator/storage/matter_store.h"
#include "core/principal/principal.h"

namespace regisseur {

// A request that changes a matter: what its act carries of it.
struct MatterRequest {
  std::string method;  // the full name
  std::string id;      // its request_id; required
  std::string content;
  // What a matter that it makes is called: random.
  std::string new_id;
};

// Texts in a person's own words: reasons, evidence. Kept where they can be
// erased.
using MatterTexts = std::vector<std::pair<std::string, std::string>>;

// What an act does to matters.
struct MatterAct {
  std::vector<NewMatterStep> steps;  // at least one
  MatterTexts texts;
  // For whom a deputy acts; empty: in own right.
  std::string on_behalf_of;
  // Kept with it, named by SHA-256 in a step.
  std::vector<std::string> kept{};
  // False for what the provider is not to hear of: the act stands in the
  // portfolio's chain instead of the provider's.
  bool shared = true;
};

// Does in one transaction what `decide` says, which reads the matters as they
// are then; returns their names, those of an earlier act when the same request
// came before. The errors of Acts::Do, and those of `decide`.
absl::StatusOr<std::vector<std::string>> DoMatterAct(
    Acts& acts, const MatterStore& store, const Principal& who,
    const MatterRequest& request,
    const std::function<absl::StatusOr<MatterAct>(Transaction&)>& decide);

// INVALID_ARGUMENT when `text` is empty or longer than 4,000 bytes.
absl::Status RequireText(absl::string_view field, const std::string& text,
                         absl::string_view example);
// INVALID_ARGUMENT when it is longer than 4,000 bytes.
absl::Status CheckText(absl::string_view field, const std::string& text);

// NOT_FOUND, as for something that is not there, when `who` is a provider and
// the matter is another's.
absl::Status CheckOwnMatter(const Principal& who,
                            const std::optional<Matter>& matter,
                            absl::string_view id);

}  // namespace regisseur
