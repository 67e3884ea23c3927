#include "aggregator/config/price_list.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "aggregator/config/yaml_reader.h"
#include "core/base/nearest_word.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"

namespace regisseur {
namespace {

using Members = std::vector<std::pair<std::string, YamlValue>>;

// The members of a mapping; none where there is nothing (`addOns: null`).
Members MembersOf(const YamlValue& value) {
  return value.IsMapping() ? value.Members() : Members();
}

std::vector<std::string> ElementsOf(const YamlValue& value) {
  std::vector<std::string> texts;
  if (!value.IsList()) return texts;
  for (const YamlValue& element : value.Elements()) {
    texts.push_back(element.Text());
  }
  return texts;
}

std::string TextOf(const YamlValue& value) {
  return value.present() && value.IsScalar() ? value.Text() : "";
}

bool Contains(const std::vector<std::string>& all, const std::string& one) {
  for (const std::string& each : all) {
    if (each == one) return true;
  }
  return false;
}

// Names in a list are words of their own; as a component each is its id.
std::string IdOf(const std::string& name) {
  std::string id;
  char before = 0;
  for (const char c : name) {
    if (absl::ascii_isupper(c) && absl::ascii_islower(before)) id += '-';
    before = c;
    id += absl::ascii_isalnum(c) ? absl::ascii_tolower(c) : '-';
  }
  return id;
}

class PriceListReader {
 public:
  PriceListReader(YamlFile& yaml, const PriceListChoice& choice)
      : yaml_(yaml), root_(yaml.root()), choice_(choice) {}

  absl::StatusOr<PricingForm> Read() {
    form_.contract.title = TextOf(root_.Get("saasName"));
    form_.contract.currency = TextOf(root_.Get("currency"));
    if (!IsCurrencyCode(form_.contract.currency)) {
      Refuse("currency", absl::StrCat("is '", form_.contract.currency,
                                      "': a list needs an ISO 4217 code"));
    }
    ReadBilling();
    const YamlValue plan = Find("plans", choice_.plan, "plan");
    if (plan.present()) {
      ReadPlan(plan);
      ReadAddOns();
      ReadLimits(plan);
      SayFeatures(plan);
    }
    RETURN_IF_ERROR(yaml_.status());
    return std::move(form_);
  }

 private:
  void Refuse(absl::string_view key, const std::string& what) {
    yaml_.Refuse(0, key, what);
  }
  void Remark(const char* rule, std::map<std::string, std::string> arguments) {
    form_.remarks.push_back({rule, std::move(arguments)});
  }

  // What `name` is under `section`; refused where it is not there.
  YamlValue Find(const char* section, const std::string& name,
                 const char* option) {
    std::vector<std::string> names;
    for (const auto& [each, value] : MembersOf(root_.Get(section))) {
      if (each == name) return value;
      names.push_back(each);
    }
    const std::string near = NearestWord(name, names);
    Refuse(
        section,
        absl::StrCat(name.empty() ? absl::StrCat("offers more than one: ")
                                  : absl::StrCat("has no '", name, "': "),
                     near.empty() ? "" : absl::StrCat("perhaps ", near, "; "),
                     "choose a ", option, " of ",
                     names.empty() ? "none" : absl::StrJoin(names, ", ")));
    return YamlValue();
  }

  // How prices differ by how they are paid: annual: 0.75.
  void ReadBilling() {
    std::vector<std::string> names;
    for (const auto& [name, factor] : MembersOf(root_.Get("billing"))) {
      names.push_back(name);
      const bool chosen =
          choice_.billing.empty() ? name == "monthly" : name == choice_.billing;
      if (!chosen) continue;
      const absl::StatusOr<Decimal> read = Decimal::Parse(TextOf(factor));
      if (read.ok()) {
        billing_ = *read;
        return;
      }
      factor.Refuse("is no factor on the price");
      return;
    }
    if (choice_.billing.empty()) return;  // prices as they stand
    Refuse("billing",
           absl::StrCat("has no '", choice_.billing, "'; it has ",
                        names.empty() ? "none" : absl::StrJoin(names, ", ")));
  }

  // The price; absent when it is on request.
  std::optional<Decimal> PriceOf(const std::string& name,
                                 const YamlValue& value) {
    const std::string text = TextOf(value.Get("price"));
    const absl::StatusOr<Decimal> price = Decimal::Parse(text);
    if (!price.ok()) return std::nullopt;
    const absl::StatusOr<Decimal> paid = Decimal::Multiply(*price, billing_);
    if (!paid.ok()) {
      value.Refuse("has a price that cannot be held");
      return std::nullopt;
    }
    return *paid;
  }

  static bool IsPerUser(const std::string& unit) {
    const std::string lower = absl::AsciiStrToLower(unit);
    return absl::StartsWith(lower, "user") || absl::StartsWith(lower, "seat") ||
           absl::EndsWith(lower, "/user");
  }

  // A price of each of `count` that stays so: at other usage there are more.
  void AddPerUnit(const std::string& name, const Decimal& price,
                  const Decimal& count) {
    PriceComponent component;
    component.component = IdOf(name);
    component.form = PerUnitPrice{price};
    component.meter = Meter();
    component.meter->count = MeterCount::kStated;
    component.meter->stated[absl::CivilMonth(1970, 1)] = count;
    component.meter->holds_on = true;
    form_.contract.pricing.push_back(std::move(component));
  }

