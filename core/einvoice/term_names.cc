#include <algorithm>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "core/einvoice/rule.h"
#include "core/einvoice/term_mapping.h"

namespace regisseur {
namespace {

struct Name {
  int number;
  absl::string_view name;
};

// The standard's own names, by number.
constexpr Name kTermNames[] = {
    {1, "Invoice number"},
    {2, "Invoice issue date"},
    {3, "Invoice type code"},
    {5, "Invoice currency code"},
    {6, "VAT accounting currency code"},
    {7, "Value added tax point date"},
    {8, "Value added tax point date code"},
    {9, "Payment due date"},
    {10, "Buyer reference"},
    {11, "Project reference"},
    {12, "Contract reference"},
    {13, "Purchase order reference"},
    {14, "Sales order reference"},
    {15, "Receiving advice reference"},
    {16, "Despatch advice reference"},
    {17, "Tender or lot reference"},
    {18, "Invoiced object identifier"},
    {19, "Buyer accounting reference"},
    {20, "Payment terms"},
    {21, "Invoice note subject code"},
    {22, "Invoice note"},
    {23, "Business process type"},
    {24, "Specification identifier"},
    {25, "Preceding invoice number"},
    {26, "Preceding invoice issue date"},
    {27, "Seller name"},
    {28, "Seller trading name"},
    {29, "Seller identifier"},
    {30, "Seller legal registration identifier"},
    {31, "Seller VAT identifier"},
    {32, "Seller tax registration identifier"},
    {33, "Seller additional legal information"},
    {34, "Seller electronic address"},
    {35, "Seller address line 1"},
    {36, "Seller address line 2"},
    {37, "Seller city"},
    {38, "Seller post code"},
    {39, "Seller country subdivision"},
    {40, "Seller country code"},
    {41, "Seller contact point"},
    {42, "Seller contact telephone number"},
    {43, "Seller contact email address"},
    {44, "Buyer name"},
    {45, "Buyer trading name"},
    {46, "Buyer identifier"},
    {47, "Buyer legal registration identifier"},
    {48, "Buyer VAT identifier"},
    {49, "Buyer electronic address"},
    {50, "Buyer address line 1"},
    {51, "Buyer address line 2"},
    {52, "Buyer city"},
    {53, "Buyer post code"},
    {54, "Buyer country subdivision"},
    {55, "Buyer country code"},
    {56, "Buyer contact point"},
    {57, "Buyer contact telephone number"},
    {58, "Buyer contact email address"},
    {59, "Payee name"},
    {60, "Payee identifier"},
    {61, "Payee legal registration identifier"},
    {62, "Seller tax representative name"},
    {63, "Seller tax representative VAT identifier"},
    {64, "Tax representative address line 1"},
    {65, "Tax representative address line 2"},
    {66, "Tax representative city"},
    {67, "Tax representative post code"},
    {68, "Tax representative country subdivision"},
    {69, "Tax representative country code"},
    {70, "Deliver to party name"},
    {71, "Deliver to location identifier"},
    {72, "Actual delivery date"},
    {73, "Invoicing period start date"},
    {74, "Invoicing period end date"},
    {75, "Deliver to address line 1"},
    {76, "Deliver to address line 2"},
    {77, "Deliver to city"},
    {78, "Deliver to post code"},
    {79, "Deliver to country subdivision"},
    {80, "Deliver to country code"},
    {81, "Payment means type code"},
    {82, "Payment means text"},
    {83, "Remittance information"},
    {84, "Payment account identifier"},
    {85, "Payment account name"},
    {86, "Payment service provider identifier"},
    {87, "Payment card primary account number"},
    {88, "Payment card holder name"},
    {89, "Mandate reference identifier"},
    {90, "Bank assigned creditor identifier"},
    {91, "Debited account identifier"},
    {92, "Document level allowance amount"},
    {93, "Document level allowance base amount"},
    {94, "Document level allowance percentage"},
    {95, "Document level allowance VAT category code"},
    {96, "Document level allowance VAT rate"},
    {97, "Document level allowance reason"},
    {98, "Document level allowance reason code"},
    {99, "Document level charge amount"},
    {100, "Document level charge base amount"},
    {101, "Document level charge percentage"},
    {102, "Document level charge VAT category code"},
    {103, "Document level charge VAT rate"},
    {104, "Document level charge reason"},
    {105, "Document level charge reason code"},
    {106, "Sum of Invoice line net amount"},
    {107, "Sum of allowances on document level"},
    {108, "Sum of charges on document level"},
    {109, "Invoice total amount without VAT"},
    {110, "Invoice total VAT amount"},
    {111, "Invoice total VAT amount in accounting currency"},
    {112, "Invoice total amount with VAT"},
    {113, "Paid amount"},
    {114, "Rounding amount"},
    {115, "Amount due for payment"},
    {116, "VAT category taxable amount"},
    {117, "VAT category tax amount"},
    {118, "VAT category code"},
    {119, "VAT category rate"},
    {120, "VAT exemption reason text"},
    {121, "VAT exemption reason code"},
    {122, "Supporting document reference"},
    {123, "Supporting document description"},
    {124, "External document location"},
    {125, "Attached document"},
    {126, "Invoice line identifier"},
    {127, "Invoice line note"},
    {128, "Invoice line object identifier"},
    {129, "Invoiced quantity"},
    {130, "Invoiced quantity unit of measure code"},
    {131, "Invoice line net amount"},
    {132, "Referenced purchase order line reference"},
    {133, "Invoice line Buyer accounting reference"},
    {134, "Invoice line period start date"},
    {135, "Invoice line period end date"},
    {136, "Invoice line allowance amount"},
    {137, "Invoice line allowance base amount"},
    {138, "Invoice line allowance percentage"},
    {139, "Invoice line allowance reason"},
    {140, "Invoice line allowance reason code"},
    {141, "Invoice line charge amount"},
    {142, "Invoice line charge base amount"},
    {143, "Invoice line charge percentage"},
    {144, "Invoice line charge reason"},
    {145, "Invoice line charge reason code"},
    {146, "Item net price"},
    {147, "Item price discount"},
    {148, "Item gross price"},
    {149, "Item price base quantity"},
    {150, "Item price base quantity unit of measure code"},
    {151, "Invoiced item VAT category code"},
    {152, "Invoiced item VAT rate"},
    {153, "Item name"},
    {154, "Item description"},
    {155, "Item Seller's identifier"},
    {156, "Item Buyer's identifier"},
    {157, "Item standard identifier"},
    {158, "Item classification identifier"},
    {159, "Item country of origin"},
    {160, "Item attribute name"},
    {161, "Item attribute value"},
    {162, "Seller address line 3"},
    {163, "Buyer address line 3"},
    {164, "Tax representative address line 3"},
    {165, "Deliver to address line 3"},
};

constexpr Name kGroupNames[] = {
    {0, "invoice"},
    {1, "note"},
    {3, "preceding invoice"},
    {4, "seller"},
    {5, "seller's address"},
    {6, "seller's contact"},
    {7, "buyer"},
    {8, "buyer's address"},
    {9, "buyer's contact"},
    {10, "payee"},
    {11, "tax representative"},
    {12, "tax representative's address"},
    {13, "delivery"},
    {14, "invoicing period"},
    {15, "deliver to address"},
    {16, "payment instructions"},
    {17, "credit transfer"},
    {18, "payment card"},
    {19, "direct debit"},
    {20, "allowance"},
    {21, "charge"},
    {22, "totals"},
    {23, "VAT breakdown"},
    {24, "supporting document"},
    {25, "line"},
    {26, "line's period"},
    {27, "line's allowance"},
    {28, "line's charge"},
    {32, "item attribute"},
    {kTaxTotalGroup, "VAT total"},
    {kReductionGroup, "allowance or charge"},
};

absl::string_view NameOf(absl::Span<const Name> names, int number) {
  const auto found =
      std::find_if(names.begin(), names.end(),
                   [&](const Name& name) { return name.number == number; });
  return found == names.end() ? absl::string_view() : found->name;
}

// What tells groups of one kind apart.
constexpr std::pair<int, int> kGroupKeys[] = {{3, 25},   {16, 81},  {20, 97},
                                              {21, 104}, {23, 118}, {24, 122},
                                              {25, 126}, {32, 160}};

}  // namespace

std::string TermLabel(int term) {
  const absl::string_view name = NameOf(kTermNames, term);
  return name.empty() ? absl::StrCat("BT-", term)
                      : absl::StrCat(name, " (BT-", term, ")");
}

std::string GroupLabel(const Group& group) {
  std::string label(NameOf(kGroupNames, group.number));
  for (const auto& [number, key] : kGroupKeys) {
    if (number != group.number) continue;
    const std::string value = group.Text(key);
    if (!value.empty()) absl::StrAppend(&label, " ", value);
  }
  if (group.number == 23 && group.Has(119)) {
    absl::StrAppend(&label, " ", group.Text(119));
  }
  return label;
}

}  // namespace regisseur
