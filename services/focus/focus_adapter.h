#pragma once

#include <memory>
#include <string>
#include <vector>

#include "services/focus/file_run.h"
#include "services/focus/focus_options.h"
#include "services/sdk/adapter.h"

namespace regisseur::focus {

// Reads cost files (CSV, plain or gzip) into charges: FOCUS Cost and Usage, and
// the formats that a table maps to it; README.md says what is accepted. One
// delivery is all that a file says about one billing account and billing
// period. Thread-safe.
class FocusAdapter final : public sdk::Adapter {
 public:
  // `focus`: FOCUS and the exports of the clouds.
  FocusAdapter();
  // Another kind of adapter, over tables of its own.
  FocusAdapter(std::string kind, CostFormats formats);

  sdk::AdapterInfo Info() const override;
  absl::Status Validate(const sdk::SourceSpec& source) const override;
  absl::StatusOr<Checkpoint> Collect(const sdk::SourceSpec& source,
                                     absl::string_view cursor,
                                     sdk::FactSink& sink) override;
  absl::StatusOr<sdk::DryRun> Coverage(const sdk::SourceSpec& source,
                                       FindingList& findings) override;

 private:
  const std::string kind_;
  const CostFormats formats_;
};

// For main and tests.
std::unique_ptr<sdk::Adapter> MakeFocusAdapter();

}  // namespace regisseur::focus
