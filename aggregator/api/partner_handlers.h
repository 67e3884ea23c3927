#pragma once

#include <functional>
#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "aggregator/access/callers.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "aggregator/changes/acts.h"
#include "aggregator/collect/push_desk.h"
#include "aggregator/evidence/evidence_keeper.h"
#include "regisseur/partner/v1/partner.pb.h"

namespace regisseur {

// What partners send by themselves and what they wait for, of
// regisseur.partner.v1.PartnerService. Thread-safe.
class PartnerHandlers {
 public:
  struct Parts {
    const Answers& answers;
    const Callers& callers;
    Acts& acts;
    // Without one of these nothing can be pushed: UNIMPLEMENTED.
    EvidenceKeeper* evidence = nullptr;
    PushDesk* pushes = nullptr;
    // Wakes those who watch; without it they look now and then.
    const ActSignal* signal = nullptr;
  };
  explicit PartnerHandlers(const Parts& parts) : parts_(parts) {}

  // Adds every method; this object must outlive the registry.
  void Register(MethodRegistry& methods);

  absl::StatusOr<partner::v1::PushReceipt> PushFile(
      const CallContext& call, const partner::v1::PushFileRequest& request);
  absl::StatusOr<partner::v1::PushReceipt> PushMeasurement(
      const CallContext& call,
      const partner::v1::PushMeasurementRequest& request);
  absl::StatusOr<partner::v1::PushReceipt> PushIncident(
      const CallContext& call, const partner::v1::PushIncidentRequest& request);
  absl::StatusOr<partner::v1::PushFactsResponse> PushFacts(
      const CallContext& call, const partner::v1::PushFactsRequest& request);
  absl::StatusOr<partner::v1::ListInboxResponse> ListInbox(
      const CallContext& call,
      const partner::v1::ListInboxRequest& request) const;
  absl::Status WatchInbox(
      const CallContext& call, const partner::v1::WatchInboxRequest& request,
      const std::function<absl::Status(const partner::v1::WatchInboxResponse&)>&
          write);

 private:
  // One who watches the inbox of a provider.
  class Watcher;

  // A source that something can be pushed to. Holds the portfolio that it is
  // of.
  struct Target {
    std::shared_ptr<const Portfolio> portfolio;
    const SourceConfig* source = nullptr;
  };
  absl::StatusOr<Target> FindTarget(const std::string& id) const;
  // What a push under that request_id was answered with before; empty for one
  // that is new or that ended without an answer.
  absl::StatusOr<std::string> RecordPush(const CallContext& call,
                                         const char* method,
                                         const SourceConfig& source,
                                         const std::string& request_id,
                                         const std::string& content);
  absl::Status KeepAnswer(const CallContext& call,
                          const std::string& request_id,
                          const google::protobuf::Message& answer);
  absl::StatusOr<partner::v1::PushReceipt> ReceiptOf(
      const CallContext& call, const SourceConfig& source, bool dry_run,
      const PushResult& result) const;
  absl::StatusOr<partner::v1::PushReceipt> PushRows(
      const CallContext& call, const char* method, const std::string& source_id,
      const adapter::v1::Batch& batch, bool dry_run,
      const std::string& request_id, const std::string& content);
  absl::Status CheckStillActive(const CallContext& call) const;

  const Parts parts_;
  absl::Mutex mutex_;
  std::map<std::string, int> watchers_ ABSL_GUARDED_BY(mutex_);  // by provider
};

}  // namespace regisseur
