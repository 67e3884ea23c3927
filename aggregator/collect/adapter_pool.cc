#include "aggregator/collect/adapter_pool.h"

#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "absl/hash/hash.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr absl::string_view kProgramPrefix = "regisseur-adapter-";

}  // namespace

std::set<std::string> ListInstalledAdapters(const std::string& adapters_dir) {
  std::set<std::string> kinds;
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(adapters_dir, error)) {
    const std::string name = entry.path().filename().string();
    if (absl::StartsWith(name, kProgramPrefix) &&
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
  std::string folder = absl::StrCat(
      base != nullptr && base[0] == '/' ? base : "/tmp", "/regisseur-XXXXXX");
  if (mkdtemp(folder.data()) == nullptr) {
    folder_status_ = absl::FailedPreconditionError(
        absl::StrCat("No folder for the adapters' sockets: ", folder, ": ",
                     std::strerror(errno)));
  }
  folder_ = folder;
}

AdapterPool::~AdapterPool() {
  {
    absl::MutexLock lock(&mutex_);
    slots_.clear();
  }
  std::error_code error;
  if (folder_status_.ok()) std::filesystem::remove_all(folder_, error);
}

void AdapterPool::SetSourceCounts(std::map<std::string, int> counts) {
  absl::MutexLock lock(&mutex_);
  counts_ = std::move(counts);
}

std::shared_ptr<AdapterPool::Slot> AdapterPool::SlotOf(
    const SourceConfig& source) {
  absl::MutexLock lock(&mutex_);
  std::string key;
  if (source.endpoint.empty()) {
    const auto count = counts_.find(source.adapter);
    const int sources = count == counts_.end() ? 1 : count->second;
    const int processes =
        std::min(options_.processes_a_kind,
                 1 + (sources - 1) / options_.sources_a_process);
    const size_t share =
        processes <= 1 ? 0 : absl::HashOf(source.id) % size_t(processes);
    key = absl::StrCat("local ", source.adapter, " ", share);
  } else {
    const TlsFiles tls = source.tls.value_or(TlsFiles());
    key = absl::StrJoin(
        {absl::string_view("remote"), absl::string_view(source.endpoint),
         absl::string_view(tls.ca), absl::string_view(tls.cert),
         absl::string_view(tls.key), absl::string_view(tls.peer)},
        "\n");
  }
  std::shared_ptr<Slot>& slot = slots_[key];
  if (slot == nullptr) slot = std::make_shared<Slot>();
  return slot;
}

absl::StatusOr<AdapterConnection> AdapterPool::Connect(
    const SourceConfig& source, bool alone) {
  RETURN_IF_ERROR(folder_status_);
  const bool local = source.endpoint.empty();
  if (alone && local) {
    ASSIGN_OR_RETURN(AdapterConnection connection, StartLocal(source.adapter));
    RETURN_IF_ERROR(Ask(connection));
    return connection;
  }
  const std::shared_ptr<Slot> slot = SlotOf(source);
  // Who comes while it starts waits for it: that is what it would do anyway.
  absl::MutexLock lock(&slot->mutex);
  AdapterConnection& connection = slot->connection;
  if (local) {
    if (connection.process == nullptr ||
        connection.process->FindEnd().has_value()) {
      connection = AdapterConnection();
      slot->asked = absl::InfinitePast();
      ASSIGN_OR_RETURN(connection, StartLocal(source.adapter));
    }
  } else {
    RETURN_IF_ERROR(ConnectRemote(source, *slot));
  }
  const absl::Time now = clock_.Now();
  if (now - slot->asked < options_.capabilities_age && slot->asked <= now) {
    return connection;
  }
  if (absl::Status asked = Ask(connection); !asked.ok()) {
    if (local) return asked;
    // A new channel next time: this one would only repeat what it knows.
    connection.client = nullptr;
    if (!slot->tls.has_value() || !absl::IsUnavailable(asked)) return asked;
    const absl::Status why = DiagnoseTls(
        source.endpoint, *slot->tls, source.tls->peer, options_.call_deadline);
    if (!absl::IsFailedPrecondition(why)) return asked;
    return absl::FailedPreconditionError(absl::StrCat(
        "No TLS with ", source.endpoint, ": ", why.message(), "."));
  }
  slot->asked = now;
  return connection;
}

void AdapterPool::BrokeOff(const SourceConfig& source) {
  const std::shared_ptr<Slot> slot = SlotOf(source);
  absl::MutexLock lock(&slot->mutex);
  slot->asked = absl::InfinitePast();
}

absl::StatusOr<AdapterConnection> AdapterPool::StartLocal(
    const std::string& kind) {
  std::string socket;
  {
    absl::MutexLock lock(&mutex_);
    socket = absl::StrCat(folder_, "/", next_socket_++);
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

absl::Status AdapterPool::TakeFiles(const SourceConfig& source, Slot& slot) {
  absl::StatusOr<TlsMaterial> files =
      ReadTlsMaterial(*source.tls, clock_.Now());
  if (!files.ok()) {
    // Halfway through being replaced, or broken: the ones before still serve.
    slot.connection.refused_files = files.status();
    return slot.tls.has_value() ? absl::OkStatus() : files.status();
  }
  slot.connection.refused_files = absl::OkStatus();
  if (slot.tls != *files) {
    slot.tls = *std::move(files);
    slot.connection.client = nullptr;
  }
  return absl::OkStatus();
}

absl::Status AdapterPool::ConnectRemote(const SourceConfig& source,
                                        Slot& slot) {
  if (source.tls.has_value()) RETURN_IF_ERROR(TakeFiles(source, slot));
  if (slot.connection.client != nullptr) return absl::OkStatus();
  slot.asked = absl::InfinitePast();
  ASSIGN_OR_RETURN(
      std::shared_ptr<grpc::Channel> channel,
      AdapterClient::MakeChannel(
          source.endpoint, slot.tls,
          source.tls.has_value() ? source.tls->peer : std::string()));
  slot.connection.client =
      std::make_shared<AdapterClient>(std::move(channel), watch_);
  return absl::OkStatus();
}

absl::Status AdapterPool::Ask(AdapterConnection& connection) const {
  ASSIGN_OR_RETURN(connection.capabilities,
                   connection.client->GetCapabilities(options_.call_deadline));
  return absl::OkStatus();
}

}  // namespace regisseur
