#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "core/contract/contract_register.h"
#include "core/contract/objective.h"
#include "core/time/time_range.h"

namespace regisseur {

// A promise of a contract, and a window of it.
struct FigureWindow {
  const Contract* contract = nullptr;  // the version that holds on its last day
  const Objective* objective = nullptr;
  TimeRange range;
};

// The window of a promise that ends in `period`, `2026-10` or a day. NOT_FOUND
// when there is no such contract or objective; INVALID_ARGUMENT when the period
// cannot be read, not exactly one window ends in it, or that lies before the
// contract began or after it ended. Points into `contracts`.
absl::StatusOr<FigureWindow> FindFigureWindow(const ContractRegister& contracts,
                                              absl::string_view contract,
                                              absl::string_view objective,
                                              absl::string_view period);

}  // namespace regisseur
