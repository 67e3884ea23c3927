#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace regisseur::simulator {

// The creditor in our ledger that no rule of the configuration claims.
inline constexpr char kUnknownCreditor[] = "Drukkerij De Gouden Pers";

// Our own ledger of all partners as one FOCUS 1.0 CSV: a row for each invoice
// of the months in [from, until), net, in euro (dollars at the month's last
// rate), with the creditor as our ledger spells it in ProviderName. Among them
// one creditor that belongs to no partner.
std::string RenderFinanceExport(absl::CivilMonth from, absl::CivilMonth until,
                                uint64_t seed);

// The first month that is not yet in the books on `day`: a month is posted on
// the eighth day after it ended.
absl::CivilMonth FirstUnpostedMonth(absl::CivilDay day);

}  // namespace regisseur::simulator
