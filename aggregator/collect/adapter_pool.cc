#include "aggregator/collect/adapter_pool.h"

#include <stdlib.h>
#include <unistd.h>

#include <filesystem>

#include "absl/hash/hash.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr absl::string_view kProgramPrefix = "regisseur-adapter-";
// Examines adapters and is none.
constexpr absl::string_view kExaminer = "regisseur-adapter-check";

}  // namespace

std::set<std::string> ListInstalledAdapters(const std::string& adapters_dir) {
  std::set<std::string> kinds;
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(adapters_dir, error)) {
    const std::string name = entry.path().filename().string();
    if (absl::StartsWith(name, kProgramPrefix) && name != kExaminer &&
        access(entry.path().c_str(), X_OK) == 0) {
      kinds.insert(name.substr(kProgramPrefix.size()));
    }
  }
  return kinds;
}

AdapterPool::AdapterPool(Options options, CallWatch& watch, const Clock& clock)
    : options_(std::move(options)), watch_(watch), clock_(clock) {
  // Not under data_dir: the path of a Unix socket has at most 107 bytes.
  const char* base = getenv("XDG_RUNTIME_DIR");
  folder_ =
      SocketFolder::Make(base != nullptr && base[0] == '/' ? base : "/tmp");
}

AdapterPool::~AdapterPool() {
  // Before the folder of their sockets.
  absl::MutexLock lock(&mutex_);
  slots_.clear();
}

void AdapterPool::SetSources(const std::vector<const SourceConfig*>& sources) {
  // Goes after the lock: the end of a process is waited for.
  std::map<std::string, std::shared_ptr<Slot>> all;
  absl::MutexLock lock(&mutex_);
  counts_.clear();
  for (const SourceConfig* source : sources) ++counts_[source->adapter];
  all.swap(slots_);
  for (const SourceConfig* source : sources) {
    const auto kept = all.find(KeyOf(*source));
    if (kept != all.end()) slots_.insert(all.extract(kept));
  }
}

std::string AdapterPool::KeyOf(const SourceConfig& source) const {
  if (source.endpoint.empty()) {
    const auto count = counts_.find(source.adapter);
    const int sources = count == counts_.end() ? 1 : count->second;
    const int processes =
        std::min(options_.processes_a_kind,
                 1 + (sources - 1) / options_.sources_a_process);
    const size_t share =
        processes <= 1 ? 0 : absl::HashOf(source.id) % size_t(processes);
    return absl::StrCat("local ", source.adapter, " ", share);
  }
  const TlsFiles tls = source.tls.value_or(TlsFiles());
  return absl::StrJoin(
      {absl::string_view("remote"), absl::string_view(source.endpoint),
       absl::string_view(tls.ca), absl::string_view(tls.cert),
       absl::string_view(tls.key), absl::string_view(tls.peer)},
      "\n");
}

std::shared_ptr<AdapterPool::Slot> AdapterPool::SlotOf(
    const SourceConfig& source) {
  absl::MutexLock lock(&mutex_);
  std::shared_ptr<Slot>& slot = slots_[KeyOf(source)];
  if (slot == nullptr) slot = std::make_shared<Slot>();
  return slot;
}

absl::StatusOr<AdapterConnection> AdapterPool::Connect(
    const SourceConfig& source, bool alone) {
  RETURN_IF_ERROR(folder_.status());
  if (alone && source.endpoint.empty()) {
    ASSIGN_OR_RETURN(AdapterConnection connection, StartLocal(source.adapter));
    RETURN_IF_ERROR(Ask(connection));
    return connection;
  }
  const std::shared_ptr<Slot> slot = SlotOf(source);
  State state;
  {
    absl::MutexLock lock(&slot->mutex);
    if (slot->connecting) return AwaitOther(*slot);
    slot->connecting = true;
    if (slot->broke_off) slot->state.asked = absl::InfinitePast();
    slot->broke_off = false;
    state = slot->state;
  }
  // Nobody else connects meanwhile, and nobody waits for a lock.
  const absl::Status connected = Renew(source, state);
  absl::MutexLock lock(&slot->mutex);
  const AdapterConnection connection = state.connection;
  // What it was before goes after the lock.
  std::swap(slot->state, state);
  slot->outcome = connected;
  slot->connecting = false;
  ++slot->rounds;
  RETURN_IF_ERROR(connected);
  return connection;
}

