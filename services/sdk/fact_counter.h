#pragma once

#include <vector>

#include "core/finding/finding.h"
#include "services/sdk/adapter.h"

namespace regisseur::sdk {

// A sink that stores nothing: it counts which fields are filled, for a dry run.
// Ends the collection behind the first run that tells anything, or when it has
// seen enough rows. Not thread-safe.
class FactCounter final : public FactSink {
 public:
  explicit FactCounter(FindingList& findings) : findings_(findings) {}

  absl::Status Send(FactBatch batch) override;
  bool Cancelled() const override { return enough_; }
  int batch_rows() const override { return 1000; }

  // True when it ended the collection itself.
  bool enough() const { return enough_; }
  // Rows and observations that came.
  int64_t facts() const { return facts_; }
  // Fields of the kinds of facts that came, by the contract's names.
  std::vector<FieldCoverage> Coverage() const;

 private:
  void Count(absl::string_view field, bool filled, bool mandatory);

  FindingList& findings_;
  std::vector<FieldCoverage> fields_;
  int64_t facts_ = 0;
  int64_t rows_ = 0;
  bool enough_ = false;
};

}  // namespace regisseur::sdk
