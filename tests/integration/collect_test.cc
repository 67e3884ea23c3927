#include <set>
#include <thread>

#include "absl/synchronization/mutex.h"
#include "core/finding/catalogue.h"
#include "regisseur/adapter/v1/adapter.pb.h"
#include "tests/integration/adapter_stand_in.h"
#include "tests/integration/collect_fixture.h"
#include "wire/facts_wire.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// One component in one state, seen now.
FactBatch Page(OperationalState state) {
  FactBatch batch;
  const absl::Time now = absl::Now();
  batch.run = FormatInstant(now);
  batch.number = 1;
  batch.cursor = "page";
  batch.deliveries.push_back(
      {.scope = "page=odd", .completeness = Completeness::kAdditive});
  batch.dictionary = {""};
  StatusObservation& observation = batch.observations.emplace_back();
  observation.observed_time = now;
  observation.components.push_back(
      {.id = "web", .name = "Web", .state = state});
  observation.lists_every_component = true;
  observation.lists_every_open_incident = true;
  batch.last = true;
  return batch;
}

void Send(AdapterStandIn::Stream& stream, const FactBatch& batch) {
  adapter::v1::CollectResponse response;
  *response.mutable_batch() = FactBatchToWire(batch);
  stream.Write(response);
}

class CollectTest : public CollectFixture {};

TEST_F(CollectTest, StoresWhatAnAdapterDelivers) {
  Add("a", {{"batches", "3"}, {"rows", "2"}});
  Start();
  const auto ended = Collect({"a"});
  EXPECT_EQ(ended.at("a").batches, 3);
  EXPECT_EQ(ended.at("a").rows, 6);
  EXPECT_FALSE(ended.at("a").failure.has_value());
  EXPECT_EQ(Measured(), 6u);
  EXPECT_TRUE(Record("a").last_answer.has_value());
  // By its own word, not by its name.
  EXPECT_THAT(Record("a").tells, ElementsAre(FactKind::kMeasurements));
  // Again: nothing new, nothing twice.
  EXPECT_TRUE(Collect({"a"}).at("a").unchanged);
  EXPECT_EQ(Measured(), 6u);
}

TEST_F(CollectTest, AnswersNotFoundForAnUnknownSourceBeforeAskingAny) {
  Add("a");
  Start();
  const absl::Notification never;
  const absl::Status status = scheduler_->CollectNow(
      who_, {"a", "b"}, [](const CollectProgress&) { FAIL(); }, never);
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(status.message(), HasSubstr("'b'"));
}

TEST_F(CollectTest, RecordsWhoHasToActOnAFailure) {
  Add("p", {{"behaviour", "permanent"}});
  Add("t", {{"behaviour", "transient"}});
  Add("c", {{"behaviour", "configuration"}});
  Start();
  const auto ended = Collect({"p", "t", "c"});
  EXPECT_EQ(ended.at("p").failure->outcome, TryOutcome::kPartner);
  EXPECT_EQ(ended.at("t").failure->outcome, TryOutcome::kTransient);
  EXPECT_EQ(ended.at("c").failure->outcome, TryOutcome::kConfiguration);
  EXPECT_FALSE(Record("p").last_answer.has_value());
  EXPECT_EQ(Record("p").failures_in_row, 1);
  EXPECT_EQ(Record("t").failure->rule, "http-status");
  EXPECT_THAT(Record("t").tells, ElementsAre(FactKind::kMeasurements));
}

TEST_F(CollectTest, SetsAsideTheOneThatKillsItsAdapterAndDelaysNobody) {
  Add("good");
  Add("killer", {{"behaviour", "die"}, {"fail_after", "1"}, {"batches", "9"}});
  Start();
  const auto ended = Collect({"good", "killer"});
  EXPECT_FALSE(ended.at("good").failure.has_value())
      << ended.at("good").failure->message;
  ASSERT_TRUE(ended.at("killer").failure.has_value());
  EXPECT_EQ(ended.at("killer").failure->rule, "adapter-crashed");
  EXPECT_EQ(scheduler_->FindActivity("killer")->phase,
            CollectActivity::Phase::kSetAside);
  const auto findings = Findings("killer");
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].rule, "adapter-crashed");
  EXPECT_THAT(RenderMessage(findings[0].rule, findings[0].arguments),
              HasSubstr("signal 9"));
  // What the killer delivered before is staged, not counted.
  EXPECT_EQ(Measured(), 6u);
}

