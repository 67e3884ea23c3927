// The rules that ask for a business term or a group (EN 16931-1, table of
// integrity constraints), and those that look at one term alone.

#include <array>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "core/einvoice/rule.h"
#include "core/einvoice/term_mapping.h"

namespace regisseur {
namespace {

enum class Need {
  kPresent,  // the element is there
  kFilled,   // and holds more than blanks
};

// Each group `in` has at least one of the terms, itself or in its group `via`.
struct Presence {
  absl::string_view rule;
  int in;
  int via;  // 0: in the group itself
  std::array<int, 4> terms;
  Need need;
};

constexpr Presence kPresences[] = {
    {"BR-01", 0, 0, {24}, Need::kFilled},
    {"BR-02", 0, 0, {1}, Need::kFilled},
    {"BR-03", 0, 0, {2}, Need::kFilled},
    {"BR-04", 0, 0, {3}, Need::kFilled},
    {"BR-05", 0, 0, {5}, Need::kFilled},
    {"BR-06", 0, 4, {27}, Need::kFilled},
    {"BR-07", 0, 7, {44}, Need::kFilled},
    {"BR-09", 5, 0, {40}, Need::kFilled},
    {"BR-11", 8, 0, {55}, Need::kFilled},
    {"BR-12", 22, 0, {106}, Need::kPresent},
    {"BR-13", 22, 0, {109}, Need::kPresent},
    {"BR-14", 22, 0, {112}, Need::kPresent},
    {"BR-15", 22, 0, {115}, Need::kPresent},
    {"BR-18", 11, 0, {62}, Need::kFilled},
    {"BR-20", 12, 0, {69}, Need::kFilled},
    {"BR-21", 25, 0, {126}, Need::kFilled},
    {"BR-22", 25, 0, {129}, Need::kPresent},
    {"BR-24", 25, 0, {131}, Need::kPresent},
    {"BR-25", 25, 0, {153}, Need::kFilled},
    {"BR-26", 25, 0, {146}, Need::kPresent},
    {"BR-31", 20, 0, {92}, Need::kPresent},
    {"BR-32", 20, 0, {95}, Need::kPresent},
    {"BR-33", 20, 0, {97, 98}, Need::kPresent},
    {"BR-36", 21, 0, {99}, Need::kPresent},
    {"BR-37", 21, 0, {102}, Need::kPresent},
    {"BR-38", 21, 0, {104, 105}, Need::kPresent},
    {"BR-41", 27, 0, {136}, Need::kPresent},
    {"BR-42", 27, 0, {139, 140}, Need::kPresent},
    {"BR-43", 28, 0, {141}, Need::kPresent},
    {"BR-44", 28, 0, {144, 145}, Need::kPresent},
    {"BR-45", 23, 0, {116}, Need::kPresent},
    {"BR-46", 23, 0, {117}, Need::kPresent},
    {"BR-47", 23, 0, {118}, Need::kPresent},
    {"BR-49", 16, 0, {81}, Need::kPresent},
    {"BR-52", 24, 0, {122}, Need::kFilled},
    {"BR-55", 3, 0, {25}, Need::kPresent},
    {"BR-56", 11, 0, {63}, Need::kPresent},
    {"BR-57", 15, 0, {80}, Need::kPresent},
    {"BR-CO-04", 25, 0, {151}, Need::kPresent},
    {"BR-CO-19", 14, 0, {73, 74, 8}, Need::kPresent},
    {"BR-CO-20", 26, 0, {134, 135}, Need::kPresent},
    {"BR-CO-21", 20, 0, {97, 98}, Need::kPresent},
    {"BR-CO-22", 21, 0, {104, 105}, Need::kPresent},
    {"BR-CO-23", 27, 0, {139, 140}, Need::kPresent},
    {"BR-CO-24", 28, 0, {144, 145}, Need::kPresent},
    {"BR-CO-26", 4, 0, {31, 29, 30, 90}, Need::kPresent},
};

// Each group `in` has a group `group`, itself or in its group `via`.
struct GroupPresence {
  absl::string_view rule;
  int in;
  int via;
  int group;
};

constexpr GroupPresence kGroupPresences[] = {
    {"BR-08", 0, 4, 5},   {"BR-10", 0, 7, 8},     {"BR-16", 0, 0, 25},
    {"BR-19", 11, 0, 12}, {"BR-CO-18", 0, 0, 23},
};

// Each such term, where it is there, names the list that it is taken from.
struct AttributePresence {
  absl::string_view rule;
  int in;
  int term;
  absl::string_view attribute;
};

constexpr AttributePresence kAttributePresences[] = {
    {"BR-23", 25, 129, "unitCode"}, {"BR-62", 4, 34, "schemeID"},
    {"BR-63", 7, 49, "schemeID"},   {"BR-64", 25, 157, "schemeID"},
    {"BR-65", 25, 158, "listID"},
};

// At most two decimals.
struct Decimals {
  absl::string_view rule;
  int in;
  int term;
};

constexpr Decimals kDecimals[] = {
    {"BR-DEC-01", 20, 92},  {"BR-DEC-02", 20, 93},  {"BR-DEC-05", 21, 99},
    {"BR-DEC-06", 21, 100}, {"BR-DEC-09", 22, 106}, {"BR-DEC-10", 22, 107},
    {"BR-DEC-11", 22, 108}, {"BR-DEC-12", 22, 109}, {"BR-DEC-14", 22, 112},
    {"BR-DEC-16", 22, 113}, {"BR-DEC-17", 22, 114}, {"BR-DEC-18", 22, 115},
    {"BR-DEC-19", 23, 116}, {"BR-DEC-20", 23, 117}, {"BR-DEC-23", 25, 131},
    {"BR-DEC-24", 27, 136}, {"BR-DEC-25", 27, 137}, {"BR-DEC-27", 28, 141},
    {"BR-DEC-28", 28, 142},
};

std::string Alternatives(const std::array<int, 4>& terms) {
  std::string text;
  for (const int term : terms) {
    if (term == 0) break;
    absl::StrAppend(&text, text.empty() ? "" : " or ", TermLabel(term));
  }
  return text;
}

bool Meets(const Group& group, const Presence& presence) {
  for (const int term : presence.terms) {
    if (term == 0) break;
    for (const Term* found : group.All(term)) {
      if (presence.need == Need::kPresent || !found->normalized().empty()) {
        return true;
      }
    }
  }
  return false;
}

void JudgePresence(const Presence& presence, Judgement& judgement) {
  for (const Group* group : judgement.Groups(presence.in)) {
    bool met = presence.via == 0 && Meets(*group, presence);
    if (presence.via != 0) {
      for (const Group* inner : group->Groups(presence.via)) {
        met = met || Meets(*inner, presence);
      }
    }
    if (!met) {
      judgement.Missing(*group, Alternatives(presence.terms));
    }
  }
}

void JudgeGroupPresence(const GroupPresence& presence, Judgement& judgement) {
  for (const Group* group : judgement.Groups(presence.in)) {
    bool met = presence.via == 0 && group->FindGroup(presence.group) != nullptr;
    if (presence.via != 0) {
      for (const Group* inner : group->Groups(presence.via)) {
        met = met || inner->FindGroup(presence.group) != nullptr;
      }
    }
    if (!met) {
      Group wanted;
      wanted.number = presence.group;
      judgement.Broken(*group, "invoice-rule-missing",
                       {{"term", absl::StrCat(GroupLabel(wanted), " (BG-",
                                              presence.group, ")")}});
    }
  }
}

void JudgeAttribute(const AttributePresence& presence, Judgement& judgement) {
  for (const Group* group : judgement.Groups(presence.in)) {
    const std::vector<const Term*> terms = group->All(presence.term);
    // A quantity that is missing has no unit either.
    bool met = presence.rule != "BR-23" || !terms.empty();
    for (const Term* term : terms) {
      met = met && term->has_attribute(presence.attribute);
    }
    if (!met) {
      judgement.Broken(*group, "invoice-rule-attribute",
                       {{"term", TermLabel(presence.term)},
                        {"attribute", std::string(presence.attribute)}});
    }
  }
}

void JudgeDecimals(const Decimals& decimals, Judgement& judgement) {
  for (const Group* group : judgement.Groups(decimals.in)) {
    for (const Term* term : group->All(decimals.term)) {
      const size_t point = term->text.find('.');
      if (point == std::string::npos || term->text.size() - point <= 3) {
        continue;
      }
      judgement.Broken(
          *group, "invoice-rule-decimals",
          {{"term", TermLabel(decimals.term)}, {"value", term->normalized()}});
    }
  }
}

void JudgeNotNegative(int term, Judgement& judgement) {
  for (const Group* line : judgement.Groups(25)) {
    const std::optional<Decimal> price = line->Number(term);
    if (!price.has_value() || !price->IsNegative()) continue;
    judgement.Broken(*line, "invoice-rule-negative",
                     {{"term", TermLabel(term)}, {"value", price->ToString()}});
  }
}

void JudgePeriod(int group, int start, int end, Judgement& judgement) {
  for (const Group* period : judgement.Groups(group)) {
    const Term* first = period->Find(start);
    const Term* last = period->Find(end);
    if (first == nullptr || last == nullptr) continue;
    const auto first_day = ParseInvoiceDay(first->text);
    const auto last_day = ParseInvoiceDay(last->text);
    // A day that is none is told by the data type's rule.
    if (!first_day.has_value() || !last_day.has_value()) continue;
    if (*last_day >= *first_day) continue;
    judgement.Broken(
        *period, "invoice-rule-period",
        {{"start", first->normalized()}, {"end", last->normalized()}});
  }
}

bool IsCreditTransfer(const Group& payment) {
  const std::string code = payment.Text(81);
  return code == "30" || code == "58";
}

void JudgeAccountFilled(Judgement& judgement) {
  for (const Group* payment : judgement.Groups(16)) {
    if (!IsCreditTransfer(*payment)) continue;
    for (const Group* account : payment->Groups(17)) {
      if (account->Text(84).empty()) {
        judgement.Missing(*account, TermLabel(84));
      }
    }
  }
}

void JudgeAccountPresent(Judgement& judgement) {
  for (const Group* payment : judgement.Groups(16)) {
    if (!IsCreditTransfer(*payment)) continue;
    bool met = false;
    for (const Group* account : payment->Groups(17)) {
      met = met || account->Has(84);
    }
    // CII asks it of an account that is there.
    if (!judgement.document().is_ubl() && payment->FindGroup(17) == nullptr) {
      continue;
    }
    if (!met) {
      judgement.Missing(*payment, TermLabel(84));
    }
  }
}

void JudgeCardNumber(Judgement& judgement) {
  for (const Group* card : judgement.Groups(18)) {
    for (const Term* number : card->All(87)) {
      if (number->normalized().size() > 10) {
        judgement.Broken(*card, "invoice-rule-card");
      }
    }
  }
}

void JudgeRate(Judgement& judgement) {
  for (const Group* part : judgement.Groups(23)) {
    if (!part->Has(119) && part->Text(118) != "O") {
      judgement.Missing(*part, TermLabel(119));
    }
  }
}

void JudgeItemAttribute(Judgement& judgement) {
  for (const Group* attribute : judgement.Groups(32)) {
    for (const int term : {160, 161}) {
      if (attribute->Has(term)) continue;
      judgement.Missing(*attribute, TermLabel(term));
      break;
    }
  }
}

// A payee that is the seller is none.
void JudgePayee(Judgement& judgement) {
  const Group* seller = judgement.invoice().FindGroup(4);
  const auto shares = [&](const Group& payee, int term, int sellers) {
    if (seller == nullptr) return false;
    for (const Term* one : payee.All(term)) {
      for (const Term* other : seller->All(sellers)) {
        if (one->text == other->text) return true;
      }
    }
    return false;
  };
  const bool ubl = judgement.document().is_ubl();
  for (const Group* payee : judgement.Groups(10)) {
    if (!payee->Has(59)) {
      judgement.Missing(*payee, TermLabel(59));
    } else if (shares(*payee, 59, ubl ? 28 : 27) || shares(*payee, 60, 29) ||
               shares(*payee, 90, 90) || (!ubl && shares(*payee, 61, 30))) {
      judgement.Broken(*payee, "invoice-rule-payee-is-seller");
    }
  }
}

void JudgeAtMostOne(int group, Judgement& judgement) {
  const std::vector<const Group*> found = judgement.Groups(group);
  if (found.size() <= 1) return;
  judgement.Broken(judgement.invoice(), "invoice-rule-count",
                   {{"term", GroupLabel(*found[0])},
                    {"count", absl::StrCat(found.size())},
                    {"most", "1"}});
}

void JudgeTaxPoint(Judgement& judgement) {
  if (judgement.invoice().Has(7) && judgement.invoice().Has(8)) {
    judgement.Broken(judgement.invoice(), "invoice-rule-exclusive",
                     {{"term", TermLabel(7)}, {"other", TermLabel(8)}});
  }
}

void JudgeWhenDue(Judgement& judgement) {
  // UBL asks it of invoices only.
  if (judgement.document().syntax() == InvoiceSyntax::kUblCreditNote) return;
  for (const Group* totals : judgement.Groups(22)) {
    const std::optional<Decimal> due = totals->Number(115);
    if (!due.has_value() || *due <= Decimal()) continue;
    if (judgement.invoice().Has(9) || judgement.invoice().Has(20)) continue;
    judgement.Missing(judgement.invoice(), Alternatives({9, 20}));
  }
}

struct OfItsOwn {
  absl::string_view rule;
  void (*judge)(Judgement&);
};

constexpr OfItsOwn kOfTheirOwn[] = {
    {"BR-17", JudgePayee},
    {"BR-27", [](Judgement& j) { JudgeNotNegative(146, j); }},
    {"BR-28", [](Judgement& j) { JudgeNotNegative(148, j); }},
    {"BR-29", [](Judgement& j) { JudgePeriod(14, 73, 74, j); }},
    {"BR-30", [](Judgement& j) { JudgePeriod(26, 134, 135, j); }},
    {"BR-48", JudgeRate},
    {"BR-50", JudgeAccountFilled},
    {"BR-54", JudgeItemAttribute},
    {"BR-61", JudgeAccountPresent},
    {"BR-66", [](Judgement& j) { JudgeAtMostOne(18, j); }},
    {"BR-67", [](Judgement& j) { JudgeAtMostOne(19, j); }},
    {"BR-CO-03", JudgeTaxPoint},
    {"BR-CO-25", JudgeWhenDue},
};

// The terms that the schemas give a type; UBL and CII alike.
constexpr std::pair<int, int> kNumbers[] = {
    {20, 92},  {20, 93},  {20, 94},  {20, 96},
    {21, 99},  {21, 100}, {21, 101}, {21, 103},
    {22, 106}, {22, 107}, {22, 108}, {22, 109},
    {22, 112}, {22, 113}, {22, 114}, {22, 115},
    {23, 116}, {23, 117}, {23, 119}, {25, 129},
    {25, 131}, {25, 146}, {25, 148}, {25, 149},
    {25, 152}, {27, 136}, {27, 137}, {27, 138},
    {28, 141}, {28, 142}, {28, 143}, {kTaxTotalGroup, kTaxTotalAmount},
};
constexpr std::pair<int, int> kDays[] = {{0, 2},   {0, 7},    {0, 9},
                                         {3, 26},  {13, 72},  {14, 73},
                                         {14, 74}, {26, 134}, {26, 135}};

}  // namespace

void AddDataTypeRules(std::vector<Rule>* rules) {
  rules->push_back({"XSD-DECIMAL", RuleSet::kXml, ProblemSeverity::kFatal,
                    [](Judgement& judgement) {
                      for (const auto& [in, number] : kNumbers) {
                        for (const Group* group : judgement.Groups(in)) {
                          for (const Term* term : group->All(number)) {
                            if (term->decimal().has_value()) continue;
                            judgement.Broken(*group, "invoice-rule-not-number",
                                             {{"term", TermLabel(number)},
                                              {"value", term->normalized()}});
                          }
                        }
                      }
                    }});
  rules->push_back({"XSD-DATE", RuleSet::kXml, ProblemSeverity::kFatal,
                    [](Judgement& judgement) {
                      for (const auto& [in, number] : kDays) {
                        for (const Group* group : judgement.Groups(in)) {
                          for (const Term* term : group->All(number)) {
                            if (ParseInvoiceDay(term->text).has_value())
                              continue;
                            judgement.Broken(*group, "invoice-rule-not-day",
                                             {{"term", TermLabel(number)},
                                              {"value", term->normalized()}});
                          }
                        }
                      }
                    }});
}

void AddPresenceRules(std::vector<Rule>* rules) {
  const auto add = [&](absl::string_view id,
                       std::function<void(Judgement&)> judge,
                       ProblemSeverity severity = ProblemSeverity::kFatal) {
    rules->push_back(
        {std::string(id), RuleSet::kEn16931, severity, std::move(judge)});
  };
  for (const Presence& row : kPresences) {
    add(row.rule, [&row](Judgement& j) { JudgePresence(row, j); });
  }
  for (const GroupPresence& row : kGroupPresences) {
    add(row.rule, [&row](Judgement& j) { JudgeGroupPresence(row, j); });
  }
  for (const AttributePresence& row : kAttributePresences) {
    add(row.rule, [&row](Judgement& j) { JudgeAttribute(row, j); });
  }
  for (const OfItsOwn& row : kOfTheirOwn) add(row.rule, row.judge);
  add("BR-51", JudgeCardNumber, ProblemSeverity::kWarning);
  for (const Decimals& row : kDecimals) {
    add(row.rule, [&row](Judgement& j) { JudgeDecimals(row, j); });
  }
}

}  // namespace regisseur
