#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "aggregator/api/partner_archive.h"
#include "aggregator/config/daemon_config.h"
#include "aggregator/storage/database.h"

namespace regisseur {

// The archive over the daemon's own database and files. Thread-safe.
class KeptPartnerArchive final : public PartnerArchive {
 public:
  // `retention` says what is in force; `database` must outlive it.
  KeptPartnerArchive(const Database& database, std::string data_dir,
                     std::function<RetentionConfig()> retention)
      : database_(database),
        data_dir_(std::move(data_dir)),
        retention_(std::move(retention)) {}

  std::vector<std::pair<std::string, std::string>> Retention() const override;
  absl::StatusOr<std::vector<Document>> List(
      const Principal& who,
      const std::vector<std::string>& sources) const override;
  absl::Status Read(const Principal& who, const Document& document,
                    const std::function<absl::Status(absl::string_view piece)>&
                        take) const override;

 private:
  const Database& database_;
  const std::string data_dir_;
  const std::function<RetentionConfig()> retention_;
};

}  // namespace regisseur
