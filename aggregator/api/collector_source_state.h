#pragma once

#include "aggregator/answers/live_source_state.h"
#include "aggregator/collect/collector.h"

namespace regisseur {

// What the answers want to know of collecting, from the collector itself (the
// arrows keep answers from seeing collect). Thread-safe.
class CollectorSourceState final : public LiveSourceState {
 public:
  // `collector` must outlive it.
  explicit CollectorSourceState(const Collector& collector)
      : collector_(collector) {}

  std::optional<LiveSource> Find(absl::string_view source) const override {
    const std::optional<CollectActivity> activity =
        collector_.FindActivity(source);
    if (!activity.has_value()) return std::nullopt;
    LiveSource live;
    live.next_try = activity->next_try;
    switch (activity->phase) {
      case CollectActivity::Phase::kIdle:
        live.activity = SourceActivity::kIdle;
        break;
      case CollectActivity::Phase::kCollecting:
        live.activity = SourceActivity::kCollecting;
        break;
      case CollectActivity::Phase::kBackingOff:
        live.activity = SourceActivity::kBackingOff;
        break;
      case CollectActivity::Phase::kBreakerOpen:
        live.activity = SourceActivity::kBreakerOpen;
        break;
      case CollectActivity::Phase::kSetAside:
        live.activity = SourceActivity::kSetAside;
        break;
    }
    return live;
  }

 private:
  const Collector& collector_;
};

}  // namespace regisseur
