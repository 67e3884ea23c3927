#include "aggregator/app/daemon.h"

#include <openssl/crypto.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <filesystem>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/mutex.h"
#include "aggregator/access/listen_address.h"
#include "aggregator/access/server_certificate.h"
#include "aggregator/access/token.h"
#include "aggregator/answers/answers.h"
#include "aggregator/answers/escalation_links.h"
#include "aggregator/api/api.h"
#include "aggregator/api/collector_source_state.h"
#include "aggregator/api/grpc_server.h"
#include "aggregator/api/pulse_desk.h"
#include "aggregator/api/webhook_inbox.h"
#include "aggregator/app/configuration_keeper.h"
#include "aggregator/app/configured_contract_reader.h"
#include "aggregator/app/contract_keeper.h"
#include "aggregator/app/daily_evidence.h"
#include "aggregator/app/kept_partner_archive.h"
#include "aggregator/app/log.h"
#include "aggregator/app/quantity_keeper.h"
#include "aggregator/app/restart_keys.h"
#include "aggregator/changes/calendar_links.h"
#include "aggregator/collect/adapter_pool.h"
#include "aggregator/collect/collect_scheduler.h"
#include "aggregator/collect/document_reader.h"
#include "aggregator/collect/push_desk.h"
#include "aggregator/collect/source_collection.h"
#include "aggregator/config/plan_file.h"
#include "aggregator/evidence/evidence_keeper.h"
#include "aggregator/evidence/signing_key_file.h"
#include "aggregator/gateway/http_gateway.h"
#include "aggregator/gateway/json_call.h"
#include "aggregator/notify/courier.h"
#include "aggregator/operation/daemon_operation.h"
#include "aggregator/report/renderer_process.h"
#include "aggregator/spreadsheet/spreadsheet_reader.h"
#include "aggregator/storage/backup.h"
#include "aggregator/storage/calendar_link_store.h"
#include "aggregator/storage/retention.h"
#include "aggregator/storage/storage.h"
#include "aggregator/storage/webhook_store.h"
#include "aggregator/webhook/webhook_desk.h"
#include "core/base/repeating_task.h"
#include "core/base/status_macros.h"
#include "core/selector/selector.h"
#include "google/protobuf/stubs/common.h"
#include "grpcpp/grpcpp.h"
#include "web/embedded_page.h"