TEST_F(CollectTest, AHungAdapterDelaysNobody) {
  options_.concurrency = 2;
  options_.patience = absl::Milliseconds(50);
  std::vector<std::string> hung;
  for (int i = 0; i < 6; ++i) {
    hung.push_back(absl::StrCat("hung", i));
    Add(hung.back(), {{"behaviour", "hang"}});
  }
  Add("good");
  Start();
  absl::Notification enough;
  std::thread waits([&] {
    const absl::Status status = scheduler_->CollectNow(
        who_, hung, [](const CollectProgress&) {}, enough);
    EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
  });
  // Three times as many hang as there are places, and it is answered.
  EXPECT_FALSE(Collect({"good"}).at("good").failure.has_value());
  enough.Notify();
  waits.join();
}

// More sources of one adapter program hang than it ever had workers for, and
// those that answer are asked all the same: none of them is put off.
TEST_F(CollectTest, HungSourcesOfOneProgramPutNobodyOff) {
  pool_options_.processes_a_kind = 1;
  End();
  Begin();
  options_.concurrency = 16;
  options_.patience = absl::Milliseconds(20);
  std::vector<std::string> hung, good;
  for (int i = 0; i < 120; ++i) {
    hung.push_back(absl::StrCat("hung", i));
    Add(hung.back(), {{"behaviour", "hang"}});
  }
  for (int i = 0; i < 40; ++i) {
    good.push_back(absl::StrCat("good", i));
    Add(good.back());
  }
  Start();
  absl::Notification enough;
  std::thread waits([&] {
    (void)scheduler_->CollectNow(
        who_, hung, [](const CollectProgress&) {}, enough);
  });
  for (const auto& [id, step] : Collect(good)) {
    EXPECT_FALSE(step.failure.has_value()) << id << step.failure->message;
  }
  EXPECT_EQ(Measured(), 40 * 6u);
  enough.Notify();
  waits.join();
}

// Those that hung the last time take turns few at a time, and all get theirs.
TEST_F(CollectTest, ThoseThatHungAreAskedFewAtATime) {
  AdapterStandIn adapter(folder_);
  absl::Mutex mutex;
  int now_hanging = 0, most = 0;
  std::set<std::string> asked_again;
  bool turns = false;
  absl::Notification all_had_a_turn;
  adapter.SetCollects([&](grpc::ServerContext& context,
                          const adapter::v1::CollectRequest& request,
                          AdapterStandIn::Stream&) {
    {
      absl::MutexLock lock(&mutex);
      ++now_hanging;
      if (turns) {
        most = std::max(most, now_hanging);
        asked_again.insert(request.source().source_id());
        if (asked_again.size() == 10 && !all_had_a_turn.HasBeenNotified()) {
          all_had_a_turn.Notify();
        }
      }
    }
    const grpc::Status status = AdapterStandIn::Hang(context);
    absl::MutexLock lock(&mutex);
    --now_hanging;
    return status;
  });
  options_.concurrency = 4;
  options_.patience = absl::ZeroDuration();
  options_.limits.silence = absl::Milliseconds(50);
  options_.retry.first_backoff = absl::Milliseconds(1);
  options_.retry.longest_backoff = absl::Milliseconds(1);
  std::vector<std::string> ids;
  for (int i = 0; i < 10; ++i) {
    ids.push_back(absl::StrCat("hangs", i));
    AddRemote(ids.back(), adapter.endpoint()).every = absl::Milliseconds(1);
  }
  Start();
  for (const auto& [id, step] : Collect(ids)) {
    EXPECT_EQ(step.failure->rule, "adapter-hung") << id;
  }
  {
    absl::MutexLock lock(&mutex);
    const auto none = [&now_hanging] { return now_hanging == 0; };
    mutex.Await(absl::Condition(&none));
    turns = true;
  }
  scheduler_->Start();
  EXPECT_TRUE(all_had_a_turn.WaitForNotificationWithTimeout(absl::Seconds(60)));
  scheduler_->Stop();
  absl::MutexLock lock(&mutex);
  // Half of the four places; one that was just given up may still be seen here.
  EXPECT_LE(most, 2 + 2);
}

