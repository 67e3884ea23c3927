#include "aggregator/operation/doctor.h"

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>

#include <fstream>
#include <iterator>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "core/certificate/certificate.h"
#include "core/freshness/freshness.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr int kCertificateWarnDays = 30;
constexpr int kCertificateFailDays = 7;
constexpr absl::Duration kClockTolerance = absl::Minutes(1);
// Beyond these the report says how many more there are.
constexpr size_t kMostSourceLines = 20;

Check Ok(std::string subject, std::string message) {
  return {std::move(subject), CheckOutcome::kOk, std::move(message), ""};
}
Check Warn(std::string subject, std::string message, std::string action) {
  return {std::move(subject), CheckOutcome::kWarn, std::move(message),
          std::move(action)};
}
Check Fail(std::string subject, std::string message, std::string action) {
  return {std::move(subject), CheckOutcome::kFail, std::move(message),
          std::move(action)};
}

std::string Megabytes(uint64_t bytes) {
  return bytes < (uint64_t{10} << 30) ? absl::StrCat(bytes >> 20, " MB")
                                      : absl::StrCat(bytes >> 30, " GB");
}

std::string Age(absl::Duration age) {
  if (age >= absl::Hours(48)) {
    return absl::StrCat(age / absl::Hours(24), " days");
  }
  if (age >= absl::Hours(2))
    return absl::StrCat(age / absl::Hours(1), " hours");
  return absl::StrCat(std::max<int64_t>(0, age / absl::Minutes(1)), " minutes");
}

Check CheckVersions(const DoctorContext& context) {
  std::string text = context.program;
  for (const ProgramVersion& version : context.versions) {
    absl::StrAppend(&text, ", ", version.name, " ", version.version);
  }
  return Ok("versions", text);
}

Check CheckTimeZones() {
  const std::string version = ReadTimeZoneDataVersion();
  if (version.empty()) {
    return Warn("time zones", "the version of the time zone data is unknown",
                "install the package tzdata");
  }
  return Ok("time zones", absl::StrCat("tzdata ", version));
}

Check CheckClock(const DoctorContext& context) {
  const absl::Time now = context.clock.Now();
  const absl::StatusOr<absl::Time> last = ReadLastKnownTime(context.database);
  if (last.ok() && *last > now + kClockTolerance) {
    return Fail("clock",
                absl::StrCat("it says ", FormatInstant(now),
                             ", and facts were stored at ",
                             FormatInstant(*last), " already"),
                "set the clock; look at the time service (timedatectl)");
  }
  const absl::Duration moved = ReadClockOffset() - context.clock_offset;
  if (moved > kClockTolerance || moved < -kClockTolerance) {
    return Warn(
        "clock",
        absl::StrCat("it was set by ",
                     absl::FormatDuration(absl::Trunc(moved, absl::Seconds(1))),
                     " since the daemon started"),
        "see that the time service keeps it (timedatectl)");
  }
  return Ok("clock", FormatInstant(now));
}

Check CheckDisk(const std::string& subject, const std::string& path,
                int fail_percent) {
  struct statvfs disk;
  if (statvfs(path.c_str(), &disk) != 0 || disk.f_blocks == 0) {
    return Warn(subject, absl::StrCat(path, " cannot be looked at"),
                "see that the folder is there");
  }
  const uint64_t free = disk.f_bavail * disk.f_frsize;
  const int percent = static_cast<int>(disk.f_bavail * 100 / disk.f_blocks);
  const std::string message =
      absl::StrCat(path, ": ", Megabytes(free), " free, ", percent, " %");
  if (percent < fail_percent) return Fail(subject, message, "make room");
  if (percent < 2 * fail_percent) {
    return Warn(
        subject, message,
        absl::StrCat("make room: imports stop under ", fail_percent, " %"));
  }
  return Ok(subject, message);
}

Check CheckRoom(const DoctorContext& context) {
  const absl::Status room = context.queue.CheckRoom();
  if (room.ok()) return Ok("imports", "there is room");
  return Fail("imports", absl::StrCat("stopped: ", room.message()),
              "make room; they go on by themselves");
}