namespace regisseur {
namespace {

// How often replaced lines that are old enough are dropped.
constexpr absl::Duration kPurgeInterval = absl::Hours(1);

// Given back when the disk is full, so that acts can still be written
// (DECISIONS 29).
constexpr int64_t kReserveBytes = 32 << 20;

// How often it is kept when tokens were used.
constexpr absl::Duration kUsesInterval = absl::Minutes(5);

// How often the room for imports is looked at.
constexpr absl::Duration kRoomInterval = absl::Seconds(1);

// How often contract files are looked at; a changed one is read at the second
// look that finds it the same.
constexpr absl::Duration kContractsInterval = absl::Seconds(1);

// How often it is written down which rungs time called.
constexpr absl::Duration kEscalationsInterval = absl::Seconds(15);

std::vector<ProgramVersion> LibraryVersions() {
  return {{"SQLite", SqliteVersion()},
          {"gRPC", grpc::Version()},
          {"protobuf", absl::StrCat(GOOGLE_PROTOBUF_VERSION / 1000000, ".",
                                    GOOGLE_PROTOBUF_VERSION / 1000 % 1000, ".",
                                    GOOGLE_PROTOBUF_VERSION % 1000)},
          {"OpenSSL", OpenSSL_version(OPENSSL_VERSION)}};
}

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

void LogBackup(const absl::StatusOr<Backup>& backup) {
  if (backup.ok()) {
    Log(LogLevel::kInfo, "backup-verified",
        {{"path", backup->path},
         {"bytes", absl::StrCat(backup->manifest.database_bytes)}});
  } else {
    Log(LogLevel::kError, "backup-failed",
        {{"why", std::string(backup.status().message())}});
  }
}

void LogWebhook(const std::string& event, const std::string& webhook,
                const std::string& why) {
  if (why.empty()) {
    Log(LogLevel::kInfo, event, {{"webhook", webhook}});
  } else {
    Log(LogLevel::kWarning, event, {{"webhook", webhook}, {"why", why}});
  }
}

void LogReport(const ReportScheduler::Event& event) {
  if (event.good) {
    Log(LogLevel::kInfo, event.name,
        {{"report", event.report}, {"about", event.about}});
  } else {
    Log(LogLevel::kWarning, event.name,
        {{"report", event.report}, {"about", event.about}, {"why", event.why}});
  }
}

// Where reports are kept.
std::string ReportArchiveOf(const std::string& data_dir) {
  return data_dir + "/reports";
}

void LogBackupRemoval(const absl::Status& removed) {
  Log(LogLevel::kError, "old-backups-not-removed",
      {{"why", std::string(removed.message())}});
}

RoomLimits RoomLimitsOf(const CollectConfig& config) {
  return {.min_free_percent = config.min_free_disk_percent,
          .max_bytes = config.max_database_bytes};
}

// Where what is pushed lies while it is read.
std::string InboxOf(const std::string& data_dir) { return data_dir + "/inbox"; }

CollectScheduler::Options SchedulerOptions(const CollectConfig& config,
                                           const std::string& data_dir,
                                           CollectionTally& tally) {
  CollectScheduler::Options options;
  options.inbox = InboxOf(data_dir);
  options.on_end = [&tally](const CollectionResult& result,
                            absl::Duration took) {
    tally.Add(result.outcome, result.batches, result.rows, took);
  };
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
  options.on_line = [](const std::string& kind, const std::string& line) {
    Log(LogLevel::kInfo, "adapter-says", {{"adapter", kind}, {"line", line}});
  };
  return options;
}

}  // namespace

// Members stand in the order in which they need each other; they go in the
// reverse order.
class Daemon::Impl {
 public:
  Impl(const DaemonConfig& config, const Options& options,
       std::unique_ptr<Database> database,
       std::unique_ptr<SigningKey> signing_key)
      : config_(config),
        signing_key_(std::move(signing_key)),
        database_(std::move(database)),
        queue_(*database_),
        writer_(*database_, queue_, clock_),
        originals_(config.data_dir, *database_, queue_, clock_),
        config_store_(*database_, queue_, clock_),
        sources_(*database_),
        status_(*database_),
        cost_(*database_),
        measurements_(*database_),
        tickets_(*database_),
        objectives_(*database_),
        invoices_(*database_),
        matters_(*database_),
        pulse_store_(*database_, queue_),
        portfolios_(config_store_),
        rates_(config_store_),
        quantities_(config_store_),
        contracts_(config_store_),
        pool_(PoolOptions(config.collect, options.adapters_dir), watch_,
              clock_),
        document_reader_(pool_),
        collection_(pool_, watch_, writer_, originals_, clock_, &figure_names_),
        scheduler_(SchedulerOptions(config.collect, config.data_dir, tally_),
                   collection_, pool_, watch_, clock_),
        pushes_({.inbox = InboxOf(config.data_dir)}, scheduler_, pool_, writer_,
                originals_, sources_, clock_, &figure_names_),
        archive_(*database_, config.data_dir,
                 [this] {
                   absl::MutexLock lock(&mutex_);
                   return in_force_.retention;
                 }),
        live_(scheduler_),
        answers_(AnswerContext{
            sources_, status_, cost_, measurements_, tickets_, objectives_,
            invoices_, matters_, portfolios_, rates_, contracts_, live_, clock_,
            [this] { return DaemonGaps(); }, &act_store_, &quantities_,
            /*usage=*/nullptr, &pulse_store_}),
        backups_({*database_, queue_, config.data_dir, kProgramVersion, clock_},
                 LogBackup, LogBackupRemoval),
        operation_(MakeDoctorContext(), backups_, tally_),
        renderer_({.program = options.adapters_dir + "/regisseur-report",
                   .scratch = config.data_dir + "/report-tasks"}),
        reports_(
            {.acts = acts_,
             .matters = matters_,
             .program = renderer_,
             .answer =
                 [this](const std::string& method, const std::string& request) {
                   return AnswerForReport(method, request);
                 },
             .clock = clock_,
             .archive = ReportArchiveOf(config.data_dir),
             .program_version = kProgramVersion}),
        evidence_(*database_, queue_, clock_, *signing_key_,
                  {.data_dir = config.data_dir, .program = kProgramVersion}),
        retention_(config.data_dir, *database_, queue_, clock_),
        daily_evidence_(evidence_, retention_, clock_,
                        [this] {
                          absl::MutexLock lock(&mutex_);
                          return DailyEvidence::Day{
                              in_force_.portfolio.time_zone,
                              in_force_.retention};
                        }),
        api_(ApiParts{.answers = answers_,
                      .collector = scheduler_,
                      .callers = callers_,
                      .acts = acts_,
                      .identities = identity_changes_,
                      .operation = &operation_,
                      .evidence = &evidence_,
                      .contracts = &contract_reader_,
                      .sheets = &spreadsheets_,
                      .documents = &document_reader_,
                      .settling = &settling_,
                      .calendar_links = &calendar_links_,
                      .versions = &contract_reader_,
                      .pulses = &pulse_changes_,
                      .pushes = &pushes_,
                      .act_signal = &act_signal_,
                      .archive = &archive_,
                      .reporting = &reporting_,
                      .webhooks = &webhooks_}) {}

