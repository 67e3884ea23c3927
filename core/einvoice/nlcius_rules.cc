// The Dutch usage specification NLCIUS (BR-NL-*), as SI-UBL 2.0 and NLCIUS-CII
// carry it. Nearly all rules hold for sellers in the Netherlands only.

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "core/einvoice/dutch_party.h"
#include "core/einvoice/element_path.h"
#include "core/einvoice/rule.h"
#include "core/einvoice/term_mapping.h"

namespace regisseur {
namespace {

void JudgeSellerId(Judgement& judgement) {
  for (const Group* seller : judgement.Groups(4)) {
    if (!HasDutchLegalId(*seller, 30)) {
      judgement.Broken(*seller, "invoice-rule-dutch-id",
                       {{"term", TermLabel(30)}});
    }
  }
}

void JudgeSellerAddress(Judgement& judgement) {
  for (const Group* address : judgement.Groups(5)) {
    JudgeAddressLines(judgement, *address, {35, 37, 38});
  }
}

// The address counts when its country is the Netherlands, or is not told.
void JudgeOtherAddress(Judgement& judgement, int group, int country,
                       std::array<int, 3> lines) {
  for (const Group* address : judgement.Groups(group)) {
    const Term* code = address->Find(country);
    if (code != nullptr && code->text != "NL") continue;
    JudgeAddressLines(judgement, *address, lines);
  }
}

void JudgeType(Judgement& judgement) {
  for (const Term* type : judgement.invoice().All(3)) {
    for (const absl::string_view allowed : {"380", "381", "384", "389"}) {
      if (type->text == allowed) return;
    }
    judgement.Broken(judgement.invoice(), "invoice-rule-code",
                     {{"value", type->normalized()},
                      {"term", TermLabel(3)},
                      {"list", "380, 381, 384, 389"}});
  }
}

void JudgeKind(Judgement& judgement) {
  if (!judgement.document().is_ubl()) return;
  const bool credit_note =
      judgement.document().syntax() == InvoiceSyntax::kUblCreditNote;
  for (const Term* type : judgement.invoice().All(3)) {
    if ((type->text == "381") == credit_note) continue;
    judgement.Broken(judgement.invoice(), "invoice-rule-kind",
                     {{"value", type->normalized()}});
  }
}

void JudgeCorrection(Judgement& judgement) {
  if (judgement.invoice().Text(3) != "384") return;
  for (const Group* preceding : judgement.Groups(3)) {
    if (preceding->Has(25)) return;
  }
  judgement.Missing(judgement.invoice(), TermLabel(25));
}

void JudgeBuyerId(Judgement& judgement) {
  const bool dutch = IsDutch(judgement, 8, 55);
  for (const Group* buyer : judgement.Groups(7)) {
    const std::vector<const Term*> ids = buyer->All(47);
    const bool empty = std::any_of(ids.begin(), ids.end(), [](const Term* id) {
      return id->normalized().empty();
    });
    if (empty || (dutch && !HasDutchLegalId(*buyer, 47))) {
      judgement.Broken(*buyer, "invoice-rule-dutch-id",
                       {{"term", TermLabel(47)}});
    }
  }
}

void JudgePaymentGiven(Judgement& judgement) {
  for (const Group* totals : judgement.Groups(22)) {
    const std::optional<Decimal> due = totals->Number(115);
    if (!due.has_value() || *due <= Decimal()) continue;
    if (judgement.Groups(16).empty()) {
      judgement.Missing(judgement.invoice(), TermLabel(81));
    }
  }
}

struct NlciusRule {
  const char* rule;
  bool dutch_sellers_only;
  void (*judge)(Judgement&);
};

constexpr NlciusRule kRules[] = {
    {"BR-NL-1", true, JudgeSellerId},
    {"BR-NL-2", true, JudgeBuyerReference},
    {"BR-NL-3", true, JudgeSellerAddress},
    {"BR-NL-4", true,
     [](Judgement& j) {
       JudgeOtherAddress(j, 8, 55, {50, 52, 53});
     }},
    {"BR-NL-5", true,
     [](Judgement& j) {
       JudgeOtherAddress(j, 12, 69, {64, 66, 67});
     }},
    {"BR-NL-7", true, JudgeType},
    {"BR-NL-8", true, JudgeKind},
    {"BR-NL-9", true, JudgeCorrection},
    {"BR-NL-10", true, JudgeBuyerId},
    {"BR-NL-11", true, JudgePaymentGiven},
    {"BR-NL-12", true, JudgeDutchPaymentMeans},
    {"BR-NL-13", false, JudgeOrderLine},
};

// Terms that the Netherlands does not recommend.
struct NotRecommended {
  const char* rule;
  int group;
  int term;
};

constexpr NotRecommended kNotRecommended[] = {
    {"BR-NL-19", 0, 6},      {"BR-NL-20", 0, 7},      {"BR-NL-21", 0, 8},
    {"BR-NL-22", 1, 21},     {"BR-NL-24", 3, 26},     {"BR-NL-25", 4, 32},
    {"BR-NL-26", 4, 33},     {"BR-NL-27-1", 5, 162},  {"BR-NL-27-2", 8, 163},
    {"BR-NL-27-3", 12, 164}, {"BR-NL-27-4", 15, 165}, {"BR-NL-28-1", 5, 39},
    {"BR-NL-28-2", 8, 54},   {"BR-NL-28-3", 12, 68},  {"BR-NL-28-4", 15, 79},
    {"BR-NL-30", 17, 85},    {"BR-NL-32-1", 20, 98},  {"BR-NL-32-1", 21, 105},
    {"BR-NL-32-1", 27, 140}, {"BR-NL-32-1", 28, 145}, {"BR-NL-35", 23, 121},
};

void JudgeNotRecommended(const NotRecommended& row, Judgement& judgement) {
  for (const Group* group : judgement.Groups(row.group)) {
    for (size_t i = 0; i < group->All(row.term).size(); ++i) {
      judgement.Broken(*group, "invoice-rule-not-recommended",
                       {{"term", TermLabel(row.term)}});
    }
  }
}

void JudgeMeansText(Judgement& judgement) {
  for (const Group* payment : judgement.Groups(16)) {
    for (const Term* code : payment->All(81)) {
      if (!code->has_attribute("name")) continue;
      judgement.Broken(*payment, "invoice-rule-not-recommended",
                       {{"term", TermLabel(82)}});
    }
  }
}

void JudgeSepaBank(Judgement& judgement) {
  for (const Group* payment : judgement.Groups(16)) {
    const std::string code = payment->Text(81);
    if (code != "58" && code != "59") continue;
    for (const Group* account : payment->Groups(17)) {
      if (!account->Has(86)) continue;
      judgement.Broken(*account, "invoice-rule-not-recommended",
                       {{"term", TermLabel(86)}});
      break;
    }
  }
}

void JudgeOtherTaxTotal(Judgement& judgement) {
  const Term* currency = judgement.invoice().Find(5);
  for (const Group* total : judgement.Groups(kTaxTotalGroup)) {
    for (const Term* amount : total->All(kTaxTotalAmount)) {
      if (currency != nullptr &&
          amount->attribute("currencyID") == currency->text) {
        continue;
      }
      judgement.Broken(*total, "invoice-rule-not-recommended",
                       {{"term", TermLabel(111)}});
    }
  }
}

}  // namespace

void AddNlciusRules(std::vector<Rule>* rules) {
  const auto add = [&](const char* id, bool dutch_sellers_only,
                       ProblemSeverity severity,
                       std::function<void(Judgement&)> judge) {
    rules->push_back({id, RuleSet::kNlcius, severity,
                      [dutch_sellers_only, judge](Judgement& judgement) {
                        if (dutch_sellers_only && !IsDutch(judgement, 5, 40)) {
                          return;
                        }
                        judge(judgement);
                      }});
  };
  for (const NlciusRule& row : kRules) {
    add(row.rule, row.dutch_sellers_only, ProblemSeverity::kFatal, row.judge);
  }
  for (const NotRecommended& row : kNotRecommended) {
    add(row.rule, true, ProblemSeverity::kWarning,
        [&row](Judgement& j) { JudgeNotRecommended(row, j); });
  }
  add("BR-NL-29", true, ProblemSeverity::kWarning, JudgeMeansText);
  add("BR-NL-31", true, ProblemSeverity::kWarning, JudgeSepaBank);
  add("BR-NL-33", true, ProblemSeverity::kWarning, JudgeOtherTaxTotal);
  add("SI-UBL-2", false, ProblemSeverity::kWarning,
      [empty =
           ElementPath("//*[not(*)][not(normalize-space())]")](Judgement& j) {
        if (!j.document().is_ubl()) return;
        for (const pugi::xml_node node : empty.Of(j.document().root())) {
          j.BrokenAt(node, "invoice-rule-empty");
        }
      });
}

}  // namespace regisseur
