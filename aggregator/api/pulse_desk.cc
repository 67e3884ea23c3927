#include "aggregator/api/pulse_desk.h"

#include <algorithm>

#include "aggregator/access/token.h"
#include "aggregator/answers/answers.h"
#include "aggregator/changes/pulse_changes.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// Buckets that are kept at most; beyond that everybody waits a little.
constexpr size_t kMostBuckets = 100'000;

}  // namespace

bool RateLimit::Take(const std::string& key) {
  const absl::Time now = clock_.Now();
  absl::MutexLock lock(&mutex_);
  auto found = buckets_.find(key);
  if (found == buckets_.end()) {
    Forget(now);
    if (buckets_.size() >= kMostBuckets) return false;
    found = buckets_.emplace(key, Bucket{double(at_once_), now}).first;
  }
  Bucket& bucket = found->second;
  const double minutes = std::max(0.0, absl::ToDoubleMinutes(now - bucket.at));
  bucket.left = std::min<double>(at_once_, bucket.left + minutes * a_minute_);
  bucket.at = now;
  if (bucket.left < 1) return false;
  bucket.left -= 1;
  return true;
}

void RateLimit::Forget(absl::Time now) {
  const absl::Duration full = absl::Minutes(1) * at_once_ / a_minute_;
  for (auto bucket = buckets_.begin(); bucket != buckets_.end();) {
    bucket = now - bucket->second.at >= full ? buckets_.erase(bucket)
                                             : std::next(bucket);
  }
}

absl::CivilDay PulseDesk::Today() const {
  return absl::ToCivilDay(answers_.Now(),
                          answers_.PortfolioAt(AsOf{})->time_zone);
}

absl::StatusOr<PulseDesk::Question> PulseDesk::Find(
    absl::string_view token) const {
  ASSIGN_OR_RETURN(const Pulse pulse,
                   pulses_.FindOpen(HashToken(token), Today()));
  Question question{.text = pulse.question, .language = pulse.language};
  const std::shared_ptr<const Portfolio> portfolio =
      answers_.PortfolioAt(AsOf{});
  question.about = pulse.service.empty() ? pulse.provider : pulse.service;
  const ProviderConfig* const provider =
      portfolio->FindProvider(pulse.provider);
  if (provider == nullptr) return question;
  if (pulse.service.empty()) {
    if (!provider->name.empty()) question.about = provider->name;
    return question;
  }
  for (const ServiceConfig& service : provider->services) {
    if (service.id == pulse.service && !service.name.empty()) {
      question.about = service.name;
    }
  }
  return question;
}

absl::Status PulseDesk::Answer(absl::string_view token, int score,
                               const std::string& word,
                               const std::string& address) {
  const std::string hash = HashToken(token);
  // Before anything is counted under a link that is none.
  RETURN_IF_ERROR(pulses_.FindOpen(hash, Today()).status());
  if ((!address.empty() && !by_address_.Take(address)) ||
      !by_link_.Take(hash)) {
    return absl::ResourceExhaustedError("too many answers at once");
  }
  return pulses_.TakeAnswer(hash, score, word, Today());
}

}  // namespace regisseur
