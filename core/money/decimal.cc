#include "core/money/decimal.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/base/utf8.h"
#include "core/money/wide_integer.h"

namespace regisseur {
namespace {

constexpr UInt128 kMaxMagnitude =
    static_cast<UInt128>(Decimal::kMaxCoefficient);
// 10^38 is the largest power of ten that fits.
constexpr int kMaxPower = 38;

constexpr std::array<UInt128, kMaxPower + 1> MakePowersOfTen() {
  std::array<UInt128, kMaxPower + 1> powers{};
  powers[0] = 1;
  for (int i = 1; i <= kMaxPower; ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}
constexpr std::array<UInt128, kMaxPower + 1> kPowersOfTen = MakePowersOfTen();

// The largest magnitudes that can be multiplied by 10^i.
constexpr std::array<UInt128, kMaxPower + 1> MakeLimits() {
  std::array<UInt128, kMaxPower + 1> limits{};
  for (int i = 0; i <= kMaxPower; ++i) {
    limits[i] = kMaxMagnitude / kPowersOfTen[i];
  }
  return limits;
}
constexpr std::array<UInt128, kMaxPower + 1> kLimits = MakeLimits();

constexpr UInt128 Magnitude(Int128 value) {
  return value < 0 ? -static_cast<UInt128>(value) : static_cast<UInt128>(value);
}

constexpr Int128 Signed(UInt128 magnitude, bool negative) {
  return negative ? -static_cast<Int128>(magnitude)
                  : static_cast<Int128>(magnitude);
}

// value * 10^power, unless it does not fit. (The compiler's own overflow check
// for 128-bit products is not in every run-time library.)
bool ScaleUp(Int128 value, int power, Int128* scaled) {
  const UInt128 magnitude = Magnitude(value);
  if (magnitude == 0) {
    *scaled = 0;
    return true;
  }
  if (power > kMaxPower || magnitude > kLimits[power]) return false;
  *scaled = Signed(magnitude * kPowersOfTen[power], value < 0);
  return true;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string Quoted(absl::string_view text) {
  return absl::StrCat(
      "'", absl::Utf8SafeCHexEscape(RepairUtf8(Utf8Prefix(text, 60))), "'");
}

absl::Status NotANumber(absl::string_view text) {
  return absl::InvalidArgumentError(absl::StrCat(
      Quoted(text),
      " is not a number: write digits with at most one point, a minus sign in "
      "front where it is negative, and at the end at most an exponent such as "
      "E-9; no plus sign, blanks, separators of thousands or currency"));
}

absl::Status TooLong(absl::string_view text) {
  return absl::OutOfRangeError(
      absl::StrCat(Quoted(text), " cannot be held exactly: at most ",
                   Decimal::kMaxScale, " decimals and about 38 digits"));
}

// The way for anything that is not a plain number of up to 38 characters.
absl::StatusOr<Decimal> ParseLong(absl::string_view text) {
  const char* p = text.data();
  const char* const end = p + text.size();
  const bool negative = p != end && *p == '-';
  if (negative) ++p;

  // The number is digits * 10^(zeros - decimals): zeros that have not been
  // followed by another digit yet are only counted.
  UInt128 digits = 0;
  int64_t zeros = 0;
  int64_t decimals = 0;
  bool too_long = false;
  const auto take = [&](char c) {
    if (c == '0') {
      if (digits != 0) ++zeros;
      return;
    }
    const auto digit = static_cast<unsigned>(c - '0');
    if (digits != 0 && !too_long) {
      if (zeros + 1 > kMaxPower || digits > kLimits[zeros + 1]) {
        too_long = true;
      } else {
        digits *= kPowersOfTen[zeros + 1];
      }
    }
    zeros = 0;
    if (too_long || digits > kMaxMagnitude - digit) {
      too_long = true;
    } else {
      digits += digit;
    }
  };

  const char* start = p;
  for (; p != end && IsDigit(*p); ++p) take(*p);
  if (p == start) return NotANumber(text);
  if (p != end && *p == '.') {
    start = ++p;
    for (; p != end && IsDigit(*p); ++p) {
      take(*p);
      ++decimals;
    }
    if (p == start) return NotANumber(text);
  }
  if (p != end && (*p == 'E' || *p == 'e')) {
    ++p;
    const bool negative_exponent = p != end && *p == '-';
    if (negative_exponent) ++p;
    start = p;
    int64_t exponent = 0;
    for (; p != end && IsDigit(*p); ++p) {
      // Beyond any text that fits in memory it makes no difference.
      exponent =
          std::min<int64_t>(exponent * 10 + (*p - '0'), int64_t{1} << 40);
    }
    if (p == start) return NotANumber(text);
    decimals += negative_exponent ? exponent : -exponent;
  }
  if (p != end) return NotANumber(text);
  if (too_long) return TooLong(text);

  int64_t scale = std::clamp<int64_t>(decimals, 0, Decimal::kMaxScale);
  if (digits == 0) return Decimal(0, static_cast<int>(scale));
  // The fewest decimals that lose nothing; negative: zeros before the point.
  const int64_t needed = decimals - zeros;
  if (needed > Decimal::kMaxScale) return TooLong(text);
  const int64_t least = std::max<int64_t>(needed, 0);
  if (least - needed > kMaxPower || digits > kLimits[least - needed]) {
    return TooLong(text);
  }
  scale = std::max(scale, least);
  while (scale - needed > kMaxPower || digits > kLimits[scale - needed]) {
    --scale;
  }
  return Decimal(Signed(digits * kPowersOfTen[scale - needed], negative),
                 static_cast<int>(scale));
}

// Takes a blank from the start of `text`: ASCII blank or tab, U+00A0, U+202F.
bool ConsumeBlank(absl::string_view& text) {
  for (const absl::string_view blank :
       {" ", "\t", "\xC2\xA0", "\xE2\x80\xAF"}) {
    if (text.substr(0, blank.size()) == blank) {
      text.remove_prefix(blank.size());
      return true;
    }
  }
  return false;
}

absl::string_view StripBlanks(absl::string_view text) {
  while (ConsumeBlank(text)) {
  }
  for (bool found = true; found;) {
    found = false;
    for (const absl::string_view blank :
         {" ", "\t", "\xC2\xA0", "\xE2\x80\xAF"}) {
      if (text.size() >= blank.size() &&
          text.substr(text.size() - blank.size()) == blank) {
        text.remove_suffix(blank.size());
        found = true;
      }
    }
  }
  return text;
}

absl::Status NotALocalNumber(absl::string_view text, bool decimal_comma) {
  return absl::InvalidArgumentError(absl::StrCat(
      Quoted(text), " is not a number: write it like ",
      decimal_comma ? "1234,56 or 1.234,56" : "1234.56 or 1,234.56"));
}

}  // namespace

absl::StatusOr<Decimal> Decimal::Parse(absl::string_view text) {
  // Plain numbers are read in two halves of at most 19 digits, each of which
  // fits 64 bits whatever its digits are.
  constexpr ptrdiff_t kHalf = 19;
  if (text.size() > 2 * kHalf) return ParseLong(text);
  const char* p = text.data();
  const char* const end = p + text.size();
  const bool negative = p != end && *p == '-';
  if (negative) ++p;
  const char* const first = p;
  const char* point = nullptr;
  int taken = 0;  // digits of the half that was read last
  const auto read_half = [&](const char* stop, uint64_t* half) {
    taken = 0;
    for (; p != stop; ++p) {
      const auto digit = static_cast<unsigned char>(*p - '0');
      if (digit <= 9) {
        *half = *half * 10 + digit;
        ++taken;
      } else if (*p == '.' && point == nullptr && p != first) {
        point = p;
      } else {
        return false;
      }
    }
    return true;
  };
  uint64_t half = 0;
  if (!read_half(first + std::min(end - first, kHalf), &half)) {
    return ParseLong(text);
  }
  UInt128 digits = half;
  if (p != end) {
    half = 0;
    if (!read_half(end, &half)) return ParseLong(text);
    digits = digits * kPowersOfTen[taken] + half;
  }
  const auto scale = point == nullptr ? 0 : static_cast<int>(end - point - 1);
  if (p == first || (point != nullptr && scale == 0)) return NotANumber(text);
  if (scale > kMaxScale) return ParseLong(text);
  return Decimal(Signed(digits, negative), scale);
}

absl::StatusOr<Decimal> Decimal::ParseLocal(absl::string_view text,
                                            bool decimal_comma) {
  const char decimal_sign = decimal_comma ? ',' : '.';
  const char thousands_sign = decimal_comma ? '.' : ',';
  const auto refuse = [&] { return NotALocalNumber(text, decimal_comma); };

  absl::string_view rest = StripBlanks(text);
  std::string plain;
  plain.reserve(rest.size());
  constexpr absl::string_view kMinus = "\xE2\x88\x92";  // U+2212
  if (rest.substr(0, kMinus.size()) == kMinus) {
    plain += '-';
    rest.remove_prefix(kMinus.size());
  } else if (!rest.empty() && (rest[0] == '-' || rest[0] == '+')) {
    if (rest[0] == '-') plain += '-';
    rest.remove_prefix(1);
  }

  // One separator throughout, named by its bytes.
  absl::string_view separator;
  const size_t start = plain.size();
  size_t group = 0;
  while (!rest.empty() && rest[0] != decimal_sign && rest[0] != 'E' &&
         rest[0] != 'e') {
    if (IsDigit(rest[0])) {
      plain += rest[0];
      ++group;
      rest.remove_prefix(1);
      continue;
    }
    const absl::string_view before = rest;
    if (rest[0] == thousands_sign) {
      rest.remove_prefix(1);
    } else if (!ConsumeBlank(rest)) {
      return refuse();
    }
    const absl::string_view found =
        before.substr(0, before.size() - rest.size());
    if (separator.empty()) {
      // 0.123 is somebody's decimal point, not a thousand.
      if (group < 1 || group > 3 || plain[start] == '0') return refuse();
      separator = found;
    } else if (group != 3 || found != separator) {
      return refuse();
    }
    group = 0;
  }
  if (plain.size() == start) return refuse();
  if (!separator.empty() && group != 3) return refuse();
  if (!rest.empty() && rest[0] == decimal_sign) {
    plain += '.';
    rest.remove_prefix(1);
  }
  plain.append(rest.data(), rest.size());
  absl::StatusOr<Decimal> parsed = Parse(plain);
  if (absl::IsInvalidArgument(parsed.status())) return refuse();
  return parsed;
}

std::optional<int64_t> Decimal::CoefficientAt(int scale) const {
  if (scale < 0 || scale > kMaxScale) return std::nullopt;
  Int128 coefficient = coefficient_;
  if (scale >= scale_) {
    if (!ScaleUp(coefficient_, scale - scale_, &coefficient)) {
      return std::nullopt;
    }
  } else {
    const auto divisor = static_cast<Int128>(kPowersOfTen[scale_ - scale]);
    if (coefficient_ % divisor != 0) return std::nullopt;
    coefficient = coefficient_ / divisor;
  }
  if (coefficient < std::numeric_limits<int64_t>::min() ||
      coefficient > std::numeric_limits<int64_t>::max()) {
    return std::nullopt;
  }
  return static_cast<int64_t>(coefficient);
}

int Decimal::Compare(const Decimal& a, const Decimal& b) {
  Int128 left = a.coefficient_;
  Int128 right = b.coefficient_;
  // One that outgrows 128 bits on the way to the other's scale is the larger in
  // magnitude, and its sign decides.
  if (a.scale_ < b.scale_) {
    if (!ScaleUp(left, b.scale_ - a.scale_, &left)) return left < 0 ? -1 : 1;
  } else if (b.scale_ < a.scale_) {
    if (!ScaleUp(right, a.scale_ - b.scale_, &right)) return right < 0 ? 1 : -1;
  }
  return left < right ? -1 : (left > right ? 1 : 0);
}

absl::StatusOr<Decimal> Decimal::Add(const Decimal& a, const Decimal& b) {
  const int scale = std::max(a.scale_, b.scale_);
  Int128 left;
  Int128 right;
  Int128 sum;
  if (ScaleUp(a.coefficient_, scale - a.scale_, &left) &&
      ScaleUp(b.coefficient_, scale - b.scale_, &right) &&
      !__builtin_add_overflow(left, right, &sum) && sum >= -kMaxCoefficient) {
    return Decimal(sum, scale);
  }
  return NarrowToDecimal(
      Widen(a.coefficient_) * WidePowerOfTen(scale - a.scale_) +
          Widen(b.coefficient_) * WidePowerOfTen(scale - b.scale_),
      scale);
}

absl::StatusOr<Decimal> Decimal::Multiply(const Decimal& a, const Decimal& b) {
  const int scale = a.scale_ + b.scale_;
  constexpr UInt128 kHalf = static_cast<UInt128>(1) << 63;
  if (scale <= kMaxScale && Magnitude(a.coefficient_) < kHalf &&
      Magnitude(b.coefficient_) < kHalf) {
    return Decimal(a.coefficient_ * b.coefficient_, scale);
  }
  return NarrowToDecimal(Widen(a.coefficient_) * Widen(b.coefficient_), scale);
}

absl::StatusOr<Decimal> Decimal::DivideTruncated(const Decimal& a,
                                                 const Decimal& b, int scale) {
  ASSIGN_OR_RETURN(
      const Quotient quotient,
      MultiplyDivide(a, Decimal(1, 0), b,
                     {.rounded_scale = 0, .truncated_scale = scale}));
  return quotient.truncated;
}

absl::StatusOr<Decimal::Quotient> Decimal::MultiplyDivide(const Decimal& a,
                                                          const Decimal& b,
                                                          const Decimal& c,
                                                          Ratio ratio) {
  for (const int scale : {ratio.rounded_scale, ratio.truncated_scale}) {
    if (scale < 0 || scale > kMaxScale) {
      return absl::InvalidArgumentError(absl::StrCat(
          "a quotient has 0 to ", kMaxScale, " decimals, not ", scale));
    }
  }
  if (c.IsZero()) return absl::InvalidArgumentError("division by zero");
  const bool negative = (a.IsNegative() != b.IsNegative()) != c.IsNegative();
  // At most 127 + 127 + 187 bits: 10^(28 + 28) has 187.
  const Int512 product =
      Widen(Magnitude(a.coefficient_)) * Widen(Magnitude(b.coefficient_));
  const Int512 divisor = Widen(Magnitude(c.coefficient_));
  const auto divide = [&](int scale, bool round) -> absl::StatusOr<Decimal> {
    // product / 10^(a + b) / (divisor / 10^c) * 10^scale
    const int power = scale + c.scale_ - a.scale_ - b.scale_;
    Int512 numerator = product;
    Int512 denominator = divisor;
    if (power >= 0) {
      numerator *= WidePowerOfTen(power);
    } else {
      denominator *= WidePowerOfTen(-power);
    }
    Int512 quotient = numerator / denominator;
    if (round && (numerator % denominator) * 2 >= denominator) quotient += 1;
    return NarrowToDecimal(negative ? Int512(-quotient) : quotient, scale);
  };
  Quotient quotient;
  ASSIGN_OR_RETURN(quotient.rounded, divide(ratio.rounded_scale, true));
  ASSIGN_OR_RETURN(quotient.truncated, divide(ratio.truncated_scale, false));
  return quotient;
}

Decimal Decimal::Padded(int scale) const {
  Int128 coefficient;
  for (; scale > scale_; --scale) {
    if (ScaleUp(coefficient_, scale - scale_, &coefficient)) {
      return Decimal(coefficient, scale);
    }
  }
  return *this;
}

Decimal Decimal::RoundedHalfAwayFromZero(int scale) const {
  scale = std::clamp(scale, 0, kMaxScale);
  if (scale >= scale_) return Padded(scale);
  const UInt128 divisor = kPowersOfTen[scale_ - scale];
  const UInt128 magnitude = Magnitude(coefficient_);
  UInt128 quotient = magnitude / divisor;
  if (magnitude % divisor >= divisor / 2) ++quotient;
  return Decimal(Signed(quotient, IsNegative()), scale);
}

Decimal Decimal::Truncated(int scale) const {
  scale = std::clamp(scale, 0, kMaxScale);
  if (scale >= scale_) return Padded(scale);
  return Decimal(
      coefficient_ / static_cast<Int128>(kPowersOfTen[scale_ - scale]), scale);
}

Decimal Decimal::Normalized() const {
  Int128 coefficient = coefficient_;
  int scale = scale_;
  while (scale > 0 && coefficient % 10 == 0) {
    coefficient /= 10;
    --scale;
  }
  return Decimal(coefficient, scale);
}

std::string Decimal::ToString() const {
  // Sign, 39 digits and point, filled from the end.
  char buffer[48];
  char* const end = buffer + sizeof(buffer);
  char* p = end;
  UInt128 rest = Magnitude(coefficient_);
  int written = 0;
  const auto put = [&](unsigned digit) {
    *--p = static_cast<char>('0' + digit);
    if (++written == scale_) *--p = '.';
  };
  constexpr uint64_t kChunk = 10'000'000'000'000'000'000u;  // 10^19
  while (rest > std::numeric_limits<uint64_t>::max()) {
    auto chunk = static_cast<uint64_t>(rest % kChunk);
    rest /= kChunk;
    for (int i = 0; i < 19; ++i) {
      put(chunk % 10);
      chunk /= 10;
    }
  }
  auto last = static_cast<uint64_t>(rest);
  while (last != 0 || written <= scale_) {
    put(last % 10);
    last /= 10;
  }
  if (IsNegative()) *--p = '-';
  return std::string(p, end);
}

}  // namespace regisseur