  ~Impl() {
    // First, so that calls which wait for a partner end at once.
    scheduler_.Stop();
    report_scheduler_.Stop();
    webhooks_.Stop();
    // Before the servers: they use them.
    for (RepeatingTask* task : {&purger_, &room_watch_, &use_keeper_,
                                &contract_watch_, &escalation_watch_}) {
      task->Stop();
    }
    backups_.Stop();
    daily_evidence_.Stop();
    if (gateway_ != nullptr) gateway_->Stop();
    if (server_ != nullptr) server_->Stop();
    KeepUses();
  }

  absl::Status Start() {
    RETURN_IF_ERROR(portfolios_.Load());
    RETURN_IF_ERROR(rates_.Load());
    RETURN_IF_ERROR(quantities_.Load());
    RETURN_IF_ERROR(contracts_.Load());
    ASSIGN_OR_RETURN(std::vector<Identity> identities,
                     identity_store_.List(Principal::System("start")));
    callers_.SetStored(std::move(identities));
    RETURN_IF_ERROR(ReadAgreed());
    RETURN_IF_ERROR(PutInForce(config_, /*first_start=*/true));
    // Before anybody can ask for a report.
    RETURN_IF_ERROR(reports_.RemoveOrphans());

    const AccessConfig& access = config_.access;
    if (!access.tls.cert.empty()) {
      ASSIGN_OR_RETURN(certificate_,
                       ServerCertificate::Load({access.tls.cert, access.tls.key,
                                                access.tls.client_ca}));
    }
    GrpcServer::Options grpc;
    grpc.certificate = certificate_.get();
    ASSIGN_OR_RETURN(grpc.listen, ParseListenAddress(config_.grpc_listen));
    grpc.unix_socket = SocketPath(config_.data_dir);
    ASSIGN_OR_RETURN(server_,
                     GrpcServer::Start(api_.methods(), callers_, grpc));
    HttpGateway::Options http;
    http.hosts = access.names;
    http.certificate = certificate_.get();
    if (access.proxy.has_value()) {
      http.proxy_socket = access.proxy->socket;
      http.proxy_hosts = access.proxy->hosts;
      if (!access.proxy->certificate.empty()) {
        http.hosts.insert(http.hosts.end(), access.proxy->hosts.begin(),
                          access.proxy->hosts.end());
      }
    }
    ASSIGN_OR_RETURN(http.listen, ParseListenAddress(config_.http_listen));
    http.page = EmbeddedPage();
    http.calendar_caller = [this](absl::string_view token) {
      return calendar_links_.Identify(HashToken(token));
    };
    http.pulses = &pulse_desk_;
    http.health = [this] { return queue_.CheckRoom(); };
    ASSIGN_OR_RETURN(gateway_, HttpGateway::Start(api_.methods(), callers_,
                                                  std::move(http)));
    scheduler_.Start();
    for (RepeatingTask* task : {&purger_, &room_watch_, &use_keeper_,
                                &contract_watch_, &escalation_watch_}) {
      task->Start();
    }
    backups_.Start();
    daily_evidence_.Start();
    report_scheduler_.Start();
    webhooks_.Start();
    return absl::OkStatus();
  }

