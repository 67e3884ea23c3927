// The families of rules that EN 16931-1 has for each VAT category: BR-S-*,
// BR-Z-*, BR-E-*, BR-AE-*, BR-IC-*, BR-G-*, BR-O-*, BR-AF-* (Canary Islands),
// BR-AG-* (Ceuta and Melilla) and BR-B-* (Italian split payment). They are one
// set of ten with other parameters, and a few of their own.

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "core/einvoice/exact_amount.h"
#include "core/einvoice/rule.h"
#include "core/einvoice/term_mapping.h"

namespace regisseur {
namespace {

enum class RateNeed { kPositive, kZero, kNotNegative, kNone };

// Whose tax identifiers an invoice with the category needs.
enum class PartyNeed {
  kSeller,                // BT-31, BT-32 or BT-63
  kSellerVat,             // BT-31 or BT-63
  kSellerAndBuyer,        // BT-31, BT-32 or BT-63; BT-48 or BT-47
  kSellerVatAndBuyerVat,  // BT-31 or BT-63; BT-48
  kNobody,                // none of BT-31, BT-63, BT-48
};

struct Category {
  absl::string_view family;
  absl::string_view code;
  RateNeed rate;
  PartyNeed parties;
  bool by_rate;  // a breakdown for each rate; else exactly one
  bool reason;   // needs an exemption reason; else must not have one
};

constexpr Category kCategories[] = {
    {"S", "S", RateNeed::kPositive, PartyNeed::kSeller, true, false},
    {"Z", "Z", RateNeed::kZero, PartyNeed::kSeller, false, false},
    {"E", "E", RateNeed::kZero, PartyNeed::kSeller, false, true},
    {"AE", "AE", RateNeed::kZero, PartyNeed::kSellerAndBuyer, false, true},
    {"IC", "K", RateNeed::kZero, PartyNeed::kSellerVatAndBuyerVat, false, true},
    {"G", "G", RateNeed::kZero, PartyNeed::kSellerVat, false, true},
    {"O", "O", RateNeed::kNone, PartyNeed::kNobody, false, true},
    {"AF", "L", RateNeed::kNotNegative, PartyNeed::kSeller, true, false},
    {"AG", "M", RateNeed::kNotNegative, PartyNeed::kSeller, true, false},
};

// Where a category, its rate and its amount stand.
struct Place {
  int group;
  int category;
  int rate;
  int amount;
};
constexpr Place kLine = {25, 151, 152, 131};
constexpr Place kAllowance = {20, 95, 96, 92};
constexpr Place kCharge = {21, 102, 103, 99};
constexpr Place kBreakdown = {23, 118, 119, 116};
constexpr int kTaxAmount = 117;
// As the sums of the breakdown see them.
constexpr Place kSummedLine = {25, kLineCategory, kLineRate, 131};
constexpr Place kSummedAllowance = {20, kAllowanceCategory, kAllowanceRate, 92};
constexpr Place kSummedCharge = {21, kChargeCategory, kChargeRate, 99};
constexpr Place kSummedBreakdown = {23, kBreakdownCategory, 119, 116};

std::vector<const Group*> Of(const Judgement& judgement, const Place& place,
                             absl::string_view code) {
  std::vector<const Group*> found;
  for (const Group* group : judgement.Groups(place.group)) {
    const std::vector<const Term*> categories = group->All(place.category);
    if (std::any_of(
            categories.begin(), categories.end(),
            [&](const Term* term) { return term->normalized() == code; })) {
      found.push_back(group);
    }
  }
  return found;
}

// A category of VAT there that is another one.
bool HasOther(const Judgement& judgement, const Place& place,
              absl::string_view code) {
  for (const Group* group : judgement.Groups(place.group)) {
    for (const Term* term : group->All(place.category)) {
      if (term->normalized() != code) return true;
    }
  }
  return false;
}

bool AnyGroupHas(const Judgement& judgement, int group, int term) {
  for (const Group* one : judgement.Groups(group)) {
    if (one->Has(term)) return true;
  }
  return false;
}

bool PartiesMeet(const Judgement& judgement, PartyNeed need) {
  const bool seller_vat =
      AnyGroupHas(judgement, 4, 31) || AnyGroupHas(judgement, 11, 63);
  const bool seller = seller_vat || AnyGroupHas(judgement, 4, 32);
  const bool buyer_vat = AnyGroupHas(judgement, 7, 48);
  switch (need) {
    case PartyNeed::kSeller:
      return seller;
    case PartyNeed::kSellerVat:
      return seller_vat;
    case PartyNeed::kSellerAndBuyer:
      return seller && (buyer_vat || AnyGroupHas(judgement, 7, 47));
    case PartyNeed::kSellerVatAndBuyerVat:
      return seller_vat && buyer_vat;
    case PartyNeed::kNobody:
      return !seller_vat && !buyer_vat;
  }
  return false;
}

absl::string_view Words(PartyNeed need) {
  switch (need) {
    case PartyNeed::kSeller:
      return "the seller's VAT or tax registration identifier (BT-31, BT-32) "
             "or that of its representative (BT-63)";
    case PartyNeed::kSellerVat:
      return "the seller's VAT identifier (BT-31) or that of its "
             "representative (BT-63)";
    case PartyNeed::kSellerAndBuyer:
      return "a tax identifier of the seller (BT-31, BT-32, BT-63) and one of "
             "the buyer (BT-48, BT-47)";
    case PartyNeed::kSellerVatAndBuyerVat:
      return "the VAT identifiers of the seller (BT-31, BT-63) and of the "
             "buyer (BT-48)";
    case PartyNeed::kNobody:
      return "that nobody states a VAT identifier (BT-31, BT-63, BT-48)";
  }
  return "";
}

absl::string_view Words(RateNeed need) {
  switch (need) {
    case RateNeed::kPositive:
      return "a rate above 0";
    case RateNeed::kZero:
      return "the rate 0";
    case RateNeed::kNotNegative:
      return "a rate of 0 or more";
    case RateNeed::kNone:
      return "no rate";
  }
  return "";
}

// -01: what the lines, allowances and charges have, the breakdown has.
void JudgeBreakdown(const Category& category, Judgement& judgement) {
  // The official rule of the standard rate does not look at the tax scheme.
  const bool any = category.code == "S";
  const size_t used =
      Of(judgement, any ? kSummedLine : kLine, category.code).size() +
      Of(judgement, any ? kSummedAllowance : kAllowance, category.code).size() +
      Of(judgement, any ? kSummedCharge : kCharge, category.code).size();
  const size_t parts =
      Of(judgement, any ? kSummedBreakdown : kBreakdown, category.code).size();
  const bool met = category.by_rate ? (used > 0) == (parts > 0)
                                    : parts == 1 || (used == 0 && parts == 0);
  // CII asks nothing of a breakdown that no line has.
  if (used == 0 && !judgement.document().is_ubl()) return;
  if (met) return;
  judgement.Broken(
      judgement.invoice(), "invoice-rule-vat-breakdown",
      {{"category", std::string(category.code)},
       {"used", absl::StrCat(used)},
       {"count", absl::StrCat(parts)},
       {"needed", category.by_rate ? "one for each rate" : "exactly one"}});
}

// -02, -03, -04.
void JudgeParties(const Category& category, const Place& place,
                  Judgement& judgement) {
  if (Of(judgement, place, category.code).empty() ||
      PartiesMeet(judgement, category.parties)) {
    return;
  }
  judgement.Broken(judgement.invoice(), "invoice-rule-vat-needs",
                   {{"category", std::string(category.code)},
                    {"needed", std::string(Words(category.parties))}});
}

// -05, -06, -07.
void JudgeRate(const Category& category, const Place& place,
               Judgement& judgement) {
  for (const Group* group : Of(judgement, place, category.code)) {
    const Amount rate = group->Number(place.rate);
    if (group->Has(place.rate) && !rate.has_value()) continue;
    bool met = false;
    switch (category.rate) {
      case RateNeed::kPositive:
        met = rate.has_value() && *rate > Decimal();
        break;
      case RateNeed::kZero:
        met = rate.has_value() && rate->IsZero();
        break;
      case RateNeed::kNotNegative:
        met = rate.has_value() && !rate->IsNegative();
        break;
      case RateNeed::kNone:
        met = !group->Has(place.rate);
        break;
    }
    if (met) continue;
    judgement.Broken(*group, "invoice-rule-vat-rate",
                     {{"category", std::string(category.code)},
                      {"needed", std::string(Words(category.rate))},
                      {"found", AmountText(rate)}});
  }
}

// The groups of the category with this rate; all of them without one.
std::vector<const Group*> AtRate(const Judgement& judgement, const Place& place,
                                 absl::string_view code, const Amount& rate) {
  std::vector<const Group*> found = Of(judgement, place, code);
  if (rate.has_value()) {
    found.erase(std::remove_if(found.begin(), found.end(),
                               [&](const Group* group) {
                                 const Amount own = group->Number(place.rate);
                                 return !own.has_value() || !(*own == *rate);
                               }),
                found.end());
  }
  return found;
}

// -08: the taxable amount is the sum of what is taxed so.
void JudgeBase(const Category& category, Judgement& judgement) {
  for (const Group* part : Of(judgement, kBreakdown, category.code)) {
    const Amount found = part->Number(kBreakdown.amount);
    if (part->Has(kBreakdown.amount) && !found.has_value()) continue;
    Amount rate;
    if (category.by_rate) {
      rate = part->Number(kBreakdown.rate);
      if (!rate.has_value()) continue;
    }
    const auto lines = AtRate(judgement, kSummedLine, category.code, rate);
    const auto allowances =
        AtRate(judgement, kSummedAllowance, category.code, rate);
    const auto charges = AtRate(judgement, kSummedCharge, category.code, rate);
    const Amount expected =
        Minus(Plus(SumOf(lines, kLine.amount), SumOf(charges, kCharge.amount)),
              SumOf(allowances, kAllowance.amount));
    if (!expected.has_value()) continue;
    bool met;
    if (category.family == "S") {
      met = !(lines.empty() && allowances.empty() && charges.empty()) &&
            WithinOne(found, expected, false);
    } else {
      met = !judgement.Groups(kLine.group).empty() && found.has_value() &&
            (category.by_rate ? WithinOne(found, expected, false)
                              : *found == *expected);
    }
    if (met) continue;
    judgement.Broken(
        *part, "invoice-rule-sum",
        {{"term", TermLabel(kBreakdown.amount)},
         {"found", AmountText(found)},
         {"expected", AmountText(expected)},
         {"formula",
          absl::StrCat("the sum of lines and charges less "
                       "allowances in VAT category ",
                       category.code,
                       rate.has_value() ? absl::StrCat(" at ", rate->ToString())
                                        : "")}});
  }
}

// -09: the tax amount.
void JudgeTax(const Category& category, Judgement& judgement) {
  for (const Group* part : Of(judgement, kBreakdown, category.code)) {
    const Amount found = part->Number(kTaxAmount);
    if (part->Has(kTaxAmount) && !found.has_value()) continue;
    Amount expected = Decimal();
    bool met = found.has_value() && found->IsZero();
    if (category.by_rate) {
      expected =
          RoundedAsXPath(PercentOf(Absolute(part->Number(kBreakdown.amount)),
                                   part->Number(kBreakdown.rate)),
                         2);
      met =
          WithinOne(Absolute(found), expected, !judgement.document().is_ubl());
    }
    if (met) continue;
    judgement.Broken(
        *part, "invoice-rule-sum",
        {{"term", TermLabel(kTaxAmount)},
         {"found", AmountText(found)},
         {"expected", AmountText(expected)},
         {"formula", category.by_rate
                         ? "BT-116 x BT-119 / 100"
                         : absl::StrCat("VAT category ", category.code)}});
  }
}

// -10.
void JudgeReason(const Category& category, Judgement& judgement) {
  for (const Group* part : Of(judgement, kBreakdown, category.code)) {
    if ((part->Has(120) || part->Has(121)) == category.reason) continue;
    judgement.Broken(
        *part, "invoice-rule-vat-needs",
        {{"category", std::string(category.code)},
         {"needed", category.reason ? "an exemption reason (BT-120, BT-121)"
                                    : "no exemption reason (BT-120, "
                                      "BT-121)"}});
  }
}

// BR-O-11 to -14: what is outside VAT stands alone.
void JudgeAlone(const Place& place, Judgement& judgement) {
  if (Of(judgement, kBreakdown, "O").empty() ||
      !HasOther(judgement, place, "O")) {
    return;
  }
  judgement.Broken(judgement.invoice(), "invoice-rule-vat-mixed",
                   {{"category", "O"}, {"other", "another one"}});
}

void NeedInBreakdownK(bool met, absl::string_view needed,
                      Judgement& judgement) {
  if (met || Of(judgement, kBreakdown, "K").empty()) return;
  judgement.Broken(judgement.invoice(), "invoice-rule-vat-needs",
                   {{"category", "K"}, {"needed", std::string(needed)}});
}

void JudgeDelivered(Judgement& judgement) {
  bool met = false;
  for (const Group* period : judgement.Groups(14)) {
    met = met || !period->terms.empty();
  }
  for (const Group* delivery : judgement.Groups(13)) {
    met = met || delivery->Text(72).size() > 1;
  }
  NeedInBreakdownK(met,
                   "the delivery date (BT-72) or the invoicing period (BG-14)",
                   judgement);
}

void JudgeDeliveredWhere(Judgement& judgement) {
  bool met = false;
  for (const Group* address : judgement.Groups(15)) {
    met = met || address->Text(80).size() > 1;
  }
  NeedInBreakdownK(met, "the country delivered to (BT-80)", judgement);
}

bool Anywhere(const Judgement& judgement, absl::string_view code) {
  for (const Place& place : {kLine, kAllowance, kCharge, kBreakdown}) {
    if (!Of(judgement, place, code).empty()) return true;
  }
  return false;
}

void JudgeSplitPaymentCountry(Judgement& judgement) {
  if (!Anywhere(judgement, "B")) return;
  constexpr std::pair<int, int> kCountries[] = {
      {5, 40}, {8, 55}, {12, 69}, {15, 80}, {25, 159}};
  for (const auto& [group, term] : kCountries) {
    for (const Group* one : judgement.Groups(group)) {
      for (const Term* country : one->All(term)) {
        if (country->text == "IT") continue;
        judgement.Broken(*one, "invoice-rule-vat-needs",
                         {{"category", "B"}, {"needed", "an Italian address"}});
        return;
      }
    }
  }
}

void JudgeSplitPaymentAlone(Judgement& judgement) {
  if (!Anywhere(judgement, "B") || !Anywhere(judgement, "S")) return;
  judgement.Broken(judgement.invoice(), "invoice-rule-vat-mixed",
                   {{"category", "B"}, {"other", "S"}});
}

}  // namespace

void AddVatRules(std::vector<Rule>* rules) {
  const auto add = [&](std::string id, std::function<void(Judgement&)> judge) {
    rules->push_back({std::move(id), RuleSet::kEn16931, ProblemSeverity::kFatal,
                      std::move(judge)});
  };
  for (const Category& category : kCategories) {
    const std::string id = absl::StrCat("BR-", category.family, "-");
    add(id + "01", [&](Judgement& j) { JudgeBreakdown(category, j); });
    add(id + "02", [&](Judgement& j) { JudgeParties(category, kLine, j); });
    add(id + "03",
        [&](Judgement& j) { JudgeParties(category, kAllowance, j); });
    add(id + "04", [&](Judgement& j) { JudgeParties(category, kCharge, j); });
    add(id + "05", [&](Judgement& j) { JudgeRate(category, kLine, j); });
    add(id + "06", [&](Judgement& j) { JudgeRate(category, kAllowance, j); });
    add(id + "07", [&](Judgement& j) { JudgeRate(category, kCharge, j); });
    add(id + "08", [&](Judgement& j) { JudgeBase(category, j); });
    add(id + "09", [&](Judgement& j) { JudgeTax(category, j); });
    add(id + "10", [&](Judgement& j) { JudgeReason(category, j); });
  }
  add("BR-IC-11", JudgeDelivered);
  add("BR-IC-12", JudgeDeliveredWhere);
  add("BR-O-11", [](Judgement& j) { JudgeAlone(kBreakdown, j); });
  add("BR-O-12", [](Judgement& j) { JudgeAlone(kLine, j); });
  add("BR-O-13", [](Judgement& j) { JudgeAlone(kAllowance, j); });
  add("BR-O-14", [](Judgement& j) { JudgeAlone(kCharge, j); });
  add("BR-B-01", JudgeSplitPaymentCountry);
  add("BR-B-02", JudgeSplitPaymentAlone);
}

}  // namespace regisseur
