#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "aggregator/collect/adapter_client.h"
#include "aggregator/collect/adapter_process.h"
#include "aggregator/collect/socket_folder.h"
#include "aggregator/collect/tls_material.h"
#include "core/base/clock.h"
#include "core/portfolio/portfolio.h"

namespace regisseur {

// An adapter that can be called: a process of ours or a remote one.
struct AdapterConnection {
  std::shared_ptr<AdapterProcess> process;  // null for a remote one
  std::shared_ptr<AdapterClient> client;
  AdapterCapabilities capabilities;
  // Why the certificate files as they are now are not used but those before.
  absl::Status refused_files;
};

// Starts local adapters, one process a kind (a second one where a kind has over
// 50 sources, DECISIONS 11), and keeps channels to them and to remote ones. A
// process that died is started anew when it is next asked for; changed
// certificate files are used from the next connection on, unless they are
// broken. What an adapter can do is asked again now and then and after a call
// broke off: somebody may have put a newer one in its place. Thread-safe.
class AdapterPool {
 public:
  struct Options {
    std::string adapters_dir;  // holds regisseur-adapter-<kind>
    int processes_a_kind = 2;
    int sources_a_process = 50;
    absl::Duration start_deadline = absl::Seconds(10);
    absl::Duration call_deadline = absl::Seconds(10);
    // How long what an adapter said that it can do is believed.
    absl::Duration capabilities_age = absl::Hours(1);
    // Hears what a local adapter writes on stdout; from several threads.
    std::function<void(const std::string& kind, const std::string& line)>
        on_line = [](const std::string&, const std::string&) {};
  };

  AdapterPool(Options options, CallWatch& watch, const Clock& clock);
  ~AdapterPool();

  // A connection for a source. `alone`: a fresh process for this call only, to
  // find out which source kills it. UNAVAILABLE when the adapter does not
  // answer; FAILED_PRECONDITION when somebody has to mend something first:
  // certificates, the contract, the program.
  absl::StatusOr<AdapterConnection> Connect(const SourceConfig& source,
                                            bool alone);
  // A call over the source's connection broke off.
  void BrokeOff(const SourceConfig& source);
  // The sources of the configuration in force: how many a kind serves decides
  // how many processes it gets, and connections that none uses are let go. May
  // wait for processes to end.
  void SetSources(const std::vector<const SourceConfig*>& sources);

 private:
  struct State {
    // Without a client: not connected.
    AdapterConnection connection;
    // What the connection uses, and when it was last asked what it can do.
    std::optional<TlsMaterial> tls;
    absl::Time asked = absl::InfinitePast();
  };
  // One connects at a time, without the lock; those who come meanwhile wait for
  // how that goes and share it, a failure too.
  struct Slot {
    absl::Mutex mutex;
    State state ABSL_GUARDED_BY(mutex);
    bool broke_off ABSL_GUARDED_BY(mutex) = false;  // since it was connected
    bool connecting ABSL_GUARDED_BY(mutex) = false;
    // How often connecting ended, and how it did the last time.
    int64_t rounds ABSL_GUARDED_BY(mutex) = 0;
    absl::Status outcome ABSL_GUARDED_BY(mutex);
  };

  // Starts a process, without asking what it can do.
  absl::StatusOr<AdapterConnection> StartLocal(const std::string& kind);
  // Takes the certificate files as they are now, where they can be used.
  absl::Status TakeFiles(const SourceConfig& source, State& state);
  absl::Status ConnectRemote(const SourceConfig& source, State& state);
  // Connects, where it is not, and asks what it can do, where that is due.
  absl::Status Renew(const SourceConfig& source, State& state);
  absl::StatusOr<AdapterConnection> AwaitOther(Slot& slot) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(slot.mutex);
  absl::Status Ask(AdapterConnection& connection) const;
  std::string KeyOf(const SourceConfig& source) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::shared_ptr<Slot> SlotOf(const SourceConfig& source);

  const Options options_;
  CallWatch& watch_;
  const Clock& clock_;
  absl::StatusOr<std::unique_ptr<SocketFolder>> folder_;
  absl::Mutex mutex_;
  std::map<std::string, std::shared_ptr<Slot>> slots_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, int> counts_ ABSL_GUARDED_BY(mutex_);
  int64_t next_socket_ ABSL_GUARDED_BY(mutex_) = 1;
};

// The kinds that `adapters_dir` holds a program for.
std::set<std::string> ListInstalledAdapters(const std::string& adapters_dir);

}  // namespace regisseur
