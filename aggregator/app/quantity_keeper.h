#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "aggregator/answers/quantity_history.h"
#include "aggregator/app/configuration_keeper.h"
#include "aggregator/storage/storage.h"
#include "core/allocation/allocation_rule.h"

namespace regisseur {

// The quantities of the business that were ever in force (DECISIONS 4). Each
// version is one text: a line `== ID` before the text of each file.
// Thread-safe.
class QuantityKeeper final : public QuantityHistory {
 public:
  explicit QuantityKeeper(ConfigStore& store);
  // Loads what was in force before; to be called once, first.
  absl::Status Load();
  // Reads the files as they are now. INVALID_ARGUMENT, NOT_FOUND naming file
  // and line.
  static absl::StatusOr<PreparedFile<QuantityTables>> Prepare(
      const std::vector<QuantityConfig>& quantities);
  // Takes up what ConfigStore has just put in force.
  absl::Status Adopt(PreparedFile<QuantityTables> prepared);

  std::shared_ptr<const QuantityTables> At(absl::Time known) const override;

 private:
  ConfigStore& store_;
  VersionedFile<QuantityTables> versions_;
};

}  // namespace regisseur
