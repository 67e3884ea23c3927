#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "aggregator/storage/database.h"

namespace regisseur {

// Keeps what a request of an identity was answered with, where that is known
// only after its act was stored: ActStore::FindEarlier gives it from then on.
// The answer is no part of the chain. An empty request_id keeps nothing.
absl::Status KeepActAnswer(Transaction& transaction, absl::string_view identity,
                           absl::string_view request_id,
                           absl::string_view answer);

}  // namespace regisseur
