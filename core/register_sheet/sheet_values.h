#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "core/calendar/civil_span.h"
#include "core/money/decimal.h"
#include "core/register_sheet/sheet.h"

namespace regisseur {

// Values as people write them in a register. INVALID_ARGUMENT, saying what is
// written, when it cannot be read without a guess.

// True for an empty cell and for what stands for one: `-`, `?`, `onbekend`,
// `nog invullen`.
bool IsBlank(absl::string_view text);
// True for `n.v.t.`, `nvt`, `niet van toepassing`, `n/a`.
bool DoesNotApply(absl::string_view text);
// True for `onbepaalde tijd`, `doorlopend`, `indefinite`.
bool IsIndefinite(absl::string_view text);
// True for `nee`, `geen`, `no`, `none`.
bool IsNone(absl::string_view text);

// `31-12-2027`, `31/12/2027`, `31.12.27`, `2027-12-31`, `31 december 2027`, `31
// dec 2027`, also with a time behind it. The day comes first: 12/31/2027 is
// refused.
absl::StatusOr<absl::CivilDay> ParseSheetDay(absl::string_view text);

// `3 maanden`, `3 mnd`, `12 months`, `2 jaar`, `90 dagen`, `6 weken`, `een
// jaar`; a number alone is of `unit`, months when that is empty.
absl::StatusOr<CivilSpan> ParseSheetSpan(absl::string_view text,
                                         absl::string_view unit = "");

// `€ 1.200.000,00`, `1,200,000.00`, `12.500,-`, `EUR 500`, `1.200.000`. A text
// in which the mark could be either (1.200 and 1,200 are read as thousands) is
// read as Dutch.
absl::StatusOr<Decimal> ParseSheetAmount(const SheetCell& cell);

// What a register says about what comes after the end.
struct SheetRenewal {
  enum class Kind {
    kNotTold,
    kNone,
    kTacit,       // by `span`; zero where its length is not told
    kIndefinite,  // it runs on
    kOptions,     // `times` options of `span`
  };
  Kind kind = Kind::kNotTold;
  CivilSpan span;
  int times = 1;
};
// `nee`, `stilzwijgend 1 jaar`, `ja, telkens met 12 maanden`, `2 x 1 jaar`,
// `optie 2x12 maanden`, `onbepaalde tijd`, a span alone (a tacit renewal).
absl::StatusOr<SheetRenewal> ParseSheetRenewal(absl::string_view text);

}  // namespace regisseur
