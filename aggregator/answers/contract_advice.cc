#include "aggregator/answers/contract_advice.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "aggregator/answers/contract_prices.h"
#include "aggregator/answers/invoice_contract.h"
#include "aggregator/answers/service_levels.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/money/exact_sum.h"
#include "core/pricing/scaled_usage.h"
#include "core/rigidity/commitment_level.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr int kMonths = 12;
constexpr int kMostMonths = 120;
constexpr size_t kMostOffers = 20;
// Percent of the usage seen.
constexpr int kFalls[] = {100, 90, 80, 50};

absl::StatusOr<Decimal> ReadNumber(absl::string_view field,
                                   const std::string& text) {
  absl::StatusOr<Decimal> number = Decimal::Parse(text);
  if (number.ok() && !number->IsNegative()) return number;
  return absl::InvalidArgumentError(absl::StrCat(
      field, ": \"", text, "\" is no number of zero or more, such as 12.5"));
}

absl::StatusOr<Decimal> ReadPercent(absl::string_view field,
                                    const std::string& text) {
  ASSIGN_OR_RETURN(const Decimal percent, ReadNumber(field, text));
  if (percent < Decimal(100, 0)) return percent;
  return absl::InvalidArgumentError(
      absl::StrCat(field, ": ", text, " is no percentage below 100"));
}

absl::StatusOr<PricePeriod> ReadPeriod(const std::string& word) {
  if (word.empty() || word == "month") return PricePeriod::kMonth;
  if (word == "quarter") return PricePeriod::kQuarter;
  if (word == "year" || word == "contract_year") {
    return PricePeriod::kContractYear;
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "per: \"", word, "\" is not month, quarter, year or contract_year"));
}

int MonthsIn(PricePeriod per) {
  return per == PricePeriod::kMonth ? 1 : per == PricePeriod::kQuarter ? 3 : 12;
}

bool IsFloor(const PriceComponent& component) {
  return std::holds_alternative<MinimumCommitment>(component.form);
}

bool IsBoughtAhead(const PriceComponent& component) {
  return std::holds_alternative<HourBundlePrice>(component.form) ||
         std::holds_alternative<PrepaidPrice>(component.form);
}

// What one could commit to: what use costs at a level, and the best one.
struct Choice {
  std::string kind;
  std::string component;
  std::string per;
  std::optional<Decimal> level_now;
  // The use that levels are held against, at a factor.
  std::function<absl::StatusOr<std::vector<Decimal>>(const Decimal& factor)>
      use;
  std::function<absl::StatusOr<Decimal>(const std::vector<Decimal>& used,
                                        const Decimal& level)>
      cost;
  std::function<absl::StatusOr<CommitmentLevel>(
      const std::vector<Decimal>& used)>
      best;
};

class Advice {
 public:
  Advice(const AnswerContext& context, const Principal& who,
         const AdviceQuestion& question, AsOf as_of,
         const KnownPortfolio& known)
      : context_(context),
        who_(who),
        question_(question),
        as_of_(as_of),
        known_(known),
        contracts_(context.contracts.At(as_of.known)) {}

  absl::StatusOr<AdviceAnswer> Answer() {
    answer_.provider = known_.CurrentId(question_.provider);
    RETURN_IF_ERROR(FindContract());
    answer_.contract = contract_->id;
    answer_.currency = contract_->currency;
    RETURN_IF_ERROR(ReadMonths());
    std::vector<Choice> choices;
    RETURN_IF_ERROR(AddMinimum(choices));
    RETURN_IF_ERROR(AddReserved(choices));
    AddBundles(choices);
    if (choices.empty() && !question_.discount_percent.empty()) {
      return absl::FailedPreconditionError(absl::StrCat(
          "discount_percent: nothing of ", contract_->id,
          " can be reserved: that takes a component with one price per unit "
          "(per_unit) whose months are added up; it has ",
          FormsInWords(), ". Minimum amounts can be offered all the same"));
    }
    if (choices.empty()) {
      return absl::FailedPreconditionError(
          absl::StrCat("nothing can be committed to under ", contract_->id,
                       ": say what is offered (a discount, or minimum amounts "
                       "with theirs)"));
    }
    for (const Choice& choice : choices) {
      RETURN_IF_ERROR(AddAdvice(choice));
    }
    if (!question_.offers.empty() || !question_.discount_percent.empty()) {
      RETURN_IF_ERROR(NoteFloors());
      NoteShares();
    }
    answer_.method = {"advise-method",
                      {{"months", absl::StrCat(answer_.months.size())},
                       {"from", FormatMonth(answer_.months.front())},
                       {"to", FormatMonth(answer_.months.back())}}};
    return std::move(answer_);
  }

