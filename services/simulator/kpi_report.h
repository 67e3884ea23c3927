#pragma once

#include <cstdint>
#include <string>

#include "absl/time/civil_time.h"
#include "services/simulator/partner.h"

namespace regisseur::simulator {

// True for the partners that mail a monthly service report.
bool SendsKpiReport(PartnerRole role);

// The service report of one month as a Dutch spreadsheet saves it: `;` between
// the fields, decimal commas, days first, `n.v.t.` where nothing applies, CRLF
// and a byte order mark. A pure function of its arguments.
std::string RenderKpiReport(PartnerRole role, absl::CivilMonth month,
                            uint64_t seed);

// The day on which the report of a month is there.
absl::CivilDay KpiReportDay(absl::CivilMonth month);

}  // namespace regisseur::simulator
