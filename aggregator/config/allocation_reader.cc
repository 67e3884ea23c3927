#include "aggregator/config/allocation_reader.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "aggregator/config/config_keys.h"
#include "aggregator/config/key_table.h"
#include "core/base/nearest_word.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr char kQuantity[] = "quantities[]";
constexpr char kRule[] = "allocations[]";
constexpr char kUsage[] = "allocations[].usage";
constexpr char kTag[] = "allocations[].tag";
constexpr size_t kMostRules = 1000;
constexpr const char* kSelectors[] = {
    "service_name:", "sub_account:", "sku:", "tag:"};

class AllocationReader : private KeyTable {
 public:
  explicit AllocationReader(const Portfolio* portfolio)
      : KeyTable(ConfigKeys(), LaterConfigKeys()), portfolio_(portfolio) {}

  std::vector<QuantityConfig> ReadQuantities(
      const YamlValue& list, const std::string& base_directory) {
    std::vector<QuantityConfig> quantities;
    for (const YamlValue& value : list.Elements()) {
      CheckKeys(value, kQuantity);
      QuantityConfig& quantity = quantities.emplace_back();
      quantity.id = RequiredId(value, kQuantity);
      RefuseTaken(value, "quantity", quantity.id, ids_);
      quantity.file =
          ConfigPath(base_directory, RequiredText(value, kQuantity, "file"));
      quantity.unit = value.Get("unit").Text();
    }
    return quantities;
  }

  std::vector<AllocationRule> ReadRules(const YamlValue& list) {
    std::vector<AllocationRule> rules;
    for (const YamlValue& value : list.Elements()) {
      if (rules.size() == kMostRules) {
        value.Refuse(absl::StrCat("is one too many: at most ", kMostRules));
        break;
      }
      AllocationRule rule = ReadRule(value);
      for (const AllocationRule& before : rules) {
        if (LeavesNothingTo(before, rule)) {
          value.Refuse(absl::StrCat(
              "takes nothing: rule '", before.id,
              "' before it takes the same charges in the same months; put the "
              "narrower rule first, or give one 'charges', 'from' or 'to'"));
          break;
        }
      }
      rules.push_back(std::move(rule));
    }
    return rules;
  }

 private:
  // True when every line that `later` picks is taken by `before`.
  static bool LeavesNothingTo(const AllocationRule& before,
                              const AllocationRule& later) {
    if (before.method == AllocationRule::Method::kTag &&
        (later.method != before.method || later.tag != before.tag ||
         !before.map.empty())) {
      return false;  // it takes only lines whose tag says where they go
    }
    if (before.first.has_value() &&
        (!later.first.has_value() || *later.first < *before.first)) {
      return false;
    }
    if (before.last.has_value() &&
        (!later.last.has_value() || *later.last > *before.last)) {
      return false;
    }
    if (!before.provider.empty() && before.provider != later.provider) {
      return false;
    }
    if (!before.service.empty() && before.service != later.service) {
      return false;
    }
    return before.charges.empty() || before.charges == later.charges;
  }

  AllocationRule ReadRule(const YamlValue& value) {
    CheckKeys(value, kRule);
    AllocationRule rule;
    rule.id = RequiredId(value, kRule);
    RefuseTaken(value, "rule of allocation", rule.id, ids_);
    ReadScope(value, rule);
    rule.first = ReadMonth(value.Get("from"));
    rule.last = ReadMonth(value.Get("to"));
    if (rule.first.has_value() && rule.last.has_value() &&
        *rule.last < *rule.first) {
      value.Get("to").Refuse(absl::StrCat("is ", FormatMonth(*rule.last),
                                          ", before 'from', which is ",
                                          FormatMonth(*rule.first)));
    }
    ReadMethod(value, rule);
    return rule;
  }

  void ReadScope(const YamlValue& value, AllocationRule& rule) {
    const YamlValue provider = value.Get("provider");
    const YamlValue service = value.Get("service");
    if (provider.present()) {
      rule.provider = provider.Text();
      if (portfolio_->FindProvider(rule.provider) == nullptr) {
        std::vector<std::string> names;
        for (const ProviderConfig& each : portfolio_->providers) {
          names.push_back(each.id);
        }
        provider.Refuse(absl::StrCat("is '", rule.provider,
                                     "', which is no provider in this file",
                                     Meant(rule.provider, names)));
      }
    }
    if (service.present()) {
      if (provider.present()) {
        provider.Refuse(
            "stands beside 'service', which names its provider itself");
      }
      const std::string text = service.Text();
      const size_t slash = text.find('/');
      rule.provider = text.substr(0, slash);
      rule.service = slash == std::string::npos ? "" : text.substr(slash + 1);
      CheckService(service, rule);
    }
    rule.charges = Texts(value.Get("charges"));
    for (const std::string& selector : rule.charges) {
      if (std::none_of(std::begin(kSelectors), std::end(kSelectors),
                       [&](const char* kind) {
                         return absl::StartsWith(selector, kind) &&
                                selector.size() > std::string(kind).size();
                       })) {
        value.Get("charges").Refuse(absl::StrCat(
            "has '", selector,
            "': write service_name:…, sub_account:…, sku:… or tag:NAME=VALUE"));
      }
    }
  }

