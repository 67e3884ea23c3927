// What Peppol BIS Billing 3 asks of single elements wherever they stand: their
// form, their codes, their check digits.

#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "core/einvoice/check_digit.h"
#include "core/einvoice/code_list_rule.h"
#include "core/einvoice/element_path.h"
#include "core/einvoice/rule.h"

#define ALLOWANCES                                   \
  "AllowanceCharge | InvoiceLine/AllowanceCharge | " \
  "CreditNoteLine/AllowanceCharge"
#define LINES "InvoiceLine | CreditNoteLine"

namespace regisseur {
namespace {

// An exemption code names its VAT category.
struct ExemptionCategory {
  const char* rule;
  absl::string_view code;
  absl::string_view category;
};
constexpr ExemptionCategory kExemptionCategories[] = {
    {"PEPPOL-EN16931-P0104", "VATEX-EU-G", "G"},
    {"PEPPOL-EN16931-P0105", "VATEX-EU-O", "O"},
    {"PEPPOL-EN16931-P0106", "VATEX-EU-IC", "K"},
    {"PEPPOL-EN16931-P0107", "VATEX-EU-AE", "AE"},
    {"PEPPOL-EN16931-P0108", "VATEX-EU-D", "E"},
    {"PEPPOL-EN16931-P0109", "VATEX-EU-F", "E"},
    {"PEPPOL-EN16931-P0110", "VATEX-EU-I", "E"},
    {"PEPPOL-EN16931-P0111", "VATEX-EU-J", "E"},
};

void JudgeExemption(const ExemptionCategory& row, const ElementPath& categories,
                    Judgement& judgement) {
  for (const pugi::xml_node node : categories.Of(judgement.document().root())) {
    if (absl::AsciiStrToUpper(
            node.child("TaxExemptionReasonCode").child_value()) != row.code ||
        NormalizedText(node.child("ID")) == row.category) {
      continue;
    }
    judgement.BrokenAt(node, "invoice-rule-exemption",
                       {{"value", std::string(row.code)},
                        {"category", std::string(row.category)}});
  }
}

// The code lists that BIS Billing repeats.
constexpr CodeRule kCodes[] = {
    {"PEPPOL-EN16931-CL001", CodesIn::kUbl,
     "//EmbeddedDocumentBinaryObject[@mimeCode]", "mimeCode",
     CodeListId::kMimeTypes},
    {"PEPPOL-EN16931-CL002", CodesIn::kUbl,
     "//AllowanceCharge[ChargeIndicator='false']/AllowanceChargeReasonCode",
     nullptr, CodeListId::kAllowanceReasons},
    {"PEPPOL-EN16931-CL003", CodesIn::kUbl,
     "//AllowanceCharge[ChargeIndicator='true']/AllowanceChargeReasonCode",
     nullptr, CodeListId::kChargeReasons},
    {"PEPPOL-EN16931-CL006", CodesIn::kUbl, "//InvoicePeriod/DescriptionCode",
     nullptr, CodeListId::kTaxPointsUbl},
    {"PEPPOL-EN16931-CL007", CodesIn::kUbl,
     "//Amount | //BaseAmount | //PriceAmount | //TaxAmount | "
     "//TaxableAmount | //LineExtensionAmount | //TaxExclusiveAmount | "
     "//TaxInclusiveAmount | //AllowanceTotalAmount | //ChargeTotalAmount | "
     "//PrepaidAmount | //PayableRoundingAmount | //PayableAmount",
     "currencyID", CodeListId::kCurrencies},
    {"PEPPOL-EN16931-CL008", CodesIn::kUbl, "//EndpointID[@schemeID]",
     "schemeID", CodeListId::kAddressSchemes},
};

// Elements of the document that a rule says something about, one by one.
struct ElementRule {
  const char* rule;
  const char* path;
  const char* sentence;
  // True when the element is as it has to be.
  bool (*is_right)(const Judgement& judgement, pugi::xml_node node);
};

constexpr ElementRule kElements[] = {
    {"PEPPOL-EN16931-R008", "//*[not(*)][not(normalize-space())]",
     "invoice-rule-empty",
     [](const Judgement&, pugi::xml_node) { return false; }},
    {"PEPPOL-EN16931-R043", ALLOWANCES, "invoice-rule-indicator",
     [](const Judgement&, pugi::xml_node node) {
       const std::string text = NormalizedText(node.child("ChargeIndicator"));
       return text == "true" || text == "false";
     }},
    {"PEPPOL-EN16931-R044", "//Price/AllowanceCharge", "invoice-rule-indicator",
     [](const Judgement&, pugi::xml_node node) {
       return NormalizedText(node.child("ChargeIndicator")) == "false";
     }},
    {"PEPPOL-EN16931-R051",
     "//Amount | //BaseAmount | //PriceAmount | "
     "//TaxTotal[TaxSubtotal]/TaxAmount | //TaxableAmount | "
     "//LineExtensionAmount | //TaxExclusiveAmount | //TaxInclusiveAmount | "
     "//AllowanceTotalAmount | //ChargeTotalAmount | //PrepaidAmount | "
     "//PayableRoundingAmount | //PayableAmount",
     "invoice-rule-currency",
     [](const Judgement& judgement, pugi::xml_node node) {
       const Term* currency = judgement.invoice().Find(5);
       return currency != nullptr &&
              currency->text == node.attribute("currencyID").value();
     }},
    {"PEPPOL-EN16931-R100", LINES, "invoice-rule-line-object",
     [](const Judgement&, pugi::xml_node node) {
       const auto references = node.children("DocumentReference");
       return std::distance(references.begin(), references.end()) <= 1;
     }},
    {"PEPPOL-EN16931-R101", LINES, "invoice-rule-line-object",
     [](const Judgement&, pugi::xml_node node) {
       bool any = false;
       for (const pugi::xml_node reference :
            node.children("DocumentReference")) {
         any = true;
         if (absl::string_view(
                 reference.child("DocumentTypeCode").child_value()) == "130") {
           return true;
         }
       }
       return !any;
     }},
    {"PEPPOL-EN16931-R080",
     "self::CreditNote[count(AdditionalDocumentReference"
     "[DocumentTypeCode='50']) > 1]",
     "invoice-rule-project",
     [](const Judgement&, pugi::xml_node) { return false; }},
    {"PEPPOL-EN16931-F001",
     "//IssueDate | //DueDate | //TaxPointDate | //StartDate | //EndDate | "
     "//ActualDeliveryDate",
     "invoice-rule-day-form",
     [](const Judgement&, pugi::xml_node node) {
       const absl::string_view text = node.child_value();
       return text.size() == 10 && ParseInvoiceDay(text).has_value();
     }},
};

// Identifiers of a scheme that has a form of its own.
struct IdentifierForm {
  const char* rule;
  const char* scheme;
  bool (*is_right)(absl::string_view id);
};
constexpr IdentifierForm kIdentifierForms[] = {
    {"PEPPOL-COMMON-R040", "0088", IsGln},
    {"PEPPOL-COMMON-R041", "0192", IsNorwegianNumber},
    {"PEPPOL-COMMON-R042", "0184", IsDanishNumber},
    {"PEPPOL-COMMON-R043", "0208", IsBelgianNumber},
    {"PEPPOL-COMMON-R044", "0201", IsItalianOffice},
    {"PEPPOL-COMMON-R045", "0210", IsItalianTaxCode},
    {"PEPPOL-COMMON-R046", "9907", IsItalianTaxCode},
    {"PEPPOL-COMMON-R047", "0211", IsItalianVat},
    {"PEPPOL-COMMON-R049", "0007", IsSwedishNumber},
    {"PEPPOL-COMMON-R050", "0151", IsAustralianNumber},
};

void JudgeIdentifier(const IdentifierForm& row, const ElementPath& path,
                     Judgement& judgement) {
  for (const pugi::xml_node node : path.Of(judgement.document().root())) {
    if (absl::string_view(node.attribute("schemeID").value()) != row.scheme) {
      continue;
    }
    const std::string id = NormalizedText(node);
    if (row.is_right(id)) continue;
    judgement.BrokenAt(node, "invoice-rule-check-digit",
                       {{"value", id}, {"scheme", row.scheme}});
  }
}

}  // namespace

void AddPeppolElementRules(std::vector<Rule>* rules) {
  const auto add = [&](const char* id, std::function<void(Judgement&)> judge) {
    rules->push_back(
        {id, RuleSet::kPeppol, ProblemSeverity::kFatal, std::move(judge)});
  };
  for (const ElementRule& row : kElements) {
    add(row.rule, [&row, path = ElementPath(row.path)](Judgement& j) {
      for (const pugi::xml_node node : path.Of(j.document().root())) {
        if (!row.is_right(j, node)) j.BrokenAt(node, row.sentence);
      }
    });
  }
  for (const IdentifierForm& row : kIdentifierForms) {
    rules->push_back(
        {row.rule, RuleSet::kPeppol, ProblemSeverity::kWarning,
         [&row, path = ElementPath("//EndpointID | //PartyIdentification/ID | "
                                   "//CompanyID")](Judgement& j) {
           JudgeIdentifier(row, path, j);
         }});
  }
  AddCodeListRules(kCodes, RuleSet::kPeppol, rules);
  for (const ExemptionCategory& row : kExemptionCategories) {
    add(row.rule, [&row, path = ElementPath("//TaxCategory")](Judgement& j) {
      JudgeExemption(row, path, j);
    });
  }
}

}  // namespace regisseur
