#include "core/einvoice/check_digit.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"

namespace regisseur {
namespace {

bool IsDigits(absl::string_view id, size_t size) {
  return id.size() == size &&
         id.find_first_not_of("0123456789") == absl::string_view::npos;
}

int Digit(absl::string_view id, size_t at) { return id[at] - '0'; }

}  // namespace

bool IsGln(absl::string_view id) {
  if (id.empty() || !IsDigits(id, id.size())) return false;
  int sum = 0;
  // From the right, beside the check digit: 3, 1, 3, …
  for (size_t i = 1; i < id.size(); ++i) {
    sum += Digit(id, id.size() - 1 - i) * (i % 2 == 1 ? 3 : 1);
  }
  return (10 - sum % 10) % 10 == Digit(id, id.size() - 1);
}

bool IsNorwegianNumber(absl::string_view id) {
  if (!IsDigits(id, 9)) return false;
  constexpr int kWeights[] = {3, 2, 7, 6, 5, 4, 3, 2};
  int sum = 0;
  for (size_t i = 0; i < 8; ++i) sum += Digit(id, i) * kWeights[i];
  return id != "000000000" && (11 - sum % 11) % 11 == Digit(id, 8);
}

bool IsDanishNumber(absl::string_view id) {
  return absl::StartsWith(id, "DK") && IsDigits(id.substr(2), 8);
}

bool IsBelgianNumber(absl::string_view id) {
  int64_t number = 0;
  int check = 0;
  return IsDigits(id, 10) && absl::SimpleAtoi(id.substr(0, 8), &number) &&
         absl::SimpleAtoi(id.substr(8), &check) && check == 97 - number % 97;
}

bool IsSwedishNumber(absl::string_view id) {
  if (!IsDigits(id, 10)) return false;
  int sum = 0;
  for (size_t i = 0; i < 9; ++i) {
    const int doubled = Digit(id, i) * (i % 2 == 0 ? 2 : 1);
    sum += doubled / 10 + doubled % 10;
  }
  return (10 - sum % 10) % 10 == Digit(id, 9);
}

bool IsItalianOffice(absl::string_view id) {
  return id.size() == 6 &&
         std::all_of(id.begin(), id.end(), absl::ascii_isalnum);
}

bool IsItalianTaxCode(absl::string_view id) {
  if (IsDigits(id, 11)) return true;
  // L: a letter, D: a digit, x: anything.
  constexpr absl::string_view kPattern = "LLLLLLDDLDDxxxDL";
  if (id.size() != kPattern.size()) return false;
  for (size_t i = 0; i < id.size(); ++i) {
    if ((kPattern[i] == 'L' && !absl::ascii_isalpha(id[i])) ||
        (kPattern[i] == 'D' && !absl::ascii_isdigit(id[i]))) {
      return false;
    }
  }
  return true;
}

bool IsItalianVat(absl::string_view id) {
  if (!absl::StartsWithIgnoreCase(id, "IT")) return true;
  id.remove_prefix(2);
  if (!IsDigits(id, 11)) return false;
  int sum = 0;
  for (size_t i = 0; i < 11; ++i) {
    const int value = Digit(id, i) * (i % 2 == 1 ? 2 : 1);
    sum += value / 10 + value % 10;
  }
  return sum % 10 == 0;
}

bool IsAustralianNumber(absl::string_view id) {
  if (!IsDigits(id, 11)) return false;
  constexpr int kWeights[] = {10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19};
  int sum = -10;  // the first digit counts one less
  for (size_t i = 0; i < 11; ++i) sum += Digit(id, i) * kWeights[i];
  return sum % 89 == 0;
}

}  // namespace regisseur
