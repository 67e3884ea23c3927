#pragma once

#include <memory>

#include "services/sdk/adapter.h"

namespace regisseur::tickets {

// Reads what service desks export: event logs and registers of ServiceNow,
// TOPdesk, Volvo's VINST and our own plain CSV. README.md says what is
// accepted. Thread-safe.
class TicketsAdapter final : public sdk::Adapter {
 public:
  sdk::AdapterInfo Info() const override;
  absl::Status Validate(const sdk::SourceSpec& source) const override;
  absl::StatusOr<Checkpoint> Collect(const sdk::SourceSpec& source,
                                     absl::string_view cursor,
                                     sdk::FactSink& sink) override;
};

// For main and tests.
std::unique_ptr<sdk::Adapter> MakeTicketsAdapter();

}  // namespace regisseur::tickets