 private:
  absl::Status FindContract() {
    const absl::CivilDay today =
        absl::ToCivilDay(known_.moment(), known_.portfolio().time_zone);
    if (!question_.contract.empty()) {
      RETURN_IF_ERROR(FindContracts(known_, *contracts_, question_.provider,
                                    question_.contract, "")
                          .status());
      contract_ = contracts_->Find(question_.contract, today);
      return absl::OkStatus();
    }
    const std::vector<const Contract*> running =
        ContractsWith(known_, *contracts_, answer_.provider, today);
    if (running.size() == 1) {
      contract_ = running.front();
      return absl::OkStatus();
    }
    std::vector<std::string> ids;
    for (const Contract* contract : running) ids.push_back(contract->id);
    return absl::InvalidArgumentError(absl::StrCat(
        "contract: ", ids.empty() ? "none runs with " : "say which of ",
        ids.empty() ? answer_.provider : absl::StrJoin(ids, ", ")));
  }

  // The months that count, with their usage.
  absl::Status ReadMonths() {
    const absl::CivilMonth running =
        absl::ToCivilMonth(known_.moment(), absl::UTCTimeZone());
    absl::CivilMonth from = running - kMonths;
    absl::CivilMonth to = running - 1;
    if (question_.from.empty() != question_.to.empty()) {
      return absl::InvalidArgumentError(
          "from: give both months, or neither for the last twelve");
    }
    if (!question_.from.empty()) {
      for (const auto& [field, text, month] :
           {std::tuple("from", &question_.from, &from),
            std::tuple("to", &question_.to, &to)}) {
        const absl::StatusOr<absl::CivilMonth> read = ParseMonth(*text);
        if (!read.ok()) {
          return absl::InvalidArgumentError(
              absl::StrCat(field, ": \"", *text,
                           "\" is no month; a month is written 2026-01"));
        }
        *month = *read;
      }
      if (to < from || to - from >= kMostMonths) {
        return absl::InvalidArgumentError(
            absl::StrCat("to: has to be from ", question_.from, " on, at most ",
                         kMostMonths, " months"));
      }
      to = std::min(to, running - 1);
    }
    // Floors are what is chosen anew.
    use_ = *contract_;
    std::erase_if(use_.pricing, IsFloor);
    for (IndexedPricing& step : use_.indexed) {
      std::erase_if(step.pricing, IsFloor);
    }
    if (to >= from) {
      ASSIGN_OR_RETURN(
          usage_,
          ReadPricedUsage(context_, who_, known_, contract_->provider,
                          use_.pricing, from, to, as_of_, answer_.gaps));
    }
    LeaveOutUnknown(from, to);
    from_ = from;
    std::vector<std::string> left_out;
    ASSIGN_OR_RETURN(const std::vector<MonthPrice> prices,
                     PriceContract(use_, usage_, from, to));
    for (const MonthPrice& price : prices) {
      if (price.exact.has_value()) {
        answer_.months.push_back(price.month);
      } else {
        left_out.push_back(FormatMonth(price.month));
      }
    }
    if (answer_.months.empty()) {
      return absl::FailedPreconditionError(absl::StrCat(
          "no month of usage is known whole from ", FormatMonth(from), " to ",
          FormatMonth(to), ", so nothing can be advised"));
    }
    to_ = to;
    if (left_out.empty()) return absl::OkStatus();
    Gap gap;
    gap.provider = answer_.provider;
    gap.rule = "advise-months-left-out";
    gap.arguments = {{"months", absl::StrJoin(left_out, ", ")}};
    AddGap(std::move(gap), answer_.gaps);
    return absl::OkStatus();
  }

