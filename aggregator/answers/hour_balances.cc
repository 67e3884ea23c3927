#include "aggregator/answers/hour_balances.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/accepted_hours.h"
#include "aggregator/answers/contract_prices.h"
#include "core/base/status_macros.h"
#include "core/pricing/unit_minutes.h"
#include "core/room/extra_order.h"
#include "core/room/hour_record.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

class BalanceReader {
 public:
  BalanceReader(const AnswerContext& context, const Principal& who,
                const RoomScope& scope, const std::vector<Matter>& hours,
                const std::vector<ExtraOrder>& orders, AsOf as_of,
                std::vector<Gap>& gaps)
      : context_(context),
        who_(who),
        scope_(scope),
        hours_(hours),
        orders_(orders),
        as_of_(as_of),
        gaps_(gaps) {}

  absl::StatusOr<HourBalanceRow> Read(const Contract& contract,
                                      const PriceComponent& component) {
    HourBalanceRow row{.provider = scope_.known.CurrentId(contract.provider),
                       .contract = &contract,
                       .component = &component,
                       .on = scope_.on};
    ASSIGN_OR_RETURN(std::vector<HourUse> uses,
                     ReadCharged(contract, component));
    std::set<absl::CivilMonth> charged;
    for (const HourUse& use : uses) charged.insert(absl::CivilMonth(use.day));
    Decimal waiting;  // minutes
    for (const Matter& matter : hours_) {
      if (!IsOf(matter, contract, component)) continue;
      ASSIGN_OR_RETURN(EnteredHour entry, EnteredHourOf(matter));
      if (entry.day > scope_.on) continue;
      if (entry.state == ProposalState::kProposed) {
        ASSIGN_OR_RETURN(waiting, Decimal::Add(waiting, entry.minutes));
      }
      if (entry.state != ProposalState::kApproved) continue;
      if (charged.contains(absl::CivilMonth(entry.day))) {
        Note("hours-by-charges", row.provider,
             {{"component", component.component},
              {"month", FormatMonth(absl::CivilMonth(entry.day))}},
             /*notice=*/true);
        continue;
      }
      ASSIGN_OR_RETURN(const Decimal hours, HoursOf(entry.minutes));
      uses.push_back({entry.day, hours, std::move(entry.factor)});
    }
    ASSIGN_OR_RETURN(row.waiting, HoursOf(waiting));
    std::vector<HourOrder> ordered =
        HourOrdersOf(orders_, contract.id, component.component);
    ASSIGN_OR_RETURN(
        row.balance,
        ComputeHourBalance(
            contract, component, std::move(ordered), std::move(uses), scope_.on,
            EarlierTerms(*scope_.contracts, contract, component)));
    for (const HourUse& use : row.balance.refused) {
      Note("hours-factor-unknown", row.provider,
           {{"component", component.component},
            {"hours", FormatHours(use.hours)},
            {"factor", use.factor}},
           /*notice=*/false);
    }
    return row;
  }

 private:
  static bool IsOf(const Matter& matter, const Contract& contract,
                   const PriceComponent& component) {
    return matter.subject.contract == contract.id &&
           matter.subject.objective == component.component;
  }

  void Note(const char* rule, const std::string& provider,
            std::map<std::string, std::string> arguments, bool notice) {
    Gap gap;
    gap.provider = provider;
    gap.rule = rule;
    gap.arguments = std::move(arguments);
    gap.notice = notice;
    AddGap(std::move(gap), gaps_);
  }