TEST_F(CollectTest, ASilentAdapterIsGivenUp) {
  options_.limits.silence = absl::Milliseconds(50);
  Add("hung", {{"behaviour", "hang"}});
  Start();
  const auto ended = Collect({"hung"});
  EXPECT_EQ(ended.at("hung").failure->rule, "adapter-hung");
  EXPECT_EQ(ended.at("hung").failure->outcome, TryOutcome::kTransient);
}

TEST_F(CollectTest, ADeliveryCountsWhollyOrNotAtAllAndGoesOnWhereItWas) {
  Add("a", {{"behaviour", "hang"}, {"fail_after", "2"}});
  Start();
  absl::Notification staged;
  const absl::Notification never;
  std::thread collects([&] {
    EXPECT_EQ(scheduler_
                  ->CollectNow(
                      who_, {"a"},
                      [&](const CollectProgress& progress) {
                        if (progress.batches == 2) staged.Notify();
                      },
                      never)
                  .code(),
              absl::StatusCode::kUnavailable);
  });
  staged.WaitForNotification();
  EXPECT_EQ(Measured(), 0u);
  scheduler_->Stop();
  collects.join();
  End();
  EXPECT_EQ(Measured(), 0u);

  // The next life of the daemon: only the batch that was missing comes again.
  Begin();
  portfolio_.providers[0].sources.clear();
  Add("a");
  Start();
  EXPECT_EQ(Collect({"a"}).at("a").batches, 1);
  EXPECT_EQ(Measured(), 6u);
}

TEST_F(CollectTest, APageThatStaysTheSameMakesNoNewDelivery) {
  AdapterStandIn page(folder_);
  page.SetCollects([](grpc::ServerContext&,
                      const adapter::v1::CollectRequest& request,
                      AdapterStandIn::Stream& stream) {
    Checkpoint checkpoint;
    checkpoint.cursor = "page";
    checkpoint.data_until = absl::Now();
    if (request.source().source_id() == "page-304" &&
        !request.cursor().empty()) {
      checkpoint.unchanged = true;
      checkpoint.confirmed = absl::Now();
    } else {
      Send(stream, Page(OperationalState::kMajorOutage));
    }
    adapter::v1::CollectResponse response;
    *response.mutable_checkpoint() = CheckpointToWire(checkpoint);
    stream.Write(response);
    return grpc::Status::OK;
  });
  AddRemote("page", page.endpoint());
  AddRemote("page-304", page.endpoint());
  Start();
  for (const char* source : {"page", "page-304"}) {
    SCOPED_TRACE(source);
    for (int i = 0; i < 3; ++i) Collect({source});
    EXPECT_EQ(Record(source).deliveries_in_force, 1);
    const StatusReader status(*database_);
    const auto coverage = status.GetCoverage(who_, source, {}).value();
    ASSERT_TRUE(coverage.last_observed.has_value());
    EXPECT_GT(*coverage.last_observed, *coverage.first_observed);
    const auto changes = status.ListStateChanges(who_, source, {}, {}).value();
    ASSERT_EQ(changes.size(), 1u);
    ASSERT_EQ(changes.begin()->second.size(), 1u);
    EXPECT_EQ(changes.begin()->second[0].state, OperationalState::kMajorOutage);
  }
}

TEST_F(CollectTest, ABatchThatCannotBeStoredIsHeldAgainstItsAdapter) {
  AdapterStandIn liar(folder_);
  liar.SetCollects([](grpc::ServerContext&, const adapter::v1::CollectRequest&,
                      AdapterStandIn::Stream& stream) {
    FactBatch batch = Page(OperationalState::kOperational);
    batch.last = false;
    Send(stream, batch);
    batch.number = 3;  // leaves a hole
    batch.last = true;
    Send(stream, batch);
    return AdapterStandIn::Finish(stream, "page");
  });
  AddRemote("liar", liar.endpoint());
  Start();
  const auto ended = Collect({"liar"});
  ASSERT_TRUE(ended.at("liar").failure.has_value());
  EXPECT_EQ(ended.at("liar").failure->rule, "adapter-protocol");
  EXPECT_EQ(ended.at("liar").failure->outcome, TryOutcome::kPartner);
  EXPECT_EQ(Record("liar").failure->rule, "adapter-protocol");
  const auto findings = Findings("liar");
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].rule, "adapter-protocol");
  // Nothing of it stands in the way of an honest run.
  EXPECT_EQ(writer_->GetProgress(who_, "liar")->staged_run, "");
  liar.SetCollects([](grpc::ServerContext&, const adapter::v1::CollectRequest&,
                      AdapterStandIn::Stream& stream) {
    Send(stream, Page(OperationalState::kOperational));
    return AdapterStandIn::Finish(stream, "page");
  });
  EXPECT_FALSE(Collect({"liar"}).at("liar").failure.has_value());
  EXPECT_EQ(Record("liar").deliveries_in_force, 1);
  EXPECT_THAT(Findings("liar"), ::testing::IsEmpty());
}

