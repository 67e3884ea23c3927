// Peppol BIS Billing 3: PEPPOL-EN16931-R*, -P*, -CL*, -F001 and PEPPOL-COMMON-*
// on top of EN 16931, and the rules NL-R-* for Dutch sellers. Other national
// rules are not judged. A wrong check digit (PEPPOL-COMMON-*) is a warning
// here: the network refuses such a document, but one that lies before us is not
// wrong for that.

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/einvoice/dutch_party.h"
#include "core/einvoice/exact_amount.h"
#include "core/einvoice/rule.h"
#include "core/einvoice/term_mapping.h"

namespace regisseur {
namespace {

constexpr absl::string_view kProcess = "urn:fdc:peppol.eu:2017:poacc:billing:";

// The number of the business process: `01` of
// `urn:fdc:peppol.eu:2017:poacc:billing:01:1.0`; empty when it is none.
std::string ProcessNumber(const Judgement& judgement) {
  const std::string profile = judgement.invoice().Text(23);
  if (profile.size() != kProcess.size() + 6 ||
      !absl::StartsWith(profile, kProcess) ||
      !absl::EndsWith(profile, ":1.0")) {
    return "";
  }
  const std::string number = profile.substr(kProcess.size(), 2);
  return absl::ascii_isdigit(number[0]) && absl::ascii_isdigit(number[1])
             ? number
             : "";
}

void JudgeProcess(Judgement& judgement) {
  if (!judgement.invoice().Has(23)) {
    judgement.Missing(judgement.invoice(), TermLabel(23));
  }
}

void JudgeProcessForm(Judgement& judgement) {
  if (!ProcessNumber(judgement).empty()) return;
  judgement.Broken(judgement.invoice(), "invoice-rule-form",
                   {{"term", TermLabel(23)},
                    {"value", judgement.invoice().Text(23)},
                    {"form", absl::StrCat(kProcess, "NN:1.0")}});
}

void JudgeNotes(Judgement& judgement) {
  const size_t notes = judgement.Groups(1).size();
  if (notes <= 1) return;
  judgement.Broken(
      judgement.invoice(), "invoice-rule-count",
      {{"term", TermLabel(22)}, {"count", absl::StrCat(notes)}, {"most", "1"}});
}

void JudgeSpecification(Judgement& judgement) {
  constexpr absl::string_view kSpecification =
      "urn:cen.eu:en16931:2017#compliant#"
      "urn:fdc:peppol.eu:2017:poacc:billing:3.0";
  if (absl::StartsWith(judgement.invoice().Text(24), kSpecification)) return;
  judgement.Broken(judgement.invoice(), "invoice-rule-form",
                   {{"term", TermLabel(24)},
                    {"value", judgement.invoice().Text(24)},
                    {"form", std::string(kSpecification)}});
}

void JudgeTaxCurrency(Judgement& judgement) {
  for (const Term* currency : judgement.invoice().All(6)) {
    if (currency->normalized() != judgement.invoice().Text(5)) continue;
    judgement.Broken(judgement.invoice(), "invoice-rule-same",
                     {{"term", TermLabel(6)}, {"other", TermLabel(5)}});
  }
}

size_t TaxTotals(const Judgement& judgement, bool with_parts) {
  size_t count = 0;
  for (const Group* total : judgement.Groups(kTaxTotalGroup)) {
    if ((total->FindGroup(kTaxTotalPartGroup) != nullptr) == with_parts) {
      ++count;
    }
  }
  return count;
}

void JudgeTaxTotals(Judgement& judgement) {
  const size_t count = TaxTotals(judgement, true);
  if (count == 1) return;
  judgement.Broken(judgement.invoice(), "invoice-rule-tax-total",
                   {{"count", absl::StrCat(count)},
                    {"currency", judgement.invoice().Text(5)}});
}

void JudgeOtherTaxTotals(Judgement& judgement) {
  const size_t count = TaxTotals(judgement, false);
  if (count == (judgement.invoice().Has(6) ? 1 : 0)) return;
  judgement.Broken(judgement.invoice(), "invoice-rule-tax-total",
                   {{"count", absl::StrCat(count)},
                    {"currency", judgement.invoice().Text(6)}});
}

void JudgeTaxSigns(Judgement& judgement) {
  if (!judgement.invoice().Has(6)) return;
  bool own[2] = {false, false};  // at most 0, at least 0
  bool other[2] = {false, false};
  for (const Group* total : judgement.Groups(kTaxTotalGroup)) {
    for (const Term* amount : total->All(kTaxTotalAmount)) {
      const std::optional<Decimal> value = amount->decimal();
      if (!value.has_value()) return;
      for (const auto& [currency, signs] :
           {std::pair{5, own}, std::pair{6, other}}) {
        if (amount->attribute("currencyID") !=
            judgement.invoice().Text(currency)) {
          continue;
        }
        signs[0] = signs[0] || *value <= Decimal();
        signs[1] = signs[1] || *value >= Decimal();
      }
    }
  }
  if ((own[0] && other[0]) || (own[1] && other[1])) return;
  judgement.Broken(judgement.invoice(), "invoice-rule-tax-signs",
                   {{"term", TermLabel(110)}, {"other", TermLabel(111)}});
}

void JudgeAddress(Judgement& judgement, int party, int term) {
  for (const Group* one : judgement.Groups(party)) {
    if (!one->Has(term)) judgement.Missing(*one, TermLabel(term));
  }
}

// Allowances and charges, of the document and of lines.

void JudgeBasePresent(Judgement& judgement) {
  for (const Group* group : judgement.Groups(kReductionGroup)) {
    if (group->Has(94) && !group->Has(93)) {
      judgement.Missing(*group, TermLabel(93));
    }
  }
}

void JudgePercentPresent(Judgement& judgement) {
  for (const Group* group : judgement.Groups(kReductionGroup)) {
    if (group->Has(93) && !group->Has(94)) {
      judgement.Missing(*group, TermLabel(94));
    }
  }
}

// Peppol allows two cents.
bool WithinSlack(const Amount& a, const Amount& b) {
  const Amount apart = Absolute(Minus(a, b));
  return !apart.has_value() || *apart <= Decimal(2, 2);
}

void JudgeReduction(Judgement& judgement) {
  for (const Group* group : judgement.Groups(kReductionGroup)) {
    if (!group->Has(93) || !group->Has(94)) continue;
    const Amount found = group->Has(92) ? group->Number(92) : Amount(Decimal());
    const Amount expected = PercentOf(group->Number(93), group->Number(94));
    if (WithinSlack(found, expected)) continue;
    judgement.Broken(*group, "invoice-rule-sum",
                     {{"term", TermLabel(92)},
                      {"found", AmountText(found)},
                      {"expected", AmountText(expected)},
                      {"formula", "base x percentage / 100"}});
  }
}

void JudgeLineNet(Judgement& judgement) {
  for (const Group* line : judgement.Groups(25)) {
    const auto number = [&](int term, Decimal missing) -> Amount {
      return line->Has(term) ? line->Number(term) : Amount(missing);
    };
    const Amount quantity = number(129, Decimal(1, 0));
    const Amount price = number(146, Decimal());
    Amount per = number(149, Decimal(1, 0));
    if (per.has_value() && per->IsZero()) per = Decimal(1, 0);
    if (!quantity.has_value() || !price.has_value() || !per.has_value()) {
      continue;
    }
    // One exact fraction, cut far behind the cents.
    const absl::StatusOr<Decimal::Quotient> gross =
        Decimal::MultiplyDivide(*quantity, *price, *per, {12, 12});
    if (!gross.ok()) continue;
    const Amount expected = Minus(
        Plus(gross->rounded, RoundedAsXPath(SumOf(line->Groups(28), 141), 2)),
        RoundedAsXPath(SumOf(line->Groups(27), 136), 2));
    const Amount found = number(131, Decimal());
    if (WithinSlack(found, expected)) continue;
    judgement.Broken(
        *line, "invoice-rule-sum",
        {{"term", TermLabel(131)},
         {"found", AmountText(found)},
         {"expected", AmountText(expected)},
         {"formula", "BT-129 x BT-146 / BT-149 + charges - allowances"}});
  }
}

void JudgeBaseQuantity(Judgement& judgement) {
  for (const Group* line : judgement.Groups(25)) {
    const Amount per = line->Number(149);
    if (!per.has_value() || *per > Decimal()) continue;
    judgement.Broken(*line, "invoice-rule-not-positive",
                     {{"term", TermLabel(149)}, {"value", per->ToString()}});
  }
}

void JudgeNetPrice(Judgement& judgement) {
  for (const Group* line : judgement.Groups(25)) {
    if (!line->Has(148)) continue;
    if (judgement.document().is_ubl() && !line->Has(147)) {
      judgement.Missing(*line, TermLabel(147));
      continue;
    }
    // A gross price in CII need not have a discount.
    const Amount discount =
        line->Has(147) ? line->Number(147) : Amount(Decimal());
    const Amount expected = Minus(line->Number(148), discount);
    const Amount found = line->Number(146);
    if (!found.has_value() || !expected.has_value() || *found == *expected) {
      continue;
    }
    judgement.Broken(*line, "invoice-rule-sum",
                     {{"term", TermLabel(146)},
                      {"found", AmountText(found)},
                      {"expected", AmountText(expected)},
                      {"formula", "BT-148 - BT-147"}});
  }
}

void JudgeBaseUnit(Judgement& judgement) {
  for (const Group* line : judgement.Groups(25)) {
    const Term* per = line->Find(149);
    const Term* quantity = line->Find(129);
    if (per == nullptr || quantity == nullptr ||
        !per->has_attribute("unitCode") ||
        per->attribute("unitCode") == quantity->attribute("unitCode")) {
      continue;
    }
    judgement.Broken(*line, "invoice-rule-unit",
                     {{"value", std::string(per->attribute("unitCode"))},
                      {"other", std::string(quantity->attribute("unitCode"))}});
  }
}

// A line's period lies within the invoice's.
void JudgeLinePeriod(Judgement& judgement, int invoice_term, int line_term) {
  const Group* period = judgement.invoice().FindGroup(14);
  const Term* border = period == nullptr ? nullptr : period->Find(invoice_term);
  if (border == nullptr) return;
  const auto border_day = ParseInvoiceDay(border->text);
  for (const Group* own : judgement.Groups(26)) {
    const Term* term = own->Find(line_term);
    if (term == nullptr) continue;
    const auto day = ParseInvoiceDay(term->text);
    if (!day.has_value() || !border_day.has_value()) continue;
    if (line_term == 134 ? *day >= *border_day : *day <= *border_day) continue;
    judgement.Broken(*own, "invoice-rule-outside",
                     {{"term", TermLabel(line_term)},
                      {"value", term->normalized()},
                      {"other", TermLabel(invoice_term)},
                      {"border", border->normalized()}});
  }
}

void JudgeMandate(Judgement& judgement) {
  for (const Group* payment : judgement.Groups(16)) {
    const std::string code = payment->Text(81);
    if (code != "49" && code != "59") continue;
    const Group* mandate = payment->FindGroup(19);
    if ((mandate == nullptr || !mandate->Has(89)) &&
        !judgement.invoice().Has(89)) {
      judgement.Missing(*payment, TermLabel(89));
    }
  }
}

// The types of document of the billing process 01.
constexpr absl::string_view kInvoiceTypes[] = {
    "71",  "80",  "82",  "84",  "102", "218", "219", "331",
    "380", "382", "383", "386", "388", "393", "395", "553",
    "575", "623", "780", "817", "870", "875", "876", "877"};
constexpr absl::string_view kCreditNoteTypes[] = {"381", "396", "81", "83",
                                                  "532"};

void JudgeType(Judgement& judgement, bool credit_note,
               absl::Span<const absl::string_view> types) {
  if (ProcessNumber(judgement) != "01" ||
      credit_note !=
          (judgement.document().syntax() == InvoiceSyntax::kUblCreditNote)) {
    return;
  }
  for (const Term* type : judgement.invoice().All(3)) {
    const std::string code = type->normalized();
    if (std::find(types.begin(), types.end(), code) != types.end()) continue;
    judgement.Broken(judgement.invoice(), "invoice-rule-code",
                     {{"value", code},
                      {"term", TermLabel(3)},
                      {"list", "Peppol BIS Billing 01"}});
  }
}

// The Dutch rules.

void JudgeCreditNoteReference(Judgement& judgement) {
  if (judgement.document().syntax() != InvoiceSyntax::kUblCreditNote ||
      !judgement.invoice().Has(3)) {
    return;
  }
  for (const Group* preceding : judgement.Groups(3)) {
    if (preceding->Has(25)) return;
  }
  judgement.Missing(judgement.invoice(), TermLabel(25));
}

void JudgeAddresses(Judgement& judgement, int group, std::array<int, 3> lines) {
  for (const Group* address : judgement.Groups(group)) {
    JudgeAddressLines(judgement, *address, lines);
  }
}

void JudgeLegalId(Judgement& judgement, int party, int term) {
  for (const Group* one : judgement.Groups(party)) {
    if (!one->Has(term) || HasDutchLegalId(*one, term)) continue;
    judgement.Broken(*one, "invoice-rule-dutch-id",
                     {{"term", TermLabel(term)}});
  }
}

void JudgePaymentGiven(Judgement& judgement) {
  const bool credit_note =
      judgement.document().syntax() == InvoiceSyntax::kUblCreditNote;
  for (const Group* totals : judgement.Groups(22)) {
    std::optional<Decimal> due = totals->Number(115);
    if (due.has_value() && credit_note) due = due->Negated();
    if (due.has_value() && *due <= Decimal()) continue;
    if (judgement.Groups(16).empty()) {
      judgement.Missing(*totals, TermLabel(81));
    }
  }
}

struct TermRule {
  const char* rule;
  void (*judge)(Judgement&);
};

constexpr TermRule kTerms[] = {
    {"PEPPOL-EN16931-R001", JudgeProcess},
    {"PEPPOL-EN16931-R007", JudgeProcessForm},
    {"PEPPOL-EN16931-R002", JudgeNotes},
    {"PEPPOL-EN16931-R003", JudgeBuyerReference},
    {"PEPPOL-EN16931-R004", JudgeSpecification},
    {"PEPPOL-EN16931-R005", JudgeTaxCurrency},
    {"PEPPOL-EN16931-R053", JudgeTaxTotals},
    {"PEPPOL-EN16931-R054", JudgeOtherTaxTotals},
    {"PEPPOL-EN16931-R055", JudgeTaxSigns},
    {"PEPPOL-EN16931-R010", [](Judgement& j) { JudgeAddress(j, 7, 49); }},
    {"PEPPOL-EN16931-R020", [](Judgement& j) { JudgeAddress(j, 4, 34); }},
    {"PEPPOL-EN16931-R040", JudgeReduction},
    {"PEPPOL-EN16931-R041", JudgeBasePresent},
    {"PEPPOL-EN16931-R042", JudgePercentPresent},
    {"PEPPOL-EN16931-R061", JudgeMandate},
    {"PEPPOL-EN16931-R110", [](Judgement& j) { JudgeLinePeriod(j, 73, 134); }},
    {"PEPPOL-EN16931-R111", [](Judgement& j) { JudgeLinePeriod(j, 74, 135); }},
    {"PEPPOL-EN16931-R120", JudgeLineNet},
    {"PEPPOL-EN16931-R121", JudgeBaseQuantity},
    {"PEPPOL-EN16931-R046", JudgeNetPrice},
    {"PEPPOL-EN16931-R130", JudgeBaseUnit},
    {"PEPPOL-EN16931-P0100",
     [](Judgement& j) { JudgeType(j, false, kInvoiceTypes); }},
    {"PEPPOL-EN16931-P0101",
     [](Judgement& j) { JudgeType(j, true, kCreditNoteTypes); }},
};

// For sellers in the Netherlands.
constexpr TermRule kDutch[] = {
    {"NL-R-001", JudgeCreditNoteReference},
    {"NL-R-002",
     [](Judgement& j) {
       JudgeAddresses(j, 5, {35, 37, 38});
     }},
    {"NL-R-003", [](Judgement& j) { JudgeLegalId(j, 4, 30); }},
    {"NL-R-004",
     [](Judgement& j) {
       if (IsDutch(j, 8, 55)) JudgeAddresses(j, 8, {50, 52, 53});
     }},
    {"NL-R-005",
     [](Judgement& j) {
       if (IsDutch(j, 8, 55)) JudgeLegalId(j, 7, 47);
     }},
    {"NL-R-006",
     [](Judgement& j) {
       if (IsDutch(j, 12, 69)) JudgeAddresses(j, 12, {64, 66, 67});
     }},
    {"NL-R-007", JudgePaymentGiven},
    {"NL-R-008", JudgeDutchPaymentMeans},
    {"NL-R-009", JudgeOrderLine},
};

}  // namespace

void AddPeppolRules(std::vector<Rule>* rules) {
  const auto add = [&](const char* id, std::function<void(Judgement&)> judge) {
    rules->push_back(
        {id, RuleSet::kPeppol, ProblemSeverity::kFatal, std::move(judge)});
  };
  for (const TermRule& row : kTerms) add(row.rule, row.judge);
  AddPeppolElementRules(rules);
  for (const TermRule& row : kDutch) {
    add(row.rule, [&row](Judgement& j) {
      if (IsDutch(j, 5, 40)) row.judge(j);
    });
  }
}

}  // namespace regisseur
