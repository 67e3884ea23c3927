#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/output/display_text.h"
#include "cli/overview/overview.h"
#include "core/money/decimal.h"
#include "core/money/exact_sum.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

const Decimal kHundred(100, 0);
const Decimal kZero(0, 0);

// 100 * part / total as a whole number, half away from zero, kept off the two
// ends unless it is exactly there.
absl::StatusOr<std::string> Share(const Decimal& part, const Decimal& total) {
  if (part.IsZero()) return std::string("0 %");
  if (part == total) return std::string("100 %");
  const absl::StatusOr<Decimal> scaled = Decimal::Multiply(part, kHundred);
  if (!scaled.ok()) return scaled.status();
  // Two digits more than shown: cutting them off cannot turn a half.
  const absl::StatusOr<Decimal> percent =
      Decimal::DivideTruncated(*scaled, total, 2);
  if (!percent.ok()) return percent.status();
  const Decimal rounded = percent->RoundedHalfAwayFromZero(0);
  if (rounded.IsZero()) return std::string("<1 %");
  if (rounded == kHundred) return std::string(">99 %");
  return absl::StrCat(rounded.ToString(), " %");
}

std::string MonthBefore(const std::string& month) {
  const absl::StatusOr<absl::CivilMonth> parsed = ParseMonth(month);
  return parsed.ok() ? FormatMonth(*parsed - 1) : "the last month";
}

}  // namespace

std::string CoverageLine(const portfolio::v1::CoverageSummary& coverage,
                         const std::string& month) {
  const std::pair<const char*, const std::string*> kinds[] = {
      {"measured", &coverage.measured()},
      {"reported", &coverage.reported()},
      {"by hand", &coverage.by_hand()},
      {"absent", &coverage.absent()}};
  ExactSum sum;
  std::vector<Decimal> parts;
  for (const auto& [word, text] : kinds) {
    const absl::StatusOr<Decimal> part =
        Decimal::Parse(text->empty() ? "0" : *text);
    if (!part.ok() || !sum.Add(*part).ok()) return "";
    parts.push_back(*part);
  }
  std::string without;
  if (coverage.providers_without_cost() > 0) {
    without = absl::StrCat("; leaves out ", coverage.providers_without_cost(),
                           coverage.providers_without_cost() == 1
                               ? " partner without a known cost"
                               : " partners without a known cost");
  }
  const absl::StatusOr<Decimal> total = sum.ToDecimal();
  if (!total.ok() || !(kZero < *total)) {
    return absl::StrCat("How we know state and service levels: no cost of ",
                        MonthBefore(month), " to weigh by", without);
  }
  std::vector<std::string> words;
  for (size_t i = 0; i < parts.size(); ++i) {
    const absl::StatusOr<std::string> share = Share(parts[i], *total);
    words.push_back(absl::StrCat(kinds[i].first, " ",
                                 share.ok() ? *share : std::string("?")));
  }
  return EscapeControls(absl::StrCat(
      "How we know state and service levels, by cost of ", MonthBefore(month),
      ": ", absl::StrJoin(words, ", "), without));
}

}  // namespace regisseur
