#pragma once

#include <map>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "core/base/clock.h"

namespace regisseur {

class Answers;
class PulseChanges;

// So many of something at once, and so many a minute. Who did it is known in
// memory only, and forgotten within minutes. Thread-safe.
class RateLimit {
 public:
  RateLimit(const Clock& clock, int at_once, int a_minute)
      : clock_(clock), at_once_(at_once), a_minute_(a_minute) {}

  // False when `key` did too many.
  bool Take(const std::string& key);

 private:
  struct Bucket {
    double left = 0;
    absl::Time at;
  };
  // What was not used for so long is full again, and forgotten.
  void Forget(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Clock& clock_;
  const int at_once_;
  const int a_minute_;
  absl::Mutex mutex_;
  std::map<std::string, Bucket> buckets_ ABSL_GUARDED_BY(mutex_);
};

// Pulses as those meet them who have a link: no account, and nothing kept by
// which an answer could be tied to a person. Thread-safe; what it is given must
// outlive it.
class PulseDesk {
 public:
  PulseDesk(const Answers& answers, PulseChanges& pulses, const Clock& clock)
      : answers_(answers),
        pulses_(pulses),
        by_link_(clock, /*at_once=*/30, /*a_minute=*/30),
        by_address_(clock, /*at_once=*/10, /*a_minute=*/6) {}

  struct Question {
    std::string text;
    std::string language;  // nl, en
    std::string about;     // the service, else the provider, for people
  };
  // NOT_FOUND when the link answers no longer or never did.
  absl::StatusOr<Question> Find(absl::string_view token) const;
  // Takes an answer. Errors as above; INVALID_ARGUMENT; RESOURCE_EXHAUSTED for
  // too many through one link or from one address (empty: not known). The
  // address is forgotten at once.
  absl::Status Answer(absl::string_view token, int score,
                      const std::string& word, const std::string& address);

 private:
  absl::CivilDay Today() const;

  const Answers& answers_;
  PulseChanges& pulses_;
  RateLimit by_link_;
  RateLimit by_address_;
};

}  // namespace regisseur
