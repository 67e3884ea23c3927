#pragma once

#include <memory>
#include <string>
#include <vector>

#include "services/focus/file_run.h"
#include "services/focus/focus_options.h"
#include "services/sdk/adapter.h"

namespace regisseur::focus {

// Reads FOCUS Cost and Usage files (CSV, plain or gzip) into charges; README.md
// says what is accepted. One delivery is all that a file says about one billing
// account and billing period. Thread-safe.
class FocusAdapter final : public sdk::Adapter {
 public:
  sdk::AdapterInfo Info() const override;
  absl::Status Validate(const sdk::SourceSpec& source) const override;
  absl::StatusOr<Checkpoint> Collect(const sdk::SourceSpec& source,
                                     absl::string_view cursor,
                                     sdk::FactSink& sink) override;
  absl::StatusOr<sdk::DryRun> Coverage(const sdk::SourceSpec& source,
                                       FindingList& findings) override;
};

// For main and tests.
std::unique_ptr<sdk::Adapter> MakeFocusAdapter();

}  // namespace regisseur::focus
