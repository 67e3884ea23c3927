#pragma once

#include <memory>

#include "services/sdk/adapter.h"

namespace regisseur::openslo {

// Reads OpenSLO documents into declared objectives; README.md says which. All
// files of a source are one delivery: what no file declares any more is no
// longer declared. Thread-safe.
class OpensloAdapter final : public sdk::Adapter {
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
std::unique_ptr<sdk::Adapter> MakeOpensloAdapter();

}  // namespace regisseur::openslo
