#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "aggregator/storage/as_known.h"
#include "aggregator/storage/commitment_rows.h"
#include "aggregator/storage/statement_steps.h"
#include "aggregator/storage/storage.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// `d.kind > 3` is the condition of the index delivery_of_documents. The
// provider of each party of the delivery's source comes with it.
constexpr char kDeliveriesSql[] =
    "SELECT d.id, s.name, d.origin, p.name, a.provider FROM delivery d "
    "JOIN source s ON s.id = d.source JOIN party p ON p.source = d.source "
    "JOIN party_assignment a ON a.party = p.id AND " REGISSEUR_KNOWN(
        "a", "?1") " WHERE d.kind > 3 AND d.kind = 7 AND " REGISSEUR_KNOWN(
        "d", "?1") " ORDER BY d.id";

struct KnownDelivery {
  int64_t id = 0;
  std::string source;
  std::string file;
  absl::flat_hash_map<std::string, std::string> providers;  // by party
};

absl::StatusOr<std::vector<KnownDelivery>> ReadDeliveries(
    Connection& connection, AsOf as_of) {
  std::vector<KnownDelivery> deliveries;
  Statement& read = connection.Prepared(kDeliveriesSql);
  BindTime(read, 1, as_of.known);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    if (deliveries.empty() || deliveries.back().id != read.Int(0)) {
      deliveries.push_back({read.Int(0),
                            std::string(read.Text(1)),
                            std::string(read.Text(2)),
                            {}});
    }
    deliveries.back().providers[std::string(read.Text(3))] =
        std::string(read.Text(4));
  }
  read.Reset();
  return deliveries;
}

}  // namespace

absl::StatusOr<std::vector<CommitmentRecord>> CostReader::ListCommitments(
    const Principal&, const std::optional<std::string>& provider,
    AsOf as_of) const {
  std::vector<CommitmentRecord> commitments;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(const std::vector<KnownDelivery> deliveries,
                     ReadDeliveries(connection, as_of));
    for (const KnownDelivery& delivery : deliveries) {
      RETURN_IF_ERROR(ReadCommitments(
          connection, delivery.id, [&](StoredCommitment& stored) {
            const auto of = delivery.providers.find(stored.commitment.party);
            if (of != delivery.providers.end() &&
                (!provider.has_value() || of->second == *provider)) {
              commitments.push_back({delivery.source, of->second, delivery.file,
                                     std::move(stored.commitment)});
            }
            return absl::OkStatus();
          }));
    }
    return absl::OkStatus();
  }));
  std::stable_sort(commitments.begin(), commitments.end(),
                   [](const CommitmentRecord& a, const CommitmentRecord& b) {
                     return std::tie(a.provider, a.source, a.file) <
                            std::tie(b.provider, b.source, b.file);
                   });
  return commitments;
}

}  // namespace regisseur
