#pragma once

#include <memory>

#include "services/sdk/adapter.h"

namespace regisseur::kpi {

// Reads monthly service reports (CSV or XLSX) into measurements; README.md says
// what is accepted. One delivery is all that the reports say about one party
// and period. Thread-safe.
class KpiAdapter final : public sdk::Adapter {
 public:
  sdk::AdapterInfo Info() const override;
  absl::Status Validate(const sdk::SourceSpec& source) const override;
  absl::StatusOr<Checkpoint> Collect(const sdk::SourceSpec& source,
                                     absl::string_view cursor,
                                     sdk::FactSink& sink) override;
};

// For main and tests.
std::unique_ptr<sdk::Adapter> MakeKpiAdapter();

}  // namespace regisseur::kpi
