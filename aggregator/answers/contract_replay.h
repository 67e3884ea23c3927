#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/contract/contract_reader.h"
#include "core/pricing/contract_price.h"

namespace regisseur {

struct ReplayQuestion {
  std::string provider;
  std::vector<ContractText> forms;
  std::string from;  // months, 2026-01
  std::string to;    // included
  // Compare with what this contract's components cover; empty: with what the
  // meters of each form pick.
  std::string contract;
};

struct ReplayedMonth {
  MonthPrice price;
  std::optional<Decimal> actual;
  bool provisional = false;  // converted at a rate that can still change
  // Of `actual` what no charge told: fees that the contract agrees.
  std::optional<Decimal> agreed;
  // By the form as it accrues; absent where nothing is due but by the month, or
  // it is not known.
  std::optional<Decimal> accrued;
  // A month ahead: usage and what will be paid are estimated.
  bool estimate = false;

  // Replayed less actual; absent where one is.
  std::optional<Decimal> Difference() const;
};

// Charges that a form does not cover.
struct NotCompared {
  std::string charge_category;
  std::string service_name;
  std::string currency;
  int64_t charges = 0;
  std::string billed;  // exact
};

// The months ahead together.
struct ReplayForecast {
  int months = 0;
  std::optional<Decimal> actual;
  std::optional<Decimal> replayed;
  std::optional<Decimal> difference;
};

struct FormReplay {
  std::string name;
  std::vector<Sentence> remarks;  // what its text says that has no price
  std::string currency;
  std::vector<ReplayedMonth> months;  // every month that was asked for
  // Over the months that have both amounts; absent without one.
  int compared_months = 0;
  std::optional<Decimal> actual;
  std::optional<Decimal> replayed;
  std::optional<Decimal> difference;
  std::optional<Decimal> break_even;
  std::optional<absl::CivilMonth> worst;  // the highest difference
  std::optional<absl::CivilMonth> best;   // the lowest
  std::vector<NotCompared> not_compared;  // by category and service
  // At other usage: a factor, and what those months would have cost.
  std::vector<std::pair<Decimal, std::optional<Decimal>>> scenarios;
  std::optional<ReplayForecast> forecast;  // absent: no month lies ahead
};

struct ReplayAnswer {
  std::string provider;
  std::vector<FormReplay> forms;  // in the order of the question
  std::vector<Gap> gaps;
};

// What recorded usage would have cost under other forms of contract (DECISIONS
// 18, 19). All forms are priced in one pass over the charges. With a contract
// what it agrees without a meter and no charge tells by its name is paid too.
// The running month and those after it are estimated from the months asked for,
// beside the total. INVALID_ARGUMENT naming the field, or file, line and key of
// a form, or a form in a currency without any rate; NOT_FOUND for an unknown
// provider or contract.
absl::StatusOr<ReplayAnswer> AnswerContractReplay(
    const AnswerContext& context, const ContractReader& reader,
    const Principal& who, const ReplayQuestion& question, AsOf as_of);

}  // namespace regisseur
