#pragma once

#include "absl/types/span.h"

namespace regisseur {

// Where a syntax writes a business term: an XPath 1.0 expression on local
// names, from the element of the term's group. Several rows of one term are
// read in their order.
struct TermPath {
  int group;
  int term;
  const char* path;
};

// Where it writes a group, from the element of the group that it lies in.
struct GroupPath {
  int parent;
  int group;
  const char* path;
};

struct TermMapping {
  absl::Span<const GroupPath> groups;
  absl::Span<const TermPath> terms;
};

// EN 16931-3-2 and EN 16931-3-3.
TermMapping UblMapping();
TermMapping CiiMapping();

// Numbers of our own, beside those of the standard.
// One amount of total VAT, and the VAT amounts of the breakdown below it.
inline constexpr int kTaxTotalGroup = 1110;
inline constexpr int kTaxTotalAmount = 110;
inline constexpr int kTaxTotalPart = 1117;
// The part itself, with or without an amount.
inline constexpr int kTaxTotalPartGroup = 1111;
// A VAT category and its rate whatever the tax scheme says: the sums of the
// breakdown (BR-S-08 and its like) are written so.
inline constexpr int kAllowanceCategory = 1095;
inline constexpr int kAllowanceRate = 1096;
inline constexpr int kChargeCategory = 1102;
inline constexpr int kChargeRate = 1103;
inline constexpr int kLineCategory = 1151;
inline constexpr int kLineRate = 1152;
inline constexpr int kBreakdownCategory = 1118;
// An allowance or a charge of the document or of a line, whatever its indicator
// says; its terms are BT-92 to BT-94.
inline constexpr int kReductionGroup = 1020;
// What kind of document a supporting document is (UNCL1001).
inline constexpr int kDocumentType = 1122;

}  // namespace regisseur