Check CheckBackups(const DoctorContext& context) {
  const BackupConfig config = context.backups.config();
  if (config.dir.empty()) {
    return Warn("backup", "the daemon makes none",
                "set backup.dir to a folder on another disk, or run "
                "`regisseurd backup DIR` from a timer");
  }
  const BackupKeeper::State state = context.backups.state();
  if (!state.failure.ok()) {
    return Fail("backup",
                absl::StrCat("the last try failed: ", state.failure.message()),
                "mend that; it is tried again every 5 minutes");
  }
  if (!state.last.has_value()) {
    return Warn("backup", "none was made yet", "wait for the first one");
  }
  const absl::Time time = state.last->manifest.time;
  const absl::Duration age = context.clock.Now() - time;
  const std::string message =
      absl::StrCat("the last verified one is ", Age(age), " old (",
                   FormatInstant(time), "), in ", config.dir);
  if (age > 3 * config.every) {
    return Fail("backup", message,
                absl::StrCat("look at the log; one is due every ",
                             absl::FormatDuration(config.every)));
  }
  if (!state.last->manifest.lost_originals.empty()) {
    return Fail(
        "backup",
        absl::StrCat(message, "; ", state.last->manifest.lost_originals.size(),
                     " kept documents are missing or damaged in the "
                     "data folder"),
        "restore them from an older backup's originals folder");
  }
  if (!state.removal_failure.ok()) {
    return Warn("backup",
                absl::StrCat(message, "; old ones were not removed: ",
                             state.removal_failure.message()),
                "mend that; the next backup removes them");
  }
  return Ok("backup", message);
}

Check CheckCertificate(const std::string& whose, const std::string& path,
                       absl::Time now) {
  const std::string subject = absl::StrCat("certificate of ", whose);
  std::ifstream in(path, std::ios::binary);
  const std::string pem{std::istreambuf_iterator<char>(in), {}};
  const absl::StatusOr<Certificate> read = ParseCertificate(pem);
  if (!read.ok()) {
    return Fail(subject,
                absl::StrCat(path, in ? " holds no certificate in PEM"
                                      : " cannot be read"),
                "put a certificate there; it is taken without a restart");
  }
  const absl::Time end = read->until;
  const int64_t days = (end - now) / absl::Hours(24);
  if (end <= now) {
    return Fail(subject, absl::StrCat(path, " ended on ", FormatInstant(end)),
                "replace it; the new one is taken without a restart");
  }
  const std::string message =
      absl::StrCat(path, ": ", days, " days left, until ", FormatInstant(end));
  if (days < kCertificateFailDays) {
    return Fail(subject, message, "replace it now");
  }
  if (days < kCertificateWarnDays) return Warn(subject, message, "replace it");
  return Ok(subject, message);
}

void AddAdapters(const DoctorContext& context, const DaemonConfig& config,
                 std::vector<Check>& checks) {
  std::map<std::string, const SourceConfig*> kinds;
  for (const SourceConfig* source : config.portfolio.AllSources()) {
    if (!source->adapter.empty()) kinds.emplace(source->adapter, source);
  }
  for (const auto& [kind, source] : kinds) {
    const std::string subject = absl::StrCat("adapter ", kind);
    const absl::StatusOr<std::string> version = context.adapter(*source);
    checks.push_back(
        version.ok() ? Ok(subject, absl::StrCat("answers, version ", *version))
                     : Fail(subject, std::string(version.status().message()),
                            "see that regisseur-adapter-" + kind +
                                " is installed beside the daemon and starts"));
  }
}

void AddSources(const Principal& who, const DoctorContext& context,
                std::vector<Check>& checks) {
  const absl::StatusOr<SourcesAnswer> answer =
      context.answers.ListSources(who, {}, AsOf{});
  if (!answer.ok()) {
    checks.push_back(Fail("sources", std::string(answer.status().message()),
                          "look at the log"));
    return;
  }
  size_t fresh = 0;
  size_t all = 0;
  size_t lines = 0;
  size_t unsaid = 0;
  std::vector<Check> bad;
  for (const SourceAnswer& source : answer->sources) {
    if (source.source.former) continue;
    ++all;
    if (source.freshness == Freshness::kFresh) {
      ++fresh;
      continue;
    }
    if (++lines > kMostSourceLines) {
      ++unsaid;
      continue;
    }
    std::string message = std::string(FreshnessWord(source.freshness));
    if (source.record.failure.has_value() &&
        !source.record.failure->message.empty()) {
      absl::StrAppend(&message, ": ", source.record.failure->message);
    }
    const std::string id = source.source.config->id;
    bad.push_back(
        Warn(absl::StrCat("source ", id), message,
             absl::StrCat("`regisseur source show ", id, "` says more")));
  }
  const std::string summary = absl::StrCat(fresh, " of ", all, " are fresh");
  checks.push_back(fresh == all
                       ? Ok("sources", summary)
                       : Warn("sources", summary, "see the lines below"));
  for (Check& check : bad) checks.push_back(std::move(check));
  if (unsaid > 0) {
    checks.push_back(Warn("sources", absl::StrCat(unsaid, " more"),
                          "`regisseur source list` shows all"));
  }
}

