#pragma once

#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace regisseur::sdk {

// Who has to act on a failure; see ProblemKind in
// regisseur/type/v1/evidence.proto.
enum class ProblemKind { kConfiguration = 1, kTransient = 2, kPartner = 3 };

// Why a call of an adapter failed.
struct Problem {
  ProblemKind kind = ProblemKind::kPartner;
  std::string rule;     // id in core/finding/catalogue
  std::string message;  // what, where, what would be right
  std::optional<absl::Duration> retry_after;
  bool cursor_gone = false;
  std::string option;  // of the source, that is wrong; else empty
};

// A status that carries a problem (as payload): FAILED_PRECONDITION for
// configuration and a lost cursor, UNAVAILABLE for transient, DATA_LOSS for
// partner. The message is the catalogue's, rendered with `arguments`.
absl::Status ConfigurationProblem(absl::string_view rule,
                                  std::map<std::string, std::string> arguments);
// The same for an option of the source: INVALID_ARGUMENT. What Validate
// returns; `arguments` name at least the option, as `field`.
absl::Status OptionProblem(absl::string_view rule,
                           std::map<std::string, std::string> arguments);
absl::Status TransientProblem(
    absl::string_view rule, std::map<std::string, std::string> arguments,
    std::optional<absl::Duration> retry_after = std::nullopt);
absl::Status PartnerProblem(absl::string_view rule,
                            std::map<std::string, std::string> arguments);
// The cursor cannot be continued: the file changed, or another version wrote
// it. The caller drops what it staged and starts anew.
absl::Status CursorGone(absl::string_view why);

// The problem of a failed call; one without a payload is judged by its code.
Problem ProblemOf(const absl::Status& status);

}  // namespace regisseur::sdk
