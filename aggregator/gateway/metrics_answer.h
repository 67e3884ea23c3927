#pragma once

#include <string>

#include "aggregator/api/method_registry.h"
#include "regisseur/operation/v1/operation.pb.h"

namespace regisseur {

// GET /metrics is the method GetMetrics, with the same rights, and its text as
// the body (DECISIONS 25).
inline constexpr char kMetricsPath[] = "/metrics";
inline constexpr char kMetricsMethod[] =
    "regisseur.operation.v1.OperationService.GetMetrics";
// Prometheus 3 refuses an answer without a version here.
inline constexpr char kMetricsType[] =
    "text/plain; version=0.0.4; charset=utf-8";

// Takes the text of the answer.
class MetricsWriter final : public ResponseWriter {
 public:
  absl::Status Write(const google::protobuf::Message& message) override {
    text = static_cast<const operation::v1::Metrics&>(message).text();
    return absl::OkStatus();
  }
  std::string text;
};

}  // namespace regisseur
