#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "aggregator/answers/billed_lines.h"
#include "aggregator/storage/tag_value.h"
#include "core/pricing/usage_meter.h"

namespace regisseur {

// Shows billed lines to meters. Not thread-safe.
class MeteredCharges {
 public:
  MeteredCharges();
  MeteredCharges(const MeteredCharges&) = delete;
  MeteredCharges& operator=(const MeteredCharges&) = delete;

  // Valid until the next call and as long as `billed`.
  UsageCharge Show(const BilledLine& billed);

 private:
  absl::string_view tags_;  // of the line at hand, as JSON
  std::map<std::string, std::unique_ptr<TagReader>> readers_;
  std::function<absl::string_view(const std::string&)> tag_;
};

}  // namespace regisseur