  // What no charge tells and nobody stated for every month has no say in what
  // use costs, nor has what is a share of it.
  void LeaveOutUnknown(absl::CivilMonth from, absl::CivilMonth to) {
    std::set<std::string> unknown;
    for (const PriceComponent& component : use_.pricing) {
      if (!component.meter.has_value() || IsOfCharges(*component.meter)) {
        continue;
      }
      const auto months = usage_.quantities.find(component.component);
      for (absl::CivilMonth month = from; month <= to; ++month) {
        if (months == usage_.quantities.end() ||
            !months->second.contains(month)) {
          unknown.insert(component.component);
          break;
        }
      }
    }
    const auto is_unknown = [&](const PriceComponent& component) {
      const std::vector<std::string>& of = ComponentsOf(component.form);
      return unknown.contains(component.component) ||
             std::any_of(of.begin(), of.end(), [&](const std::string& each) {
               return unknown.contains(each);
             });
    };
    std::erase_if(use_.pricing, is_unknown);
    for (IndexedPricing& step : use_.indexed) {
      std::erase_if(step.pricing, is_unknown);
    }
    for (const std::string& component : unknown) {
      usage_.quantities.erase(component);
    }
  }

  // A component's quantities of the months that count, times a factor.
  absl::StatusOr<std::vector<Decimal>> QuantitiesOf(
      const std::string& component, const Decimal& factor) const {
    std::vector<Decimal> used;
    const auto months = usage_.quantities.find(component);
    for (const absl::CivilMonth month : answer_.months) {
      Decimal q;
      if (months != usage_.quantities.end()) {
        const auto found = months->second.find(month);
        if (found != months->second.end()) q = found->second;
      }
      ASSIGN_OR_RETURN(used.emplace_back(), Decimal::Multiply(q, factor));
    }
    return used;
  }

  // What use costs in each period that counts, times a factor on use.
  absl::StatusOr<std::vector<Decimal>> CostsOfUse(PricePeriod per,
                                                  const Decimal& factor) const {
    ASSIGN_OR_RETURN(const PricedUsage scaled, ScaledUsage(usage_, factor));
    ASSIGN_OR_RETURN(const std::vector<MonthPrice> prices,
                     PriceContract(use_, scaled, from_, to_));
    const int length = MonthsIn(per);
    std::vector<Decimal> costs;
    for (const absl::CivilMonth first : WholePeriods(per)) {
      ExactSum sum;
      for (const MonthPrice& price : prices) {
        if (price.month < first || price.month >= first + length) continue;
        for (size_t i = 0; i < price.components.size(); ++i) {
          const PriceComponent& component = use_.pricing[i];
          // What is bought ahead is no use.
          if (!component.meter.has_value() || IsBoughtAhead(component)) {
            continue;
          }
          RETURN_IF_ERROR(sum.Add(*price.components[i].amount));
        }
      }
      ASSIGN_OR_RETURN(costs.emplace_back(), sum.ToDecimal());
    }
    return costs;
  }

  // The first months of the periods of which every month is known. They are
  // counted from the first month asked: what is taken now begins its own.
  std::vector<absl::CivilMonth> WholePeriods(PricePeriod per) const {
    const int length = MonthsIn(per);
    std::map<absl::CivilMonth, int> known;
    for (const absl::CivilMonth month : answer_.months) {
      ++known[from_ + (month - from_) / length * length];
    }
    std::vector<absl::CivilMonth> whole;
    for (const auto& [first, months] : known) {
      if (months == length) whole.push_back(first);
    }
    return whole;
  }

