#include "aggregator/app/daemon.h"

#include <sys/stat.h>

#include <filesystem>
#include <functional>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "aggregator/access/listen_address.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/api.h"
#include "aggregator/api/collector_source_state.h"
#include "aggregator/api/grpc_server.h"
#include "aggregator/app/configuration_keeper.h"
#include "aggregator/app/log.h"
#include "aggregator/collect/adapter_pool.h"
#include "aggregator/collect/collect_scheduler.h"
#include "aggregator/collect/source_collection.h"
#include "aggregator/gateway/http_gateway.h"
#include "aggregator/storage/storage.h"
#include "core/base/status_macros.h"
#include "core/selector/selector.h"

namespace regisseur {
namespace {

// How often replaced lines that are old enough are dropped.
constexpr absl::Duration kPurgeInterval = absl::Hours(1);

// Given back when the disk is full, so that acts can still be written
// (DECISIONS 29).
constexpr int64_t kReserveBytes = 32 << 20;

absl::Status MakeDataDir(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": cannot be made: ", error.message(),
                     "; data_dir must be a folder that the daemon may write"));
  }
  // Nobody else's business.
  chmod(path.c_str(), 0700);
  return absl::OkStatus();
}

void LogChange(const std::string& source, const CollectionResult& result) {
  if (result.attempt.rule.empty()) {
    Log(LogLevel::kInfo, "source-answers", {{"source", source}});
  } else {
    Log(LogLevel::kWarning, "source-fails",
        {{"source", source},
         {"rule", result.attempt.rule},
         {"why", result.attempt.message}});
  }
}

CollectScheduler::Options SchedulerOptions(const CollectConfig& config) {
  CollectScheduler::Options options;
  options.concurrency = config.concurrency;
  options.limits.deadline = config.deadline;
  options.on_change = LogChange;
  return options;
}

AdapterPool::Options PoolOptions(const CollectConfig& config,
                                 const std::string& adapters_dir) {
  AdapterPool::Options options;
  options.adapters_dir = adapters_dir;
  options.processes_a_kind = config.adapter_processes;
  return options;
}

}  // namespace

// Members stand in the order in which they need each other; they go in the
// reverse order.
class Daemon::Impl {
 public:
  Impl(const DaemonConfig& config, const Options& options,
       std::unique_ptr<Database> database)
      : config_(config),
        database_(std::move(database)),
        queue_(*database_),
        writer_(*database_, queue_, clock_),
        originals_(config.data_dir, *database_, queue_, clock_),
        config_store_(*database_, queue_, clock_),
        sources_(*database_),
        status_(*database_),
        cost_(*database_),
        measurements_(*database_),
        portfolios_(config_store_),
        rates_(config_store_),
        pool_(PoolOptions(config.collect, options.adapters_dir), watch_),
        collection_(pool_, watch_, writer_, originals_, clock_),
        scheduler_(SchedulerOptions(config.collect), collection_, pool_, watch_,
                   clock_),
        live_(scheduler_),
        answers_(AnswerContext{sources_, status_, cost_, measurements_,
                               portfolios_, rates_, live_, clock_}),
        api_(answers_, scheduler_) {}

  ~Impl() {
    // First, so that calls which wait for a partner end at once.
    scheduler_.Stop();
    if (gateway_ != nullptr) gateway_->Stop();
    if (server_ != nullptr) server_->Stop();
    if (purger_.joinable()) {
      stop_.Notify();
      purger_.join();
    }
  }

  absl::Status Start() {
    RETURN_IF_ERROR(portfolios_.Load());
    RETURN_IF_ERROR(rates_.Load());
    RETURN_IF_ERROR(PutInForce(config_));

    GrpcServer::Options grpc;
    ASSIGN_OR_RETURN(grpc.listen, ParseListenAddress(config_.grpc_listen));
    ASSIGN_OR_RETURN(server_, GrpcServer::Start(api_.methods(), grpc));
    HttpGateway::Options http;
    ASSIGN_OR_RETURN(http.listen, ParseListenAddress(config_.http_listen));
    http.health = [this] { return database_->CheckRoom(); };
    ASSIGN_OR_RETURN(gateway_,
                     HttpGateway::Start(api_.methods(), std::move(http)));
    scheduler_.Start();
    purger_ = std::thread([this] { PurgeNowAndThen(); });
    return absl::OkStatus();
  }

