#include "aggregator/answers/contract_replay.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/answers/cost_conversion.h"
#include "aggregator/answers/replay_usage.h"
#include "aggregator/answers/service_levels.h"
#include "core/base/nearest_word.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/pricing/break_even.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr size_t kMostForms = 20;
constexpr int kMostMonths = 240;
// Percent of the recorded usage.
constexpr int kScenarios[] = {50, 80, 90, 110, 120, 150};

absl::StatusOr<absl::CivilMonth> ReadMonth(absl::string_view field,
                                           const std::string& text) {
  const absl::StatusOr<absl::CivilMonth> month = ParseMonth(text);
  if (month.ok()) return month;
  return absl::InvalidArgumentError(absl::StrCat(
      field, ": ", text.empty() ? "say which" : absl::StrCat("\"", text, "\""),
      text.empty() ? "" : " is no month", "; a month is written 2026-01"));
}

bool IsMetered(const Contract& form) {
  return std::any_of(form.pricing.begin(), form.pricing.end(),
                     [](const PriceComponent& component) {
                       return component.meter.has_value();
                     });
}

class Replay {
 public:
  Replay(const AnswerContext& context, const Principal& who,
         const ReplayQuestion& question, AsOf as_of,
         std::shared_ptr<const KnownPortfolio> known)
      : context_(context),
        who_(who),
        question_(question),
        as_of_(as_of),
        known_(std::move(known)) {}

  absl::StatusOr<ReplayAnswer> Answer(const ContractReader& reader) {
    answer_.provider = known_->CurrentId(question_.provider);
    ASSIGN_OR_RETURN(from_, ReadMonth("from", question_.from));
    ASSIGN_OR_RETURN(to_, ReadMonth("to", question_.to));
    if (to_ < from_ || to_ - from_ >= kMostMonths) {
      return absl::InvalidArgumentError(
          absl::StrCat("to: has to be from ", question_.from, " on, at most ",
                       kMostMonths, " months"));
    }
    if (question_.forms.empty() || question_.forms.size() > kMostForms) {
      return absl::InvalidArgumentError(absl::StrCat(
          "forms: give from one to ", kMostForms, " contract files"));
    }
    for (const ContractText& file : question_.forms) {
      ASSIGN_OR_RETURN(Contract form, reader.ReadForm(file));
      forms_.push_back(std::move(form));
    }
    RETURN_IF_ERROR(Compare());
    ASSIGN_OR_RETURN(delivered_, ReadDeliveredMonths(context_, who_, *known_,
                                                     answer_.provider, as_of_));
    SetRunningMonthsAside();
    const absl::Status read = ReadBilledLines(
        context_, who_, *known_, answer_.provider, from_, to_, as_of_,
        [&](const BilledLine& billed) {
          return running_.contains(billed.month) ? absl::OkStatus()
                                                 : usage_.Add(billed);
        });
    if (absl::IsFailedPrecondition(read)) {
      // Lines that were replaced long ago are not kept.
      lines_dropped_ = true;
      AddGap(Make("price-lines-dropped", {}), answer_.gaps);
    } else {
      RETURN_IF_ERROR(read);
    }
    NoteMissingMonths();
    for (size_t i = 0; i < forms_.size(); ++i) {
      RETURN_IF_ERROR(AddForm(i));
    }
    return std::move(answer_);
  }

 private:
  Gap Make(const char* rule, std::map<std::string, std::string> arguments) {
    Gap gap;
    gap.provider = answer_.provider;
    gap.rule = rule;
    gap.arguments = std::move(arguments);
    return gap;
  }

  // What each form is compared with, month by month.
  absl::Status Compare() {
    std::map<absl::CivilMonth, ReplayUsage::Cover> by_contract;
    if (!question_.contract.empty()) {
      contracts_ = context_.contracts.At(as_of_.known);
      RETURN_IF_ERROR(FindContracts(*known_, *contracts_, question_.provider,
                                    question_.contract, "")
                          .status());
      for (absl::CivilMonth month = from_; month <= to_; ++month) {
        const Contract* const version =
            contracts_->Find(question_.contract, absl::CivilDay(month + 1) - 1);
        by_contract[month] = usage_.CoverOf(version->pricing);
      }
    }
    for (const Contract& form : forms_) {
      const ReplayUsage::Cover cover = usage_.CoverOf(form.pricing);
      std::map<absl::CivilMonth, ReplayUsage::Cover> by_month = by_contract;
      if (by_month.empty()) {
        for (absl::CivilMonth month = from_; month <= to_; ++month) {
          by_month[month] = cover;
        }
      }
      comparisons_.push_back(usage_.AddComparison(std::move(by_month)));
    }
    return absl::OkStatus();
  }

  // A part of a month beside the price of a whole one compares nothing.
  void SetRunningMonthsAside() {
    std::vector<std::string> running;
    for (absl::CivilMonth month = std::max(
             from_, absl::ToCivilMonth(known_->moment(), absl::UTCTimeZone()));
         month <= to_; ++month) {
      if (delivered_.erase(month) == 0) continue;
      running_.insert(month);
      running.push_back(FormatMonth(month));
    }
    if (running.empty()) return;
    AddGap(Make("replay-months-running",
                {{"months", absl::StrJoin(running, ", ")}}),
           answer_.gaps);
  }

