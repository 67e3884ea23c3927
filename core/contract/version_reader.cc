#include "core/contract/version_reader.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace regisseur {
namespace {

// Whole parts that a partner sees; a key that stands nowhere here is ours.
constexpr absl::string_view kShared[] = {
    "assurance",  "at_risk_cap", "change",     "consequences", "contacts",
    "currency",   "discounts",   "documents",  "exit",         "extras",
    "governance", "holidays",    "id",         "indexation",   "invoicing",
    "objectives", "parent",      "parties",    "pricing",      "processing",
    "provider",   "remedy",      "replaces",   "services",     "signed",
    "term",       "title",       "valid_from", "version"};
constexpr absl::string_view kParts[] = {"clauses", "mandate", "owner", "value"};
constexpr absl::string_view kMembers[] = {
    "exit.plan", "exit.tested", "invoicing.tolerance", "term.internal_notice"};

bool IsAtOrUnder(absl::string_view key, absl::string_view part) {
  return key == part || absl::StartsWith(key, absl::StrCat(part, ".")) ||
         absl::StartsWith(key, absl::StrCat(part, "["));
}

}  // namespace

bool IsInternalKey(absl::string_view key) {
  const auto holds = [key](absl::string_view part) {
    return IsAtOrUnder(key, part);
  };
  if (!std::any_of(std::begin(kShared), std::end(kShared), holds) ||
      std::any_of(std::begin(kMembers), std::end(kMembers), holds)) {
    return true;
  }
  return IsAtOrUnder(key, "documents") && absl::EndsWith(key, ".link");
}

absl::Span<const absl::string_view> InternalParts() { return kParts; }
absl::Span<const absl::string_view> InternalMembers() { return kMembers; }

}  // namespace regisseur
