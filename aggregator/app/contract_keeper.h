#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "aggregator/app/configuration_keeper.h"
#include "aggregator/config/contract_files.h"
#include "aggregator/storage/storage.h"
#include "core/contract/contract_history.h"

namespace regisseur {

// A register that was read and can come into force.
struct PreparedContracts {
  // The texts, each a kind of its own in the store, and last the list of them.
  std::vector<ConfigFile> files;
  BuiltRegister built;
  // Of the files just before they were read.
  std::map<std::string, std::string> marks;
};

// Every contract register that was ever in force (DECISIONS 4). A contract's
// text is kept once; a version of the register is a list of hashes of texts.
// Thread-safe.
class ContractKeeper final : public ContractHistory {
 public:
  explicit ContractKeeper(ConfigStore& store);
  // Loads what was in force before; to be called once, first.
  absl::Status Load();
  // Reads the files as they are now. With `first_start`, INVALID_ARGUMENT for a
  // broken file that never was in force: nothing starts half-configured.
  absl::StatusOr<PreparedContracts> Prepare(const ContractPlaces& places,
                                            const Portfolio& portfolio,
                                            bool first_start) const;
  // Takes up what ConfigStore has just put in force.
  absl::Status Adopt(PreparedContracts prepared);

  std::shared_ptr<const ContractRegister> At(absl::Time known) const override;
  std::vector<RefusedContractFile> ListRefused() const override;

  // The texts in force.
  ContractTexts texts() const;
  // ContractFileMarks of the files when they were read.
  std::map<std::string, std::string> marks() const;

 private:
  ConfigStore& store_;
  VersionedFile<ContractRegister> versions_;
  mutable absl::Mutex mutex_;
  absl::Time first_known_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  ContractTexts texts_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::string> marks_ ABSL_GUARDED_BY(mutex_);
  std::vector<RefusedContractFile> refused_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace regisseur
