#pragma once

#include <memory>
#include <string>
#include <vector>

#include "aggregator/answers/answers_fixture.h"
#include "aggregator/api/api.h"

namespace regisseur {

// For tests of what serves the methods: real answers over real stores, and a
// collector that does as a test says.

class ScriptedCollector final : public Collector {
 public:
  absl::Status CollectNow(
      const Principal& who, const std::vector<std::string>& ids,
      const std::function<void(const CollectProgress&)>& progress,
      const absl::Notification& cancelled) override {
    ++collections;
    for (const std::string& id : ids) {
      if (id == "nope") return absl::NotFoundError("no source is called nope");
    }
    for (const std::string& id : ids) {
      progress({.source = id});
      progress({.source = id, .done = true, .batches = 1, .rows = 2});
    }
    if (hang) {
      hanging.Notify();
      cancelled.WaitForNotification();
      return absl::CancelledError("the caller went away");
    }
    return absl::OkStatus();
  }
  absl::StatusOr<SourceCheckResult> Check(
      const Principal& who, absl::string_view id,
      const absl::Notification& cancelled) override {
    SourceCheckResult result;
    result.usable = true;
    result.fields = {
        {.field = "BilledCost", .total = 3, .filled = 2, .mandatory = true}};
    return result;
  }
  std::optional<CollectActivity> FindActivity(
      absl::string_view source) const override {
    return CollectActivity{.phase = CollectActivity::Phase::kCollecting};
  }

  int collections = 0;
  bool hang = false;  // until it is cancelled
  absl::Notification hanging;
};

// An archive that keeps no documents.
class NoDocuments final : public PartnerArchive {
 public:
  std::vector<std::pair<std::string, std::string>> Retention() const override {
    return {{"charges", "84 months"}};
  }
  absl::StatusOr<std::vector<Document>> List(
      const Principal&, const std::vector<std::string>&) const override {
    return std::vector<Document>();
  }
  absl::Status Read(
      const Principal&, const Document&,
      const std::function<absl::Status(absl::string_view)>&) const override {
    return absl::NotFoundError("no documents are kept");
  }
};

class ApiFixture : public AnswersFixture {
 protected:
  // Hosting has a page with an outage, paper has nothing.
  void SetUpPortfolio() {
    AddProvider("hosting", Tier::kStrategic).sources = {
        MakeSource("page", "hosting", "statuspage")};
    AddProvider("paper");
    Configure();
    Tell("page",
         MakeObservation(
             clock_.Now() - absl::Minutes(1),
             {MakeComponent("w", "Web", OperationalState::kMajorOutage),
              MakeComponent("m", "Mail", OperationalState::kOperational)}));
  }

  const MethodRegistry& methods() {
    if (api_ == nullptr) {
      api_ = std::make_unique<Api>(ApiParts{.answers = answers(),
                                            .collector = collector_,
                                            .callers = callers_,
                                            .acts = acts_,
                                            .identities = identities_,
                                            .operation = part_operation_,
                                            .evidence = &evidence_,
                                            .settling = &settling_,
                                            .pulses = &pulse_changes_,
                                            .act_signal = &act_signal_,
                                            .archive = &archive_});
    }
    return api_->methods();
  }

  Callers callers_{clock_};
  const ActStore act_store_{*database_, clock_};
  ActSignal act_signal_;
  Acts acts_{*queue_, act_store_, &act_signal_};
  const NoDocuments archive_;
  const IdentityStore identity_store_{*database_};
  IdentityChanges identities_{acts_, identity_store_, callers_, clock_,
                              [this](std::vector<Identity> all) {
                                callers_.SetStored(std::move(all));
                              }};
  const std::unique_ptr<SigningKey> signing_key_ = SigningKey::Generate();
  EvidenceKeeper evidence_{*database_,
                           *queue_,
                           clock_,
                           *signing_key_,
                           {.data_dir = folder_, .program = "0.1.0"}};
  Originals originals_{folder_, *database_, *queue_, clock_};
  Settling settling_{acts_,      matter_store_, contracts_,        callers_,
                     originals_, clock_,        {"0.1.0", "2025b"}};
  PulseChanges pulse_changes_{acts_, pulse_store_};
  Operation* part_operation_ = nullptr;  // none unless a test has one
  ScriptedCollector collector_;
  std::unique_ptr<Api> api_;
};

}  // namespace regisseur
