#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace regisseur {

// The compiler's 128-bit integer, under a name that -Wpedantic accepts.
__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 UInt128;

// An exact decimal: coefficient * 10^-scale with a 128-bit coefficient and a
// scale of 0 to 28 (DECISIONS 7). A value, cheap to copy; never a double.
// Equality is of the number: 1.50 equals 1.5. The scale as written is kept, so
// that 10.00 is shown as 10.00.
class Decimal {
 public:
  static constexpr int kMaxScale = 28;
  // The largest coefficient, 2^127 - 1: every number of 38 digits fits. The
  // smallest is -kMaxCoefficient.
  static constexpr Int128 kMaxCoefficient =
      static_cast<Int128>(~static_cast<UInt128>(0) >> 1);

  constexpr Decimal() = default;
  // 12.34 is Decimal(1234, 2). Requires 0 <= scale <= kMaxScale and a
  // coefficient within kMaxCoefficient.
  constexpr Decimal(Int128 coefficient, int scale)
      : coefficient_(coefficient), scale_(scale) {}

  // Parses `-?digits[.digits][E-?digits]`, FOCUS 1.2 Numeric Format: no sign
  // but minus, no separators, no currency signs, no blanks; `e` is read as `E`.
  // Zeros at the end of the decimals are kept as written as far as they fit
  // (28 decimals, 128 bits); other digits are never cut.
  //
  // INVALID_ARGUMENT when it is not written so; OUT_OF_RANGE when it is, but
  // cannot be held exactly. Never rounds.
  static absl::StatusOr<Decimal> Parse(absl::string_view text);

  // Parses leniently what a person or a Dutch report writes: what Parse reads,
  // also a leading plus, blanks around it, a decimal comma when
  // `decimal_comma`, and thousands in groups of three separated by the other
  // sign, a blank or a no-break blank. `1.234` with a decimal comma is 1234;
  // `1.23` and `0.123` are neither and refused. Errors as Parse.
  static absl::StatusOr<Decimal> ParseLocal(absl::string_view text,
                                            bool decimal_comma);

  Int128 coefficient() const { return coefficient_; }
  int scale() const { return scale_; }
  bool IsZero() const { return coefficient_ == 0; }
  bool IsNegative() const { return coefficient_ < 0; }

  // The coefficient when the value can be written with `scale` decimals in 64
  // bits without loss.
  std::optional<int64_t> CoefficientAt(int scale) const;

  // -1, 0, 1. Exact for all values.
  static int Compare(const Decimal& a, const Decimal& b);
  friend bool operator==(const Decimal& a, const Decimal& b) {
    return Compare(a, b) == 0;
  }
  friend bool operator<(const Decimal& a, const Decimal& b) {
    return Compare(a, b) < 0;
  }
  friend bool operator>(const Decimal& a, const Decimal& b) { return b < a; }
  friend bool operator<=(const Decimal& a, const Decimal& b) {
    return !(b < a);
  }
  friend bool operator>=(const Decimal& a, const Decimal& b) {
    return !(a < b);
  }

  // Exact, or OUT_OF_RANGE. The result has the decimals that the operation on
  // paper gives (the longer of the two, their sum), fewer where only zeros are
  // left out to make it fit.
  static absl::StatusOr<Decimal> Add(const Decimal& a, const Decimal& b);
  static absl::StatusOr<Decimal> Subtract(const Decimal& a, const Decimal& b) {
    return Add(a, b.Negated());
  }
  static absl::StatusOr<Decimal> Multiply(const Decimal& a, const Decimal& b);
  // a / b cut off (towards zero) to `scale` decimals. INVALID_ARGUMENT when b
  // is zero or `scale` is not 0 to 28, OUT_OF_RANGE when it does not fit.
  static absl::StatusOr<Decimal> DivideTruncated(const Decimal& a,
                                                 const Decimal& b, int scale);
  // a * b / c as one exact fraction: rounded half away from zero once, and cut
  // off (towards zero), each with its own number of decimals. Errors as
  // DivideTruncated.
  struct Ratio {
    int rounded_scale = 0;
    int truncated_scale = 0;
  };
  struct Quotient;
  static absl::StatusOr<Quotient> MultiplyDivide(const Decimal& a,
                                                 const Decimal& b,
                                                 const Decimal& c, Ratio ratio);
  Decimal Negated() const { return Decimal(-coefficient_, scale_); }

  // Rounded half away from zero to `scale` decimals, 0 to 28 (DECISIONS 7;
  // -0.005 at two becomes -0.01). The one place where money is rounded. A value
  // with fewer decimals gets zeros, as far as they fit.
  Decimal RoundedHalfAwayFromZero(int scale) const;
  // Cut off towards zero; zeros are added as above.
  Decimal Truncated(int scale) const;
  // Without trailing zeros after the point.
  Decimal Normalized() const;

  // Canonical text: minus sign, digits, point, `scale` digits. Never E.
  std::string ToString() const;
  friend std::ostream& operator<<(std::ostream& out, const Decimal& value) {
    return out << value.ToString();
  }

 private:
  // The same value with at least `scale` decimals, as far as they fit.
  Decimal Padded(int scale) const;

  Int128 coefficient_ = 0;
  int scale_ = 0;
};

// What MultiplyDivide gives.
struct Decimal::Quotient {
  Decimal rounded;
  Decimal truncated;
};

}  // namespace regisseur
