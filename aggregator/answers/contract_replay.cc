#include "aggregator/answers/contract_replay.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/answers/accepted_hours.h"
#include "aggregator/answers/contract_prices.h"
#include "aggregator/answers/cost_conversion.h"
#include "aggregator/answers/invoice_cost.h"
#include "aggregator/answers/replay_forecast.h"
#include "aggregator/answers/replay_usage.h"
#include "aggregator/answers/service_levels.h"
#include "aggregator/answers/ticket_quantities.h"
#include "core/base/nearest_word.h"
#include "core/base/status_macros.h"
#include "core/contract/month_version.h"
#include "core/money/currency.h"
#include "core/pricing/accrued_months.h"
#include "core/pricing/break_even.h"
#include "core/pricing/scaled_usage.h"
#include "core/pricing/stated_quantities.h"
#include "core/pricing/whole_periods.h"
#include "core/reconciliation/line_items.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr size_t kMostForms = 20;
constexpr int kMostMonths = 240;
constexpr char kOnRequest[] = "price-list-on-request";
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
      ASSIGN_OR_RETURN(PricingForm form, reader.ReadForm(file));
      forms_.push_back(std::move(form.contract));
      remarks_.push_back(std::move(form.remarks));
    }
    RETURN_IF_ERROR(Compare());
    FindBegins();
    ASSIGN_OR_RETURN(delivered_, ReadDeliveredMonths(context_, who_, *known_,
                                                     answer_.provider, as_of_));
    SetRunningMonthsAside();
    const absl::Status read = ReadBilledLines(
        context_, who_, *known_, answer_.provider, begin_, to_, as_of_,
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
    RETURN_IF_ERROR(ReadAgreed());
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
        by_contract[month] =
            usage_.CoverOf(VersionIn(month)->pricing, /*by_name=*/true);
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

  // What a contract agrees for a quarter or year falls due whole, also where
  // the first month cuts it; so does what a form asks beside it.
  void FindBegins() {
    begins_.assign(forms_.size(), from_);
    begin_ = from_;
    if (question_.contract.empty()) return;
    const Contract& version = *VersionIn(from_);
    const auto first = [&](const Contract& contract) {
      return std::min(from_, std::max(FirstOfCutPeriods(contract, from_),
                                      absl::CivilMonth(version.term.start)));
    };
    begin_ = first(version);
    for (size_t i = 0; i < forms_.size(); ++i) {
      begins_[i] = first(forms_[i]);
      begin_ = std::min(begin_, begins_[i]);
    }
  }

  const Contract* VersionIn(absl::CivilMonth month) const {
    return VersionOfMonth(*contracts_, question_.contract, month);
  }

  // A part of a month beside the price of a whole one compares nothing.
  void SetRunningMonthsAside() {
    std::vector<std::string> running;
    const absl::CivilMonth now =
        absl::ToCivilMonth(known_->moment(), absl::UTCTimeZone());
    for (absl::CivilMonth month = std::max(from_, now); month <= to_; ++month) {
      ahead_.insert(month);
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
      if (!delivered_.contains(month) && !ahead_.contains(month)) {
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
    replay.remarks = remarks_[i];
    ASSIGN_OR_RETURN(ReplayUsage::Metered metered, usage_.Read(form.pricing));
    NoteMeters(replay.name, form, metered);
    PricedUsage& usage = metered.usage;
    usage.delivered = delivered_;
    if (lines_dropped_) {
      for (const PriceComponent& component : form.pricing) {
        usage.refused.insert(component.component);
      }
    }
    RETURN_IF_ERROR(AddUncounted(form, begins_[i], usage));
    for (const Sentence& remark : remarks_[i]) {
      // It was asked for and is in no total.
      if (remark.rule != kOnRequest) continue;
      AddGap(Make(kOnRequest, remark.arguments), answer_.gaps);
    }
    NoteCutPeriods(replay.name, form, begins_[i]);
    NoteObjectives(replay.name, form);
    for (const std::string& component : AddEstimatedUsage(
             form, from_, {ahead_.begin(), ahead_.end()}, usage)) {
      Gap gap = Make("replay-forecast-short",
                     {{"form", replay.name}, {"component", component}});
      gap.notice = true;
      AddGap(std::move(gap), answer_.gaps);
    }
    ASSIGN_OR_RETURN(const std::vector<MonthPrice> prices,
                     PriceWholePeriods(form, usage, begins_[i], from_, to_));
    const ReplayUsage::Comparison& comparison =
        usage_.comparison(comparisons_[i]);
    ASSIGN_OR_RETURN(auto actual, ActualOf(form, i, comparison));
    ASSIGN_OR_RETURN(const auto agreed, AddAgreed(form, comparison, actual));
    ASSIGN_OR_RETURN(const auto accrued,
                     AccrueMonths(form, prices, begins_[i]));
    for (const MonthPrice& price : prices) {
      ReplayedMonth month{.price = price};
      if (const auto own = accrued.find(price.month); own != accrued.end()) {
        month.accrued = own->second;
      }
      month.estimate = ahead_.contains(price.month);
      if (const auto fee = agreed.find(price.month); fee != agreed.end()) {
        month.agreed = fee->second;
      }
      if (const auto found = actual.find(price.month); found != actual.end()) {
        ASSIGN_OR_RETURN(month.actual, found->second.Rounded(form.currency));
        month.provisional = found->second.provisional();
      }
      replay.months.push_back(std::move(month));
    }
    RETURN_IF_ERROR(AddForecast(form, usage, replay));
    RETURN_IF_ERROR(AddTotals(form, usage, begins_[i],
                              metered.picks_nothing.empty(), replay));
    for (const auto& [key, left] : comparison.left) {
      const auto& [category, service, currency] = key;
      replay.not_compared.push_back(
          {category, service, currency, left.charges,
           left.billed.ToText(MinorUnitDigits(currency))});
    }
    answer_.forms.push_back(std::move(replay));
    return absl::OkStatus();
  }

  // What charges do not tell.
  absl::Status AddUncounted(const Contract& form, absl::CivilMonth begin,
                            PricedUsage& usage) {
    RETURN_IF_ERROR(AddTicketQuantities(context_, who_, *known_,
                                        answer_.provider, form.pricing, begin,
                                        to_, as_of_, usage, answer_.gaps));
    AddStatedQuantities(form.pricing, begin, to_, usage);
    if (question_.contract.empty()) return absl::OkStatus();
    // Hours that were accepted under the contract, for bundles of its names.
    Contract named;
    named.id = question_.contract;
    named.pricing = form.pricing;
    return AddAcceptedHours(context_, who_, named, as_of_, usage);
  }

  // Months before the first one that a period lacks.
  void NoteCutPeriods(const std::string& name, Contract form,
                      absl::CivilMonth begin) {
    std::erase_if(form.pricing, [](const PriceComponent& component) {
      return std::holds_alternative<FixedPrice>(component.form);
    });
    std::vector<std::string> missing;
    for (absl::CivilMonth month =
             std::max(begin, FirstOfCutPeriods(form, from_));
         month < from_; ++month) {
      if (!delivered_.contains(month)) missing.push_back(FormatMonth(month));
    }
    if (missing.empty()) return;
    AddGap(Make("replay-period-cut",
                {{"form", name}, {"months", absl::StrJoin(missing, ", ")}}),
           answer_.gaps);
  }

  // Credits, penalties and bonuses follow from what is attained, which no usage
  // tells.
  void NoteObjectives(const std::string& name, const Contract& form) {
    std::vector<std::string> objectives;
    for (const Objective& objective : form.objectives) {
      const Remedies& remedies = objective.remedies;
      if (!remedies.credits.empty() || !remedies.bonus.empty() ||
          !remedies.penalties.empty()) {
        objectives.push_back(objective.id);
      }
    }
    if (objectives.empty()) return;
    Gap gap =
        Make("replay-objectives-left-out",
             {{"form", name}, {"objectives", absl::StrJoin(objectives, ", ")}});
    gap.notice = true;
    AddGap(std::move(gap), answer_.gaps);
  }

  // What belongs to months that are compared and is due in others.
  void NoteDueOutside(const std::string& name, const Contract& form,
                      const std::vector<absl::CivilMonth>& compared) {
    const ContractPeriods periods(form.term);
    const std::set<absl::CivilMonth> inside(compared.begin(), compared.end());
    for (const PriceComponent& component : form.pricing) {
      const auto* fixed = std::get_if<FixedPrice>(&component.form);
      const PricePeriod per = component.meter.has_value()
                                  ? component.meter->period
                                  : LongestPeriod(component);
      std::set<std::string> due;
      for (const absl::CivilMonth month : compared) {
        const PeriodMonths period = periods.Of(per, month);
        const absl::CivilMonth falls =
            fixed != nullptr && fixed->in_advance ? period.first : period.last;
        if (!inside.contains(falls)) due.insert(FormatMonth(falls));
      }
      if (due.empty()) continue;
      AddGap(Make("replay-due-outside", {{"form", name},
                                         {"component", component.component},
                                         {"months", absl::StrJoin(due, ", ")}}),
             answer_.gaps);
    }
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
      AddGap(std::move(gap), answer_.gaps);
    }
  }

  // What was billed for what the comparison covers, by month, in the form's
  // currency; without the months that cannot be told whole.
  absl::StatusOr<std::map<absl::CivilMonth, ConvertedSum>> ActualOf(
      const Contract& form, size_t i,
      const ReplayUsage::Comparison& comparison) {
    std::map<absl::CivilMonth, ConvertedSum> actual;
    if (lines_dropped_) return actual;
    for (absl::CivilMonth month = from_; month <= to_; ++month) {
      if (!delivered_.contains(month)) continue;
      // A delivered month without a charge cost nothing.
      RETURN_IF_ERROR(actual[month].AddExact(ExactSum()));
    }
    const CostConverter converter = ConverterTo(form.currency);
    ASSIGN_OR_RETURN(const InvoicedDays days,
                     InvoicedDays::Read(context_, who_, *known_, as_of_));
    std::set<absl::CivilMonth> without_rate;
    bool any_rate = false;
    std::string other;
    for (const auto& [key, sum] : comparison.billed) {
      const auto& [month, currency, start, end] = key;
      if (!actual.contains(month)) continue;
      const BilledAt billed = days.Of(answer_.provider, {start, end});
      const absl::Status added =
          currency == form.currency
              ? actual[month].AddExact(sum)
              : converter.AddTo(actual[month], sum, currency, billed);
      if (absl::IsNotFound(added)) {
        other = currency;
        without_rate.insert(month);
        AddGap(Make("cost-no-rate",
                    {{"amount", sum.ToText(MinorUnitDigits(currency))},
                     {"currency", currency},
                     {"to", form.currency},
                     {"day", FormatDay(converter.DayOf(billed))}}),
               answer_.gaps);
        continue;
      }
      RETURN_IF_ERROR(added);
      any_rate = true;
    }
    if (!any_rate && !other.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("forms: ", question_.forms[i].name, " is in ",
                       form.currency, " and what was paid in ", other,
                       ", and there is no rate between "
                       "them; write the form in ",
                       other, " or configure exchange_rates"));
    }
    for (const absl::CivilMonth month : without_rate) actual.erase(month);
    return actual;
  }

  CostConverter ConverterTo(const std::string& currency) const {
    return CostConverter(context_.rates.At(as_of_.known), currency,
                         known_->moment(), known_->portfolio().conversion);
  }

  // What the contract agrees for components that no meter of charges has.
  absl::Status ReadAgreed() {
    if (question_.contract.empty() || lines_dropped_) return absl::OkStatus();
    std::vector<Gap> elsewhere;  // said by what is missing
    ASSIGN_OR_RETURN(
        agreed_,
        ReadContractPrices(context_, who_, *known_, *contracts_,
                           question_.contract, from_, to_, as_of_, elsewhere));
    return absl::OkStatus();
  }

  // Adds to what charges told what is agreed and no charge is called by;
  // returns it by month.
  absl::StatusOr<std::map<absl::CivilMonth, Decimal>> AddAgreed(
      const Contract& form, const ReplayUsage::Comparison& comparison,
      std::map<absl::CivilMonth, ConvertedSum>& actual) {
    std::map<absl::CivilMonth, Decimal> added;
    std::vector<std::string> unknown_months;
    std::set<std::string> unknown, components;
    ExactSum all;
    const CostConverter converter = ConverterTo(form.currency);
    for (const MonthPrice& month : agreed_) {
      const auto paid = actual.find(month.month);
      if (paid == actual.end()) continue;
      const Contract& version = *VersionIn(month.month);
      // A form without meters is held against every charge.
      if (!usage_.CoverOf(version.pricing, true).has_value()) continue;
      const auto named = comparison.named.find(month.month);
      ExactSum sum;
      std::set<std::string> own;
      bool known = true;
      for (const ComponentPrice& price : month.components) {
        const PriceComponent* component =
            version.FindComponent(price.component);
        if (component == nullptr ||
            (component->meter.has_value() && IsOfCharges(*component->meter))) {
          continue;
        }
        if (named != comparison.named.end() &&
            named->second.contains(ComparableName(price.component))) {
          continue;
        }
        if (!price.amount.has_value()) {
          unknown.insert(price.component);
          known = false;
          continue;
        }
        RETURN_IF_ERROR(sum.Add(*price.amount));
        if (!price.amount->IsZero()) own.insert(price.component);
      }
      if (!known) {
        unknown_months.push_back(FormatMonth(month.month));
        actual.erase(paid);
        continue;
      }
      ASSIGN_OR_RETURN(const Decimal exact, sum.ToDecimal());
      if (exact.IsZero()) continue;
      ConvertedSum fee;
      const absl::TimeZone utc = absl::UTCTimeZone();
      const BilledAt billed{
          absl::FromCivil(absl::CivilDay(month.month), utc),
          absl::FromCivil(absl::CivilDay(month.month + 1), utc)};
      const absl::Status converted =
          version.currency == form.currency
              ? fee.AddExact(sum)
              : converter.AddTo(fee, sum, version.currency, billed);
      if (absl::IsNotFound(converted)) {
        AddGap(Make("cost-no-rate",
                    {{"amount", sum.ToText(MinorUnitDigits(version.currency))},
                     {"currency", version.currency},
                     {"to", form.currency},
                     {"day", FormatDay(converter.DayOf(billed))}}),
               answer_.gaps);
        actual.erase(paid);
        continue;
      }
      RETURN_IF_ERROR(converted);
      RETURN_IF_ERROR(paid->second.Add(fee));
      ASSIGN_OR_RETURN(added[month.month], fee.Rounded(form.currency));
      RETURN_IF_ERROR(all.Add(added[month.month]));
      components.insert(own.begin(), own.end());
    }
    if (!added.empty()) {
      Gap gap = Make("replay-agreed-added",
                     {{"contract", question_.contract},
                      {"components", absl::StrJoin(components, ", ")},
                      {"amount", all.ToText(MinorUnitDigits(form.currency))},
                      {"currency", form.currency}});
      gap.notice = true;
      AddGap(std::move(gap), answer_.gaps);
    }
    if (!unknown_months.empty()) {
      AddGap(Make("replay-agreed-unknown",
                  {{"contract", question_.contract},
                   {"components", absl::StrJoin(unknown, ", ")},
                   {"months", absl::StrJoin(unknown_months, ", ")}}),
             answer_.gaps);
    }
    return added;
  }

  // What the contract will come to in the months ahead by the usage that the
  // form is priced by; absent where it does not say.
  absl::StatusOr<std::optional<std::map<absl::CivilMonth, Decimal>>>
  ExpectedByContract(const std::string& currency) {
    std::optional<std::map<absl::CivilMonth, Decimal>> none;
    if (question_.contract.empty() || lines_dropped_) return none;
    const Contract& version = *VersionIn(to_);
    if (version.currency != currency ||
        !usage_.CoverOf(version.pricing, true).has_value()) {
      return none;
    }
    ASSIGN_OR_RETURN(ReplayUsage::Metered metered,
                     usage_.Read(version.pricing));
    PricedUsage& usage = metered.usage;
    usage.delivered = delivered_;
    RETURN_IF_ERROR(AddUncounted(version, begin_, usage));
    AddEstimatedUsage(version, from_, {ahead_.begin(), ahead_.end()}, usage);
    ASSIGN_OR_RETURN(const std::vector<MonthPrice> prices,
                     PriceWholePeriods(version, usage, begin_, from_, to_));
    std::map<absl::CivilMonth, Decimal> expected;
    for (const MonthPrice& price : prices) {
      if (!ahead_.contains(price.month)) continue;
      if (!price.total.has_value()) return none;
      expected[price.month] = *price.total;
    }
    return expected;
  }

  // What will be paid in the months ahead, and both together.
  absl::Status AddForecast(const Contract& form, const PricedUsage& usage,
                           FormReplay& replay) {
    if (ahead_.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const auto expected, ExpectedByContract(replay.currency));
    if (expected.has_value()) {
      for (ReplayedMonth& month : replay.months) {
        if (month.estimate) month.actual = expected->at(month.price.month);
      }
    } else {
      ASSIGN_OR_RETURN(
          const bool by_usage,
          EstimateActual(question_.contract.empty() ? OneMeter(form) : nullptr,
                         usage, replay.months, replay.currency));
      if (!by_usage && IsMetered(form)) {
        Gap gap = Make("replay-forecast-apart", {{"form", replay.name}});
        gap.notice = true;
        AddGap(std::move(gap), answer_.gaps);
      }
    }
    ReplayForecast forecast;
    ExactSum actual, replayed;
    bool has_actual = true, has_replayed = true;
    for (const ReplayedMonth& month : replay.months) {
      if (!month.estimate) continue;
      ++forecast.months;
      has_actual = has_actual && month.actual.has_value();
      has_replayed = has_replayed && month.price.total.has_value();
      if (month.actual) RETURN_IF_ERROR(actual.Add(*month.actual));
      if (month.price.total) RETURN_IF_ERROR(replayed.Add(*month.price.total));
    }
    if (has_actual) {
      ASSIGN_OR_RETURN(forecast.actual, actual.ToDecimal());
    }
    if (has_replayed) {
      ASSIGN_OR_RETURN(forecast.replayed, replayed.ToDecimal());
    }
    if (has_actual && has_replayed) {
      ASSIGN_OR_RETURN(forecast.difference,
                       Decimal::Subtract(*forecast.replayed, *forecast.actual));
    }
    replay.forecast = forecast;
    return absl::OkStatus();
  }

  // The component whose meter tells all that is compared.
  static const PriceComponent* OneMeter(const Contract& form) {
    const PriceComponent* one = nullptr;
    for (const PriceComponent& component : form.pricing) {
      if (!component.meter.has_value() || !IsOfCharges(*component.meter)) {
        continue;
      }
      if (one != nullptr) return nullptr;
      one = &component;
    }
    return one;
  }

  // A meter that picks nothing tells no usage to scale (`all_pick` is false).
  absl::Status AddTotals(const Contract& form, const PricedUsage& usage,
                         absl::CivilMonth begin, bool all_pick,
                         FormReplay& replay) {
    ExactSum actual, replayed;
    std::vector<absl::CivilMonth> compared;
    std::optional<Decimal> most, least;
    for (const ReplayedMonth& month : replay.months) {
      const std::optional<Decimal> difference = month.Difference();
      if (month.estimate || !difference.has_value()) continue;
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
    NoteDueOutside(replay.name, form, compared);
    if (!IsMetered(form) || !all_pick) return absl::OkStatus();
    // What is carried from month to month does not jump over a gap.
    const bool in_a_row = compared.back() - compared.front() + 1 ==
                          static_cast<absl::civil_diff_t>(compared.size());
    if (in_a_row) {
      ASSIGN_OR_RETURN(
          replay.break_even,
          FindBreakEven(form, usage, compared.front(), compared.back(),
                        *replay.actual,
                        compared.front() == from_ ? begin : compared.front()));
    }
    for (const int percent : kScenarios) {
      const Decimal factor = Decimal(percent, 2).Normalized();
      ASSIGN_OR_RETURN(std::optional<Decimal> cost,
                       CostAt(form, usage, factor, begin, compared));
      replay.scenarios.emplace_back(factor, std::move(cost));
    }
    return absl::OkStatus();
  }

  // What those months would have cost at other usage.
  absl::StatusOr<std::optional<Decimal>> CostAt(
      const Contract& form, const PricedUsage& usage, const Decimal& factor,
      absl::CivilMonth begin, const std::vector<absl::CivilMonth>& compared) {
    ASSIGN_OR_RETURN(const PricedUsage scaled, ScaledUsage(usage, factor));
    ASSIGN_OR_RETURN(const std::vector<MonthPrice> prices,
                     PriceWholePeriods(form, scaled, begin, from_, to_));
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
  // From where periods are followed: of each form, and the first of all.
  std::vector<absl::CivilMonth> begins_;
  absl::CivilMonth begin_;
  std::vector<Contract> forms_;
  std::vector<std::vector<Sentence>> remarks_;  // by form
  std::vector<MonthPrice> agreed_;              // of the contract
  std::set<absl::CivilMonth> ahead_;            // the running one and later
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
