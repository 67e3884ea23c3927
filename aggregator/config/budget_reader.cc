#include "aggregator/config/budget_reader.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "aggregator/config/config_keys.h"
#include "aggregator/config/key_table.h"
#include "core/money/currency.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr char kSection[] = "budgets[]";
constexpr int kMostMonths = 120;
// Lines are read for them (DECISIONS 9).
constexpr int kMostMonthsOfLines = 13;

// `x_app=Shop A` as part of an id: letters that it may have.
std::string IdText(absl::string_view text) {
  std::string id;
  for (const char c : text) {
    const char small = absl::ascii_tolower(static_cast<unsigned char>(c));
    if (absl::ascii_isalnum(static_cast<unsigned char>(small))) {
      id += small;
    } else if (!id.empty() && id.back() != '-') {
      id += '-';
    }
  }
  while (!id.empty() && id.back() == '-') id.pop_back();
  return id;
}

class BudgetReader : private KeyTable {
 public:
  explicit BudgetReader(const Portfolio& portfolio)
      : KeyTable(ConfigKeys(), LaterConfigKeys()), portfolio_(portfolio) {}

  std::vector<Budget> Read(const YamlValue& list) {
    std::vector<Budget> budgets;
    for (const YamlValue& value : list.Elements()) {
      budgets.push_back(ReadBudget(value));
    }
    return budgets;
  }

 private:
  Budget ReadBudget(const YamlValue& value) {
    CheckKeys(value, kSection);
    Budget budget;
    ReadScope(value, budget);
    const std::string period = ReadPeriod(value, budget);
    const YamlValue amount = Required(value, kSection, "amount");
    budget.amount = ReadAboveZero(amount, "an amount such as \"120000.00\"");
    budget.currency = portfolio_.currency;
    if (const YamlValue currency = value.Get("currency"); currency.present()) {
      budget.currency = ReadCurrency(currency, currency.Text());
    }
    budget.warn_at =
        ReadShares(value.Get("warn_at"), {Decimal(8, 1), Decimal(10, 1)});
    budget.warn_at_forecast =
        ReadShares(value.Get("warn_at_forecast"), {Decimal(10, 1)});
    for (const auto& [currency, rate] : value.Get("rates").Members()) {
      ReadCurrency(rate, currency);
      if (currency == budget.currency) {
        rate.Refuse("is the budget's own currency, which needs no rate");
      }
      budget.rates[currency] = ReadAboveZero(rate, "a rate such as \"0.92\"");
    }
    budget.id = value.Get("id").present()
                    ? RequiredId(value, kSection)
                    : absl::StrCat(ScopeText(budget), "-", period);
    RefuseTaken(value, "budget", budget.id, ids_);
    return budget;
  }

  static std::string ScopeText(const Budget& budget) {
    std::string text = IdText(
        absl::StrCat(budget.provider, " ", budget.subject, " ", budget.value));
    if (text.size() > 40) text.resize(40);
    return text.empty() ? "portfolio" : text;
  }

  void ReadScope(const YamlValue& value, Budget& budget) {
    constexpr const char* kNarrow[] = {"service", "function", "cost_center",
                                       "tag"};
    std::optional<YamlValue> scope;
    std::string key;
    for (const char* name : kNarrow) {
      const YamlValue found = value.Get(name);
      if (!found.present()) continue;
      if (scope.has_value()) {
        found.Refuse(
            absl::StrCat("stands beside '", key, "': a budget has one scope"));
      } else {
        scope = found;
        key = name;
      }
    }
    const YamlValue provider = value.Get("provider");
    if (provider.present()) {
      budget.provider = provider.Text();
      budget.scope = Budget::Scope::kProvider;
      const ProviderConfig* known = portfolio_.FindProvider(budget.provider);
      if (known == nullptr) {
        provider.Refuse(absl::StrCat("is '", budget.provider,
                                     "', which is no provider in this file"));
      } else {
        budget.owner = known->owner;
      }
    }
    if (scope.has_value()) {
      if (provider.present() && (key == "service" || key == "function")) {
        provider.Refuse(absl::StrCat("stands beside '", key,
                                     "', which names its provider itself"));
      }
      ReadNarrowScope(*scope, key, budget);
    }
    if (const std::string owner = value.Get("owner").Text(); !owner.empty()) {
      budget.owner = owner;
    }
  }

  void ReadNarrowScope(const YamlValue& value, const std::string& key,
                       Budget& budget) {
    const std::string text = value.Text();
    if (key == "service") {
      budget.scope = Budget::Scope::kService;
      const size_t slash = text.find('/');
      budget.provider = text.substr(0, slash);
      budget.subject = slash == std::string::npos ? "" : text.substr(slash + 1);
      CheckService(value, budget.provider, budget.subject);
      if (const auto* provider = portfolio_.FindProvider(budget.provider)) {
        budget.owner = provider->owner;
      }
    } else if (key == "function") {
      budget.scope = Budget::Scope::kFunction;
      budget.subject = text;
      const auto function = std::find_if(
          portfolio_.functions.begin(), portfolio_.functions.end(),
          [&](const FunctionConfig& each) { return each.id == text; });
      if (function == portfolio_.functions.end()) {
        value.Refuse(
            absl::StrCat("is '", text, "', which is no function in this file"));
        return;
      }
      budget.owner = function->owner;
      for (const auto& [provider, service] : function->needs) {
        CheckService(value, provider, service);
      }
    } else if (key == "cost_center") {
      budget.scope = Budget::Scope::kCostCenter;
      budget.subject = text;
      if (text.empty()) value.Refuse("is empty");
    } else {
      budget.scope = Budget::Scope::kTag;
      const size_t equals = text.find('=');
      if (equals == 0 || equals == std::string::npos ||
          equals + 1 == text.size()) {
        value.Refuse(absl::StrCat("is '", text,
                                  "': write NAME=VALUE, such as app=shop"));
        return;
      }
      budget.subject = text.substr(0, equals);
      budget.value = text.substr(equals + 1);
    }
  }

