#include "core/einvoice/code_list.h"

#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace regisseur {
namespace {

constexpr absl::string_view kDigits = "0123456789";

// What stands before the digits at the end.
size_t PrefixSize(absl::string_view code) {
  const size_t last = code.find_last_not_of(kDigits);
  return last == absl::string_view::npos ? 0 : last + 1;
}

void AddRange(absl::string_view from, absl::string_view to,
              absl::flat_hash_set<std::string>* codes) {
  const size_t prefix = PrefixSize(from);
  if (prefix == from.size()) {
    // By the letter at the end.
    for (char last = from.back(); last <= to.back(); ++last) {
      codes->insert(
          absl::StrCat(from.substr(0, from.size() - 1), std::string(1, last)));
    }
    return;
  }
  int first = 0;
  int last = 0;
  if (!absl::SimpleAtoi(from.substr(prefix), &first) ||
      !absl::SimpleAtoi(to.substr(prefix), &last)) {
    return;
  }
  const bool padded = from[prefix] == '0';
  for (int number = first; number <= last; ++number) {
    std::string digits = absl::StrCat(number);
    if (padded && digits.size() < from.size() - prefix) {
      digits.insert(0, from.size() - prefix - digits.size(), '0');
    }
    codes->insert(absl::StrCat(from.substr(0, prefix), digits));
  }
}

}  // namespace

CodeList::CodeList(absl::string_view name, absl::string_view written)
    : name_(name) {
  for (const absl::string_view entry :
       absl::StrSplit(written, absl::ByAnyChar(" \n"), absl::SkipEmpty())) {
    const size_t dots = entry.find("..");
    if (dots == absl::string_view::npos) {
      codes_.insert(std::string(entry));
    } else {
      AddRange(entry.substr(0, dots), entry.substr(dots + 2), &codes_);
    }
  }
}

const CodeList& CodeListOf(CodeListId id) {
  // In the order of CodeListId.
  static const auto* const lists = new std::vector<CodeList>{
      {
          "UNTDID 1001 (invoices)",
#include "core/einvoice/code_lists/untdid1001_invoices.inc"
      },
      {
          "UNTDID 1001 (credit notes)",
#include "core/einvoice/code_lists/untdid1001_credit_notes.inc"
      },
      {
          "ISO 4217",
#include "core/einvoice/code_lists/iso4217.inc"
      },
      {
          "UNTDID 2005",
#include "core/einvoice/code_lists/untdid2005.inc"
      },
      {
          "UNTDID 2475",
#include "core/einvoice/code_lists/untdid2475.inc"
      },
      {
          "UNTDID 1153",
#include "core/einvoice/code_lists/untdid1153.inc"
      },
      {
          "UNTDID 4451",
#include "core/einvoice/code_lists/untdid4451.inc"
      },
      {
          "ISO/IEC 6523 ICD",
#include "core/einvoice/code_lists/iso6523_icd.inc"
      },
      {
          "UNTDID 7143",
#include "core/einvoice/code_lists/untdid7143.inc"
      },
      {
          "ISO 3166-1",
#include "core/einvoice/code_lists/iso3166.inc"
      },
      {
          "UNTDID 4461",
#include "core/einvoice/code_lists/untdid4461.inc"
      },
      {
          "UNTDID 5305",
#include "core/einvoice/code_lists/untdid5305.inc"
      },
      {
          "UNTDID 5189",
#include "core/einvoice/code_lists/untdid5189.inc"
      },
      {
          "UNTDID 7161",
#include "core/einvoice/code_lists/untdid7161.inc"
      },
      {
          "CEF VATEX",
#include "core/einvoice/code_lists/vatex.inc"
      },
      {
          "CEF EAS",
#include "core/einvoice/code_lists/eas.inc"
      },
      {
          "MIME types of EN 16931",
#include "core/einvoice/code_lists/mime.inc"
      },
      {
          "UN/ECE Recommendation 20 with 21",
#include "core/einvoice/code_lists/rec20_units.inc"
      },
  };
  return (*lists)[static_cast<size_t>(id)];
}

}  // namespace regisseur
