#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/settled_facts.h"
#include "aggregator/storage/matter_store.h"

namespace regisseur {

// What people settled, from the store of matters. Cheap to make; thread-safe;
// the store must outlive it.
class StoredSettledFacts final : public SettledFacts {
 public:
  explicit StoredSettledFacts(const MatterStore& matters) : matters_(matters) {}

  absl::StatusOr<std::vector<AcceptedExclusion>> ListExclusions(
      const Principal& who, const std::string& contract,
      const std::string& objective, TimeRange range, AsOf as_of) const override;
  absl::StatusOr<std::optional<SettledFigure>> FindSettled(
      const Principal& who, const std::string& contract,
      const std::string& objective, TimeRange window,
      AsOf as_of) const override;
  absl::StatusOr<std::vector<EnteredFigure>> ListEntered(
      const Principal& who, const std::string& contract,
      const std::string& objective, TimeRange range, AsOf as_of) const override;

  // Those that were not withdrawn, the oldest first.
  absl::StatusOr<std::vector<OpenObjection>> ListObjections(
      const Principal& who, const std::string& contract,
      const std::string& objective, TimeRange window, AsOf as_of) const;

 private:
  const MatterStore& matters_;
};

// What a matter of that kind says. DATA_LOSS when it cannot be read.
absl::StatusOr<EnteredFigure> EnteredFigureOf(const Matter& matter);

// The name of who made a step; the token that stands for somebody erased.
std::string NameOfActor(const ActRecord& act);

}  // namespace regisseur
