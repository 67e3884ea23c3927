#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "cli/output/text_table.h"
#include "regisseur/service_level/v1/service_level.pb.h"

namespace regisseur {

// How service levels read in tables.

// A verdict as symbol and word: `✗ breached`.
Cell VerdictCell(type::v1::Verdict verdict);

// A percentage with three decimals, cut off, so that a breach never reads as
// kept: `99.707 %`. A number in another unit is shown as it is.
std::string FigureWords(absl::string_view figure, absl::string_view unit);

// What was attained; a range where some of the time is unknown:
// `99.284–99.955 %`. `–` when it is not known.
std::string AttainedWords(const service_level::v1::ServiceLevel& level);

// `95 min`, `1 h 05 min`, with a minus where it is below zero; of a number of
// seconds as text.
std::string BudgetWords(absl::string_view seconds);

// `950.00 EUR`, `≥ 950.00 EUR`, `? EUR` where a price is missing.
std::string CreditWords(const service_level::v1::Credit& credit);

// `reported`, `reported, stated`, `settled`, `settled by silence`.
std::string OriginWords(const service_level::v1::ServiceLevel& level);

// What a row of a table says below itself: where others differ, what stands
// behind unknown time, what follows.
void AddLevelNotes(const service_level::v1::ServiceLevel& level,
                   TextTable* table);

}  // namespace regisseur