  void NoteMissingMonths() {
    std::vector<std::string> missing;
    for (absl::CivilMonth month = from_; month <= to_; ++month) {
      if (!delivered_.contains(month) && !running_.contains(month)) {
        missing.push_back(FormatMonth(month));
      }
    }
    if (missing.empty()) return;
    AddGap(Make("replay-months-missing",
                {{"months", absl::StrJoin(missing, ", ")}}),
           answer_.gaps);
  }

  absl::Status AddForm(size_t i) {
    const Contract& form = forms_[i];
    FormReplay replay;
    replay.name = question_.forms[i].name;
    replay.currency = form.currency;
    ASSIGN_OR_RETURN(ReplayUsage::Metered metered, usage_.Read(form.pricing));
    NoteMeters(replay.name, form, metered);
    PricedUsage& usage = metered.usage;
    usage.delivered = delivered_;
    if (lines_dropped_) {
      for (const PriceComponent& component : form.pricing) {
        usage.refused.insert(component.component);
      }
    }
    ASSIGN_OR_RETURN(const std::vector<MonthPrice> prices,
                     PriceContract(form, usage, from_, to_));
    const ReplayUsage::Comparison& comparison =
        usage_.comparison(comparisons_[i]);
    ASSIGN_OR_RETURN(const auto actual, ActualOf(form, comparison));
    for (const MonthPrice& price : prices) {
      ReplayedMonth month{.price = price};
      if (const auto found = actual.find(price.month); found != actual.end()) {
        ASSIGN_OR_RETURN(month.actual, found->second.Rounded(form.currency));
        month.provisional = found->second.provisional();
      }
      replay.months.push_back(std::move(month));
    }
    RETURN_IF_ERROR(AddTotals(form, usage, replay));
    for (const auto& [key, left] : comparison.left) {
      const auto& [category, service, currency] = key;
      replay.not_compared.push_back(
          {category, service, currency, left.charges,
           left.billed.ToText(MinorUnitDigits(currency))});
    }
    answer_.forms.push_back(std::move(replay));
    return absl::OkStatus();
  }

  void NoteMeters(const std::string& name, const Contract& form,
                  const ReplayUsage::Metered& metered) {
    for (const auto& [component, units] : metered.mixed_units) {
      AddGap(Make("replay-mixed-units",
                  {{"form", name}, {"component", component}, {"units", units}}),
             answer_.gaps);
    }
    if (metered.without_quantity > 0) {
      AddGap(Make("price-charges-without-quantity",
                  {{"count", absl::StrCat(metered.without_quantity)}}),
             answer_.gaps);
    }
    const auto first = delivered_.lower_bound(from_);
    if (lines_dropped_ || first == delivered_.end() || *first > to_) return;
    for (const PriceComponent& component : form.pricing) {
      const auto& none = metered.picks_nothing;
      if (std::find(none.begin(), none.end(), component.component) ==
          none.end()) {
        continue;
      }
      std::set<std::string> near;
      for (const std::string& word :
           {component.meter->service_name, component.meter->sku,
            component.meter->unit}) {
        if (word.empty()) continue;
        const std::string meant = NearestWord(word, usage_.SeenWords());
        if (!meant.empty() && meant != word) near.insert(meant);
      }
      Gap gap = near.empty()
                    ? Make("replay-meter-empty",
                           {{"form", name}, {"component", component.component}})
                    : Make("replay-meter-near",
                           {{"form", name},
                            {"component", component.component},
                            {"near", absl::StrJoin(near, ", ")}});
      gap.notice = true;
      AddGap(std::move(gap), answer_.gaps);
    }
  }

  // What was billed for what the comparison covers, by month, in the form's
  // currency; without the months that cannot be told whole.
  absl::StatusOr<std::map<absl::CivilMonth, ConvertedSum>> ActualOf(
      const Contract& form, const ReplayUsage::Comparison& comparison) {
    std::map<absl::CivilMonth, ConvertedSum> actual;
    if (lines_dropped_) return actual;
    for (absl::CivilMonth month = from_; month <= to_; ++month) {
      if (!delivered_.contains(month)) continue;
      // A delivered month without a charge cost nothing.
      RETURN_IF_ERROR(actual[month].AddExact(ExactSum()));
    }
    const CostConverter converter(context_.rates.At(as_of_.known),
                                  form.currency, known_->moment());
    std::set<absl::CivilMonth> without_rate;
    for (const auto& [key, sum] : comparison.billed) {
      const auto& [month, currency, end] = key;
      if (!actual.contains(month)) continue;
      const absl::Status added =
          currency == form.currency
              ? actual[month].AddExact(sum)
              : converter.AddTo(actual[month], sum, currency, end);
      if (absl::IsNotFound(added)) {
        without_rate.insert(month);
        if (!converter.has_rates()) AddGap(NoRatesGap(converter), answer_.gaps);
        AddGap(Make("cost-no-rate",
                    {{"amount", sum.ToText(MinorUnitDigits(currency))},
                     {"currency", currency},
                     {"to", form.currency},
                     {"day", FormatDay(converter.DayOf(end))}}),
               answer_.gaps);
        continue;
      }
      RETURN_IF_ERROR(added);
    }
    for (const absl::CivilMonth month : without_rate) actual.erase(month);
    return actual;
  }

