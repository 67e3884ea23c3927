#pragma once

#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "core/base/clock.h"

namespace regisseur {

// How much may be pushed to a source: so many at once, and as many again over
// each minute. Thread-safe.
class PushQuota {
 public:
  PushQuota(const Clock& clock, int a_minute)
      : clock_(clock), a_minute_(a_minute) {}

  // RESOURCE_EXHAUSTED when there is no room for one more.
  absl::Status Take(absl::string_view source) {
    const absl::Time now = clock_.Now();
    absl::MutexLock lock(&mutex_);
    const auto [found, is_new] =
        buckets_.try_emplace(std::string(source), Bucket{});
    Bucket& bucket = found->second;
    if (is_new) {
      bucket.left = a_minute_;
    } else if (now > bucket.at) {
      bucket.left +=
          a_minute_ * absl::FDivDuration(now - bucket.at, absl::Minutes(1));
      if (bucket.left > a_minute_) bucket.left = a_minute_;
    }
    bucket.at = now;
    if (bucket.left < 1) {
      return absl::ResourceExhaustedError(
          absl::StrCat("more than ", a_minute_,
                       " a minute were pushed; wait a minute, and push more "
                       "rows at once"));
    }
    bucket.left -= 1;
    return absl::OkStatus();
  }

 private:
  struct Bucket {
    double left = 0;
    absl::Time at;
  };

  const Clock& clock_;
  const int a_minute_;
  absl::Mutex mutex_;
  std::map<std::string, Bucket> buckets_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace regisseur