// Adds a line for a secret or key that others may read.
void AddFileMode(const std::string& what, const std::string& path,
                 std::vector<Check>& checks) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0) {
    checks.push_back(Fail(what, absl::StrCat(path, " cannot be looked at"),
                          "put the file there, readable for the daemon"));
    return;
  }
  if ((info.st_mode & 077) == 0) return;
  checks.push_back(Warn(
      what,
      absl::StrFormat("%s has mode %04o: others than its owner may read it",
                      path, static_cast<unsigned>(info.st_mode & 07777)),
      absl::StrCat("chmod 600 ", path)));
}

}  // namespace

std::vector<Check> CheckFileModes(const DaemonConfig& config) {
  std::vector<Check> checks;
  if (!config.access.tls.key.empty()) {
    AddFileMode("key of the daemon", config.access.tls.key, checks);
  }
  for (const SourceConfig* source : config.portfolio.AllSources()) {
    for (const auto& [name, path] : source->secret_files) {
      AddFileMode(absl::StrCat("secret ", name, "_file of ", source->id), path,
                  checks);
    }
    if (source->tls.has_value()) {
      AddFileMode(absl::StrCat("key of ", source->id), source->tls->key,
                  checks);
    }
  }
  for (const WebhookPlan& webhook : config.webhooks) {
    const std::string subject = absl::StrCat("secret of webhook ", webhook.id);
    AddFileMode(subject, webhook.secret_file, checks);
    if (!webhook.previous_secret_file.empty()) {
      AddFileMode(subject, webhook.previous_secret_file, checks);
    }
  }
  return checks;
}

absl::Duration ReadClockOffset() {
  timespec wall{};
  timespec boot{};
  clock_gettime(CLOCK_REALTIME, &wall);
  clock_gettime(CLOCK_BOOTTIME, &boot);
  return absl::DurationFromTimespec(wall) - absl::DurationFromTimespec(boot);
}

std::string ReadTimeZoneDataVersion() {
  std::ifstream in("/usr/share/zoneinfo/tzdata.zi");
  std::string line;
  if (!std::getline(in, line)) return "";
  absl::string_view version = line;
  if (!absl::ConsumePrefix(&version, "# version ")) return "";
  return std::string(absl::StripAsciiWhitespace(version));
}

std::vector<Check> CheckContracts(
    const ContractRegister& in_force,
    const std::vector<RefusedContractFile>& refused, absl::CivilDay today) {
  std::vector<Check> checks;
  for (const RefusedContractFile& file : refused) {
    checks.push_back(Fail(
        absl::StrCat("contract ", file.file),
        absl::StrCat(file.earlier_in_force
                         ? "the version before stays in force: "
                         : "not in force, and there is no version before: ",
                     absl::StrReplaceAll(file.why, {{"\n", "; "}})),
        "mend it; it is read again by itself, `regisseur contract lint` "
        "looks"));
  }
  for (const ContractRegister::Entry* entry : in_force.RemovedOn(today)) {
    checks.push_back(Fail(
        absl::StrCat("contract ", entry->file),
        absl::StrCat("the file is gone while contract ", entry->contract.id,
                     " runs; nothing of its version from ",
                     FormatDay(entry->contract.ValidFrom()), " is computed"),
        "put it back; a contract that ended says so under term.terminated, one "
        "that took its place under replaces"));
  }
  if (checks.empty()) {
    checks.push_back(
        Ok("contracts", absl::StrCat(in_force.ids().size(), " are in force")));
  }
  return checks;
}

Check CheckDailyRoot(const absl::Status& failure) {
  if (failure.ok()) return Ok("signed root", "the last one is of today");
  return Fail("signed root",
              absl::StrCat("today's is not signed: ", failure.message()),
              "mend that; it is tried again every minute");
}

Check CheckDailyPurge(const absl::Status& failure) {
  if (failure.ok()) return Ok("retention", "nothing is kept for too long");
  return Fail(
      "retention",
      absl::StrCat("what is too old is still kept: ", failure.message()),
      "mend that; it is tried again every minute");
}

