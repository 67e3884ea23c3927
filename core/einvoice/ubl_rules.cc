// The rules of the binding to UBL (EN 16931-3-2): UBL-SR-*, UBL-DT-* and those
// of UBL-CR-* that are fatal or that the corpus of the profession breaks.

#include <iterator>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/einvoice/count_rule.h"
#include "core/einvoice/element_path.h"
#include "core/einvoice/rule.h"
#include "core/einvoice/ubl_conditions.h"

#define IS_VAT "translate(TaxScheme/ID,'vat','VAT')='VAT'"

namespace regisseur {
namespace {

#define LINES "InvoiceLine | CreditNoteLine"
#define SELLER "AccountingSupplierParty/Party/"
#define BUYER "AccountingCustomerParty/Party/"

constexpr CountRule kCounts[] = {
    {"UBL-SR-01", ".", "ContractDocumentReference/ID", 0, 1},
    {"UBL-SR-02", ".", "ReceiptDocumentReference/ID", 0, 1},
    {"UBL-SR-03", ".", "DespatchDocumentReference/ID", 0, 1},
    {"UBL-SR-04", ".", "AdditionalDocumentReference[DocumentTypeCode='130']/ID",
     0, 1},
    {"UBL-SR-05", ".", "PaymentTerms/Note", 0, 1},
    {"UBL-SR-06", "//BillingReference", "InvoiceDocumentReference", 0, 1},
    {"UBL-SR-07", "//BillingReference", "InvoiceDocumentReference/ID", 1,
     kAnyNumber},
    {"UBL-SR-08", ".", "InvoicePeriod", 0, 1},
    {"UBL-SR-09", ".", SELLER "PartyLegalEntity/RegistrationName", 0, 1},
    {"UBL-SR-10", ".", SELLER "PartyName/Name", 0, 1},
    {"UBL-SR-11", ".", SELLER "PartyLegalEntity/CompanyID", 0, 1},
    {"UBL-SR-12", ".", SELLER "PartyTaxScheme[" IS_VAT "]/CompanyID", 0, 1},
    {"UBL-SR-13", ".",
     SELLER "PartyTaxScheme[TaxScheme/ID and not(" IS_VAT ")]/CompanyID", 0, 1},
    {"UBL-SR-14", ".", SELLER "PartyLegalEntity/CompanyLegalForm", 0, 1},
    {"UBL-SR-15", ".", BUYER "PartyLegalEntity/RegistrationName", 0, 1},
    {"UBL-SR-16", ".", BUYER "PartyIdentification/ID", 0, 1},
    {"UBL-SR-17", ".", BUYER "PartyLegalEntity/CompanyID", 0, 1},
    {"UBL-SR-18", ".", BUYER "PartyTaxScheme[" IS_VAT "]/CompanyID", 0, 1},
    {"UBL-SR-19", "//PayeeParty", "PartyName/Name", 0, 1},
    {"UBL-SR-20", "//PayeeParty",
     "PartyIdentification/ID[translate(@schemeID,'sepa','SEPA')!='SEPA']", 0,
     1},
    {"UBL-SR-21", "//PayeeParty", "PartyLegalEntity/CompanyID", 0, 1},
    {"UBL-SR-22", "//TaxRepresentativeParty", "PartyName/Name", 0, 1},
    {"UBL-SR-23", "//TaxRepresentativeParty", "Party/PartyTaxScheme/CompanyID",
     0, 1},
    {"UBL-SR-24", ".", "Delivery", 0, 1},
    {"UBL-SR-25", "//Delivery", "DeliveryParty/PartyName/Name", 0, 1},
    {"UBL-SR-26", "//PaymentMeans", "PaymentID", 0, 1},
    {"UBL-SR-27", "//PaymentMeans", "PaymentMeansCode", 0, 1},
    {"UBL-SR-28", "//PaymentMeans", "PaymentMandate/ID", 0, 1},
    {"UBL-SR-29", ".",
     "descendant::PartyIdentification/"
     "ID[translate(@schemeID,'sepa','SEPA')='SEPA']",
     0, 1},
    {"UBL-SR-30", "//AllowanceCharge" IS_ALLOWANCE, "AllowanceChargeReason", 0,
     1},
    {"UBL-SR-31", "//AllowanceCharge" IS_CHARGE, "AllowanceChargeReason", 0, 1},
    {"UBL-SR-32", "//TaxSubtotal", "TaxCategory/TaxExemptionReason", 0, 1},
    {"UBL-SR-33", "//AdditionalDocumentReference", "DocumentDescription", 0, 1},
    {"UBL-SR-34", LINES, "Note", 0, 1},
    {"UBL-SR-35", LINES, "OrderLineReference/LineID", 0, 1},
    {"UBL-SR-36", LINES, "InvoicePeriod", 0, 1},
    {"UBL-SR-37", LINES, "Price/AllowanceCharge/Amount", 0, 1},
    {"UBL-SR-39", ".", "ProjectReference/ID", 0, 1},
    {"UBL-SR-40", ".", BUYER "PartyName/Name", 0, 1},
    {"UBL-SR-42", "AccountingSupplierParty/Party", "PartyTaxScheme", 0, 2},
    {"UBL-SR-45", ".", "PaymentMeans/PaymentDueDate", 0, 1},
    {"UBL-SR-46", ".", "PaymentMeans/PaymentMeansCode[@name]", 0, 1},
    {"UBL-SR-48", LINES, "Item/ClassifiedTaxCategory", 1, 1},
    {"UBL-SR-49", ".", "InvoicePeriod/DescriptionCode", 0, 1},
    {"UBL-SR-50", LINES, "Item/Description", 0, 1},
    {"UBL-SR-51", "//PostalAddress | //Address", "AddressLine", 0, 1},
    {"UBL-SR-52", LINES, "DocumentReference", 0, 1},
    {"UBL-SR-53", "//PartyTaxScheme", "TaxScheme/ID", 1, kAnyNumber},
    {"UBL-SR-53", "//PartyTaxScheme", "CompanyID", 1, kAnyNumber},
};

// Such elements must not be there. The official rule speaks once of them.
struct Unwanted {
  const char* rule;
  const char* path;
  ProblemSeverity severity;
};

constexpr Unwanted kUnwanted[] = {
    {"UBL-CR-666",
     "//AdditionalDocumentReference[DocumentTypeCode='130']/Attachment",
     ProblemSeverity::kFatal},
    {"UBL-CR-673",
     "//AdditionalDocumentReference[DocumentTypeCode='130']/"
     "DocumentDescription",
     ProblemSeverity::kFatal},
    {"UBL-DT-08", "//*[@schemeName]", ProblemSeverity::kWarning},
    {"UBL-DT-09", "//*[@schemeAgencyName]", ProblemSeverity::kWarning},
    {"UBL-DT-10", "//*[@schemeDataURI]", ProblemSeverity::kWarning},
    {"UBL-DT-11", "//*[@schemeURI]", ProblemSeverity::kWarning},
    {"UBL-DT-12", "//*[@format]", ProblemSeverity::kWarning},
    {"UBL-DT-13", "//*[@unitCodeListIdentifier]", ProblemSeverity::kWarning},
    {"UBL-DT-14", "//*[@unitCodeListAgencyIdentifier]",
     ProblemSeverity::kWarning},
    {"UBL-DT-15", "//*[@unitCodeListAgencyName]", ProblemSeverity::kWarning},
    {"UBL-DT-16", "//*[@listAgencyName]", ProblemSeverity::kWarning},
    {"UBL-DT-17", "//*[@listName]", ProblemSeverity::kWarning},
    {"UBL-DT-19", "//*[@languageID]", ProblemSeverity::kWarning},
    {"UBL-DT-20", "//*[@listURI]", ProblemSeverity::kWarning},
    {"UBL-DT-21", "//*[@listSchemeURI]", ProblemSeverity::kWarning},
    {"UBL-DT-22", "//*[@languageLocaleID]", ProblemSeverity::kWarning},
    {"UBL-DT-23", "//*[@uri]", ProblemSeverity::kWarning},
    {"UBL-DT-24", "//*[@currencyCodeListVersionID]", ProblemSeverity::kWarning},
    {"UBL-DT-25", "//*[@characterSetCode]", ProblemSeverity::kWarning},
    {"UBL-DT-26", "//*[@encodingCode]", ProblemSeverity::kWarning},
    {"UBL-DT-27", "//*[@schemeAgencyID]", ProblemSeverity::kWarning},
    {"UBL-DT-28", "//*[@listAgencyID]", ProblemSeverity::kWarning},
    {"UBL-DT-18", "//*[@name][not(self::PaymentMeansCode)]",
     ProblemSeverity::kWarning},
    {"UBL-CR-001", "UBLExtensions", ProblemSeverity::kWarning},
    {"UBL-CR-002", "UBLVersionID[normalize-space()!='2.1']",
     ProblemSeverity::kWarning},
    {"UBL-CR-005", "UUID", ProblemSeverity::kWarning},
    {"UBL-CR-006", "IssueTime", ProblemSeverity::kWarning},
    {"UBL-CR-011", "LineCountNumeric", ProblemSeverity::kWarning},
    {"UBL-CR-018", "OrderReference/IssueDate", ProblemSeverity::kWarning},
    {"UBL-CR-646", "(InvoiceLine | CreditNoteLine)/SubInvoiceLine",
     ProblemSeverity::kWarning},
    {"UBL-CR-664", "//FinancialInstitution", ProblemSeverity::kWarning},
    {"UBL-CR-680", "//PaymentMeans/PayerFinancialAccount",
     ProblemSeverity::kWarning},
    {"UBL-CR-681", "PaymentMeans/InstructionNote", ProblemSeverity::kWarning},
    {"UBL-CR-682", "Delivery/DeliveryAddress", ProblemSeverity::kWarning},
};

// Amounts have two decimals; prices and what is taken off them may have more.
void JudgeAmountType(const ElementPath& all, Judgement& judgement) {
  for (const pugi::xml_node node : all.Of(judgement.document().root())) {
    const absl::string_view name = node.name();
    if (!absl::EndsWith(name, "Amount") ||
        absl::EndsWith(name, "PriceAmount")) {
      continue;
    }
    const pugi::xml_node up = node.parent();
    if (absl::string_view(up.name()) == "AllowanceCharge" &&
        absl::string_view(up.parent().name()) == "Price") {
      continue;
    }
    const absl::string_view text = node.child_value();
    const size_t point = text.find('.');
    if (point == absl::string_view::npos || text.size() - point <= 3) continue;
    judgement.BrokenAt(
        node, "invoice-rule-decimals",
        {{"term", std::string(name)}, {"value", NormalizedText(node)}});
  }
}

void JudgeBinaryAttribute(const char* attribute, const ElementPath& all,
                          Judgement& judgement) {
  for (const pugi::xml_node node : all.Of(judgement.document().root())) {
    if (!absl::EndsWith(node.name(), "BinaryObject") ||
        node.attribute(attribute)) {
      continue;
    }
    judgement.BrokenAt(node, "invoice-rule-attribute",
                       {{"term", node.name()}, {"attribute", attribute}});
  }
}

// UBL-SR-43: the scheme of an invoiced object is the object's only.
void JudgeObjectScheme(const ElementPath& references, Judgement& judgement) {
  const bool credit_note =
      judgement.document().syntax() == InvoiceSyntax::kUblCreditNote;
  for (const pugi::xml_node node : references.Of(judgement.document().root())) {
    const absl::string_view type = node.child("DocumentTypeCode").child_value();
    if (type == "130" || (credit_note && type == "50")) continue;
    if (!node.child("ID").attribute("schemeID") &&
        !node.child("DocumentTypeCode")) {
      continue;
    }
    judgement.BrokenAt(node, "invoice-rule-object-scheme");
  }
}

// UBL-SR-44, UBL-SR-47: all of them are the same.
void JudgeSame(const ElementPath& path, Judgement& judgement) {
  std::set<std::string> values;
  for (const pugi::xml_node node : path.Of(judgement.document().root())) {
    values.insert(node.child_value());
    if (values.size() < 2) continue;
    judgement.BrokenAt(node, "invoice-rule-not-same", {{"term", node.name()}});
    return;
  }
}

}  // namespace

void AddUblRules(std::vector<Rule>* rules) {
  const auto add = [&](const char* id, std::function<void(Judgement&)> judge,
                       ProblemSeverity severity = ProblemSeverity::kFatal) {
    rules->push_back({id, RuleSet::kUbl, severity, std::move(judge)});
  };
  AddCountRules(kCounts, RuleSet::kUbl, rules);
  // A payee that bears the seller's name is none.
  for (const char* rule : {"UBL-SR-19", "UBL-SR-20", "UBL-SR-21"}) {
    add(rule, [payees = ElementPath("//PayeeParty"),
               names = ElementPath("PartyName/Name"),
               sellers = ElementPath(SELLER "PartyLegalEntity/"
                                            "RegistrationName")](Judgement& j) {
      for (const pugi::xml_node payee : payees.Of(j.document().root())) {
        bool differs = false;
        for (const pugi::xml_node name : names.Of(payee)) {
          for (const pugi::xml_node seller : sellers.Of(j.document().root())) {
            differs = differs || absl::string_view(name.child_value()) !=
                                     seller.child_value();
          }
        }
        if (!differs) j.BrokenAt(payee, "invoice-rule-payee-is-seller");
      }
    });
  }
  add("UBL-SR-43", [all = ElementPath("//AdditionalDocumentReference")](
                       Judgement& j) { JudgeObjectScheme(all, j); });
  add("UBL-SR-44",
      [all = ElementPath("//PaymentID")](Judgement& j) { JudgeSame(all, j); });
  add("UBL-SR-47", [all = ElementPath("//PaymentMeansCode")](Judgement& j) {
    JudgeSame(all, j);
  });
  const ElementPath everything("//*");
  add("UBL-DT-01",
      [everything](Judgement& j) { JudgeAmountType(everything, j); });
  add("UBL-DT-06", [everything](Judgement& j) {
    JudgeBinaryAttribute("mimeCode", everything, j);
  });
  add("UBL-DT-07", [everything](Judgement& j) {
    JudgeBinaryAttribute("filename", everything, j);
  });
  for (const Unwanted& row : kUnwanted) {
    add(
        row.rule,
        [&row, path = ElementPath(row.path)](Judgement& j) {
          for (const pugi::xml_node node : path.Of(j.document().root())) {
            j.BrokenAt(node, "invoice-rule-not-wanted", {{"term", row.path}});
            return;
          }
        },
        row.severity);
  }
}

}  // namespace regisseur
