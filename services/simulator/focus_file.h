#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "services/simulator/charge_history.h"

namespace regisseur::simulator {

// How a partner writes its cost files: which columns, which dates, which null.
enum class FocusDialect {
  kFocus10,     // the columns of 1.0
  kFocus12,     // all 57 columns of 1.2
  kDatabase10,  // 1.0 out of a database: `2026-10-01 00:00:00` and NULL
};

FocusDialect FocusDialectOf(PartnerRole role);

// One billing period with its charges.
struct FocusPeriod {
  absl::CivilMonth month;
  // True when it is invoiced: its rows carry the invoice's number.
  bool invoiced = false;
  std::vector<Charge> charges;
};

// A FOCUS CSV of one or more billing periods of one partner.
std::string RenderFocus(PartnerRole role,
                        const std::vector<FocusPeriod>& periods);

// One CSV field, quoted only where RFC 4180 demands it.
std::string CsvField(absl::string_view value);

// `text` as a gzip stream without a time stamp, so that the same text gives the
// same bytes. INTERNAL when zlib refuses.
absl::StatusOr<std::string> Gzip(absl::string_view text);

}  // namespace regisseur::simulator
