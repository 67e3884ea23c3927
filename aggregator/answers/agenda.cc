#include "aggregator/answers/agenda.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "aggregator/answers/agenda_acts.h"
#include "aggregator/answers/agenda_rules.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// What an item is ranked by, in the portfolio's currency.
struct Rank {
  Decimal loss;
  Decimal exposure;
  int64_t days_left = 1;  // at least one
};

class Ranking {
 public:
  Ranking(const AnswerContext& context, const KnownPortfolio& known, AsOf as_of,
          absl::CivilDay today)
      : rates_(context.rates.At(as_of.known)),
        currency_(known.portfolio().currency),
        today_(today) {}

  Rank Of(const AgendaItem& item) const {
    Rank rank;
    for (const std::optional<Decimal>& part : {item.certain, item.estimated}) {
      if (!part.has_value()) continue;
      const absl::StatusOr<Decimal> sum =
          Decimal::Add(rank.loss, Converted(*part, item.currency));
      if (sum.ok()) rank.loss = *sum;
    }
    if (item.exposure.has_value()) {
      rank.exposure = Converted(*item.exposure, item.currency);
    }
    if (item.decide_by.has_value()) {
      rank.days_left = std::max<int64_t>(1, *item.decide_by - today_);
    }
    return rank;
  }

 private:
  Decimal Converted(const Decimal& amount, const std::string& currency) const {
    if (currency == currency_) return amount;
    const absl::StatusOr<ExchangeRates::Conversion> converted = rates_->Convert(
        amount, currency, currency_, rates_->LastDay().value_or(today_));
    return converted.ok() ? converted->rounded : Decimal();
  }

  const std::shared_ptr<const ExchangeRates> rates_;
  const std::string& currency_;
  const absl::CivilDay today_;
};

// loss / days, compared without dividing.
int CompareLossPerDay(const Rank& a, const Rank& b) {
  const absl::StatusOr<Decimal> left =
      Decimal::Multiply(a.loss, Decimal(b.days_left, 0));
  const absl::StatusOr<Decimal> right =
      Decimal::Multiply(b.loss, Decimal(a.days_left, 0));
  if (!left.ok() || !right.ok()) return Decimal::Compare(a.loss, b.loss);
  return Decimal::Compare(*left, *right);
}

// A report to an authority, whose clock runs in hours: before all money.
bool IsByLaw(const AgendaItem& item) {
  return item.kind == "incident_report_due" ||
         item.kind == "incident_to_classify";
}

// What waits before what somebody has, and that before what is put aside.
int Group(AgendaState state) {
  switch (state) {
    case AgendaState::kOpen:
      return 0;
    case AgendaState::kDelegated:
      return 1;
    case AgendaState::kSnoozed:
      return 2;
    case AgendaState::kDecided:
      return 3;
  }
  return 0;
}

absl::CivilDay TodayOf(const KnownPortfolio& known) {
  return absl::ToCivilDay(known.moment(), known.portfolio().time_zone);
}

}  // namespace

std::optional<Decimal> AgendaItem::AmountAtStake() const {
  if (certain.has_value() && estimated.has_value()) {
    const absl::StatusOr<Decimal> sum = Decimal::Add(*certain, *estimated);
    if (sum.ok()) return *sum;
  }
  if (certain.has_value()) return certain;
  return estimated.has_value() ? estimated : exposure;
}

const std::string& AgendaItem::Person() const {
  // Of an erased name nothing is left but that somebody has it.
  if (state == AgendaState::kDelegated && !acts.back().delegate.empty()) {
    return acts.back().delegate;
  }
  return owner;
}

void AgendaItem::AddChoice(absl::string_view rule, std::string command,
                           const std::map<std::string, std::string>& more) {
  const std::vector<std::string> words =
      absl::StrSplit(rule, absl::MaxSplits('-', 2));
  AgendaChoice choice;
  choice.id = words.back();
  choice.command = std::move(command);
  choice.what = {std::string(rule), title.arguments};
  choice.what.arguments.insert(more.begin(), more.end());
  choice.consequence = {absl::StrCat(rule, "-then"), choice.what.arguments};
  choices.push_back(std::move(choice));
}

void AgendaItem::AddNothing(absl::string_view rule) {
  AddChoice(rule);
  choices.back().consequence = if_nothing;
}