TEST_F(CollectTest, AStoreThatFailsEndsTheStreamAndNothingAfterItIsStored) {
  AdapterStandIn liar(folder_);
  liar.SetCollects([](grpc::ServerContext& context,
                      const adapter::v1::CollectRequest&,
                      AdapterStandIn::Stream& stream) {
    FactBatch batch = Page(OperationalState::kOperational);
    batch.last = false;
    Send(stream, batch);
    batch.number = 3;  // leaves a hole
    Send(stream, batch);
    batch.number = 2;  // would fit behind the first one
    batch.last = true;
    Send(stream, batch);
    return AdapterStandIn::Hang(context);
  });
  AddRemote("liar", liar.endpoint());
  Start();
  const auto ended = Collect({"liar"});
  ASSERT_TRUE(ended.at("liar").failure.has_value());
  EXPECT_EQ(ended.at("liar").failure->rule, "adapter-protocol");
  EXPECT_EQ(ended.at("liar").batches, 1);
  EXPECT_EQ(Record("liar").deliveries_in_force, 0);
  EXPECT_EQ(writer_->GetProgress(who_, "liar")->cursor, "");
}

TEST_F(CollectTest, RefusesFactsOfAKindThatTheAdapterDidNotName) {
  AdapterStandIn adapter(folder_);
  adapter::v1::GetCapabilitiesResponse says;
  says.set_kind("stand-in");
  says.set_version("1");
  says.set_contract_version(1);
  says.add_facts(adapter::v1::FACT_KIND_CHARGES);
  adapter.SetCapabilities(says);
  adapter.SetCollects([](grpc::ServerContext&,
                         const adapter::v1::CollectRequest&,
                         AdapterStandIn::Stream& stream) {
    Send(stream, Page(OperationalState::kOperational));
    return AdapterStandIn::Finish(stream, "page");
  });
  AddRemote("page", adapter.endpoint());
  Start();
  const auto ended = Collect({"page"});
  ASSERT_TRUE(ended.at("page").failure.has_value());
  EXPECT_EQ(ended.at("page").failure->rule, "adapter-protocol");
  EXPECT_THAT(ended.at("page").failure->message,
              HasSubstr("do not name status"));
  EXPECT_THAT(Record("page").tells, ElementsAre(FactKind::kCharges));
}

TEST_F(CollectTest, RefusesAnAdapterThatNamesNoKind) {
  AdapterStandIn adapter(folder_);
  adapter::v1::GetCapabilitiesResponse says;
  says.set_kind("stand-in");
  says.set_contract_version(1);
  adapter.SetCapabilities(says);
  AddRemote("page", adapter.endpoint());
  Start();
  const auto failure = Collect({"page"}).at("page").failure;
  ASSERT_TRUE(failure.has_value());
  EXPECT_EQ(failure->outcome, TryOutcome::kConfiguration);
  EXPECT_THAT(failure->message, HasSubstr("names no kind of facts"));
}

// ---- turns and callers

// Lets a call of the stand-in begin, and waits until somebody lets it end.
struct Gate {
  absl::Notification began;
  absl::Notification go_on;
};