  // FAILED_PRECONDITION where no period is whole.
  absl::Status NotePartsOfPeriods(PricePeriod per) {
    const std::vector<absl::CivilMonth> whole = WholePeriods(per);
    const std::string word =
        absl::StrReplaceAll(PricePeriodWord(per), {{"_", " "}});
    if (whole.empty()) {
      return absl::FailedPreconditionError(absl::StrCat(
          "from ", FormatMonth(from_), " on no ", word, " (", MonthsIn(per),
          " months in a row) is known whole, so a minimum by the ", word,
          " cannot be advised; ask for a longer range or for --per month"));
    }
    std::vector<std::string> parts;
    for (const absl::CivilMonth month : answer_.months) {
      const auto next = std::upper_bound(whole.begin(), whole.end(), month);
      if (next == whole.begin() || month >= *std::prev(next) + MonthsIn(per)) {
        parts.push_back(FormatMonth(month));
      }
    }
    if (parts.empty()) return absl::OkStatus();
    Gap gap;
    gap.provider = answer_.provider;
    gap.rule = "advise-part-of-period";
    gap.arguments = {{"months", absl::StrJoin(parts, ", ")}, {"per", word}};
    AddGap(std::move(gap), answer_.gaps);
    return absl::OkStatus();
  }

  absl::Status AddMinimum(std::vector<Choice>& choices) {
    if (question_.offers.empty()) return absl::OkStatus();
    if (question_.offers.size() > kMostOffers) {
      return absl::InvalidArgumentError(
          absl::StrCat("offers: at most ", kMostOffers));
    }
    ASSIGN_OR_RETURN(const PricePeriod per, ReadPeriod(question_.per));
    RETURN_IF_ERROR(NotePartsOfPeriods(per));
    // Nothing committed, nothing off.
    std::vector<std::pair<Decimal, Decimal>> offers = {{}};
    for (const auto& [amount, percent] : question_.offers) {
      ASSIGN_OR_RETURN(const Decimal least, ReadNumber("offers", amount));
      ASSIGN_OR_RETURN(const Decimal off, ReadPercent("offers", percent));
      offers.emplace_back(least, off);
    }
    std::sort(offers.begin(), offers.end());
    Choice choice;
    choice.kind = "minimum_commitment";
    choice.per = PricePeriodWord(per);
    for (const PriceComponent& component : contract_->pricing) {
      const auto* now = std::get_if<MinimumCommitment>(&component.form);
      if (now != nullptr && now->per == per) choice.level_now = now->amount;
    }
    choice.use = [this, per](const Decimal& factor) {
      return CostsOfUse(per, factor);
    };
    const auto cost = [offers](
                          const std::vector<Decimal>& used,
                          const Decimal& level) -> absl::StatusOr<Decimal> {
      Decimal off;
      for (const auto& [least, percent] : offers) {
        if (least <= level) off = percent;
      }
      return CostAtMinimum(used, level, off);
    };
    choice.cost = cost;
    choice.best = [offers, cost](const std::vector<Decimal>& used)
        -> absl::StatusOr<CommitmentLevel> {
      std::optional<CommitmentLevel> best;
      for (const auto& offer : offers) {
        ASSIGN_OR_RETURN(const Decimal at, cost(used, offer.first));
        if (!best.has_value() || at < best->cost) best = {offer.first, at};
      }
      return *best;
    };
    choices.push_back(std::move(choice));
    return absl::OkStatus();
  }