absl::StatusOr<AdapterConnection> AdapterPool::AwaitOther(Slot& slot) const {
  const auto ended =
      [&slot, round = slot.rounds]()
          ABSL_NO_THREAD_SAFETY_ANALYSIS { return slot.rounds != round; };
  // Who connects gives up by then: it starts, asks, and finds out why not.
  const absl::Duration longest =
      options_.start_deadline + 2 * options_.call_deadline;
  if (!slot.mutex.AwaitWithTimeout(absl::Condition(&ended), longest)) {
    return absl::UnavailableError(
        "The adapter is being connected to since long; it is asked again "
        "later.");
  }
  RETURN_IF_ERROR(slot.outcome);
  return slot.state.connection;
}

absl::Status AdapterPool::Renew(const SourceConfig& source, State& state) {
  const bool local = source.endpoint.empty();
  AdapterConnection& connection = state.connection;
  if (local) {
    if (connection.process == nullptr ||
        connection.process->FindEnd().has_value()) {
      connection = AdapterConnection();
      state.asked = absl::InfinitePast();
      ASSIGN_OR_RETURN(connection, StartLocal(source.adapter));
    }
  } else {
    RETURN_IF_ERROR(ConnectRemote(source, state));
  }
  const absl::Time now = clock_.Now();
  if (now - state.asked < options_.capabilities_age && state.asked <= now) {
    return absl::OkStatus();
  }
  if (absl::Status asked = Ask(connection); !asked.ok()) {
    if (local) return asked;
    // A new channel next time: this one would only repeat what it knows.
    connection.client = nullptr;
    if (!state.tls.has_value() || !absl::IsUnavailable(asked) ||
        watch_.cancelled()) {
      return asked;
    }
    const absl::Status why = DiagnoseTls(
        source.endpoint, *state.tls, source.tls->peer, options_.call_deadline);
    if (!absl::IsFailedPrecondition(why)) return asked;
    return absl::FailedPreconditionError(absl::StrCat(
        "No TLS with ", source.endpoint, ": ", why.message(), "."));
  }
  state.asked = now;
  return absl::OkStatus();
}

void AdapterPool::BrokeOff(const SourceConfig& source) {
  const std::shared_ptr<Slot> slot = SlotOf(source);
  absl::MutexLock lock(&slot->mutex);
  slot->broke_off = true;
}

absl::StatusOr<AdapterConnection> AdapterPool::StartLocal(
    const std::string& kind) {
  std::string socket;
  {
    absl::MutexLock lock(&mutex_);
    socket = absl::StrCat((*folder_)->path(), "/", next_socket_++);
  }
  AdapterConnection connection;
  ASSIGN_OR_RETURN(
      connection.process,
      AdapterProcess::Start(
          absl::StrCat(options_.adapters_dir, "/", kProgramPrefix, kind),
          socket, options_.start_deadline,
          [on_line = options_.on_line, kind](const std::string& line) {
            on_line(kind, line);
          }));
  ASSIGN_OR_RETURN(std::shared_ptr<grpc::Channel> channel,
                   AdapterClient::MakeChannel(connection.process->address(),
                                              std::nullopt, ""));
  connection.client =
      std::make_shared<AdapterClient>(std::move(channel), watch_);
  return connection;
}

absl::Status AdapterPool::TakeFiles(const SourceConfig& source, State& state) {
  absl::StatusOr<TlsMaterial> files =
      ReadTlsMaterial(*source.tls, clock_.Now());
  if (!files.ok()) {
    // Halfway through being replaced, or broken: the ones before still serve.
    state.connection.refused_files = files.status();
    return state.tls.has_value() ? absl::OkStatus() : files.status();
  }
  state.connection.refused_files = absl::OkStatus();
  if (state.tls != *files) {
    state.tls = *std::move(files);
    state.connection.client = nullptr;
  }
  return absl::OkStatus();
}

absl::Status AdapterPool::ConnectRemote(const SourceConfig& source,
                                        State& state) {
  if (source.tls.has_value()) RETURN_IF_ERROR(TakeFiles(source, state));
  if (state.connection.client != nullptr) return absl::OkStatus();
  state.asked = absl::InfinitePast();
  ASSIGN_OR_RETURN(
      std::shared_ptr<grpc::Channel> channel,
      AdapterClient::MakeChannel(
          source.endpoint, state.tls,
          source.tls.has_value() ? source.tls->peer : std::string()));
  state.connection.client =
      std::make_shared<AdapterClient>(std::move(channel), watch_);
  return absl::OkStatus();
}

absl::Status AdapterPool::Ask(AdapterConnection& connection) const {
  ASSIGN_OR_RETURN(connection.capabilities,
                   connection.client->GetCapabilities(options_.call_deadline));
  return absl::OkStatus();
}

}  // namespace regisseur
