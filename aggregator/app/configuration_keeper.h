#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "aggregator/answers/rates_history.h"
#include "aggregator/config/daemon_config.h"
#include "aggregator/storage/storage.h"
#include "core/portfolio/portfolio.h"

namespace regisseur {

// The versions of one kind of file by the time from which each was in force.
// The text of an old one is fetched and parsed when somebody asks for its time,
// while others go on asking; one that this program cannot read any more is
// passed over. Thread-safe.
template <typename T>
class VersionedFile {
 public:
  using Fetch =
      std::function<absl::StatusOr<std::string>(const std::string& sha256)>;
  using Parse = std::function<absl::StatusOr<T>(const std::string& name,
                                                const std::string& content)>;
  VersionedFile(Fetch fetch, Parse parse)
      : fetch_(std::move(fetch)), parse_(std::move(parse)) {}

  // Takes up the next version, unless it is the last one already.
  void Add(ConfigVersion version, std::shared_ptr<const T> parsed) {
    absl::MutexLock lock(&mutex_);
    if (versions_.empty() || versions_.back().file.sha256 != version.sha256 ||
        versions_.back().file.known_from != version.known_from) {
      versions_.push_back({std::move(version), std::move(parsed), false});
    } else if (parsed != nullptr) {
      versions_.back().parsed = std::move(parsed);
    }
  }

  // The version in force at `known`; before the first one the first. Null
  // when there is none. `name` is set to the file's name when it is given.
  std::shared_ptr<const T> At(absl::Time known, std::string* name) const {
    std::shared_ptr<const T> earliest;
    for (size_t i = size(); i-- > 0;) {
      Version version = Get(i);
      const bool wanted = version.file.known_from <= known || i == 0;
      if (wanted && version.parsed == nullptr && !version.broken) {
        Read(version);
        Keep(i, version);
      }
      if (version.parsed == nullptr) continue;
      if (name != nullptr) *name = version.file.name;
      earliest = version.parsed;
      if (version.file.known_from <= known) return earliest;
    }
    return earliest;
  }

  // How many versions there are. They are only added: an index stays good.
  size_t size() const {
    absl::MutexLock lock(&mutex_);
    return versions_.size();
  }

 private:
  struct Version {
    ConfigVersion file;
    std::shared_ptr<const T> parsed;
    bool broken = false;
  };

  Version Get(size_t i) const {
    absl::MutexLock lock(&mutex_);
    return versions_[i];
  }
  void Keep(size_t i, const Version& version) const {
    absl::MutexLock lock(&mutex_);
    if (versions_[i].parsed == nullptr) versions_[i] = version;
  }
  void Read(Version& version) const {
    const absl::StatusOr<std::string> content = fetch_(version.file.sha256);
    if (!content.ok()) return;  // the next one tries again
    absl::StatusOr<T> parsed = parse_(version.file.name, *content);
    version.broken = !parsed.ok();
    if (parsed.ok()) {
      version.parsed = std::make_shared<const T>(*std::move(parsed));
    }
  }

  const Fetch fetch_;
  const Parse parse_;
  mutable absl::Mutex mutex_;
  mutable std::vector<Version> versions_ ABSL_GUARDED_BY(mutex_);
};

// A file that was read and can come into force.
template <typename T>
struct PreparedFile {
  ConfigFile file;
  std::shared_ptr<const T> parsed;
};

// Every configuration that was ever in force (DECISIONS 4). Thread-safe.
class ConfigurationKeeper final : public PortfolioHistory {
 public:
  explicit ConfigurationKeeper(ConfigStore& store);
  // Loads what was in force before; to be called once, first.
  absl::Status Load();
  static PreparedFile<Portfolio> Prepare(const DaemonConfig& config);
  // Takes up what ConfigStore has just put in force.
  absl::Status Adopt(PreparedFile<Portfolio> prepared);

  std::shared_ptr<const Portfolio> At(absl::Time known) const override;

 private:
  ConfigStore& store_;
  VersionedFile<Portfolio> versions_;
};

// Every file of exchange rates that was ever in force. Thread-safe.
class RatesKeeper final : public RatesHistory {
 public:
  explicit RatesKeeper(ConfigStore& store);
  absl::Status Load();
  // An empty path means no rates from now on.
  static absl::StatusOr<PreparedFile<ExchangeRates>> Prepare(
      const std::string& path);
  // Takes up what ConfigStore has just put in force.
  absl::Status Adopt(PreparedFile<ExchangeRates> prepared);

  std::shared_ptr<const ExchangeRates> At(absl::Time known) const override;
  std::string SourceAt(absl::Time known) const override;

 private:
  ConfigStore& store_;
  VersionedFile<ExchangeRates> versions_;
};

}  // namespace regisseur
