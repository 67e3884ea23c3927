#include "aggregator/answers/commitments.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/answers/commitment_charges.h"
#include "aggregator/answers/contract_commitments.h"
#include "aggregator/answers/contract_gaps.h"
#include "aggregator/answers/cost_gaps.h"
#include "aggregator/answers/cost_history.h"
#include "core/base/status_macros.h"
#include "core/commitment/declared_period.h"
#include "core/money/currency.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// Lines are read of so many months.
constexpr int kDiscountMonths = 12;
constexpr int kMostMonths = 60;
constexpr int kMostQuantityDigits = 6;
// Of a discount a part that is not used is no matter up to this share.
constexpr int kUnusedPercent = 5;

absl::CivilDay UtcDay(absl::Time time) {
  return absl::ToCivilDay(time, absl::UTCTimeZone());
}

// Not in force, or not any more, as the partner says.
bool IsSetAside(const std::string& lifecycle) {
  return lifecycle == "Proposed" || lifecycle == "Canceled" ||
         lifecycle == "Superseded";
}

class PartnerCommitments {
 public:
  PartnerCommitments(const AnswerContext& context, const Principal& who,
                     const KnownPortfolio& known, const std::string& provider,
                     const CommitmentsQuestion& question, AsOf as_of,
                     CommitmentsAnswer& answer)
      : context_(context),
        who_(who),
        known_(known),
        provider_(provider),
        question_(question),
        as_of_(as_of),
        answer_(answer) {}

  absl::Status Read(const std::vector<CommitmentRecord>& records) {
    const absl::CivilMonth running = RunningMonth(known_);
    absl::CivilMonth first = running - kDiscountMonths;
    for (const CommitmentRecord& record : records) {
      if (record.commitment.start.has_value()) {
        first =
            std::min(first, absl::CivilMonth(UtcDay(*record.commitment.start)));
      }
    }
    first = std::max(first, running - kMostMonths);
    ASSIGN_OR_RETURN(const CommitmentCharges charges,
                     ReadCommitmentCharges(
                         context_, who_, known_, provider_,
                         {RangeOfMonth(first).from, RangeOfMonth(running).to},
                         as_of_, answer_.gaps));
    for (const CommitmentRecord& record : records) {
      RETURN_IF_ERROR(AddRecord(record, charges));
    }
    JudgeApplied(records, charges);
    if (question_.with_discounts) {
      for (const auto& [key, discount] : charges.discounts) {
        RETURN_IF_ERROR(AddDiscount(key, discount, charges));
      }
    }
    return absl::OkStatus();
  }

 private:
  void Tell(const char* rule, std::map<std::string, std::string> arguments,
            bool notice = false) {
    Gap gap;
    gap.provider = provider_;
    gap.rule = rule;
    gap.arguments = std::move(arguments);
    gap.notice = notice;
    AddGap(std::move(gap), answer_.gaps);
  }

  static const CommitmentCharges::Applied* FindApplied(
      const ContractCommitment& commitment, const CommitmentCharges& charges) {
    for (const std::string& contract :
         {commitment.contract_id, std::string()}) {
      const auto found = charges.applied.find({contract, commitment.id});
      if (found != charges.applied.end()) return &found->second;
    }
    return nullptr;
  }

