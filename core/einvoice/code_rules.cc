// The code list rules BR-CL-* and the country code of a VAT identifier
// (BR-CO-09). They look at the document itself: wherever it writes such an
// element its code has to be one of the list.

#include <iterator>
#include <utility>

#include "absl/strings/match.h"
#include "core/einvoice/code_list.h"
#include "core/einvoice/code_list_rule.h"
#include "core/einvoice/rule.h"

#define ALLOWANCE                                 \
  "[normalize-space(ChargeIndicator)='false' or " \
  "normalize-space(ChargeIndicator)='0']"
#define CHARGE                                   \
  "[normalize-space(ChargeIndicator)='true' or " \
  "normalize-space(ChargeIndicator)='1']"
#define CII_ALLOWANCE                                       \
  "[normalize-space(ChargeIndicator/Indicator)='false' or " \
  "normalize-space(ChargeIndicator/Indicator)='0']"
#define CII_CHARGE                                         \
  "[normalize-space(ChargeIndicator/Indicator)='true' or " \
  "normalize-space(ChargeIndicator/Indicator)='1']"

namespace regisseur {
namespace {

constexpr CodeRule kRules[] = {
    {"BR-CL-01", CodesIn::kUbl, "//InvoiceTypeCode", nullptr,
     CodeListId::kInvoiceTypes},
    {"BR-CL-01", CodesIn::kUbl, "//CreditNoteTypeCode", nullptr,
     CodeListId::kCreditNoteTypes},
    {"BR-CL-03", CodesIn::kUbl,
     "//Amount | //BaseAmount | //PriceAmount | //TaxAmount | "
     "//TaxableAmount | //LineExtensionAmount | //TaxExclusiveAmount | "
     "//TaxInclusiveAmount | //AllowanceTotalAmount | //ChargeTotalAmount | "
     "//PrepaidAmount | //PayableRoundingAmount | //PayableAmount",
     "currencyID", CodeListId::kCurrencies},
    {"BR-CL-04", CodesIn::kUbl, "//DocumentCurrencyCode", nullptr,
     CodeListId::kCurrencies},
    {"BR-CL-05", CodesIn::kUbl, "//TaxCurrencyCode", nullptr,
     CodeListId::kCurrencies},
    {"BR-CL-06", CodesIn::kUbl, "//InvoicePeriod/DescriptionCode", nullptr,
     CodeListId::kTaxPointsUbl},
    {"BR-CL-07", CodesIn::kUbl,
     "//AdditionalDocumentReference[DocumentTypeCode='130']/ID[@schemeID] | "
     "//DocumentReference[DocumentTypeCode='130']/ID[@schemeID]",
     "schemeID", CodeListId::kObjectSchemes},
    {"BR-CL-10", CodesIn::kUbl,
     "//PartyIdentification/ID[@schemeID][not(normalize-space(@schemeID)="
     "'SEPA' and (ancestor::AccountingSupplierParty or ancestor::PayeeParty))]",
     "schemeID", CodeListId::kIdentifierSchemes},
    {"BR-CL-11", CodesIn::kUbl, "//PartyLegalEntity/CompanyID[@schemeID]",
     "schemeID", CodeListId::kIdentifierSchemes},
    {"BR-CL-13", CodesIn::kUbl,
     "//CommodityClassification/ItemClassificationCode[@listID]", "listID",
     CodeListId::kItemClassifications},
    {"BR-CL-14", CodesIn::kUbl, "//Country/IdentificationCode", nullptr,
     CodeListId::kCountries},
    {"BR-CL-15", CodesIn::kUbl, "//OriginCountry/IdentificationCode", nullptr,
     CodeListId::kCountries},
    {"BR-CL-16", CodesIn::kUbl, "//PaymentMeans/PaymentMeansCode", nullptr,
     CodeListId::kPaymentMeans},
    {"BR-CL-17", CodesIn::kUbl, "//TaxCategory/ID", nullptr,
     CodeListId::kVatCategories},
    {"BR-CL-18", CodesIn::kUbl, "//ClassifiedTaxCategory/ID", nullptr,
     CodeListId::kVatCategories},
    {"BR-CL-19", CodesIn::kUbl,
     "//AllowanceCharge" ALLOWANCE "/AllowanceChargeReasonCode", nullptr,
     CodeListId::kAllowanceReasons},
    {"BR-CL-20", CodesIn::kUbl,
     "//AllowanceCharge" CHARGE "/AllowanceChargeReasonCode", nullptr,
     CodeListId::kChargeReasons},
    {"BR-CL-21", CodesIn::kUbl, "//StandardItemIdentification/ID[@schemeID]",
     "schemeID", CodeListId::kIdentifierSchemes},
    {"BR-CL-22", CodesIn::kUbl, "//TaxExemptionReasonCode", nullptr,
     CodeListId::kExemptionReasons},
    {"BR-CL-23", CodesIn::kUbl,
     "//InvoicedQuantity[@unitCode] | //BaseQuantity[@unitCode] | "
     "//CreditedQuantity[@unitCode]",
     "unitCode", CodeListId::kUnits},
    {"BR-CL-24", CodesIn::kUbl, "//EmbeddedDocumentBinaryObject[@mimeCode]",
     "mimeCode", CodeListId::kMimeTypes},
    {"BR-CL-25", CodesIn::kUbl, "//EndpointID[@schemeID]", "schemeID",
     CodeListId::kAddressSchemes},
    {"BR-CL-26", CodesIn::kUbl, "//DeliveryLocation/ID[@schemeID]", "schemeID",
     CodeListId::kIdentifierSchemes},

    {"BR-CL-03", CodesIn::kCii, "//*[@currencyID]", "currencyID",
     CodeListId::kCurrencies},
    {"BR-CL-04", CodesIn::kCii, "//InvoiceCurrencyCode", nullptr,
     CodeListId::kCurrencies},
    {"BR-CL-05", CodesIn::kCii, "//TaxCurrencyCode", nullptr,
     CodeListId::kCurrencies},
    {"BR-CL-06", CodesIn::kCii, "//ApplicableTradeTax/DueDateTypeCode", nullptr,
     CodeListId::kTaxPointsCii},
    {"BR-CL-07", CodesIn::kCii,
     "//AdditionalReferencedDocument/ReferenceTypeCode", nullptr,
     CodeListId::kObjectSchemes},
    {"BR-CL-08", CodesIn::kCii, "//IncludedNote/SubjectCode", nullptr,
     CodeListId::kNoteSubjects},
    {"BR-CL-10", CodesIn::kCii,
     "//SellerTradeParty/GlobalID[@schemeID] | "
     "//BuyerTradeParty/GlobalID[@schemeID] | "
     "//PayeeTradeParty/GlobalID[@schemeID]",
     "schemeID", CodeListId::kIdentifierSchemes},
    {"BR-CL-11", CodesIn::kCii, "//SpecifiedLegalOrganization/ID[@schemeID]",
     "schemeID", CodeListId::kIdentifierSchemes},
    {"BR-CL-13", CodesIn::kCii, "//ClassCode[@listID]", "listID",
     CodeListId::kItemClassifications},
    {"BR-CL-14", CodesIn::kCii, "//CountryID", nullptr, CodeListId::kCountries},
    {"BR-CL-15", CodesIn::kCii, "//OriginTradeCountry/ID", nullptr,
     CodeListId::kCountries},
    {"BR-CL-16", CodesIn::kCii,
     "//SpecifiedTradeSettlementPaymentMeans/TypeCode", nullptr,
     CodeListId::kPaymentMeans},
    {"BR-CL-17", CodesIn::kCii, "//CategoryTradeTax/CategoryCode", nullptr,
     CodeListId::kVatCategories},
    {"BR-CL-18", CodesIn::kCii, "//ApplicableTradeTax/CategoryCode", nullptr,
     CodeListId::kVatCategories},
    {"BR-CL-19", CodesIn::kCii,
     "//SpecifiedTradeAllowanceCharge" CII_ALLOWANCE "/ReasonCode", nullptr,
     CodeListId::kAllowanceReasons},
    {"BR-CL-20", CodesIn::kCii,
     "//SpecifiedTradeAllowanceCharge" CII_CHARGE "/ReasonCode", nullptr,
     CodeListId::kChargeReasons},
    {"BR-CL-21", CodesIn::kCii, "//SpecifiedTradeProduct/GlobalID[@schemeID]",
     "schemeID", CodeListId::kIdentifierSchemes},
    {"BR-CL-22", CodesIn::kCii, "//ExemptionReasonCode", nullptr,
     CodeListId::kExemptionReasons},
    {"BR-CL-23", CodesIn::kCii,
     "//BilledQuantity[@unitCode] | //BasisQuantity[@unitCode]", "unitCode",
     CodeListId::kUnits},
    {"BR-CL-24", CodesIn::kCii, "//AttachmentBinaryObject[@mimeCode]",
     "mimeCode", CodeListId::kMimeTypes},
    {"BR-CL-25", CodesIn::kCii, "//URIUniversalCommunication/URIID[@schemeID]",
     "schemeID", CodeListId::kAddressSchemes},
    {"BR-CL-26", CodesIn::kCii, "//ShipToTradeParty/GlobalID[@schemeID]",
     "schemeID", CodeListId::kIdentifierSchemes},
};

// CII has one kind of document for both lists.
void JudgeCiiType(Judgement& judgement) {
  if (judgement.document().is_ubl()) return;
  for (const Term* type : judgement.invoice().All(3)) {
    const std::string code = type->normalized();
    const CodeList& list = CodeListOf(CodeListId::kInvoiceTypes);
    if (list.Has(code) || CodeListOf(CodeListId::kCreditNoteTypes).Has(code)) {
      continue;
    }
    judgement.Broken(judgement.invoice(), "invoice-rule-code",
                     {{"value", code},
                      {"term", TermLabel(3)},
                      {"list", std::string(list.name())}});
  }
}

// UBL writes the subject of a note into it: `#ADU#text`.
void JudgeUblNoteSubject(Judgement& judgement) {
  if (!judgement.document().is_ubl()) return;
  for (const Group* note : judgement.Groups(1)) {
    const std::string& text = note->Find(22)->text;
    const size_t from = text.find('#');
    if (from == std::string::npos) continue;
    const size_t to = text.find('#', from + 1);
    if (to == std::string::npos || to - from != 4) continue;
    const std::string code = text.substr(from + 1, 3);
    const CodeList& list = CodeListOf(CodeListId::kNoteSubjects);
    if (list.Has(code)) continue;
    judgement.Broken(*note, "invoice-rule-code",
                     {{"value", code},
                      {"term", TermLabel(21)},
                      {"list", std::string(list.name())}});
  }
}

void JudgeVatPrefix(Judgement& judgement) {
  constexpr std::pair<int, int> kIdentifiers[] = {{4, 31}, {7, 48}, {11, 63}};
  const CodeList& countries = CodeListOf(CodeListId::kCountries);
  for (const auto& [in, number] : kIdentifiers) {
    for (const Group* party : judgement.Groups(in)) {
      for (const Term* id : party->All(number)) {
        const std::string prefix = id->text.substr(0, 2);
        // Greece writes EL here. An identifier that is missing is told
        // elsewhere.
        if (prefix.empty() || prefix == "EL" || countries.Has(prefix)) {
          continue;
        }
        judgement.Broken(
            *party, "invoice-rule-vat-prefix",
            {{"term", TermLabel(number)}, {"value", id->normalized()}});
      }
    }
  }
}

}  // namespace

void AddCodeRules(std::vector<Rule>* rules) {
  const auto add = [&](const char* id, std::function<void(Judgement&)> judge) {
    rules->push_back(
        {id, RuleSet::kEn16931, ProblemSeverity::kFatal, std::move(judge)});
  };
  AddCodeListRules(kRules, RuleSet::kEn16931, rules);
  add("BR-CL-01", JudgeCiiType);
  add("BR-CL-08", JudgeUblNoteSubject);
  add("BR-CO-09", JudgeVatPrefix);
}

}  // namespace regisseur