TEST_F(CollectTest, WhoeverWaitsForASourceThatGoesHearsIt) {
  AdapterStandIn adapter(folder_);
  Gate gate;
  adapter.SetCollects([&](grpc::ServerContext&,
                          const adapter::v1::CollectRequest& request,
                          AdapterStandIn::Stream& stream) {
    if (request.source().source_id() == "going" &&
        !gate.began.HasBeenNotified()) {
      gate.began.Notify();
      gate.go_on.WaitForNotification();
    }
    return AdapterStandIn::Finish(stream, "");
  });
  AddRemote("staying", adapter.endpoint());
  AddRemote("going", adapter.endpoint());
  Start();
  const absl::Notification never;
  bool ended = false;
  std::thread first([&] {
    EXPECT_TRUE(scheduler_
                    ->CollectNow(
                        who_, {"going"},
                        [&](const CollectProgress& step) {
                          ended = ended || step.done;
                        },
                        never)
                    .ok());
  });
  gate.began.WaitForNotification();
  // The second one waits for a collection after the one in flight.
  absl::Notification waits;
  std::thread second([&] {
    const absl::Status status = scheduler_->CollectNow(
        who_, {"staying", "going"},
        [&](const CollectProgress& step) {
          if (step.done) waits.Notify();
        },
        never);
    EXPECT_EQ(status.code(), absl::StatusCode::kNotFound) << status;
    EXPECT_THAT(status.message(), HasSubstr("going"));
  });
  waits.WaitForNotification();
  portfolio_.providers[0].sources.pop_back();
  PutInForce();
  second.join();
  EXPECT_FALSE(scheduler_->FindActivity("going").has_value());
  // What is in flight is finished, and forgotten then.
  gate.go_on.Notify();
  first.join();
  EXPECT_TRUE(ended);
  AddRemote("going", adapter.endpoint());
  PutInForce();
  EXPECT_EQ(scheduler_->FindActivity("going")->phase,
            CollectActivity::Phase::kIdle);
  EXPECT_FALSE(Collect({"going"}).at("going").failure.has_value());
}

TEST_F(CollectTest, AChangedSourceIsAskedAtOnceAndOneThatStaysKeepsItsTurn) {
  AdapterStandIn adapter(folder_);
  absl::Notification asked_anew;
  adapter.SetCollects([&](grpc::ServerContext&,
                          const adapter::v1::CollectRequest& request,
                          AdapterStandIn::Stream& stream) {
    if (request.source().options().contains("mended")) asked_anew.Notify();
    return AdapterStandIn::Finish(stream, "");
  });
  AddRemote("changes", adapter.endpoint());
  AddRemote("stays", adapter.endpoint());
  Start();
  scheduler_->Start();
  Collect({"changes", "stays"});
  const auto turn = scheduler_->FindActivity("stays")->next_try;
  ASSERT_TRUE(turn.has_value());
  EXPECT_GT(*turn, absl::Now() + absl::Hours(1));
  portfolio_.providers[0].sources[0].options["mended"] = "yes";
  PutInForce();
  EXPECT_EQ(scheduler_->FindActivity("stays")->next_try, turn);
  asked_anew.WaitForNotification();
}

TEST_F(CollectTest, ASlowReaderDelaysNoCollection) {
  Add("a");
  Start();
  absl::Notification reads, enough;
  const absl::Notification never;
  std::vector<bool> heard;
  std::thread slow([&] {
    EXPECT_TRUE(scheduler_
                    ->CollectNow(
                        who_, {"a"},
                        [&](const CollectProgress& step) {
                          heard.push_back(step.done);
                          if (!reads.HasBeenNotified()) reads.Notify();
                          enough.WaitForNotification();
                        },
                        never)
                    .ok());
  });
  reads.WaitForNotification();
  // Its collection ends, and the next one too, while it still reads.
  EXPECT_TRUE(Collect({"a"}).at("a").done);
  EXPECT_TRUE(Collect({"a"}).at("a").done);
  enough.Notify();
  slow.join();
  // It missed steps between, not the end.
  EXPECT_LE(heard.size(), 2u);
  EXPECT_TRUE(heard.back());
}

TEST_F(CollectTest, ACheckEndsWhenNobodyWaitsForIt) {
  AdapterStandIn adapter(folder_);
  absl::Notification cancelled;
  adapter.SetChecks([&](grpc::ServerContext& context) {
    cancelled.Notify();
    return AdapterStandIn::Hang(context);
  });
  AddRemote("a", adapter.endpoint());
  Start();
  EXPECT_EQ(scheduler_->Check(who_, "a", cancelled).status().code(),
            absl::StatusCode::kCancelled);
}

