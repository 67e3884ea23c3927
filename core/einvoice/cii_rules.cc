// The rules of the binding to CII (EN 16931-3-3) that are fatal: elements that
// may occur once only.

#include "core/einvoice/count_rule.h"
#include "core/einvoice/rule.h"

namespace regisseur {
namespace {

constexpr CountRule kCounts[] = {
    {"CII-SR-009", "ExchangedDocumentContext",
     "GuidelineSpecifiedDocumentContextParameter", 1, 1},
    {"CII-SR-010", "ExchangedDocumentContext",
     "GuidelineSpecifiedDocumentContextParameter/ID", 1, 1},
    {"CII-SR-014", "ExchangedDocument", "TypeCode", 1, 1},
    {"CII-SR-046", "//SpecifiedTradeProduct", "GlobalID[not(@schemeID)]", 0, 0},
    {"CII-SR-069", "//ApplicableProductCharacteristic", "Description", 0, 1},
    {"CII-SR-072", "//ApplicableProductCharacteristic", "Value", 0, 1},
    {"CII-SR-090", "//SpecifiedTradeProduct", "OriginTradeCountry/ID", 0, 1},
    {"CII-SR-439", "//SpecifiedLineTradeAgreement",
     "NetPriceProductTradePrice/ChargeAmount", 0, 1},
};

}  // namespace

void AddCiiRules(std::vector<Rule>* rules) {
  AddCountRules(kCounts, RuleSet::kCii, rules);
}

}  // namespace regisseur
