#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/shared_matters.h"
#include "aggregator/storage/fund_records.h"

namespace regisseur {

struct FundsQuestion {
  std::string provider;  // empty for all
  std::string owner;     // empty for all
  std::string currency;  // empty for all
};

// What a contract that runs agrees on.
struct FundTermsRow {
  std::string contract;
  absl::CivilDay valid_from;
  FundTerms terms;
};

// The joint fund with a provider in one currency.
struct FundRow {
  std::string provider;
  std::string currency;
  std::vector<FundTermsRow> terms;  // by contract
  FundLedger ledger;
  std::vector<FundGap> not_counted;
  // What waits for a yes.
  Decimal draws_asked;
  Decimal deposits_asked;
  int waiting_for_customer = 0;
  int waiting_for_provider = 0;
};

struct FundsAnswer {
  std::vector<FundRow> funds;  // by provider, as configured, and currency
  std::vector<Gap> gaps;
};

// NOT_FOUND for an unknown provider.
absl::StatusOr<FundsAnswer> AnswerFunds(const AnswerContext& context,
                                        const Principal& who,
                                        const FundsQuestion& question,
                                        AsOf as_of);

// One fund. INVALID_ARGUMENT without a provider, and without a currency where
// there are several; NOT_FOUND where there is none.
absl::StatusOr<FundRow> FindFund(const AnswerContext& context,
                                 const Principal& who,
                                 const FundsQuestion& question, AsOf as_of);

struct TransfersQuestion {
  std::string provider;  // empty for all
  std::string owner;     // empty for all
  std::string currency;  // empty for all
  std::string id;        // empty for all
  std::string idea;      // empty for all
  std::optional<TransferState> state;
};

struct TransferRow {
  Matter matter;
  TransferRecord record;  // refers to the matter
  std::string idea_title;
  std::set<std::string> known_names;
};

struct TransfersAnswer {
  std::vector<TransferRow> transfers;  // the oldest first
  std::vector<Gap> gaps;
};

// NOT_FOUND for an unknown provider or id.
absl::StatusOr<TransfersAnswer> AnswerTransfers(
    const AnswerContext& context, const Principal& who,
    const TransfersQuestion& question, AsOf as_of);

// What a fund pays of an idea and what that brought back.
struct IdeaFunding {
  Decimal asked;
  Decimal reserved;
  Decimal spent;
  // What was measured, of which `gained` went into the fund.
  Decimal saved;
  Decimal gained;
  Decimal to_customer;
  Decimal to_provider;
};

// Of every idea of the providers asked for that has something of it, by id and
// currency.
using FundingByIdea = std::map<std::string, std::map<std::string, IdeaFunding>>;
absl::StatusOr<FundingByIdea> ReadFundingOfIdeas(const AnswerContext& context,
                                                 const Principal& who,
                                                 const std::string& provider,
                                                 AsOf as_of);

}  // namespace regisseur
