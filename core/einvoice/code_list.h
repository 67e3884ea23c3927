#pragma once

#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"

namespace regisseur {

// The codes of a published list; the data stand in code_lists/. A text with a
// blank inside is no code.
class CodeList {
 public:
  // `written` holds the codes apart by blanks; `A10..A24` and `XAA..XAJ` stand
  // for what lies between, by the number or the letter at the end.
  CodeList(absl::string_view name, absl::string_view written);

  // For people, for instance `UN/ECE Recommendation 20`.
  absl::string_view name() const { return name_; }
  bool Has(absl::string_view code) const { return codes_.contains(code); }
  size_t size() const { return codes_.size(); }

 private:
  std::string name_;
  absl::flat_hash_set<std::string> codes_;
};

enum class CodeListId {
  kInvoiceTypes,
  kCreditNoteTypes,
  kCurrencies,
  kTaxPointsUbl,
  kTaxPointsCii,
  kObjectSchemes,
  kNoteSubjects,
  kIdentifierSchemes,
  kItemClassifications,
  kCountries,
  kPaymentMeans,
  kVatCategories,
  kAllowanceReasons,
  kChargeReasons,
  kExemptionReasons,
  kAddressSchemes,
  kMimeTypes,
  kUnits,
};

const CodeList& CodeListOf(CodeListId id);

}  // namespace regisseur