TEST_F(CollectTest, ThoseWhoWaitForAPlaceKeepNoProcessorBusy) {
  options_.concurrency = 1;
  options_.patience = absl::InfiniteDuration();
  options_.limits.silence = absl::Seconds(1);
  AdapterStandIn adapter(folder_);
  std::atomic<int64_t> looks_before = 0;
  adapter.SetCollects([&](grpc::ServerContext& context,
                          const adapter::v1::CollectRequest& request,
                          AdapterStandIn::Stream& stream) {
    if (request.source().source_id() != "hung") {
      return AdapterStandIn::Finish(stream, "");
    }
    looks_before = clock_.looks();
    return AdapterStandIn::Hang(context);
  });
  AddRemote("hung", adapter.endpoint());
  AddRemote("due", adapter.endpoint()).every = absl::Milliseconds(1);
  Start();
  scheduler_->Start();
  int64_t looks = 0;
  const absl::Notification never;
  ASSERT_TRUE(scheduler_
                  ->CollectNow(
                      who_, {"hung"},
                      [&](const CollectProgress& step) {
                        if (step.done) looks = clock_.looks() - looks_before;
                      },
                      never)
                  .ok());
  // Four looks a second; a busy loop takes a thousand.
  EXPECT_LT(looks, 200);
}

TEST_F(CollectTest, FiftyAdaptersOfWhichMostMisbehave) {
  AdapterStandIn adapter(folder_);
  adapter.SetCollects([](grpc::ServerContext& context,
                         const adapter::v1::CollectRequest& request,
                         AdapterStandIn::Stream& stream) {
    const std::string& id = request.source().source_id();
    if (id.starts_with("hangs")) return AdapterStandIn::Hang(context);
    if (id.starts_with("floods")) {
      // For ever new runs of one page, as fast as they are taken.
      while (!context.IsCancelled()) {
        Send(stream, Page(OperationalState::kOperational));
      }
      return grpc::Status::CANCELLED;
    }
    Send(stream, Page(OperationalState::kOperational));
    return AdapterStandIn::Finish(stream, "");
  });
  options_.concurrency = 8;
  options_.patience = absl::Milliseconds(100);
  std::vector<std::string> good;
  for (int i = 0; i < 25; ++i) {
    AddRemote(absl::StrCat("hangs", i), adapter.endpoint()).every =
        absl::Milliseconds(1);
  }
  for (int i = 0; i < 5; ++i) {
    AddRemote(absl::StrCat("floods", i), adapter.endpoint()).every =
        absl::Milliseconds(1);
  }
  for (int i = 0; i < 20; ++i) {
    good.push_back(absl::StrCat("good", i));
    AddRemote(good.back(), adapter.endpoint());
  }
  Start();
  scheduler_->Start();
  for (int round = 0; round < 2; ++round) {
    const auto ended = Collect(good);
    ASSERT_EQ(ended.size(), good.size());
    for (const auto& [id, step] : ended) {
      EXPECT_FALSE(step.failure.has_value()) << id << step.failure->message;
    }
  }
  for (const std::string& id : good) {
    EXPECT_TRUE(Record(id).last_answer.has_value()) << id;
  }
}

// ---- what an adapter can do

TEST_F(CollectTest, AsksAgainWhatAnAdapterCanDo) {
  AdapterStandIn adapter(folder_);
  const SourceConfig& source = AddRemote("a", adapter.endpoint());
  pool_options_.capabilities_age = absl::InfiniteDuration();
  End();
  Begin();
  EXPECT_TRUE(pool_->Connect(source, false).ok());
  EXPECT_TRUE(pool_->Connect(source, false).ok());
  EXPECT_EQ(adapter.asked(), 1);
  // A call broke off: another version may serve there now.
  pool_->BrokeOff(source);
  adapter::v1::GetCapabilitiesResponse newer;
  newer.set_version("2");
  newer.set_contract_version(1);
  newer.add_facts(adapter::v1::FACT_KIND_STATUS);
  adapter.SetCapabilities(newer);
  EXPECT_EQ(pool_->Connect(source, false)->capabilities.version, "2");
  EXPECT_EQ(adapter.asked(), 2);
  // It is believed no longer than that.
  pool_options_.capabilities_age = absl::ZeroDuration();
  End();
  Begin();
  EXPECT_TRUE(pool_->Connect(source, false).ok());
  EXPECT_TRUE(pool_->Connect(source, false).ok());
  EXPECT_EQ(adapter.asked(), 4);
}

}  // namespace
}  // namespace regisseur