  absl::Status AddRecord(const CommitmentRecord& record,
                         const CommitmentCharges& charges) {
    const ContractCommitment& commitment = record.commitment;
    CommitmentRow row;
    row.provider = provider_;
    row.kind = CommitmentRow::Kind::kContractCommitment;
    row.id = commitment.id;
    row.contract = commitment.contract_id;
    row.description = commitment.description.empty() ? commitment.type
                                                     : commitment.description;
    row.lifecycle = commitment.lifecycle;
    row.is_money = commitment.cost.has_value();
    row.unit = row.is_money ? commitment.currency : commitment.unit;
    row.committed = row.is_money ? commitment.cost : commitment.quantity;
    if (commitment.start.has_value()) {
      row.first_day = UtcDay(*commitment.start);
    }
    if (commitment.end.has_value()) {
      row.last_day = UtcDay(*commitment.end - absl::Seconds(1));
    }
    const bool over =
        (row.last_day.has_value() && *row.last_day < answer_.today) ||
        IsSetAside(row.lifecycle);
    if (over && !question_.all) return absl::OkStatus();
    if (!row.committed.has_value()) {
      Tell("commitment-without-amount",
           {{"commitment", row.id}, {"file", record.file}});
    }
    const CommitmentCharges::Applied* applied =
        FindApplied(commitment, charges);
    const auto* sums = applied == nullptr ? nullptr
                       : row.is_money     ? &applied->cost
                                          : &applied->quantity;
    if (sums != nullptr && !sums->empty()) {
      const auto own = sums->find(row.unit);
      ASSIGN_OR_RETURN(
          row.used, own == sums->end() ? Decimal() : own->second.ToDecimal());
      const int digits = row.is_money ? MinorUnitDigits(row.unit) : 0;
      if (row.used->scale() < digits) {
        row.used = row.used->RoundedHalfAwayFromZero(digits);
      }
      JudgeUnits(row, *sums);
    } else if (charges.lines_missing) {
      // A gap says so already.
    } else if (charges.applied.empty()) {
      Tell("commitment-not-applied", {{"commitment", row.id}});
    } else {
      row.used = Decimal();
    }
    if (!over) RETURN_IF_ERROR(Judge(charges.until, row));
    if (row.balance.has_value() && row.balance->IsNegative()) {
      Tell("focus-contract-applied-beyond",
           {{"commitment", row.id},
            {"applied", row.used->ToString()},
            {"amount", row.committed->ToString()},
            {"unit", row.unit}});
    }
    answer_.commitments.push_back(std::move(row));
    return absl::OkStatus();
  }

  absl::Status Judge(const std::optional<absl::Time>& until,
                     CommitmentRow& row) const {
    if (!row.committed.has_value() || !row.used.has_value()) {
      return absl::OkStatus();
    }
    if (!row.first_day.has_value() || !row.last_day.has_value() ||
        !until.has_value()) {
      ASSIGN_OR_RETURN(row.balance,
                       Decimal::Subtract(*row.committed, *row.used));
      return absl::OkStatus();
    }
    const int digits = row.is_money
                           ? MinorUnitDigits(row.unit)
                           : std::min(row.used->scale(), kMostQuantityDigits);
    const absl::CivilDay known = std::min(UtcDay(*until), answer_.today + 1);
    return Stand({.committed = *row.committed,
                  .used = *row.used,
                  .first = *row.first_day,
                  .end = *row.last_day + 1,
                  .until = known},
                 digits, row);
  }

  void JudgeUnits(const CommitmentRow& row,
                  const std::map<std::string, ExactSum>& sums) {
    for (const auto& [unit, sum] : sums) {
      if (unit == row.unit) continue;
      Tell("focus-contract-applied-unit",
           {{"commitment", row.id}, {"unit", row.unit}, {"found", unit}});
    }
  }

  // What charges apply to a commitment that the data set has not.
  void JudgeApplied(const std::vector<CommitmentRecord>& records,
                    const CommitmentCharges& charges) {
    if (charges.broken > 0) {
      Tell("focus-contract-applied-format",
           {{"count", absl::StrCat(charges.broken)},
            {"why", charges.broken_why}});
    }
    for (const auto& [key, applied] : charges.applied) {
      const auto& [contract, id] = key;
      const bool told = std::any_of(
          records.begin(), records.end(),
          [&, &id = id, &contract = contract](const CommitmentRecord& record) {
            return record.commitment.id == id &&
                   (contract.empty() ||
                    record.commitment.contract_id == contract);
          });
      if (told) continue;
      Tell("focus-contract-applied-unknown",
           {{"commitment", id},
            {"contract", contract},
            {"count", absl::StrCat(applied.count)}});
    }
  }

