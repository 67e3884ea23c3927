#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "aggregator/webhook/webhook_line.h"
#include "aggregator/webhook/webhook_parts.h"

namespace regisseur {

// The webhooks of the configuration: a thread a webhook, so that one that hangs
// keeps nobody else waiting; how they stand; and what people do about them.
// Thread-safe.
class WebhookDesk {
 public:
  explicit WebhookDesk(const WebhookParts& parts);
  ~WebhookDesk();

  // From now on these are served, over the inboxes of these providers. One that
  // is new, or another's now, begins with what comes from here on; one that
  // left is forgotten with what waited for it; one of another address is tried
  // again at once.
  absl::Status Adopt(std::vector<WebhookPlan> plans,
                     std::vector<std::string> providers);
  // Begins to send what was and is adopted.
  void Start();
  // Ends what is under way, within a second or so. Nothing is sent any more.
  void Stop();

  // Whose webhook is meant: of this provider, or with nullopt anybody's.
  // NOT_FOUND in the same words for one that there is not and another's.
  absl::StatusOr<WebhookPlan> Find(
      const std::string& id, const std::optional<std::string>& provider) const;

  // All, by id.
  absl::StatusOr<std::vector<WebhookStatus>> List(const Principal& who) const;
  // In one state or all, the newest event first.
  absl::StatusOr<std::vector<WebhookDelivery>> ListDeliveries(
      const Principal& who, const WebhookPlan& plan,
      std::optional<WebhookDeliveryState> state) const;

  struct Request {
    std::string method;  // the full name
    std::string id;      // its request_id; required
    std::string content;
  };
  // Puts beside the line what was given up: one event, or with an empty id all;
  // how many. NOT_FOUND for an id that is not among them.
  absl::StatusOr<int64_t> Replay(const Principal& who, const Request& request,
                                 const WebhookPlan& plan,
                                 const std::string& event_id);

  struct Tested {
    std::string id;
    WebhookAnswer answer;
  };
  // Sends an event that says nothing. What was stopped goes on once it is
  // taken, and what fails is tried again. RESOURCE_EXHAUSTED while another test
  // of it is under way.
  absl::StatusOr<Tested> Test(const WebhookPlan& plan,
                              const absl::Notification& cancelled);

 private:
  class Runner;  // a line and its thread

  absl::Status Record(const std::vector<WebhookPlan>& plans,
                      const std::vector<std::string>& providers,
                      std::string& source);
  void StartRunners() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // The inboxes that a webhook is told of.
  static std::vector<std::string> ProvidersOf(
      const WebhookPlan& plan, const std::vector<std::string>& providers);
  absl::StatusOr<WebhookPlace> End(const WebhookPlan& plan,
                                   const std::string& provider) const;

  const WebhookParts parts_;
  mutable absl::Mutex mutex_;
  bool started_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<WebhookPlan> plans_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> providers_ ABSL_GUARDED_BY(mutex_);
  std::string source_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string> testing_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::unique_ptr<Runner>> runners_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace regisseur