  // All of it or nothing: what can be broken is read first, then files and
  // reassignments are stored in one write.
  absl::Status PutInForce(const DaemonConfig& config, bool first_start) {
    absl::MutexLock one_at_a_time(&putting_in_force_);
    ASSIGN_OR_RETURN(PreparedFile<ExchangeRates> rates,
                     RatesKeeper::Prepare(config.exchange_rates_file));
    ASSIGN_OR_RETURN(PreparedFile<QuantityTables> quantities,
                     QuantityKeeper::Prepare(config.portfolio.quantities));
    PreparedFile<Portfolio> prepared = ConfigurationKeeper::Prepare(config);
    const std::shared_ptr<const Portfolio> portfolio = prepared.parsed;
    ASSIGN_OR_RETURN(PreparedContracts contracts,
                     contracts_.Prepare(WithAgreed(PlacesOf(config)),
                                        *portfolio, first_start));
    std::map<std::string, ConfigStore::Assign> rules;
    for (const SourceConfig* source : portfolio->AllSources()) {
      if (source->assign.has_value()) {
        rules[source->id] = [rule = *source->assign](const std::string& party) {
          return AssignParty(rule, party);
        };
      } else {
        rules[source->id] = [provider = source->provider](const std::string&) {
          return provider;
        };
      }
    }
    std::vector<ConfigFile> files = contracts.files;
    files.insert(files.end(), {rates.file, quantities.file, prepared.file});
    RETURN_IF_ERROR(config_store_.PutInForce(Principal::System("configuration"),
                                             files, rules));
    TellContracts(contracts.built);
    RETURN_IF_ERROR(contracts_.Adopt(std::move(contracts)));
    RETURN_IF_ERROR(rates_.Adopt(std::move(rates)));
    RETURN_IF_ERROR(quantities_.Adopt(std::move(quantities)));
    RETURN_IF_ERROR(portfolios_.Adopt(std::move(prepared)));
    scheduler_.SetPortfolio(portfolio,
                            {config.base_directory, portfolio->time_zone_name,
                             portfolio->currency});
    database_->SetLimits(RoomLimitsOf(config.collect));
    backups_.SetConfig(config.backup);
    reports_.SetPlans(std::make_shared<const ReportPlans>(config.reports));
    report_scheduler_.Wake();
    callers_.Configure(config.access.identities, config.access.proxy);
    std::vector<std::string> providers;
    for (const ProviderConfig& provider : portfolio->providers) {
      providers.push_back(provider.id);
    }
    RETURN_IF_ERROR(webhooks_.Adopt(config.webhooks, std::move(providers)));
    const std::vector<std::string> waiting =
        ListKeysThatNeedRestart(config_, config);
    {
      absl::MutexLock lock(&mutex_);
      in_force_ = config;
      // Where the data are stays as it was at the start.
      in_force_.data_dir = config_.data_dir;
      reload_failure_ = absl::OkStatus();
      waiting_keys_ = waiting;
    }
    if (!waiting.empty()) {
      Log(LogLevel::kWarning, "needs-restart",
          {{"keys", absl::StrJoin(waiting, ", ")}});
    }
    for (const Check& check : CheckFileModes(config)) {
      Log(LogLevel::kWarning, "file-mode",
          {{"what", check.subject}, {"why", check.message}});
    }
    return absl::OkStatus();
  }