  void ReadPlan(const YamlValue& plan) {
    const std::optional<Decimal> price = PriceOf(choice_.plan, plan);
    if (!price.has_value()) {
      plan.Refuse(absl::StrCat("has its price on request ('",
                               TextOf(plan.Get("price")),
                               "'), so it cannot be replayed"));
      return;
    }
    if (!IsPerUser(TextOf(plan.Get("unit")))) {
      PriceComponent component;
      component.component = IdOf(choice_.plan);
      component.form = FixedPrice{*price};
      form_.contract.pricing.push_back(std::move(component));
      return;
    }
    if (!choice_.seats.has_value()) {
      plan.Refuse("has a price for each user: say how many seats");
      return;
    }
    AddPerUnit(choice_.plan, *price, *choice_.seats);
  }

  void ReadAddOns() {
    for (const auto& [name, count] : choice_.add_ons) {
      const YamlValue add_on = Find("addOns", name, "add-on");
      if (!add_on.present()) continue;
      const std::vector<std::string> plans =
          ElementsOf(add_on.Get("availableFor"));
      if (!plans.empty() && !Contains(plans, choice_.plan)) {
        add_on.Refuse(absl::StrCat("is not offered with ", choice_.plan,
                                   "; it is with ",
                                   absl::StrJoin(plans, ", ")));
        continue;
      }
      for (const std::string& other : ElementsOf(add_on.Get("excludes"))) {
        if (choice_.add_ons.contains(other) && name < other) {
          add_on.Refuse(absl::StrCat("and ", other, " exclude each other"));
        }
      }
      const std::optional<Decimal> price = PriceOf(name, add_on);
      if (!price.has_value()) {
        Remark("price-list-on-request",
               {{"name", name}, {"price", TextOf(add_on.Get("price"))}});
        continue;
      }
      const std::string unit = TextOf(add_on.Get("unit"));
      if (count.has_value()) {
        AddPerUnit(name, *price, *count);
      } else if (IsPerUser(unit) && choice_.seats.has_value()) {
        AddPerUnit(name, *price, *choice_.seats);
      } else if (unit == "/month") {
        AddPerUnit(name, *price, Decimal(1, 0));
      } else {
        add_on.Refuse(absl::StrCat("has a price for each ",
                                   unit.empty() ? "one" : unit,
                                   ": say how many, ", name, "=N"));
      }
    }
    for (const auto& [name, add_on] : MembersOf(root_.Get("addOns"))) {
      if (!choice_.add_ons.contains(name)) {
        Remark("price-list-add-on-left-out", {{"name", name}});
      }
    }
  }

  // What a plan allows at most has no price beyond it.
  void ReadLimits(const YamlValue& plan) {
    const Members of_plan = MembersOf(plan.Get("usageLimits"));
    for (const auto& [name, limit] : MembersOf(root_.Get("usageLimits"))) {
      std::string value = TextOf(limit.Get("defaultValue"));
      for (const auto& [own, told] : of_plan) {
        if (own == name) value = TextOf(told.Get("value"));
      }
      const absl::StatusOr<Decimal> number = Decimal::Parse(value);
      // Without an end, not there at all, or yes and no.
      if (!number.ok() || number->IsZero()) continue;
      const std::string unit = TextOf(limit.Get("unit"));
      if (IsPerUser(unit) && choice_.seats.has_value() &&
          *choice_.seats > *number) {
        limit.Refuse(absl::StrCat("lets ", choice_.plan, " have at most ",
                                  value, " users, and ",
                                  choice_.seats->ToString(), " are asked for"));
        continue;
      }
      std::map<std::string, std::string> arguments = {
          {"name", name}, {"value", value}, {"unit", unit}};
      const char* rule = "price-list-limit";
      for (const auto& [add_on, offer] : MembersOf(root_.Get("addOns"))) {
        for (const auto& [more, told] :
             MembersOf(offer.Get("usageLimitsExtensions"))) {
          if (more != name) continue;
          rule = "price-list-limit-more";
          arguments["add_on"] = add_on;
          arguments["more"] = TextOf(told.Get("value"));
        }
      }
      Remark(rule, std::move(arguments));
    }
  }

  void SayFeatures(const YamlValue& plan) {
    const size_t features = MembersOf(root_.Get("features")).size();
    if (features > 0) {
      Remark("price-list-features", {{"count", absl::StrCat(features)}});
    }
  }

  YamlFile& yaml_;
  const YamlValue root_;
  const PriceListChoice& choice_;
  Decimal billing_ = Decimal(1, 0);
  PricingForm form_;
};

}  // namespace

bool IsPriceList(absl::string_view content) {
  for (absl::string_view line : absl::StrSplit(content, '\n')) {
    if (absl::StartsWith(line, "saasName:")) return true;
  }
  return false;
}

absl::StatusOr<PricingForm> ParsePriceList(absl::string_view name,
                                           absl::string_view content,
                                           const PriceListChoice& choice) {
  ASSIGN_OR_RETURN(const std::unique_ptr<YamlFile> yaml,
                   YamlFile::Parse(name, content));
  return PriceListReader(*yaml, choice).Read();
}

}  // namespace regisseur
