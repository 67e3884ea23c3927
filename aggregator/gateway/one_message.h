#pragma once

#include <string>

#include "aggregator/api/json_answer.h"
#include "aggregator/api/method_registry.h"
#include "core/base/status_macros.h"

namespace regisseur {

// The one message of an answer, as JSON.
class OneMessage final : public ResponseWriter {
 public:
  absl::Status Write(const google::protobuf::Message& message) override {
    ASSIGN_OR_RETURN(json, RenderJson(message));
    return absl::OkStatus();
  }
  absl::Status WriteKept(const KeptAnswer& answer) override {
    ASSIGN_OR_RETURN(json, answer.Json());
    return absl::OkStatus();
  }
  std::string json;
};

}  // namespace regisseur
