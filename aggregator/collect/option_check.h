#pragma once

#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "aggregator/collect/adapter_client.h"
#include "aggregator/collect/adapter_pool.h"
#include "core/base/clock.h"
#include "core/portfolio/portfolio.h"

namespace regisseur {

// Asks local adapters whether the options of sources can work, before a
// configuration comes into force. Starts one process a kind and ends it when
// this object goes. Not thread-safe.
class OptionCheck {
 public:
  // `clock` must outlive it.
  OptionCheck(std::string adapters_dir, const Clock& clock);

  // What is wrong with the options; absent when they can work. Remote adapters
  // are not asked, they say so when they are collected; neither are those whose
  // secrets cannot be read now, which is said elsewhere. UNAVAILABLE or
  // FAILED_PRECONDITION when the adapter cannot be asked; the kind is not
  // started again after that.
  absl::StatusOr<std::optional<OptionMistake>> Check(
      const SourceConfig& source,
      const AdapterClient::Surroundings& surroundings);

 private:
  CallWatch watch_;
  AdapterPool pool_;
  std::map<std::string, absl::Status> failed_;  // by kind
};

}  // namespace regisseur