  void NoteReloadFailure(const absl::Status& why) {
    absl::MutexLock lock(&mutex_);
    reload_failure_ = why;
  }

  // Takes up contract files that changed. A file that is being written is left
  // until two looks find it the same.
  void LookAtContracts() {
    std::map<std::string, std::string> marks =
        ContractFileMarks(PlacesInForce(), contracts_.texts());
    if (marks != contracts_.marks() && marks == contract_marks_seen_) {
      if (absl::Status status = PutContractsInForce(); !status.ok()) {
        Log(LogLevel::kError, "contracts-not-reloaded",
            {{"why", std::string(status.message())}});
      }
    }
    contract_marks_seen_ = std::move(marks);
  }

  absl::Status PutContractsInForce() {
    absl::MutexLock one_at_a_time(&putting_in_force_);
    ASSIGN_OR_RETURN(PreparedContracts contracts,
                     contracts_.Prepare(PlacesInForce(),
                                        *portfolios_.At(absl::InfiniteFuture()),
                                        /*first_start=*/false));
    RETURN_IF_ERROR(config_store_.PutInForce(Principal::System("configuration"),
                                             contracts.files, {}));
    TellContracts(contracts.built);
    return contracts_.Adopt(std::move(contracts));
  }

  ContractPlaces PlacesInForce() {
    absl::MutexLock lock(&mutex_);
    ContractPlaces places = PlacesOf(in_force_);
    places.agreed = agreed_;
    places.lost = lost_;
    return places;
  }

  ContractPlaces WithAgreed(ContractPlaces places) {
    absl::MutexLock lock(&mutex_);
    places.agreed = agreed_;
    places.lost = lost_;
    return places;
  }

  // The versions that both sides agreed, as they are kept.
  absl::Status ReadAgreed() {
    ASSIGN_OR_RETURN(
        const AgreedVersions versions,
        ReadAgreedVersions(Principal::System("contracts"), matters_));
    absl::MutexLock lock(&mutex_);
    for (const auto& [proposal, text] : versions.texts) {
      agreed_[AgreedName(proposal)] = text;
    }
    lost_.clear();
    for (const auto& [proposal, why] : versions.lost) {
      agreed_.erase(AgreedName(proposal));
      lost_[AgreedName(proposal)] = why;
    }
    return absl::OkStatus();
  }

  // A version was agreed: it is in the register from here on. What fails is
  // tried again with the next look at the files.
  void TakeUpAgreed() {
    absl::Status status = ReadAgreed();
    if (status.ok()) status = PutContractsInForce();
    if (!status.ok()) {
      Log(LogLevel::kError, "contracts-not-reloaded",
          {{"why", std::string(status.message())}});
    }
  }

  // In the log, what is in force and what is not.
  static void TellContracts(const BuiltRegister& built) {
    for (const RefusedContractFile& refused : built.refused) {
      Log(LogLevel::kError, "contract-refused",
          {{"file", refused.file},
           {"earlier_in_force", refused.earlier_in_force ? "yes" : "no"},
           {"why", refused.why}});
    }
    for (const ContractRegister::Entry& entry : built.contracts.removed()) {
      Log(LogLevel::kWarning, "contract-removed",
          {{"file", entry.file}, {"contract", entry.contract.id}});
    }
    Log(LogLevel::kInfo, "contracts-in-force",
        {{"files", absl::StrCat(built.texts.contracts.size())}});
  }

  const GrpcServer& server() const { return *server_; }
  const HttpGateway& gateway() const { return *gateway_; }

