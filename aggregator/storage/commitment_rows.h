#pragma once

#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "aggregator/storage/database.h"
#include "aggregator/storage/text_dictionary.h"
#include "core/commitment/contract_commitment.h"

namespace regisseur {

// The rows of commitments that data sets tell.

// Its party's id comes beside it.
absl::Status InsertCommitment(Transaction& transaction, TextDictionary& texts,
                              int64_t delivery, int64_t row, int64_t party,
                              const ContractCommitment& commitment);

// A commitment as it is stored.
struct StoredCommitment {
  int64_t row = 0;
  ContractCommitment commitment;
};

// The commitments of a delivery, in order of row. The party's name is filled
// in.
absl::Status ReadCommitments(
    Connection& connection, int64_t delivery,
    const std::function<absl::Status(StoredCommitment&)>& take);

// All commitments of a delivery.
absl::Status DropCommitments(Transaction& transaction, int64_t delivery);

}  // namespace regisseur