  absl::Status AddReserved(std::vector<Choice>& choices) {
    if (question_.discount_percent.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(
        const Decimal off,
        ReadPercent("discount_percent", question_.discount_percent));
    for (const PriceComponent& component :
         use_.PricingIn(answer_.months.back())) {
      const auto* form = std::get_if<PerUnitPrice>(&component.form);
      if (form == nullptr || component.meter->take != MeterTake::kSum) continue;
      if (!IsCounted(component)) continue;
      Choice choice;
      choice.kind = "reserved";
      choice.component = component.component;
      choice.per = PricePeriodWord(PricePeriod::kMonth);
      choice.use = [this, name = component.component](const Decimal& factor) {
        return QuantitiesOf(name, factor);
      };
      choice.cost = [price = form->price, off](const std::vector<Decimal>& used,
                                               const Decimal& level) {
        return CostReserved(used, level, price, off);
      };
      choice.best = [price = form->price,
                     off](const std::vector<Decimal>& used) {
        return FindBestReserved(used, price, off);
      };
      choices.push_back(std::move(choice));
    }
    return absl::OkStatus();
  }

  // False where the meter found nothing in any month: that is more often a
  // wrong meter than no use, and nothing is advised on it.
  bool IsCounted(const PriceComponent& component) {
    const auto months = usage_.quantities.find(component.component);
    if (months != usage_.quantities.end() && !months->second.empty()) {
      return true;
    }
    Gap gap;
    gap.provider = answer_.provider;
    gap.rule = "advise-nothing-counted";
    gap.arguments = {{"component", component.component},
                     {"from", FormatMonth(from_)},
                     {"to", FormatMonth(to_)}};
    AddGap(std::move(gap), answer_.gaps);
    return false;
  }

  void AddBundles(std::vector<Choice>& choices) {
    for (const PriceComponent& component :
         use_.PricingIn(answer_.months.back())) {
      const auto* form = std::get_if<HourBundlePrice>(&component.form);
      if (form == nullptr || form->hours.IsZero()) continue;
      // Nobody counts what people tell elsewhere.
      if (!component.meter.has_value() || !IsCounted(component)) continue;
      Choice choice;
      choice.kind = "hour_bundle";
      choice.component = component.component;
      choice.per = PricePeriodWord(PricePeriod::kMonth);
      choice.level_now = form->hours;
      choice.use = [this, name = component.component](const Decimal& factor) {
        return QuantitiesOf(name, factor);
      };
      choice.cost = [form = *form](const std::vector<Decimal>& used,
                                   const Decimal& level) {
        return CostOfBundle(used, level, form);
      };
      choice.best = [form = *form](const std::vector<Decimal>& used) {
        return FindBestBundle(used, form);
      };
      choices.push_back(std::move(choice));
    }
  }

  // `cpu (graduated), storage (volume)`.
  std::string FormsInWords() const {
    std::vector<std::string> forms;
    for (const PriceComponent& component :
         contract_->PricingIn(answer_.months.back())) {
      forms.push_back(absl::StrCat(component.component, " (",
                                   PriceFormWord(component.form), ")"));
    }
    return absl::StrJoin(forms, ", ");
  }

  // What the contract's own minimums asked beyond use: as long as they stay, it
  // eats what a level saves.
  absl::Status NoteFloors() {
    const std::vector<PriceComponent>& pricing =
        contract_->PricingIn(answer_.months.back());
    if (std::none_of(pricing.begin(), pricing.end(), IsFloor)) {
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(const std::vector<MonthPrice> prices,
                     PriceContract(*contract_, usage_, from_, to_));
    for (const PriceComponent& component : pricing) {
      const auto* least = std::get_if<MinimumCommitment>(&component.form);
      if (least == nullptr) continue;
      ExactSum asked;
      for (const MonthPrice& price : prices) {
        const std::optional<Decimal> amount =
            price.AmountOf(component.component);
        if (amount.has_value()) RETURN_IF_ERROR(asked.Add(*amount));
      }
      ASSIGN_OR_RETURN(const Decimal beyond, asked.ToDecimal());
      Gap gap;
      gap.provider = answer_.provider;
      gap.rule = "advise-floor-stays";
      gap.arguments = {{"contract", contract_->id},
                       {"component", component.component},
                       {"amount", least->amount.ToString()},
                       {"currency", answer_.currency},
                       {"per", absl::StrReplaceAll(PricePeriodWord(least->per),
                                                   {{"_", " "}})},
                       {"beyond", Rounded(beyond).ToString()}};
      gap.notice = beyond.IsZero();
      AddGap(std::move(gap), answer_.gaps);
    }
    return absl::OkStatus();
  }

  void NoteShares() {
    std::vector<std::string> shares;
    for (const PriceComponent& component :
         contract_->PricingIn(answer_.months.back())) {
      if (std::holds_alternative<PercentagePrice>(component.form) ||
          std::holds_alternative<BonusMalusPrice>(component.form)) {
        shares.push_back(component.component);
      }
    }
    if (shares.empty()) return;
    Gap gap;
    gap.provider = answer_.provider;
    gap.rule = "advise-shares-left-out";
    gap.arguments = {{"components", absl::StrJoin(shares, ", ")}};
    gap.notice = true;
    AddGap(std::move(gap), answer_.gaps);
  }

  Decimal Rounded(const Decimal& amount) const {
    return amount.RoundedHalfAwayFromZero(MinorUnitDigits(contract_->currency));
  }

  absl::Status AddAdvice(const Choice& choice) {
    CommitmentAdvice advice;
    advice.kind = choice.kind;
    advice.component = choice.component;
    advice.per = choice.per;
    advice.level_now = choice.level_now;
    ASSIGN_OR_RETURN(const std::vector<Decimal> seen,
                     choice.use(Decimal(1, 0)));
    ASSIGN_OR_RETURN(const CommitmentLevel best, choice.best(seen));
    advice.level = best.level.Normalized();
    advice.cost = Rounded(best.cost);
    ASSIGN_OR_RETURN(const Decimal without, choice.cost(seen, Decimal()));
    advice.cost_without = Rounded(without);
    ASSIGN_OR_RETURN(advice.saving,
                     Decimal::Subtract(advice.cost_without, advice.cost));
    if (choice.level_now.has_value()) {
      ASSIGN_OR_RETURN(const Decimal now, choice.cost(seen, *choice.level_now));
      advice.cost_now = Rounded(now);
    }
    for (const int percent : kFalls) {
      CommitmentAdvice::Regret regret;
      regret.usage = Decimal(percent, 2).Normalized();
      ASSIGN_OR_RETURN(const std::vector<Decimal> used,
                       choice.use(regret.usage));
      ASSIGN_OR_RETURN(const Decimal cost, choice.cost(used, best.level));
      ASSIGN_OR_RETURN(const Decimal none, choice.cost(used, Decimal()));
      ASSIGN_OR_RETURN(const CommitmentLevel then, choice.best(used));
      regret.cost = Rounded(cost);
      regret.cost_without = Rounded(none);
      regret.best_cost = Rounded(then.cost);
      ASSIGN_OR_RETURN(regret.regret,
                       Decimal::Subtract(regret.cost, regret.best_cost));
      advice.regrets.push_back(std::move(regret));
    }
    answer_.advice.push_back(std::move(advice));
    return absl::OkStatus();
  }

  const AnswerContext& context_;
  const Principal& who_;
  const AdviceQuestion& question_;
  const AsOf as_of_;
  const KnownPortfolio& known_;
  const std::shared_ptr<const ContractRegister> contracts_;
  const Contract* contract_ = nullptr;
  Contract use_;  // the contract without floors
  PricedUsage usage_;
  absl::CivilMonth from_, to_;
  AdviceAnswer answer_;
};

}  // namespace

absl::StatusOr<AdviceAnswer> AnswerContractAdvice(
    const AnswerContext& context, const Principal& who,
    const AdviceQuestion& question, AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  if (question.provider.empty()) {
    return absl::InvalidArgumentError("provider: say whose usage");
  }
  RETURN_IF_ERROR(known.CheckProvider(question.provider));
  return Advice(context, who, question, as_of, known).Answer();
}

}  // namespace regisseur
