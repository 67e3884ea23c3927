#include "aggregator/answers/concentration.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/cost_summary.h"
#include "core/base/status_macros.h"
#include "core/contract/contract_register.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr int kMonths = 12;
constexpr char kProviderKey[] = "provider";
constexpr char kCategoryKey[] = "service_category";

// What is known of a key before it becomes a row.
struct Share {
  std::string name;
  Decimal amount;
  bool known = true;
  std::set<std::string> providers;
  std::set<std::string> countries;
};
using Shares = std::map<std::string, Share>;

absl::string_view TierWord(Tier tier) {
  switch (tier) {
    case Tier::kStrategic:
      return "strategic";
    case Tier::kTactical:
      return "tactical";
    case Tier::kOperational:
      return "operational";
    case Tier::kCommodity:
      return "commodity";
  }
  return "";
}

class Divider {
 public:
  Divider(const KnownPortfolio& known, const ContractRegister& contracts,
          ConcentrationAnswer& answer)
      : known_(known), contracts_(contracts), answer_(answer) {}

  // A part of the cost of a provider; `category` as charges name it.
  absl::Status Add(const std::string& provider, const std::string& category,
                   const Decimal& amount) {
    ASSIGN_OR_RETURN(answer_.total, Decimal::Add(answer_.total, amount));
    const ProviderConfig* const config =
        known_.portfolio().FindProvider(provider);
    RETURN_IF_ERROR(AddTo(Dimension::kProvider, provider,
                          config == nullptr ? "" : config->name, provider,
                          amount, provider != kUnassigned));
    const std::string country = config == nullptr ? "" : config->country;
    RETURN_IF_ERROR(AddTo(Dimension::kCountry, country, "", provider, amount,
                          !country.empty()));
    RETURN_IF_ERROR(AddTo(Dimension::kServiceCategory, category, "", provider,
                          amount, !category.empty()));
    const std::string tier =
        config == nullptr ? "" : std::string(TierWord(config->tier));
    return AddTo(Dimension::kTier, tier, "", provider, amount, !tier.empty());
  }

  // The whole cost of each provider, to each subprocessor that its contracts
  // name; of one whose contracts say nothing, to what is not known.
  absl::Status AddFourthParties(absl::CivilDay on) {
    std::map<std::string, std::map<std::string, std::set<std::string>>> relies;
    std::set<std::string> told;
    for (const Contract* contract : contracts_.InForce(on)) {
      const std::optional<Processing>& processing =
          contract->dossier.processing;
      if (!processing.has_value()) continue;
      const std::string provider = known_.CurrentId(contract->provider);
      told.insert(provider);
      for (const Processing::Subprocessor& one : processing->subprocessors) {
        relies[provider][one.name].insert(one.country);
      }
    }
    const Shares by_provider = shares_[Dimension::kProvider];
    for (const auto& [provider, share] : by_provider) {
      if (told.count(provider) == 0) {
        RETURN_IF_ERROR(AddTo(Dimension::kFourthParty, "", "", provider,
                              share.amount, /*known=*/false));
      }
      for (const auto& [name, countries] : relies[provider]) {
        RETURN_IF_ERROR(AddTo(Dimension::kFourthParty, name, "", provider,
                              share.amount, /*known=*/true));
        shares_[Dimension::kFourthParty][name].countries.insert(
            countries.begin(), countries.end());
      }
    }
    return absl::OkStatus();
  }

  void Finish(std::optional<Dimension> by) {
    for (auto& [dimension, shares] : shares_) {
      if (by.has_value() && *by != dimension) continue;
      std::vector<ConcentrationRow> rows;
      for (auto& [key, share] : shares) {
        rows.push_back(RowOf(dimension, key, std::move(share)));
      }
      std::stable_sort(
          rows.begin(), rows.end(),
          [](const ConcentrationRow& a, const ConcentrationRow& b) {
            if (a.known != b.known) return a.known;
            return *a.amount > *b.amount;
          });
      for (ConcentrationRow& row : rows) answer_.rows.push_back(std::move(row));
    }
  }

 private:
  absl::Status AddTo(Dimension dimension, const std::string& key,
                     const std::string& name, const std::string& provider,
                     const Decimal& amount, bool known) {
    Share& share = shares_[dimension][known ? key : ""];
    share.name = name;
    share.known = known;
    share.providers.insert(provider);
    ASSIGN_OR_RETURN(share.amount, Decimal::Add(share.amount, amount));
    return absl::OkStatus();
  }