  absl::Status AddDiscount(const CommitmentCharges::DiscountKey& key,
                           const CommitmentCharges::Discount& discount,
                           const CommitmentCharges& charges) {
    CommitmentRow row;
    row.provider = provider_;
    row.kind = CommitmentRow::Kind::kDiscount;
    row.id = key.first;
    row.unit = key.second;
    row.is_money = true;
    row.description = discount.name.empty() ? discount.type : discount.name;
    const int digits = MinorUnitDigits(row.unit);
    row.first_day = absl::CivilDay(*discount.months.begin());
    row.last_day = absl::CivilDay(*discount.months.rbegin() + 1) - 1;
    ASSIGN_OR_RETURN(const Decimal used, discount.used.ToDecimal());
    ASSIGN_OR_RETURN(const Decimal unused, discount.unused.ToDecimal());
    row.used = used.RoundedHalfAwayFromZero(digits);
    row.unused = unused.RoundedHalfAwayFromZero(digits);
    ASSIGN_OR_RETURN(const Decimal all, Decimal::Add(used, unused));
    if (all > Decimal()) {
      ASSIGN_OR_RETURN(row.utilisation_percent, Percent(used, all));
      row.outlook = *row.utilisation_percent < Decimal(100 - kUnusedPercent, 0)
                        ? CommitmentOutlook::kUnder
                        : CommitmentOutlook::kOnTrack;
    }
    ASSIGN_OR_RETURN(
        const Decimal::Quotient burn,
        Decimal::MultiplyDivide(
            used, Decimal(1, 0),
            Decimal(static_cast<Int128>(discount.months.size()), 0),
            {.rounded_scale = digits, .truncated_scale = digits}));
    row.burn_per_month = burn.rounded;
    ExactSum covered;
    ExactSum usage;
    for (const auto& [service, sum] : discount.used_by_service) {
      RETURN_IF_ERROR(covered.Add(sum));
      const auto of = charges.usage.find({key.second, service});
      if (of != charges.usage.end()) RETURN_IF_ERROR(usage.Add(of->second));
    }
    ASSIGN_OR_RETURN(const Decimal whole, usage.ToDecimal());
    if (whole > Decimal()) {
      ASSIGN_OR_RETURN(const Decimal part, covered.ToDecimal());
      ASSIGN_OR_RETURN(row.coverage_percent, Percent(part, whole));
    }
    if (discount.without_status > 0) {
      Tell("commitment-discount-without-status",
           {{"commitment", row.id},
            {"count", absl::StrCat(discount.without_status)}});
    }
    answer_.commitments.push_back(std::move(row));
    return absl::OkStatus();
  }

  static absl::StatusOr<Decimal> Percent(const Decimal& part,
                                         const Decimal& whole) {
    ASSIGN_OR_RETURN(
        const Decimal::Quotient percent,
        Decimal::MultiplyDivide(part, Decimal(100, 0), whole,
                                {.rounded_scale = 1, .truncated_scale = 1}));
    return percent.rounded;
  }

  const AnswerContext& context_;
  const Principal& who_;
  const KnownPortfolio& known_;
  const std::string provider_;
  const CommitmentsQuestion& question_;
  const AsOf as_of_;
  CommitmentsAnswer& answer_;
};

}  // namespace

absl::Status Stand(const CommitmentUse& use, int digits, CommitmentRow& row) {
  ASSIGN_OR_RETURN(const CommitmentStanding standing, StandingOf(use, digits));
  row.balance = standing.balance;
  row.utilisation_percent = standing.utilisation_percent;
  row.burn_per_month = standing.burn_per_month;
  row.expected = standing.expected;
  row.expected_true_up = standing.expected_true_up;
  row.exhausted_on = standing.exhausted_on;
  row.outlook = standing.outlook;
  return absl::OkStatus();
}

absl::StatusOr<CommitmentsAnswer> AnswerCommitments(
    const AnswerContext& context, const Principal& who,
    const CommitmentsQuestion& question, AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  const std::string asked = known.CurrentId(question.provider);
  if (!asked.empty()) RETURN_IF_ERROR(known.CheckProvider(asked));
  CommitmentsAnswer answer;
  answer.today = UtcDay(known.moment());
  ASSIGN_OR_RETURN(std::vector<CommitmentRecord> records,
                   context.cost.ListCommitments(who, std::nullopt, as_of));
  std::map<std::string, std::vector<CommitmentRecord>> by_provider;
  for (const ProviderConfig& config : known.portfolio().providers) {
    by_provider[config.id];
  }
  for (CommitmentRecord& record : records) {
    if (IsDeclaredPeriod(record.commitment)) continue;
    by_provider[known.CurrentId(record.provider)].push_back(std::move(record));
  }
  for (const auto& [provider, told] : by_provider) {
    if (!asked.empty() && provider != asked) continue;
    if (told.empty() && !question.with_discounts) continue;
    RETURN_IF_ERROR(PartnerCommitments(context, who, known, provider, question,
                                       as_of, answer)
                        .Read(told));
  }
  RETURN_IF_ERROR(AddContractCommitments(context, who, known, asked, as_of,
                                         question.all, answer));
  std::stable_sort(
      answer.commitments.begin(), answer.commitments.end(),
      [](const CommitmentRow& a, const CommitmentRow& b) {
        return std::tie(a.provider, a.kind, a.contract, a.id, a.first_day) <
               std::tie(b.provider, b.kind, b.contract, b.id, b.first_day);
      });
  return answer;
}

}  // namespace regisseur