  void CheckService(const YamlValue& value, const AllocationRule& rule) {
    const ProviderConfig* provider = portfolio_->FindProvider(rule.provider);
    std::vector<std::string> names;
    for (const ProviderConfig& each : portfolio_->providers) {
      for (const ServiceConfig& service : each.services) {
        names.push_back(absl::StrCat(each.id, "/", service.id));
        if (&each != provider || service.id != rule.service) continue;
        if (service.charges.empty()) {
          value.Refuse(absl::StrCat(
              "is about ", names.back(),
              ", of which nobody knows the cost: give that service 'charges'"));
        }
        return;
      }
    }
    value.Refuse(absl::StrCat("is '", value.Text(),
                              "': write provider/service, both in this file",
                              Meant(value.Text(), names)));
  }

  void ReadMethod(const YamlValue& value, AllocationRule& rule) {
    constexpr const char* kMethods[] = {"shares", "quantity", "usage", "tag"};
    std::vector<std::string> given;
    for (const char* method : kMethods) {
      if (value.Get(method).present()) given.push_back(method);
    }
    if (given.size() != 1) {
      value.Refuse(given.empty()
                       ? std::string("does not say how it divides: write one "
                                     "of shares, quantity, usage and tag")
                       : absl::StrCat("divides in several ways (",
                                      absl::StrJoin(given, ", "),
                                      "): write one of them"));
      return;
    }
    const YamlValue how = value.Get(given.front());
    if (given.front() == "shares") {
      rule.method = AllocationRule::Method::kShare;
      ReadShares(how, rule);
    } else if (given.front() == "quantity") {
      rule.method = AllocationRule::Method::kQuantity;
      rule.quantity = how.Text();
      std::vector<std::string> names;
      for (const QuantityConfig& each : portfolio_->quantities) {
        if (each.id == rule.quantity) return;
        names.push_back(each.id);
      }
      how.Refuse(absl::StrCat("is '", rule.quantity,
                              "', which is none of 'quantities'",
                              Meant(rule.quantity, names)));
    } else if (given.front() == "usage") {
      rule.method = AllocationRule::Method::kUsage;
      CheckKeys(how, kUsage);
      rule.tag = RequiredText(how, kUsage, "tag");
      rule.unit = how.Get("unit").Text();
      ReadMap(how.Get("map"), rule);
    } else {
      rule.method = AllocationRule::Method::kTag;
      CheckKeys(how, kTag);
      rule.tag = RequiredText(how, kTag, "name");
      ReadMap(how.Get("map"), rule);
    }
  }

  void ReadShares(const YamlValue& value, AllocationRule& rule) {
    Decimal sum;
    for (const auto& [center, share] : value.Members()) {
      if (center.empty()) share.Refuse("has no cost centre before it");
      const std::string written = share.Text();
      absl::string_view text = written;
      const bool percent = absl::ConsumeSuffix(&text, "%");
      const absl::StatusOr<Decimal> number =
          Decimal::Parse(absl::StripAsciiWhitespace(text));
      if (!percent || !number.ok() || !(*number > Decimal()) ||
          *number > Decimal(100, 0) || number->scale() > 12) {
        share.Refuse(absl::StrCat(
            "is '", share.Text(),
            "': write a share such as 60%, above 0% and at most 100%"));
        continue;
      }
      const Decimal part(number->coefficient(), number->scale() + 2);
      rule.shares.emplace_back(center, part);
      sum = Decimal::Add(sum, part).value_or(sum);
    }
    if (sum > Decimal(1, 0)) {
      const Decimal all =
          Decimal::Multiply(sum, Decimal(100, 0)).value_or(sum).Normalized();
      value.Refuse(
          absl::StrCat("are ", all.ToString(), "% together: at most 100%"));
    }
    if (rule.shares.empty() && value.IsMapping() && value.Members().empty()) {
      value.Refuse("are none: write for instance {\"4410\": 60%}");
    }
  }

  static void ReadMap(const YamlValue& value, AllocationRule& rule) {
    for (const auto& [pattern, center] : value.Members()) {
      if (center.Text().empty()) {
        center.Refuse("names no cost centre");
      }
      rule.map.emplace_back(pattern, center.Text());
    }
  }

  static std::optional<absl::CivilMonth> ReadMonth(const YamlValue& value) {
    if (!value.present()) return std::nullopt;
    const absl::StatusOr<absl::CivilMonth> month = ParseMonth(value.Text());
    if (month.ok()) return *month;
    value.Refuse(
        absl::StrCat("is '", value.Text(), "': write a month such as 2026-10"));
    return std::nullopt;
  }

  static std::string Meant(const std::string& word,
                           const std::vector<std::string>& names) {
    const std::string nearest = NearestWord(word, names);
    return nearest.empty() ? "" : absl::StrCat("; did you mean ", nearest, "?");
  }

  const Portfolio* portfolio_;  // null while quantities are read
  std::set<std::string> ids_;
};

}  // namespace

std::vector<QuantityConfig> ReadQuantities(const YamlValue& quantities,
                                           const std::string& base_directory) {
  return AllocationReader(nullptr).ReadQuantities(quantities, base_directory);
}

std::vector<AllocationRule> ReadAllocations(const YamlValue& allocations,
                                            const Portfolio& portfolio) {
  return AllocationReader(&portfolio).ReadRules(allocations);
}

}  // namespace regisseur