 private:
  DoctorContext MakeDoctorContext() {
    return DoctorContext{
        .database = *database_,
        .queue = queue_,
        .answers = answers_,
        .backups = backups_,
        .contracts = contracts_,
        .clock = clock_,
        .program = kProgramVersion,
        .versions = LibraryVersions(),
        .adapter =
            [this](const SourceConfig& source) -> absl::StatusOr<std::string> {
          ASSIGN_OR_RETURN(const AdapterConnection connection,
                           pool_.Connect(source, /*alone=*/false));
          return connection.capabilities.version;
        },
        .config =
            [this] {
              absl::MutexLock lock(&mutex_);
              return in_force_;
            },
        .reload_failure =
            [this] {
              absl::MutexLock lock(&mutex_);
              return reload_failure_;
            },
        .root_failure = [this] { return daily_evidence_.failures().root; },
        .purge_failure = [this] { return daily_evidence_.failures().purge; },
        .certificate_failure = [this] { return CheckCertificate(); },
        .webhooks =
            [this] { return webhooks_.List(Principal::System("doctor")); },
        .started = clock_.Now(),
        .clock_offset = ReadClockOffset()};
  }

  // What the overview says of the daemon itself.
  std::vector<Gap> DaemonGaps() {
    std::vector<Gap> gaps;
    const auto add = [&gaps](const char* rule, const char* argument,
                             absl::string_view value) {
      if (value.empty()) return;
      Gap gap;
      gap.rule = rule;
      gap.arguments = {{argument, std::string(value)}};
      gap.kind = ProblemKind::kConfiguration;
      gaps.push_back(std::move(gap));
    };
    add("storage-space-low", "why", queue_.CheckRoom().message());
    const DailyEvidence::Failures daily = daily_evidence_.failures();
    add("root-not-signed", "why", daily.root.message());
    add("retention-failed", "why", daily.purge.message());
    add("certificate-not-in-force", "why", CheckCertificate().message());
    absl::MutexLock lock(&mutex_);
    add("configuration-not-in-force", "why", reload_failure_.message());
    add("configuration-needs-restart", "keys",
        absl::StrJoin(waiting_keys_, ", "));
    return gaps;
  }

  absl::Status CheckCertificate() {
    return certificate_ == nullptr ? absl::OkStatus() : certificate_->Check();
  }

  // Health follows the room for imports, and the reserve comes back with it.
  void LookAtRoom() {
    const absl::Status room = queue_.CheckRoom();
    if (room.ok()) database_->KeepReserve();
    if (room.ok() == had_room_) return;
    had_room_ = room.ok();
    server_->SetServing(had_room_);
    if (had_room_) {
      Log(LogLevel::kInfo, "imports-go-on");
    } else {
      Log(LogLevel::kError, "imports-stopped",
          {{"why", std::string(room.message())}});
    }
  }

  // What time did stands among what people did.
  void KeepEscalations() {
    const Principal who = Principal::System("escalations");
    const auto targets = ReadEscalationTargets(answers_.context(), who, AsOf{});
    const absl::Status before = std::exchange(
        escalations_kept_,
        targets.ok() ? settling_.escalations
                           .KeepEscalatedRungs(who, clock_.Now(), *targets)
                           .status()
                     : targets.status());
    if (!escalations_kept_.ok() && before.ok()) {
      Log(LogLevel::kError, "escalations-not-kept",
          {{"why", std::string(escalations_kept_.message())}});
    }
  }

  // When tokens were used, now and then: a row a call would make every question
  // a write.
  void KeepUses() {
    const std::map<std::string, absl::Time> uses = callers_.NewUses();
    if (uses.empty()) return;
    const absl::Status kept = queue_.Write(
        WriteQueue::Lane::kAct, [&](Transaction& transaction) -> absl::Status {
          for (const auto& [id, at] : uses) {
            RETURN_IF_ERROR(identity_store_.SetLastUsed(transaction, id, at));
          }
          return absl::OkStatus();
        });
    if (!kept.ok()) {
      Log(LogLevel::kWarning, "uses-not-kept",
          {{"why", std::string(kept.message())}});
    }
  }

