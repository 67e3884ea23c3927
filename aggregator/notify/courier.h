#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/synchronization/notification.h"
#include "core/base/clock.h"
#include "core/schedule/report_plan.h"

namespace regisseur {

// A file that goes along.
struct ParcelFile {
  std::string name;
  std::string media_type;
  std::string content;
};

// What is delivered.
struct Parcel {
  std::string id;  // the same for each attempt
  std::string subject;
  std::string text;
  std::string html;  // for e-mail; empty: the text alone
  std::vector<ParcelFile> files;
  std::string json;  // what a webhook is told
};

// Takes deliveries to their recipients. Thread-safe.
class Courier {
 public:
  virtual ~Courier() = default;
  // One attempt. OK once the other side took it. Otherwise a sentence with what
  // it said, never a secret; whoever calls tries again later.
  virtual absl::Status Deliver(const Recipient& recipient,
                               const std::optional<MailServer>& mail,
                               const Parcel& parcel,
                               const absl::Notification& cancelled) = 0;
};

// Folders, SMTP and webhooks.
class NetworkCourier final : public Courier {
 public:
  // `clock` must outlive it.
  explicit NetworkCourier(const Clock& clock) : clock_(clock) {}
  absl::Status Deliver(const Recipient& recipient,
                       const std::optional<MailServer>& mail,
                       const Parcel& parcel,
                       const absl::Notification& cancelled) override;

 private:
  const Clock& clock_;
};

// The parts of it, each one attempt.
absl::Status PutInFolder(const std::string& folder, const Parcel& parcel);
absl::Status SendMail(const MailServer& server,
                      const std::vector<std::string>& to, const Parcel& parcel,
                      absl::Time now, const absl::Notification& cancelled);
absl::Status PostParcel(const Recipient& recipient, const Parcel& parcel,
                        absl::Time now, const absl::Notification& cancelled);

}  // namespace regisseur