std::vector<Check> CheckWebhooks(
    const absl::StatusOr<std::vector<WebhookStatus>>& webhooks) {
  if (!webhooks.ok()) {
    return {Fail("webhooks", std::string(webhooks.status().message()),
                 "look at the log")};
  }
  std::vector<Check> checks;
  size_t working = 0;
  for (const WebhookStatus& status : *webhooks) {
    const WebhookRecord& record = status.record;
    const std::string& id = status.plan.id;
    const std::string subject = absl::StrCat("webhook ", id);
    const std::string waiting = absl::StrCat(status.waiting, " events wait");
    if (record.stopped.has_value()) {
      checks.push_back(Warn(
          subject,
          absl::StrCat("wants no more events since ",
                       FormatInstant(*record.stopped), " (410); ", waiting),
          absl::StrCat("ask whose it is, then `regisseur webhook test ", id,
                       "`: it goes on when that is taken")));
    } else if (record.failures > 0) {
      checks.push_back(
          Warn(subject,
               absl::StrCat("takes nothing since ",
                            FormatInstant(record.failing_since.value_or(
                                record.last_try.value_or(absl::UnixEpoch()))),
                            ": ", record.problem, "; ", waiting),
               absl::StrCat("`regisseur webhook show ", id,
                            "` says when it is tried next")));
    } else {
      ++working;
    }
    if (status.given_up > 0) {
      checks.push_back(
          Warn(subject, absl::StrCat(status.given_up, " events were given up"),
               absl::StrCat("`regisseur webhook replay ", id,
                            "` sends them again")));
    }
  }
  if (!webhooks->empty()) {
    const std::string summary = absl::StrCat(working, " of ", webhooks->size(),
                                             " take what they are told");
    checks.insert(checks.begin(),
                  working == webhooks->size()
                      ? Ok("webhooks", summary)
                      : Warn("webhooks", summary, "see the lines below"));
  }
  return checks;
}

Check CheckCertificateFiles(const absl::Status& failure) {
  if (failure.ok()) {
    return Ok("certificate files", "what they hold is what is shown");
  }
  return Fail("certificate files",
              absl::StrCat("not taken, the last good ones stay in use: ",
                           failure.message()),
              "put a certificate and its key there; no restart is needed");
}

std::vector<Check> RunChecks(const Principal& who,
                             const DoctorContext& context) {
  const DaemonConfig config = context.config();
  std::vector<Check> checks;
  checks.push_back(CheckVersions(context));
  checks.push_back(CheckTimeZones());
  const absl::Time now = context.clock.Now();
  checks.push_back(
      Ok("daemon", absl::StrCat("runs for ", Age(now - context.started),
                                ", data in ", config.data_dir)));
  if (const absl::Status reload = context.reload_failure(); !reload.ok()) {
    checks.push_back(
        Fail("configuration",
             absl::StrCat("the file as it is now is not in force: ",
                          reload.message()),
             "mend it; `regisseurd --check` looks, SIGHUP reads it again"));
  } else {
    checks.push_back(Ok("configuration", config.file));
  }
  for (Check& check :
       CheckContracts(*context.contracts.At(absl::InfiniteFuture()),
                      context.contracts.ListRefused(),
                      absl::ToCivilDay(now, config.portfolio.time_zone))) {
    checks.push_back(std::move(check));
  }
  checks.push_back(CheckClock(context));
  checks.push_back(
      CheckDisk("disk", config.data_dir, config.collect.min_free_disk_percent));
  checks.push_back(CheckRoom(context));
  if (!config.access.tls.cert.empty()) {
    checks.push_back(CheckCertificateFiles(context.certificate_failure()));
  }
  checks.push_back(CheckDailyRoot(context.root_failure()));
  checks.push_back(CheckDailyPurge(context.purge_failure()));
  checks.push_back(CheckBackups(context));
  if (!config.backup.dir.empty()) {
    checks.push_back(CheckDisk("backup disk", config.backup.dir, 5));
  }
  const AccessConfig::Tls& tls = config.access.tls;
  if (!tls.cert.empty()) {
    checks.push_back(CheckCertificate("the daemon", tls.cert, now));
  }
  if (!tls.client_ca.empty()) {
    checks.push_back(CheckCertificate("the callers' CA", tls.client_ca, now));
  }
  for (const SourceConfig* source : config.portfolio.AllSources()) {
    if (!source->tls.has_value()) continue;
    checks.push_back(CheckCertificate(source->id, source->tls->cert, now));
    checks.push_back(
        CheckCertificate(source->id + "'s CA", source->tls->ca, now));
  }
  for (Check& check : CheckFileModes(config)) {
    checks.push_back(std::move(check));
  }
  if (context.webhooks != nullptr) {
    for (Check& check : CheckWebhooks(context.webhooks())) {
      checks.push_back(std::move(check));
    }
  }
  AddAdapters(context, config, checks);
  AddSources(who, context, checks);
  return checks;
}

}  // namespace regisseur