  void PurgeReplacedLines() {
    absl::Duration kept;
    {
      absl::MutexLock lock(&mutex_);
      kept = in_force_.collect.keep_replaced_lines;
    }
    const absl::Status purged = writer_.Purge(Principal::System("purge"), kept);
    if (!purged.ok()) {
      Log(LogLevel::kWarning, "purge-failed",
          {{"why", std::string(purged.message())}});
    }
  }

  const DaemonConfig config_;
  // Held while files come into force, so that the last to ask is the last.
  absl::Mutex putting_in_force_;
  absl::Mutex mutex_;
  DaemonConfig in_force_ ABSL_GUARDED_BY(mutex_);
  // By AgreedName of their proposals.
  std::map<std::string, std::string> agreed_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::string> lost_ ABSL_GUARDED_BY(mutex_);
  absl::Status reload_failure_ ABSL_GUARDED_BY(mutex_);
  // Keys of the configuration in force that wait for a restart.
  std::vector<std::string> waiting_keys_ ABSL_GUARDED_BY(mutex_);
  const std::unique_ptr<SigningKey> signing_key_;
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
  TicketReader tickets_;
  ObjectiveReader objectives_;
  InvoiceReader invoices_;
  MatterStore matters_;
  PulseStore pulse_store_;
  ConfigurationKeeper portfolios_;
  RatesKeeper rates_;
  QuantityKeeper quantities_;
  ContractKeeper contracts_;
  const SpreadsheetReader spreadsheets_;
  const ConfiguredContractReader contract_reader_{
      [this] { return PlacesInForce(); }, [this] { return contracts_.texts(); },
      portfolios_};
  const FigureNames figure_names_{portfolios_, contracts_};
  CollectionTally tally_;
  CallWatch watch_;
  AdapterPool pool_;
  AdapterDocumentReader document_reader_;
  SourceCollection collection_;
  CollectScheduler scheduler_;
  PushDesk pushes_;
  const KeptPartnerArchive archive_;
  CollectorSourceState live_;
  Answers answers_;
  BackupKeeper backups_;
  DaemonOperation operation_;
  Callers callers_{clock_};
  const ActStore act_store_{*database_, clock_};
  ActSignal act_signal_;
  Acts acts_{queue_, act_store_, &act_signal_};
  const IdentityStore identity_store_{*database_};
  IdentityChanges identity_changes_{acts_, identity_store_, callers_, clock_,
                                    [this](std::vector<Identity> all) {
                                      callers_.SetStored(std::move(all));
                                    }};
  const CalendarLinkStore calendar_link_store_{*database_};
  CalendarLinks calendar_links_{acts_, calendar_link_store_, callers_, clock_,
                                [this] { return callers_.any(); }};
  const PlanFileReader plan_reader_;
  Settling settling_{acts_,
                     matters_,
                     contracts_,
                     callers_,
                     originals_,
                     clock_,
                     {kProgramVersion, ReadTimeZoneDataVersion()},
                     &contract_reader_,
                     [this] { TakeUpAgreed(); },
                     &plan_reader_};
  PulseChanges pulse_changes_{acts_, pulse_store_};
  PulseDesk pulse_desk_{answers_, pulse_changes_, clock_};
  // A report reads as an auditor does: everything, and changes nothing.
  absl::StatusOr<std::string> AnswerForReport(const std::string& method,
                                              const std::string& request) {
    Principal who = Principal::System("report");
    who.role = Principal::Role::kAuditor;
    return AskInJson(api_.methods(), {.who = who, .cancelled = never_}, method,
                     request);
  }
  const absl::Notification never_;
  RendererProcess renderer_;
  ReportEngine reports_;
  NetworkCourier courier_{clock_};
  ReportDelivery report_delivery_{reports_, courier_};
  ReportScheduler report_scheduler_{reports_, report_delivery_, LogReport};
  Reporting reporting_{reports_, report_delivery_, report_scheduler_};
  const WebhookStore webhook_store_{*database_};
  CalledInbox webhook_inbox_{
      [this]() -> const MethodRegistry& { return api_.methods(); }};
  HttpWebhookSender webhook_sender_;
  WebhookDesk webhooks_{
      {acts_, queue_, webhook_store_, webhook_inbox_, webhook_sender_, clock_,
       act_signal_,
       [this] { return MakeRandomId(absl::ToUnixMillis(clock_.Now())); },
       LogWebhook}};
  EvidenceKeeper evidence_;
  RetentionPurge retention_;
  DailyEvidence daily_evidence_;
  Api api_;
  std::unique_ptr<ServerCertificate> certificate_;  // null: no TLS
  std::unique_ptr<GrpcServer> server_;
  std::unique_ptr<HttpGateway> gateway_;
  // Each of the task below it alone.
  std::map<std::string, std::string> contract_marks_seen_;
  RepeatingTask contract_watch_{kContractsInterval,
                                [this] { LookAtContracts(); }};
  bool had_room_ = true;
  RepeatingTask room_watch_{kRoomInterval, [this] { LookAtRoom(); }};
  RepeatingTask purger_{kPurgeInterval, [this] { PurgeReplacedLines(); }};
  RepeatingTask use_keeper_{kUsesInterval, [this] { KeepUses(); }};
  absl::Status escalations_kept_;
  RepeatingTask escalation_watch_{kEscalationsInterval,
                                  [this] { KeepEscalations(); }};
};

absl::StatusOr<std::unique_ptr<Daemon>> Daemon::Start(
    const DaemonConfig& config, const Options& options) {
  // What needs no data is refused before any is touched.
  for (const std::string& address : {config.grpc_listen, config.http_listen}) {
    ASSIGN_OR_RETURN(const ListenAddress listen, ParseListenAddress(address));
    // Identities may also have been made while running; the servers look.
    RETURN_IF_ERROR(CheckMayListen(
        listen, {.tls = !config.access.tls.cert.empty(), .identities = true}));
  }
  RETURN_IF_ERROR(MakeDataDir(config.data_dir));
  RETURN_IF_ERROR(CheckNotHalfRestored(config.data_dir));
  SqliteOptions storage;
  storage.limits = RoomLimitsOf(config.collect);
  storage.reserve_bytes = kReserveBytes;
  ASSIGN_OR_RETURN(std::unique_ptr<Database> database,
                   OpenSqlite(config.data_dir + "/regisseur.db", storage));
  const bool own_key = config.evidence_key_file.empty();
  ASSIGN_OR_RETURN(std::unique_ptr<SigningKey> signing_key,
                   LoadSigningKey(own_key ? config.data_dir + "/evidence.key"
                                          : config.evidence_key_file,
                                  /*may_make=*/own_key));
  auto impl = std::make_unique<Impl>(config, options, std::move(database),
                                     std::move(signing_key));
  RETURN_IF_ERROR(impl->Start());
  return std::unique_ptr<Daemon>(new Daemon(std::move(impl)));
}

std::string SocketPath(const std::string& data_dir) {
  std::string path = data_dir + "/regisseur.sock";
  return path.size() < sizeof(sockaddr_un::sun_path) ? path : "";
}

Daemon::Daemon(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Daemon::~Daemon() = default;

absl::Status Daemon::Reload(const DaemonConfig& config) {
  const absl::Status status = impl_->PutInForce(config, /*first_start=*/false);
  if (!status.ok()) impl_->NoteReloadFailure(status);
  return status;
}

void Daemon::NoteReloadFailure(const absl::Status& why) {
  impl_->NoteReloadFailure(why);
}

std::string Daemon::grpc_address() const {
  return impl_->server().address().ToString();
}

std::string Daemon::http_address() const {
  return impl_->gateway().address().ToString();
}

}  // namespace regisseur
