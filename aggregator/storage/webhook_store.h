#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "aggregator/storage/database.h"
#include "core/principal/principal.h"
#include "core/webhook/webhook_delivery.h"

namespace regisseur {

// Up to which entry of a provider's inbox a webhook was told: every entry of a
// lower number, and of this number those up to this position.
struct WebhookPlace {
  static constexpr int kAll = 1 << 30;  // of its number

  std::string provider;
  int64_t number = 0;
  int position = kAll;
};

// How far webhooks are. What changes it takes a transaction. Thread-safe.
class WebhookStore {
 public:
  explicit WebhookStore(const Database& database) : database_(database) {}

  absl::StatusOr<std::vector<WebhookRecord>> List(const Principal& who) const;
  absl::StatusOr<std::optional<WebhookRecord>> Find(const Principal& who,
                                                    absl::string_view id) const;
  absl::StatusOr<std::vector<WebhookPlace>> ListPlaces(
      const Principal& who, absl::string_view id) const;
  // In one state or, without one, in all; the newest event first.
  absl::StatusOr<std::vector<WebhookDelivery>> ListDeliveries(
      const Principal& who, absl::string_view id,
      std::optional<WebhookDeliveryState> state) const;
  // Beside the line, the next that is to be tried; absent without one.
  absl::StatusOr<std::optional<WebhookDelivery>> FindRetrying(
      const Principal& who, absl::string_view id) const;
  absl::StatusOr<int64_t> CountGivenUp(const Principal& who,
                                       absl::string_view id) const;

  absl::StatusOr<std::optional<WebhookRecord>> Find(Connection& connection,
                                                    absl::string_view id) const;
  // Makes it, or overwrites it.
  absl::Status Put(Transaction& transaction, const WebhookRecord& record) const;
  // With its places and deliveries.
  absl::Status Remove(Transaction& transaction, absl::string_view id) const;
  absl::Status PutPlace(Transaction& transaction, absl::string_view id,
                        const WebhookPlace& place) const;
  absl::StatusOr<std::optional<WebhookDelivery>> FindDelivery(
      Connection& connection, absl::string_view id, absl::string_view provider,
      int64_t number, int position) const;
  absl::StatusOr<std::vector<WebhookDelivery>> ListGivenUp(
      Connection& connection, absl::string_view id) const;
  absl::Status PutDelivery(Transaction& transaction,
                           const WebhookDelivery& delivery) const;
  // Gives up what was first tried before `tried_before` and waits beside the
  // line; how many.
  absl::StatusOr<int64_t> GiveUpRetrying(Transaction& transaction,
                                         absl::string_view id,
                                         absl::Time tried_before) const;
  // Forgets what was taken, but for the last `keep`.
  absl::Status PruneTaken(Transaction& transaction, absl::string_view id,
                          int keep) const;
  // What the installation calls itself; `fresh` when it had no name yet.
  absl::StatusOr<std::string> NameOrigin(Transaction& transaction,
                                         absl::string_view fresh) const;

 private:
  const Database& database_;
};

}  // namespace regisseur
