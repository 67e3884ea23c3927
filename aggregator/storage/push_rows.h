#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "aggregator/storage/database.h"
#include "aggregator/storage/records.h"

namespace regisseur {

// What was pushed and stored, by name: written with the facts, so that neither
// is there without the other.

// One that is there already stays as it is.
absl::Status KeepPush(Transaction& transaction, int64_t source,
                      const PushName& push);
// The SHA-256 of what was stored under that name, as bytes; absent when nothing
// was.
absl::StatusOr<std::optional<std::string>> FindPush(Connection& connection,
                                                    int64_t source,
                                                    absl::string_view run,
                                                    int64_t number);
// For a run that is dropped: it may come again.
absl::Status ForgetPushes(Transaction& transaction, int64_t source,
                          absl::string_view run);

}  // namespace regisseur
