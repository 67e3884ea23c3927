#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "aggregator/storage/as_known.h"
#include "aggregator/storage/objective_rows.h"
#include "aggregator/storage/statement_steps.h"
#include "aggregator/storage/storage.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// `d.kind > 3` is the condition of the index delivery_of_documents.
constexpr char kDeliveriesSql[] =
    "SELECT d.id, s.name, d.origin FROM delivery d "
    "JOIN source s ON s.id = d.source "
    "WHERE d.kind > 3 AND d.kind = 5 AND " REGISSEUR_KNOWN(
        "d", "?1") " ORDER BY d.id";
constexpr char kProvidersSql[] =
    "SELECT p.name, a.provider FROM delivery d "
    "JOIN party p ON p.source = d.source "
    "JOIN party_assignment a ON a.party = p.id AND " REGISSEUR_KNOWN(
        "a", "?2") " WHERE d.id = ?1";

struct KnownDelivery {
  int64_t id = 0;
  std::string source;
  std::string file;
};

// The provider of each party of the delivery's source.
absl::StatusOr<absl::flat_hash_map<std::string, std::string>> ReadProviders(
    Connection& connection, int64_t delivery, AsOf as_of) {
  absl::flat_hash_map<std::string, std::string> providers;
  Statement& read = connection.Prepared(kProvidersSql);
  read.BindInt(1, delivery);
  BindTime(read, 2, as_of.known);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    providers[std::string(read.Text(0))] = std::string(read.Text(1));
  }
  read.Reset();
  return providers;
}

}  // namespace

absl::StatusOr<std::vector<ObjectiveRecord>> ObjectiveReader::ListObjectives(
    const Principal& who, const std::optional<std::string>& provider,
    AsOf as_of) const {
  std::vector<ObjectiveRecord> objectives;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    std::vector<KnownDelivery> deliveries;
    Statement& read = connection.Prepared(kDeliveriesSql);
    BindTime(read, 1, as_of.known);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, read.Step());
      if (!row) break;
      deliveries.push_back(
          {read.Int(0), std::string(read.Text(1)), std::string(read.Text(2))});
    }
    read.Reset();
    for (const KnownDelivery& delivery : deliveries) {
      ASSIGN_OR_RETURN(const auto providers,
                       ReadProviders(connection, delivery.id, as_of));
      RETURN_IF_ERROR(
          ReadObjectives(connection, delivery.id, [&](StoredObjective& stored) {
            const auto of = providers.find(stored.objective.party);
            if (of != providers.end() &&
                (!provider.has_value() || of->second == *provider)) {
              objectives.push_back({delivery.source, of->second, delivery.file,
                                    std::move(stored.objective)});
            }
            return absl::OkStatus();
          }));
    }
    return absl::OkStatus();
  }));
  std::stable_sort(objectives.begin(), objectives.end(),
                   [](const ObjectiveRecord& a, const ObjectiveRecord& b) {
                     return std::tie(a.provider, a.source, a.file) <
                            std::tie(b.provider, b.source, b.file);
                   });
  return objectives;
}

}  // namespace regisseur