  ConcentrationRow RowOf(Dimension dimension, const std::string& key,
                         Share share) const {
    ConcentrationRow row;
    row.dimension = dimension;
    row.key = key;
    row.name = std::move(share.name);
    row.known = share.known;
    row.amount = share.amount;
    row.providers.assign(share.providers.begin(), share.providers.end());
    row.countries.assign(share.countries.begin(), share.countries.end());
    for (const FunctionConfig& function : known_.portfolio().functions) {
      const bool needs = std::any_of(
          function.needs.begin(), function.needs.end(), [&](const auto& need) {
            return share.providers.count(known_.CurrentId(need.first)) > 0;
          });
      if (!needs) continue;
      row.functions.push_back(function.id);
      if (function.critical) row.critical_functions.push_back(function.id);
    }
    return row;
  }

  const KnownPortfolio& known_;
  const ContractRegister& contracts_;
  ConcentrationAnswer& answer_;
  std::map<Dimension, Shares> shares_;
};

absl::StatusOr<absl::CivilMonth> MonthOf(absl::string_view field,
                                         const std::string& text,
                                         absl::CivilMonth otherwise) {
  if (text.empty()) return otherwise;
  const absl::StatusOr<absl::CivilMonth> month = ParseMonth(text);
  if (month.ok()) return month;
  return absl::InvalidArgumentError(
      absl::StrCat(field, ": \"", text, "\" is no month such as 2026-10"));
}

}  // namespace

std::optional<std::string> ConcentrationAnswer::ShareOf(
    const Decimal& amount) const {
  if (total <= Decimal()) return std::nullopt;
  const absl::StatusOr<Decimal::Quotient> share =
      Decimal::MultiplyDivide(amount, Decimal(100, 0), total, {2, 2});
  if (!share.ok()) return std::nullopt;
  return share->truncated.ToString();
}

absl::StatusOr<ConcentrationAnswer> AnswerConcentration(
    const AnswerContext& context, const Principal& who,
    const ConcentrationQuestion& question, AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  // Months of cost are UTC's (DECISIONS 20).
  const absl::CivilMonth running(
      absl::ToCivilDay(known.moment(), absl::UTCTimeZone()));
  ConcentrationAnswer answer;
  ASSIGN_OR_RETURN(answer.to, MonthOf("to", question.to, running - 1));
  ASSIGN_OR_RETURN(answer.from,
                   MonthOf("from", question.from, answer.to - (kMonths - 1)));
  if (answer.to < answer.from) {
    return absl::InvalidArgumentError("to: is before from");
  }
  answer.currency = known.portfolio().currency;
  ASSIGN_OR_RETURN(CostSummaryAnswer summary,
                   AnswerCostSummary(context, who,
                                     {.by = {kProviderKey, kCategoryKey},
                                      .from = FormatMonth(answer.from),
                                      .to = FormatMonth(answer.to),
                                      .in = answer.currency,
                                      .without_tax = true},
                                     as_of));
  answer.gaps = std::move(summary.gaps);
  const std::shared_ptr<const ContractRegister> contracts =
      context.contracts.At(as_of.known);
  Divider divider(known, *contracts, answer);
  for (const CostSummaryRow& row : summary.rows) {
    // What could not be converted is a gap of the summary.
    if (row.currency != answer.currency) continue;
    ASSIGN_OR_RETURN(const Decimal amount,
                     Decimal::Parse(row.unrounded.value_or(row.billed)));
    RETURN_IF_ERROR(divider.Add(row.keys.at(kProviderKey),
                                row.keys.at(kCategoryKey), amount));
  }
  RETURN_IF_ERROR(divider.AddFourthParties(
      absl::ToCivilDay(known.moment(), known.portfolio().time_zone)));
  divider.Finish(question.by);
  const bool overlaps = std::any_of(
      answer.rows.begin(), answer.rows.end(), [](const ConcentrationRow& row) {
        return row.dimension == Dimension::kFourthParty && row.known;
      });
  if (overlaps) {
    Gap gap;
    gap.rule = "concentration-fourth-parties-overlap";
    gap.notice = true;
    AddGap(std::move(gap), answer.gaps);
  }
  return answer;
}

}  // namespace regisseur
