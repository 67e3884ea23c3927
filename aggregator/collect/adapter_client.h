#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "aggregator/collect/tls_material.h"
#include "aggregator/storage/records.h"
#include "core/delivery/delivery.h"
#include "core/portfolio/portfolio.h"

namespace grpc {
class Channel;
class ClientContext;
}  // namespace grpc

namespace regisseur {

// What an adapter said of itself.
struct AdapterCapabilities {
  std::string kind;
  std::string version;
  std::set<FactKind> tells;  // empty: it did not say
  bool sums_charges = false;
};

// Why a call of an adapter failed.
struct AdapterFailure {
  TryOutcome outcome = TryOutcome::kPartner;
  std::string rule;
  std::string message;
  absl::Duration retry_after;
  bool cursor_gone = false;
};

// What a dry run found.
struct AdapterCheck {
  struct Field {
    std::string field;
    int64_t total = 0;
    int64_t filled = 0;
    bool mandatory = false;
  };
  bool usable = false;
  std::vector<Field> fields;
  std::vector<Finding> findings;
  std::optional<AdapterFailure> failure;
};

// Why a source's options cannot work.
struct OptionMistake {
  std::string option;   // empty: none in particular
  std::string message;  // what would be right
};

// Calls in flight, watched from outside: one that has been silent for too long
// is cancelled, and all of them when we stop. Thread-safe.
class CallWatch {
 public:
  // One call; ends with the object.
  class Call {
   public:
    // Ends soon after `cancelled`, when there is one.
    Call(CallWatch& watch, grpc::ClientContext& context, absl::Duration silence,
         const absl::Notification* cancelled = nullptr);
    ~Call();
    // Something arrived.
    void Heard();
    // The watch cancelled it because nothing did.
    bool TimedOut() const;
    // Nothing has arrived for `silence`.
    bool SilentFor(absl::Duration silence) const;

   private:
    friend class CallWatch;
    CallWatch& watch_;
    grpc::ClientContext& context_;
    const absl::Duration silence_;
    const absl::Notification* const cancelled_;
    absl::Time heard_;
    bool timed_out_ = false;
  };

  // Cancels what was silent for too long or is not wanted any more; to be
  // called now and then.
  void Sweep(absl::Time now);
  // Cancels everything, now and from now on.
  void CancelAll();
  // CancelAll() was called.
  bool cancelled() const {
    absl::MutexLock lock(&mutex_);
    return cancelled_;
  }

 private:
  friend class Call;
  mutable absl::Mutex mutex_;
  absl::flat_hash_set<Call*> calls_ ABSL_GUARDED_BY(mutex_);
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
};

// One adapter, local or remote, spoken to over gRPC. Uses the synchronous API:
// Debian's callback client is unsafe. Thread-safe.
class AdapterClient {
 public:
  // `portfolio` currency, zone and base folder go with each call.
  struct Surroundings {
    std::string base_directory;
    std::string time_zone;
    std::string currency;
  };
  struct Limits {
    absl::Duration deadline = absl::Minutes(10);  // of a whole call
    absl::Duration silence = absl::Seconds(60);   // between two messages
  };

  AdapterClient(std::shared_ptr<grpc::Channel> channel, CallWatch& watch);

  // A channel to a local socket or a remote address, compression off. A remote
  // one needs TLS unless it is loopback: FAILED_PRECONDITION otherwise. With a
  // `peer` (TlsFiles::peer) the adapter must show that identity, without one
  // the host of the address.
  static absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeChannel(
      const std::string& address, const std::optional<TlsMaterial>& tls,
      const std::string& peer);

  // UNAVAILABLE when it does not answer; FAILED_PRECONDITION when it speaks
  // another contract or names no kind of facts.
  absl::StatusOr<AdapterCapabilities> GetCapabilities(absl::Duration deadline);

  // Streams batches into `on_batch`, one after the other on another thread,
  // while the next one is read; a status from it ends the call and is returned
  // by `stored`, and nothing comes after it. Returns the checkpoint, or the
  // failure.
  struct Outcome {
    std::optional<Checkpoint> checkpoint;
    std::optional<AdapterFailure> failure;  // the adapter's or the network's
    absl::Status stored;                    // ours
    bool broke_off = false;  // the connection went: the process may have died
  };
  Outcome Collect(const SourceConfig& source,
                  const std::map<std::string, std::string>& secrets,
                  const Surroundings& surroundings, const std::string& cursor,
                  const Limits& limits,
                  const std::function<absl::Status(FactBatch)>& on_batch);

  // What is wrong with the source's options; absent when they can work, and
  // when the adapter is one that cannot tell before it collects. UNAVAILABLE
  // when it does not answer.
  absl::StatusOr<std::optional<OptionMistake>> CheckOptions(
      const SourceConfig& source,
      const std::map<std::string, std::string>& secrets,
      const Surroundings& surroundings, absl::Duration deadline);

  // A dry run. `broke_off` as above. Ends soon after `cancelled`.
  AdapterCheck Check(const SourceConfig& source,
                     const std::map<std::string, std::string>& secrets,
                     const Surroundings& surroundings, const Limits& limits,
                     const absl::Notification& cancelled, bool& broke_off);

 private:
  std::shared_ptr<grpc::Channel> channel_;
  CallWatch& watch_;
};

}  // namespace regisseur
