#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "aggregator/collect/adapter_client.h"
#include "aggregator/collect/adapter_process.h"
#include "core/portfolio/portfolio.h"

namespace regisseur {

// An adapter that can be called: a process of ours or a remote one.
struct AdapterConnection {
  std::shared_ptr<AdapterProcess> process;  // null for a remote one
  std::unique_ptr<AdapterClient> client;
  AdapterCapabilities capabilities;
};

// Starts local adapters, one process a kind (a second one where a kind has over
// 50 sources, DECISIONS 11), and keeps channels to them and to remote ones. A
// process that died is started anew when it is next asked for. Thread-safe.
class AdapterPool {
 public:
  struct Options {
    std::string adapters_dir;  // holds regisseur-adapter-<kind>
    int processes_a_kind = 2;
    int sources_a_process = 50;
    absl::Duration start_deadline = absl::Seconds(10);
    absl::Duration call_deadline = absl::Seconds(10);
  };

  AdapterPool(Options options, CallWatch& watch);
  ~AdapterPool();

  // A connection for a source. `alone`: a fresh process for this call only, to
  // find out which source kills it.
  absl::StatusOr<std::shared_ptr<AdapterConnection>> Connect(
      const SourceConfig& source, bool alone);
  // How many sources each kind serves; decides how many processes it gets.
  void SetSourceCounts(std::map<std::string, int> counts);

 private:
  struct Slot {
    absl::Mutex mutex;
    std::shared_ptr<AdapterConnection> connection ABSL_GUARDED_BY(mutex);
  };

  absl::StatusOr<std::shared_ptr<AdapterConnection>> StartLocal(
      const std::string& kind);
  absl::StatusOr<std::shared_ptr<AdapterConnection>> ConnectRemote(
      const SourceConfig& source);
  absl::StatusOr<std::shared_ptr<AdapterConnection>> Ask(
      std::shared_ptr<AdapterConnection> connection,
      std::shared_ptr<grpc::Channel> channel);
  std::shared_ptr<Slot> SlotOf(const SourceConfig& source);

  const Options options_;
  CallWatch& watch_;
  absl::Status folder_status_;
  std::string folder_;  // 0700, holds the sockets
  absl::Mutex mutex_;
  std::map<std::string, std::shared_ptr<Slot>> slots_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, int> counts_ ABSL_GUARDED_BY(mutex_);
  int64_t next_socket_ ABSL_GUARDED_BY(mutex_) = 1;
};

// The kinds that `adapters_dir` holds a program for.
std::set<std::string> ListInstalledAdapters(const std::string& adapters_dir);

}  // namespace regisseur