  absl::Status AddTotals(const Contract& form, const PricedUsage& usage,
                         FormReplay& replay) {
    ExactSum actual, replayed;
    std::vector<absl::CivilMonth> compared;
    std::optional<Decimal> most, least;
    for (const ReplayedMonth& month : replay.months) {
      const std::optional<Decimal> difference = month.Difference();
      if (!difference.has_value()) continue;
      RETURN_IF_ERROR(actual.Add(*month.actual));
      RETURN_IF_ERROR(replayed.Add(*month.price.total));
      compared.push_back(month.price.month);
      if (!most.has_value() || *difference > *most) {
        most = difference;
        replay.worst = month.price.month;
      }
      if (!least.has_value() || *difference < *least) {
        least = difference;
        replay.best = month.price.month;
      }
    }
    replay.compared_months = static_cast<int>(compared.size());
    if (compared.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(replay.actual, actual.ToDecimal());
    ASSIGN_OR_RETURN(replay.replayed, replayed.ToDecimal());
    ASSIGN_OR_RETURN(replay.difference,
                     Decimal::Subtract(*replay.replayed, *replay.actual));
    if (!IsMetered(form)) return absl::OkStatus();
    // What is carried from month to month does not jump over a gap.
    const bool in_a_row = compared.back() - compared.front() + 1 ==
                          static_cast<absl::civil_diff_t>(compared.size());
    if (in_a_row) {
      ASSIGN_OR_RETURN(replay.break_even,
                       FindBreakEven(form, usage, compared.front(),
                                     compared.back(), *replay.actual));
    }
    for (const int percent : kScenarios) {
      const Decimal factor = Decimal(percent, 2).Normalized();
      ASSIGN_OR_RETURN(std::optional<Decimal> cost,
                       CostAt(form, usage, factor, compared));
      replay.scenarios.emplace_back(factor, std::move(cost));
    }
    return absl::OkStatus();
  }

  // What those months would have cost at other usage.
  absl::StatusOr<std::optional<Decimal>> CostAt(
      const Contract& form, const PricedUsage& usage, const Decimal& factor,
      const std::vector<absl::CivilMonth>& compared) {
    PricedUsage scaled = usage;
    for (auto& [component, months] : scaled.quantities) {
      for (auto& [month, quantity] : months) {
        ASSIGN_OR_RETURN(quantity, Decimal::Multiply(quantity, factor));
      }
    }
    ASSIGN_OR_RETURN(const std::vector<MonthPrice> prices,
                     PriceContract(form, scaled, from_, to_));
    ExactSum sum;
    for (const MonthPrice& price : prices) {
      if (std::find(compared.begin(), compared.end(), price.month) ==
          compared.end()) {
        continue;
      }
      if (!price.total.has_value()) return std::optional<Decimal>();
      RETURN_IF_ERROR(sum.Add(*price.total));
    }
    ASSIGN_OR_RETURN(const Decimal cost, sum.ToDecimal());
    return std::optional<Decimal>(cost);
  }

  const AnswerContext& context_;
  const Principal& who_;
  const ReplayQuestion& question_;
  const AsOf as_of_;
  const std::shared_ptr<const KnownPortfolio> known_;
  std::shared_ptr<const ContractRegister> contracts_;
  absl::CivilMonth from_, to_;
  std::vector<Contract> forms_;
  ReplayUsage usage_;
  std::vector<size_t> comparisons_;       // by form
  std::set<absl::CivilMonth> delivered_;  // and over
  std::set<absl::CivilMonth> running_;    // delivered, not over
  bool lines_dropped_ = false;
  ReplayAnswer answer_;
};

}  // namespace

std::optional<Decimal> ReplayedMonth::Difference() const {
  if (!actual.has_value() || !price.total.has_value()) return std::nullopt;
  const absl::StatusOr<Decimal> difference =
      Decimal::Subtract(*price.total, *actual);
  if (!difference.ok()) return std::nullopt;
  return *difference;
}

absl::StatusOr<ReplayAnswer> AnswerContractReplay(
    const AnswerContext& context, const ContractReader& reader,
    const Principal& who, const ReplayQuestion& question, AsOf as_of) {
  ASSIGN_OR_RETURN(KnownPortfolio loaded,
                   KnownPortfolio::Load(context, who, as_of));
  const auto known = std::make_shared<const KnownPortfolio>(std::move(loaded));
  if (question.provider.empty()) {
    return absl::InvalidArgumentError("provider: say whose usage");
  }
  RETURN_IF_ERROR(known->CheckProvider(question.provider));
  return Replay(context, who, question, as_of, known).Answer(reader);
}

}  // namespace regisseur
