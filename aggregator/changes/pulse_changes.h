#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/changes/acts.h"
#include "aggregator/changes/matter_act.h"
#include "aggregator/storage/pulse_store.h"
#include "core/partnership/partnership_place.h"

namespace regisseur {

// Opening and closing pulses, and taking what people answer. Thread-safe.
class PulseChanges {
 public:
  // What it is given must outlive it.
  PulseChanges(Acts& acts, PulseStore& store) : acts_(acts), store_(store) {}

  struct NewPulse {
    std::string question;   // empty: the usual one
    std::string language;   // nl, en
    std::string closes_on;  // a day; empty: until it is closed
    std::string target;     // in percent; empty: 70
  };
  struct Created {
    Pulse pulse;
    bool repeated = false;  // the same request made it before
  };
  // Opens one under a token of which only the hash is kept. INVALID_ARGUMENT
  // naming the field.
  absl::StatusOr<Created> Create(const Principal& who,
                                 const MatterRequest& request,
                                 const PartnershipPlace& place,
                                 const NewPulse& pulse,
                                 const std::string& token_sha256);
  // NOT_FOUND; FAILED_PRECONDITION when it is closed.
  absl::StatusOr<Pulse> Close(const Principal& who,
                              const MatterRequest& request,
                              const std::string& id, absl::CivilDay today);
  // The one behind a link, while it answers. NOT_FOUND otherwise.
  absl::StatusOr<Pulse> FindOpen(const std::string& token_sha256,
                                 absl::CivilDay today) const;
  // Keeps an answer, without anything about who gives it. NOT_FOUND as above;
  // INVALID_ARGUMENT for a score that is none of 1 to 5, and a word that is
  // longer than 2,000 bytes.
  absl::Status TakeAnswer(const std::string& token_sha256, int score,
                          const std::string& word, absl::CivilDay today);
  // NOT_FOUND, as for one that is not there, for another provider's.
  absl::StatusOr<Pulse> Get(const Principal& who, const std::string& id) const;

 private:
  Acts& acts_;
  PulseStore& store_;
};

// The question of a pulse for which none was given.
std::string UsualQuestion(const std::string& language);

}  // namespace regisseur
