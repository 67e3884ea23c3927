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
// The same of a figure in `unit` with bounds that may be empty.
std::string RangeOrFigureWords(absl::string_view attained,
                               absl::string_view at_least,
                               absl::string_view at_most,
                               absl::string_view unit);

// The services that a promise is about: `portal + network`.
std::string ServiceWords(const service_level::v1::ServiceLevel& level);

// True when a promise has several rows, so that they differ by their last day
// only.
bool HasSeveralWindows(
    const google::protobuf::RepeatedPtrField<service_level::v1::ServiceLevel>&
        levels);

// `by the provider since 2026-11-12 09:00: it should be 99.95 %. Reason: ...`.
std::string DisputeWords(const service_level::v1::ServiceLevel& level,
                         const service_level::v1::Dispute& dispute);

// `95 min`, `1 h 05 min`, with a minus where it is below zero; of a number of
// seconds as text.
std::string BudgetWords(absl::string_view seconds);

// `950.00 EUR`, `≥ 950.00 EUR`, `? EUR` where a price is missing.
std::string CreditWords(const service_level::v1::Credit& credit);

// `reported`, `reported, stated`, `settled`, `settled by silence`; with
// `, disputed` where somebody objects and `, told otherwise` where somebody
// else's word gives another verdict or sum of money.
std::string OriginWords(const service_level::v1::ServiceLevel& level);

// What a row of a table says below itself: where others differ, what stands
// behind unknown time, what follows.
void AddLevelNotes(const service_level::v1::ServiceLevel& level,
                   TextTable* table);

}  // namespace regisseur