  absl::Status PutInForce(const DaemonConfig& config) {
    // Rates first: they are what can be broken.
    RETURN_IF_ERROR(rates_.Put(config.exchange_rates_file));
    RETURN_IF_ERROR(portfolios_.Put(config));
    const std::shared_ptr<const Portfolio> portfolio =
        portfolios_.At(absl::InfiniteFuture());
    const Principal who = Principal::System("configuration");
    for (const SourceConfig* source : portfolio->AllSources()) {
      std::function<std::string(const std::string&)> assign;
      if (source->assign.has_value()) {
        assign = [rule = *source->assign](const std::string& party) {
          return AssignParty(rule, party);
        };
      } else {
        assign = [provider = source->provider](const std::string&) {
          return provider;
        };
      }
      RETURN_IF_ERROR(writer_.Reassign(who, source->id, assign));
    }
    scheduler_.SetPortfolio(portfolio,
                            {config.base_directory, portfolio->time_zone_name,
                             portfolio->currency});
    return absl::OkStatus();
  }

  const GrpcServer& server() const { return *server_; }
  const HttpGateway& gateway() const { return *gateway_; }

 private:
  void PurgeNowAndThen() {
    const Principal who = Principal::System("purge");
    do {
      if (absl::Status purged =
              writer_.Purge(who, config_.collect.keep_replaced_lines);
          !purged.ok()) {
        Log(LogLevel::kWarning, "purge-failed",
            {{"why", std::string(purged.message())}});
      }
    } while (!stop_.WaitForNotificationWithTimeout(kPurgeInterval));
  }

  const DaemonConfig config_;
  const SystemClock clock_;
  const std::unique_ptr<Database> database_;
  WriteQueue queue_;
  FactWriter writer_;
  Originals originals_;
  ConfigStore config_store_;
  SourceReader sources_;
  StatusReader status_;
  CostReader cost_;
  MeasurementReader measurements_;
  ConfigurationKeeper portfolios_;
  RatesKeeper rates_;
  CallWatch watch_;
  AdapterPool pool_;
  SourceCollection collection_;
  CollectScheduler scheduler_;
  CollectorSourceState live_;
  Answers answers_;
  Api api_;
  std::unique_ptr<GrpcServer> server_;
  std::unique_ptr<HttpGateway> gateway_;
  absl::Notification stop_;
  std::thread purger_;
};

absl::StatusOr<std::unique_ptr<Daemon>> Daemon::Start(
    const DaemonConfig& config, const Options& options) {
  // What needs no data is refused before any is touched.
  for (const std::string& address : {config.grpc_listen, config.http_listen}) {
    ASSIGN_OR_RETURN(const ListenAddress listen, ParseListenAddress(address));
    RETURN_IF_ERROR(CheckMayListen(listen));
  }
  RETURN_IF_ERROR(MakeDataDir(config.data_dir));
  SqliteOptions storage;
  storage.min_free_percent = config.collect.min_free_disk_percent;
  storage.reserve_bytes = kReserveBytes;
  ASSIGN_OR_RETURN(std::unique_ptr<Database> database,
                   OpenSqlite(config.data_dir + "/regisseur.db", storage));
  auto impl = std::make_unique<Impl>(config, options, std::move(database));
  RETURN_IF_ERROR(impl->Start());
  return std::unique_ptr<Daemon>(new Daemon(std::move(impl)));
}

Daemon::Daemon(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Daemon::~Daemon() = default;

absl::Status Daemon::Reload(const DaemonConfig& config) {
  return impl_->PutInForce(config);
}

std::string Daemon::grpc_address() const {
  return impl_->server().address().ToString();
}

std::string Daemon::http_address() const {
  return impl_->gateway().address().ToString();
}

}  // namespace regisseur
