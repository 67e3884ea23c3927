#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "aggregator/api/method_registry.h"

namespace regisseur {

// Asks a method of the API from within the daemon, in JSON as the gateway does:
// `portfolio.v1.PortfolioService/GetOverview`. Only what reads and has one
// answer; the rest is INVALID_ARGUMENT, what is not there UNIMPLEMENTED.
absl::StatusOr<std::string> AskInJson(const MethodRegistry& methods,
                                      const CallContext& call,
                                      const std::string& method,
                                      const std::string& request);

}  // namespace regisseur