  // Without charges nobody knows what the service costs.
  void CheckService(const YamlValue& value, const std::string& provider,
                    const std::string& service) {
    const ProviderConfig* known = portfolio_.FindProvider(provider);
    if (known != nullptr) {
      for (const ServiceConfig& each : known->services) {
        if (each.id != service) continue;
        if (each.charges.empty()) {
          value.Refuse(absl::StrCat(
              "is about ", provider, "/", service,
              ", of which nobody knows the cost: give that service 'charges'"));
        }
        return;
      }
    }
    value.Refuse(absl::StrCat("is '", value.Text(),
                              "': write provider/service, both in this file"));
  }

  // Sets the months; returns them as part of an id.
  std::string ReadPeriod(const YamlValue& value, Budget& budget) {
    const YamlValue year = value.Get("year");
    const YamlValue month = value.Get("month");
    const YamlValue from = value.Get("from");
    const YamlValue to = value.Get("to");
    const int given = (year.present() ? 1 : 0) + (month.present() ? 1 : 0) +
                      (from.present() || to.present() ? 1 : 0);
    if (given != 1) {
      value.Refuse(given == 0 ? "lacks its time: write year: 2026, month: "
                                "2026-10, or from: 2026-07 and to: 2026-12"
                              : "has more than one time: write one of year, "
                                "month, and from with to");
      return "";
    }
    if (year.present()) {
      const int y = year.Int(2000, 1999, 2999);
      budget.first = absl::CivilMonth(y, 1);
      budget.last = absl::CivilMonth(y, 12);
      return absl::StrCat(y);
    }
    if (month.present()) {
      budget.first = budget.last = ReadMonth(month);
      return FormatMonth(budget.first);
    }
    budget.first = ReadMonth(Required(value, kSection, "from"));
    budget.last = ReadMonth(Required(value, kSection, "to"));
    const bool lines = budget.scope == Budget::Scope::kTag ||
                       budget.scope == Budget::Scope::kCostCenter;
    const int most = lines ? kMostMonthsOfLines : kMostMonths;
    if (from.present() && to.present() &&
        (budget.last < budget.first || budget.Months() > most)) {
      to.Refuse(absl::StrCat("is ", FormatMonth(budget.last),
                             ": a budget from ", FormatMonth(budget.first),
                             " ends in that month or at most ", most - 1,
                             " months later"));
      budget.last = budget.first;
    }
    return absl::StrCat(FormatMonth(budget.first), "-",
                        FormatMonth(budget.last));
  }

  absl::CivilMonth ReadMonth(const YamlValue& value) {
    const absl::StatusOr<absl::CivilMonth> month = ParseMonth(value.Text());
    if (month.ok()) return *month;
    if (value.present()) {
      value.Refuse(absl::StrCat("is '", value.Text(),
                                "': write a month such as 2026-10"));
    }
    return absl::CivilMonth(2000, 1);
  }

  Decimal ReadAboveZero(const YamlValue& value, absl::string_view right) {
    const absl::StatusOr<Decimal> amount = Decimal::Parse(value.Text());
    if (amount.ok() && *amount > Decimal()) return *amount;
    if (value.present()) {
      value.Refuse(absl::StrCat("is '", value.Text(), "': write ", right,
                                ", above zero"));
    }
    return Decimal(1, 0);
  }

  std::string ReadCurrency(const YamlValue& value, const std::string& code) {
    if (!IsCurrencyCode(code)) {
      value.Refuse(
          absl::StrCat("is '", code, "': write an ISO 4217 code such as EUR"));
    }
    return code;
  }

  std::vector<Decimal> ReadShares(const YamlValue& value,
                                  std::vector<Decimal> fallback) {
    if (!value.present()) return fallback;
    std::vector<Decimal> shares;
    for (const YamlValue& element : value.Elements()) {
      const Decimal share =
          ReadAboveZero(element, "a share such as 0.8 for 80 %");
      if (share > Decimal(10, 0)) {
        element.Refuse(absl::StrCat(
            "is '", element.Text(),
            "', which is more than ten budgets: write 0.8 for 80 %"));
      }
      if (!shares.empty() && share <= shares.back()) {
        element.Refuse("is not above the share before it");
      }
      shares.push_back(share);
    }
    return shares;
  }

  const Portfolio& portfolio_;
  std::set<std::string> ids_;
};

}  // namespace

std::vector<Budget> ReadBudgets(const YamlValue& budgets,
                                const Portfolio& portfolio) {
  return BudgetReader(portfolio).Read(budgets);
}

}  // namespace regisseur
