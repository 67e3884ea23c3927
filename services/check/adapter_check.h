#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "regisseur/adapter/v1/adapter.pb.h"

namespace grpc {
class Channel;
}  // namespace grpc

namespace regisseur {

// What became of one thing that the contract asks for.
struct CheckedRule {
  enum class Verdict { kHolds, kBroken, kNotTried };
  std::string id;  // stable, `cursor-replay`
  Verdict verdict = Verdict::kNotTried;
  // What was seen, and for a broken one what would be right.
  std::string says;
};

struct AdapterReport {
  // What the adapter says of itself; empty when it was not reached.
  adapter::v1::GetCapabilitiesResponse capabilities;
  std::vector<CheckedRule> rules;  // in the order in which they were tried
  // How well each field is filled, by the adapter's own dry run.
  std::vector<adapter::v1::FieldCoverage> coverage;
  int64_t batches = 0;
  int64_t bytes = 0;  // of all batches
  bool reached = false;

  bool Holds() const;
};

struct AdapterCheckOptions {
  adapter::v1::SourceSpec source;
  // It shows only the present: the same cursor may give another answer.
  bool live = false;
  absl::Duration deadline = absl::Minutes(5);  // of one call
  // Within which an adapter answers while it is asked nothing hard.
  absl::Duration patience = absl::Seconds(10);
};

// Holds the adapter behind a channel against the contract, as the daemon would
// ask it. Reads the source several times and stores nothing.
AdapterReport CheckAdapter(const std::shared_ptr<grpc::Channel>& channel,
                           const AdapterCheckOptions& options);

std::string RenderReportText(const AdapterReport& report);
std::string RenderReportJson(const AdapterReport& report);

}  // namespace regisseur
