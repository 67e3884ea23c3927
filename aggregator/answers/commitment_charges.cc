#include "aggregator/answers/commitment_charges.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "aggregator/answers/billed_lines.h"
#include "aggregator/storage/contract_applied.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// The columns of a line that have no place of their own.
struct CommitmentColumns {
  absl::string_view applied;
  absl::string_view discount;
  absl::string_view name;
  absl::string_view type;
  absl::string_view status;
};

CommitmentColumns ColumnsOf(const ChargeLine& line) {
  CommitmentColumns columns;
  if (line.other_columns == nullptr) return columns;
  const std::pair<absl::string_view, absl::string_view*> named[] = {
      {"ContractApplied", &columns.applied},
      {"CommitmentDiscountId", &columns.discount},
      {"CommitmentDiscountName", &columns.name},
      {"CommitmentDiscountType", &columns.type},
      {"CommitmentDiscountStatus", &columns.status}};
  for (const OtherColumn& column : *line.other_columns) {
    for (const auto& [name, text] : named) {
      if (absl::EqualsIgnoreCase(column.name, name)) {
        *text = line.Other(column);
      }
    }
  }
  return columns;
}

absl::Status AddApplied(absl::string_view json, const std::string& currency,
                        CommitmentCharges& charges) {
  const auto elements = ReadContractApplied(json);
  if (!elements.ok()) {
    if (charges.broken++ == 0) {
      charges.broken_why = std::string(elements.status().message());
    }
    return absl::OkStatus();
  }
  for (const AppliedElement& element : *elements) {
    CommitmentCharges::Applied& applied =
        charges.applied[{element.contract_id, element.commitment_id}];
    ++applied.count;
    if (element.cost.has_value()) {
      RETURN_IF_ERROR(applied.cost[currency].Add(*element.cost));
    }
    if (element.quantity.has_value()) {
      RETURN_IF_ERROR(applied.quantity[element.unit].Add(*element.quantity));
    }
  }
  return absl::OkStatus();
}

absl::Status AddUsage(const BilledLine& billed, const CommitmentColumns& of,
                      CommitmentCharges& charges) {
  const Charge& charge = billed.line.charge;
  charges.until = std::max(charges.until.value_or(absl::InfinitePast()),
                           charge.charge_period_end);
  const std::string currency(billed.text(ChargeText::kBillingCurrency));
  const std::string service(billed.text(ChargeText::kServiceName));
  const std::optional<Decimal>& effective =
      charge.amount(ChargeAmount::kEffectiveCost);
  if (!effective.has_value()) return absl::OkStatus();
  const bool unused = of.status == "Unused";
  if (!unused) {
    ExactSum& sum = charges.usage[std::make_pair(currency, service)];
    RETURN_IF_ERROR(sum.Add(*effective));
  }
  if (of.discount.empty()) return absl::OkStatus();
  CommitmentCharges::Discount& discount =
      charges.discounts[{std::string(of.discount), currency}];
  if (!of.name.empty()) discount.name = std::string(of.name);
  if (!of.type.empty()) discount.type = std::string(of.type);
  discount.months.insert(billed.month);
  if (unused) return discount.unused.Add(*effective);
  if (of.status != "Used") {
    ++discount.without_status;
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(discount.used.Add(*effective));
  return discount.used_by_service[service].Add(*effective);
}

}  // namespace

absl::StatusOr<CommitmentCharges> ReadCommitmentCharges(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const std::string& provider, TimeRange range,
    AsOf as_of, std::vector<Gap>& gaps) {
  CommitmentCharges charges;
  const absl::TimeZone utc = absl::UTCTimeZone();
  const absl::Status read = ReadBilledLines(
      context, who, known, provider, absl::ToCivilMonth(range.from, utc),
      absl::ToCivilMonth(range.to - absl::Seconds(1), utc), as_of,
      [&](const BilledLine& billed) -> absl::Status {
        const CommitmentColumns columns = ColumnsOf(billed.line);
        if (!columns.applied.empty()) {
          RETURN_IF_ERROR(AddApplied(
              columns.applied,
              std::string(billed.text(ChargeText::kBillingCurrency)), charges));
        }
        if (billed.text(ChargeText::kChargeCategory) != "Usage") {
          return absl::OkStatus();
        }
        return AddUsage(billed, columns, charges);
      });
  if (absl::IsFailedPrecondition(read)) {
    Gap gap;
    gap.provider = provider;
    gap.rule = "cost-lines-not-kept";
    gap.arguments = {{"why", std::string(read.message())}};
    AddGap(std::move(gap), gaps);
    CommitmentCharges unknown;
    unknown.lines_missing = true;
    return unknown;
  }
  RETURN_IF_ERROR(read);
  return charges;
}

}  // namespace regisseur
