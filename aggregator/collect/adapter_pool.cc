#include "aggregator/collect/adapter_pool.h"

#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "absl/hash/hash.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
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

AdapterPool::AdapterPool(Options options, CallWatch& watch)
    : options_(std::move(options)), watch_(watch) {
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
    key = absl::StrCat("remote ", source.endpoint, " ",
                       source.tls.has_value() ? source.tls->cert : "");
  }
  std::shared_ptr<Slot>& slot = slots_[key];
  if (slot == nullptr) slot = std::make_shared<Slot>();
  return slot;
}

absl::StatusOr<std::shared_ptr<AdapterConnection>> AdapterPool::Connect(
    const SourceConfig& source, bool alone) {
  RETURN_IF_ERROR(folder_status_);
  if (alone && source.endpoint.empty()) return StartLocal(source.adapter);
  const std::shared_ptr<Slot> slot = SlotOf(source);
  // Who comes while it starts waits for it: that is what it would do anyway.
  absl::MutexLock lock(&slot->mutex);
  if (slot->connection != nullptr &&
      (slot->connection->process == nullptr ||
       !slot->connection->process->FindEnd().has_value())) {
    return slot->connection;
  }
  slot->connection.reset();
  absl::StatusOr<std::shared_ptr<AdapterConnection>> connection =
      source.endpoint.empty() ? StartLocal(source.adapter)
                              : ConnectRemote(source);
  if (connection.ok()) slot->connection = *connection;
  return connection;
}

absl::StatusOr<std::shared_ptr<AdapterConnection>> AdapterPool::StartLocal(
    const std::string& kind) {
  std::string socket;
  {
    absl::MutexLock lock(&mutex_);
    socket = absl::StrCat(folder_, "/", next_socket_++);
  }
  auto connection = std::make_shared<AdapterConnection>();
  ASSIGN_OR_RETURN(
      connection->process,
      AdapterProcess::Start(
          absl::StrCat(options_.adapters_dir, "/", kProgramPrefix, kind),
          socket, options_.start_deadline));
  ASSIGN_OR_RETURN(
      std::shared_ptr<grpc::Channel> channel,
      AdapterClient::MakeChannel(connection->process->address(), std::nullopt));
  return Ask(std::move(connection), std::move(channel));
}

absl::StatusOr<std::shared_ptr<AdapterConnection>> AdapterPool::ConnectRemote(
    const SourceConfig& source) {
  ASSIGN_OR_RETURN(std::shared_ptr<grpc::Channel> channel,
                   AdapterClient::MakeChannel(source.endpoint, source.tls));
  return Ask(std::make_shared<AdapterConnection>(), std::move(channel));
}

absl::StatusOr<std::shared_ptr<AdapterConnection>> AdapterPool::Ask(
    std::shared_ptr<AdapterConnection> connection,
    std::shared_ptr<grpc::Channel> channel) {
  connection->client =
      std::make_unique<AdapterClient>(std::move(channel), watch_);
  ASSIGN_OR_RETURN(connection->capabilities,
                   connection->client->GetCapabilities(options_.call_deadline));
  return connection;
}

}  // namespace regisseur