void RankAgenda(const AnswerContext& context, const KnownPortfolio& known,
                AsOf as_of, absl::CivilDay today,
                std::vector<AgendaItem>& items) {
  const Ranking ranking(context, known, as_of, today);
  std::vector<std::pair<Rank, AgendaItem>> ranked;
  for (AgendaItem& item : items) {
    const Rank rank = ranking.Of(item);
    ranked.emplace_back(rank, std::move(item));
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) {
                     const int a_group = Group(a.second.state);
                     const int b_group = Group(b.second.state);
                     if (a_group != b_group) return a_group < b_group;
                     const bool a_law = IsByLaw(a.second);
                     if (a_law != IsByLaw(b.second)) return a_law;
                     const int loss = CompareLossPerDay(a.first, b.first);
                     if (loss != 0) return loss > 0;
                     const absl::CivilDay a_day =
                         a.second.decide_by.value_or(absl::CivilDay::max());
                     const absl::CivilDay b_day =
                         b.second.decide_by.value_or(absl::CivilDay::max());
                     if (a_day != b_day) return a_day < b_day;
                     if (a.first.exposure != b.first.exposure) {
                       return a.first.exposure > b.first.exposure;
                     }
                     return a.second.id < b.second.id;
                   });
  items.clear();
  for (auto& [rank, item] : ranked) items.push_back(std::move(item));
}

absl::StatusOr<AgendaAnswer> AnswerAgenda(const AnswerContext& context,
                                          const Principal& who,
                                          const AgendaQuestion& question,
                                          AsOf as_of) {
  ASSIGN_OR_RETURN(OpenBook open, OpenLevelBook(context, who, as_of));
  const KnownPortfolio& known = *open.known;
  std::optional<absl::CivilDay> until;
  if (!question.until.empty()) {
    const absl::StatusOr<absl::CivilDay> day = ParseDay(question.until);
    if (!day.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "until: \"", question.until, "\" is no day such as 2026-10-30"));
    }
    until = *day;
  }
  if (!question.provider.empty()) {
    RETURN_IF_ERROR(known.CheckProvider(question.provider));
  }
  const std::string provider = known.CurrentId(question.provider);
  ASSIGN_OR_RETURN(const SourceRecords records,
                   ReadSourceRecords(context, who, known, as_of));
  AgendaAnswer answer;
  answer.today = TodayOf(known);
  AgendaDesk desk{context,      who,  known,   *open.contracts, as_of,
                  answer.today, open, records, answer.items,    answer.gaps};
  for (const AgendaRule& rule : AgendaRules()) {
    RETURN_IF_ERROR(rule.add(desk));
  }
  RETURN_IF_ERROR(JudgeActs(context, who, as_of, answer.today, answer.items));
  std::erase_if(answer.items, [&](AgendaItem& item) {
    item.late = item.decide_by.has_value() && *item.decide_by < answer.today;
    if (!question.id.empty() && item.id != question.id) return true;
    if (!provider.empty() && item.provider != provider) return true;
    if (!question.owner.empty() && item.owner != question.owner &&
        item.Person() != question.owner) {
      return true;
    }
    return until.has_value() && item.decide_by.has_value() &&
           *item.decide_by > *until;
  });
  RankAgenda(context, known, as_of, answer.today, answer.items);
  for (int i = 0; i < static_cast<int>(answer.items.size()); ++i) {
    AgendaItem& item = answer.items[i];
    item.first = i < kAgendaFirst && item.state == AgendaState::kOpen;
  }
  return answer;
}

absl::StatusOr<AgendaCounts> CountAgendaItems(const AnswerContext& context,
                                              const Principal& who, AsOf as_of,
                                              OpenBook& open,
                                              const SourceRecords& records) {
  const KnownPortfolio& known = *open.known;
  const absl::CivilDay today = TodayOf(known);
  std::vector<AgendaItem> items;
  std::vector<Gap> gaps;  // the agenda itself says them
  AgendaDesk desk{context, who,  known,   *open.contracts, as_of,
                  today,   open, records, items,           gaps};
  for (const AgendaRule& rule : AgendaRules()) {
    if (!rule.by_freshness) RETURN_IF_ERROR(rule.add(desk));
  }
  RETURN_IF_ERROR(JudgeActs(context, who, as_of, today, items));
  AgendaCounts counts;
  counts.holds_until = absl::FromCivil(today + 1, known.portfolio().time_zone);
  for (const AgendaItem& item : items) {
    if (!item.provider.empty() && item.Waits()) {
      ++counts.by_provider[item.provider];
    }
  }
  items.clear();
  RETURN_IF_ERROR(AddSilenceItems(desk));
  RETURN_IF_ERROR(JudgeActs(context, who, as_of, today, items));
  for (const AgendaItem& item : items) {
    if (!item.Waits()) counts.silences_done.insert(item.id);
  }
  return counts;
}

}  // namespace regisseur