  // Hours that charges tell, on the last day of their month, or on the day that
  // is asked.
  absl::StatusOr<std::vector<HourUse>> ReadCharged(
      const Contract& contract, const PriceComponent& component) {
    std::vector<HourUse> uses;
    if (!component.meter.has_value()) return uses;
    const absl::CivilMonth first(contract.term.start);
    const absl::CivilMonth last(scope_.on);
    if (last < first) return uses;
    ASSIGN_OR_RETURN(const PricedUsage usage,
                     ReadPricedUsage(context_, who_, scope_.known,
                                     scope_.known.CurrentId(contract.provider),
                                     {component}, first, last, as_of_, gaps_));
    const auto found = usage.quantities.find(component.component);
    if (found == usage.quantities.end()) return uses;
    for (const auto& [month, quantity] : found->second) {
      if (!(quantity > Decimal())) continue;
      const absl::CivilDay end = absl::CivilDay(month + 1) - 1;
      uses.push_back({std::min(end, scope_.on), quantity, "",
                      /*by_charges=*/true});
    }
    return uses;
  }

  const AnswerContext& context_;
  const Principal& who_;
  const RoomScope& scope_;
  const std::vector<Matter>& hours_;
  const std::vector<ExtraOrder>& orders_;
  const AsOf as_of_;
  std::vector<Gap>& gaps_;
};

}  // namespace

absl::StatusOr<Decimal> EnteredHours(const std::vector<Matter>& hours,
                                     const std::string& contract,
                                     absl::CivilDay first,
                                     absl::CivilDay last) {
  Decimal sum;
  for (const Matter& matter : hours) {
    if (matter.subject.contract != contract) continue;
    ASSIGN_OR_RETURN(const EnteredHour entry, EnteredHourOf(matter));
    if (entry.day < first || entry.day > last ||
        (entry.state != ProposalState::kProposed &&
         entry.state != ProposalState::kApproved)) {
      continue;
    }
    ASSIGN_OR_RETURN(sum, Decimal::Add(sum, entry.minutes));
  }
  return HoursOf(sum);
}

absl::StatusOr<HoursAnswer> AnswerHours(const AnswerContext& context,
                                        const Principal& who,
                                        const HoursQuestion& question,
                                        AsOf as_of) {
  ASSIGN_OR_RETURN(const RoomScope scope,
                   OpenRoom(context, who, question.room, as_of));
  ASSIGN_OR_RETURN(
      const TimeRange range,
      ParseTimeRange(question.from, question.to, absl::UTCTimeZone()));
  HoursAnswer answer;
  ASSIGN_OR_RETURN(answer.hours, ReadRoomMatters(context, who, scope,
                                                 MatterKind::kHours, as_of));
  std::erase_if(answer.hours, [&](const Matter& matter) {
    const MatterSubject& subject = matter.subject;
    return (!question.component.empty() &&
            subject.objective != question.component) ||
           subject.range.from >= range.to || subject.range.to <= range.from ||
           (question.waiting &&
            FoldProposal(matter.Moves()) != ProposalState::kProposed);
  });
  return answer;
}

absl::StatusOr<HourBalancesAnswer> AnswerHourBalances(
    const AnswerContext& context, const Principal& who,
    const RoomQuestion& question, AsOf as_of) {
  ASSIGN_OR_RETURN(const RoomScope scope,
                   OpenRoom(context, who, question, as_of));
  ASSIGN_OR_RETURN(
      const std::vector<Matter> hours,
      ReadRoomMatters(context, who, scope, MatterKind::kHours, as_of));
  ASSIGN_OR_RETURN(
      const std::vector<Matter> extras,
      ReadRoomMatters(context, who, scope, MatterKind::kExtra, as_of));
  std::vector<ExtraOrder> orders;
  for (const Matter& extra : extras) {
    ASSIGN_OR_RETURN(orders.emplace_back(), ExtraOrderOf(extra));
  }
  HourBalancesAnswer answer{.contracts = scope.contracts};
  BalanceReader reader(context, who, scope, hours, orders, as_of, answer.gaps);
  for (const Contract* contract : scope.Running()) {
    for (const PriceComponent& component : contract->pricing) {
      if (!HasHours(component)) continue;
      ASSIGN_OR_RETURN(HourBalanceRow row, reader.Read(*contract, component));
      answer.balances.push_back(std::move(row));
    }
  }
  return answer;
}

}  // namespace regisseur
