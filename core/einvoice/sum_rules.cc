// The calculation rules of EN 16931-1 (BR-CO-10 to BR-CO-17) and the ones about
// the two currencies.

#include "absl/strings/str_cat.h"
#include "core/einvoice/exact_amount.h"
#include "core/einvoice/rule.h"
#include "core/einvoice/term_mapping.h"

namespace regisseur {
namespace {

// Tells when an amount is not what a calculation gives. An amount that is
// missing does not equal it.
void Compare(Judgement& judgement, const Group& at, int term,
             const Amount& found, const Amount& expected,
             absl::string_view formula) {
  const bool unknown = !expected.has_value() || (at.Has(term) && !found);
  if (unknown || (found.has_value() && *found == *expected)) return;
  judgement.Broken(at, "invoice-rule-sum",
                   {{"term", TermLabel(term)},
                    {"found", AmountText(found)},
                    {"expected", AmountText(expected)},
                    {"formula", std::string(formula)}});
}

// True when the term is missing, which breaks a rule that calculates with it.
bool LacksTerm(Judgement& judgement, const Group& at, int term) {
  if (at.Has(term)) return false;
  judgement.Missing(at, TermLabel(term));
  return true;
}

void JudgeLineSum(Judgement& judgement) {
  for (const Group* totals : judgement.Groups(22)) {
    Compare(judgement, *totals, 106, totals->Number(106),
            RoundedAsXPath(SumOf(judgement.Groups(25), 131), 2),
            "the sum of the lines' net amounts (BT-131)");
  }
}

// BR-CO-11 and BR-CO-12: a total without a part, or parts without a total.
void JudgePartSum(Judgement& judgement, int total, int group, int part) {
  const std::vector<const Group*> parts = judgement.Groups(group);
  for (const Group* totals : judgement.Groups(22)) {
    if (!totals->Has(total) && parts.empty()) continue;
    Compare(judgement, *totals, total, totals->Number(total),
            RoundedAsXPath(SumOf(parts, part), 2),
            absl::StrCat("the sum of each ", TermLabel(part)));
  }
}

void JudgeTaxExclusive(Judgement& judgement) {
  for (const Group* totals : judgement.Groups(22)) {
    if (LacksTerm(judgement, *totals, 106)) continue;
    Amount expected = totals->Number(106);
    if (totals->Has(107)) expected = Minus(expected, totals->Number(107));
    if (totals->Has(108)) expected = Plus(expected, totals->Number(108));
    if (totals->Has(107) || totals->Has(108)) {
      expected = RoundedAsXPath(expected, 2);
    }
    Compare(judgement, *totals, 109, totals->Number(109), expected,
            "BT-106 - BT-107 + BT-108");
  }
}

void JudgeTaxTotal(Judgement& judgement) {
  const std::string currency = judgement.invoice().Text(5);
  for (const Group* total : judgement.Groups(kTaxTotalGroup)) {
    if (total->FindGroup(kTaxTotalPartGroup) == nullptr) continue;
    const Term* amount = total->Find(kTaxTotalAmount);
    // In CII the breakdown stands beside both totals, in the one currency.
    if (!judgement.document().is_ubl() &&
        (amount == nullptr || amount->attribute("currencyID") != currency)) {
      continue;
    }
    Compare(judgement, *total, kTaxTotalAmount, total->Number(kTaxTotalAmount),
            RoundedAsXPath(SumOf({total}, kTaxTotalPart), 2),
            "the sum of the VAT breakdown's tax amounts (BT-117)");
  }
}

// The amounts of total VAT in one currency.
std::vector<const Term*> TaxTotalsIn(const Judgement& judgement,
                                     absl::string_view currency) {
  std::vector<const Term*> totals;
  for (const Group* group : judgement.Groups(kTaxTotalGroup)) {
    for (const Term* total : group->All(kTaxTotalAmount)) {
      if (total->attribute("currencyID") == currency) totals.push_back(total);
    }
  }
  return totals;
}

void JudgeTaxInclusive(Judgement& judgement) {
  const Term* currency = judgement.invoice().Find(5);
  if (currency == nullptr) return;
  const Group none;
  const Group* totals = judgement.invoice().FindGroup(22);
  if (totals == nullptr) totals = &none;
  const Amount exclusive = totals->Number(109);
  const Amount inclusive = totals->Number(112);
  if ((totals->Has(109) && !exclusive) || (totals->Has(112) && !inclusive)) {
    return;  // no numbers: the data type's rule tells it
  }
  if (!judgement.document().is_ubl() && exclusive.has_value() &&
      inclusive.has_value() && *exclusive == *inclusive) {
    return;
  }
  const std::vector<const Term*> taxes = TaxTotalsIn(judgement, currency->text);
  if (taxes.size() != 1) {
    judgement.Broken(judgement.invoice(), "invoice-rule-tax-total",
                     {{"count", absl::StrCat(taxes.size())},
                      {"currency", currency->normalized()}});
    return;
  }
  const Amount expected =
      RoundedAsXPath(Plus(exclusive, taxes[0]->decimal()), 2);
  if (LacksTerm(judgement, *totals, 109)) return;
  Compare(judgement, *totals, 112, inclusive, expected, "BT-109 + BT-110");
}

void JudgePayable(Judgement& judgement) {
  for (const Group* totals : judgement.Groups(22)) {
    if (LacksTerm(judgement, *totals, 112)) continue;
    Amount expected = totals->Number(112);
    Amount found = totals->Number(115);
    if (totals->Has(113)) {
      expected = RoundedAsXPath(Minus(expected, totals->Number(113)), 2);
    }
    if (totals->Has(114)) {
      found = RoundedAsXPath(Minus(found, totals->Number(114)), 2);
    }
    if (!expected.has_value() || (totals->Has(115) && !found.has_value()) ||
        (found.has_value() && *found == *expected)) {
      continue;
    }
    if (totals->Has(114)) expected = Plus(expected, totals->Number(114));
    judgement.Broken(*totals, "invoice-rule-sum",
                     {{"term", TermLabel(115)},
                      {"found", AmountText(totals->Number(115))},
                      {"expected", AmountText(expected)},
                      {"formula", "BT-112 - BT-113 + BT-114"}});
  }
}

void JudgeCategoryTax(Judgement& judgement) {
  for (const Group* part : judgement.Groups(23)) {
    if (LacksTerm(judgement, *part, 117)) continue;
    const Amount tax = part->Number(117);
    const Amount rate = part->Number(119);
    if (!tax.has_value()) continue;
    Amount expected = Decimal();
    bool met;
    const Amount whole_rate = RoundedAsXPath(rate, 0);
    if (!part->Has(119) || (whole_rate.has_value() && whole_rate->IsZero())) {
      met = RoundedAsXPath(tax, 0)->IsZero();
    } else {
      if (LacksTerm(judgement, *part, 116)) continue;
      expected =
          RoundedAsXPath(PercentOf(Absolute(part->Number(116)), rate), 2);
      if (!expected.has_value()) continue;
      met = WithinOne(Absolute(tax), expected, !judgement.document().is_ubl());
    }
    if (met) continue;
    judgement.Broken(*part, "invoice-rule-sum",
                     {{"term", TermLabel(117)},
                      {"found", AmountText(tax)},
                      {"expected", AmountText(expected)},
                      {"formula", "BT-116 x BT-119 / 100"}});
  }
}

void JudgeTaxCurrency(Judgement& judgement) {
  const bool cii = !judgement.document().is_ubl();
  for (const Term* currency : judgement.invoice().All(6)) {
    const bool same = cii && currency->text == judgement.invoice().Text(5);
    if (!same && !TaxTotalsIn(judgement, currency->text).empty()) continue;
    judgement.Missing(judgement.invoice(), TermLabel(111));
  }
}

// BR-DEC-13 and BR-DEC-15: the totals of VAT, told apart by their currency.
void JudgeTaxDecimals(Judgement& judgement, int currency, int term) {
  const Term* code = judgement.invoice().Find(currency);
  if (code == nullptr) return;
  for (const Term* total : TaxTotalsIn(judgement, code->text)) {
    const size_t point = total->text.find('.');
    if (point == std::string::npos || total->text.size() - point <= 3) {
      continue;
    }
    judgement.Broken(
        judgement.invoice(), "invoice-rule-decimals",
        {{"term", TermLabel(term)}, {"value", total->normalized()}});
  }
}

struct SumRule {
  absl::string_view rule;
  void (*judge)(Judgement&);
};

constexpr SumRule kRules[] = {
    {"BR-53", JudgeTaxCurrency},
    {"BR-CO-10", JudgeLineSum},
    {"BR-CO-11", [](Judgement& j) { JudgePartSum(j, 107, 20, 92); }},
    {"BR-CO-12", [](Judgement& j) { JudgePartSum(j, 108, 21, 99); }},
    {"BR-CO-13", JudgeTaxExclusive},
    {"BR-CO-14", JudgeTaxTotal},
    {"BR-CO-15", JudgeTaxInclusive},
    {"BR-CO-16", JudgePayable},
    {"BR-CO-17", JudgeCategoryTax},
    {"BR-DEC-13", [](Judgement& j) { JudgeTaxDecimals(j, 5, 110); }},
    {"BR-DEC-15", [](Judgement& j) { JudgeTaxDecimals(j, 6, 111); }},
};

}  // namespace

void AddSumRules(std::vector<Rule>* rules) {
  for (const SumRule& row : kRules) {
    rules->push_back({std::string(row.rule), RuleSet::kEn16931,
                      ProblemSeverity::kFatal, row.judge});
  }
}

}  // namespace regisseur
