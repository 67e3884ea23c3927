// Seven providers, one of which goes wrong in one of nine ways: the overview
// that each must give, over real TLS connections and a clock that stands still.

#include <algorithm>
#include <tuple>

#include "absl/strings/str_join.h"
#include "aggregator/answers/answers_fixture.h"
#include "aggregator/collect/source_collection.h"
#include "core/freshness/freshness.h"
#include "core/status/operational_state.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/adapter_stand_in.h"
#include "tests/integration/test_certificates.h"
#include "wire/facts_wire.h"

namespace regisseur {
namespace {

enum class Fault {
  kRefuse,
  kHang,
  kDrip,
  kHalfMessage,
  kWrongCertificate,
  kWrongIdentity,
  kClockAhead,
  kClockBehind,
  kReplay,
  kGarbage,
};

// What the overview says of the provider that goes wrong, and of its source.
struct Expected {
  const char* freshness;
  // Its state as it was last told, else unknown.
  bool holds;
  // The gap, and who has to act; empty: none.
  const char* gap;
};

struct FaultCase {
  const char* name;
  Fault fault;
  // Ten, twenty and forty minutes after all was well.
  Expected at[3];

  friend std::ostream& operator<<(std::ostream& out, const FaultCase& fault) {
    return out << fault.name;
  }
};

// Asked every ten minutes; at minute 0 all was well. So, by DECISIONS 21, that
// answer is fresh until minute 15 and late until minute 30; what was seen then
// (three intervals for status) is fresh until minute 30 and late until minute
// 60; and the worse of both counts. By DECISIONS 3 its state holds for three
// intervals, until minute 30. A failure that is not just passing makes it
// failed at once.
constexpr Expected kFresh = {"fresh", true, ""};
constexpr Expected kFailed = {"failed", true, "source-failed partner"};
constexpr Expected kFailedUnknown = {"failed", false, "source-failed partner"};
constexpr Expected kRefused = {"failed", true, "source-failed configuration"};
constexpr Expected kRefusedUnknown = {"failed", false,
                                      "source-failed configuration"};
constexpr Expected kLate = {"late", true, "source-late transient"};
constexpr Expected kStale = {"stale", false, "source-stale transient"};
// It answers, but nothing newer than of minute 0.
constexpr Expected kLateUnknown = {"late", false, "source-late"};

constexpr FaultCase kFaults[] = {
    {"Refuse", Fault::kRefuse, {kFresh, kLate, kStale}},
    {"Hang", Fault::kHang, {kFresh, kLate, kStale}},
    {"Drip", Fault::kDrip, {kFresh, kLate, kStale}},
    {"HalfMessage", Fault::kHalfMessage, {kFailed, kFailed, kFailedUnknown}},
    // The connection that was there breaks off: that may pass. The next try
    // knows why.
    {"WrongCertificate",
     Fault::kWrongCertificate,
     {kFresh, kRefused, kRefusedUnknown}},
    {"WrongIdentity",
     Fault::kWrongIdentity,
     {kFresh, kRefused, kRefusedUnknown}},
    // What is told of the future is left out; nothing new counts.
    {"ClockAhead", Fault::kClockAhead, {kFresh, kFresh, kLateUnknown}},
    // It says itself that its data reach until an hour ago.
    {"ClockBehind",
     Fault::kClockBehind,
     {{"late", true, "source-late"},
      {"late", true, "source-late"},
      kLateUnknown}},
    {"Replay", Fault::kReplay, {kFresh, kFresh, kLateUnknown}},
    {"Garbage", Fault::kGarbage, {kFailed, kFailed, kFailedUnknown}},
};

constexpr int kProviders = 7;
constexpr OperationalState kStates[kProviders] = {
    OperationalState::kOperational,     OperationalState::kDegradedPerformance,
    OperationalState::kOperational,     OperationalState::kPartialOutage,
    OperationalState::kOperational,     OperationalState::kMajorOutage,
    OperationalState::kUnderMaintenance};

// What must never be believed of a provider in `state`.
OperationalState LieAbout(OperationalState state) {
  return state == OperationalState::kOperational
             ? OperationalState::kMajorOutage
             : OperationalState::kOperational;
}

std::string AttentionOf(OperationalState state) {
  switch (state) {
    case OperationalState::kMajorOutage:
      return "attention-major-outage";
    case OperationalState::kPartialOutage:
      return "attention-partial-outage";
    case OperationalState::kDegradedPerformance:
      return "attention-degraded";
    case OperationalState::kUnknown:
      return "attention-state-unknown";
    case OperationalState::kUnderMaintenance:
    case OperationalState::kOperational:
      break;
  }
  return "";
}

std::string IdOf(int provider) { return absl::StrCat("provider-", provider); }

// A line of the overview.
std::string Line(int provider, OperationalState state,
                 absl::string_view freshness) {
  std::string line = absl::StrCat(IdOf(provider), " ",
                                  OperationalStateWord(state), " ", freshness);
  const std::string attention = AttentionOf(state);
  if (!attention.empty()) absl::StrAppend(&line, " ", attention);
  if (freshness != "fresh") {
    absl::StrAppend(&line, " attention-source-", freshness);
  }
  return line;
}

absl::string_view KindWord(ProblemKind kind) {
  switch (kind) {
    case ProblemKind::kNone:
      break;
    case ProblemKind::kConfiguration:
      return " configuration";
    case ProblemKind::kTransient:
      return " transient";
    case ProblemKind::kPartner:
      return " partner";
  }
  return "";
}

class FaultOverviewsTest
    : public AnswersFixture,
      public ::testing::WithParamInterface<std::tuple<FaultCase, int>> {
 protected:
  using Stream = AdapterStandIn::Stream;

  FaultOverviewsTest()
      : originals_(folder_, *database_, *queue_, clock_),
        pool_({.adapters_dir = folder_}, watch_, clock_),
        collection_(pool_, watch_, *writer_, originals_, clock_) {
    const TestCertificate daemon = authority_.Issue("regisseurd");
    WriteFile(folder_ + "/ca.pem", authority_.cert());
    WriteFile(folder_ + "/me.pem", daemon.cert);
    WriteFile(folder_ + "/me.key", daemon.key);
    adapter::v1::GetCapabilitiesResponse says;
    says.set_kind("stand-in");
    says.set_version("1");
    says.set_contract_version(1);
    says.add_facts(adapter::v1::FACT_KIND_STATUS);
    for (int i = 0; i < kProviders; ++i) {
      adapters_.push_back(
          std::make_unique<AdapterStandIn>(Shows(authority_, IdOf(i))));
      adapters_[i]->SetCapabilities(says);
      SourceConfig source =
          MakeSource(IdOf(i) + "-page", IdOf(i), "", absl::Minutes(10));
      source.endpoint = adapters_[i]->endpoint();
      source.tls = TlsFiles{folder_ + "/ca.pem", folder_ + "/me.pem",
                            folder_ + "/me.key", SpiffeId(IdOf(i))};
      sources_.push_back(source);
      AddProvider(IdOf(i)).sources = {source};
    }
    Configure();
  }

  static std::string SpiffeId(const std::string& name) {
    return absl::StrCat("spiffe://partner.example/", name);
  }
  // The side of an adapter that is called `name` by `authority`.
  std::shared_ptr<grpc::ServerCredentials> Shows(const TestAuthority& authority,
                                                 const std::string& name) {
    const TestCertificate own = authority.Issue(
        name, absl::StrCat("DNS:localhost,URI:", SpiffeId(name)));
    grpc::SslServerCredentialsOptions options(
        GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    options.pem_root_certs = authority_.cert();
    options.pem_key_cert_pairs = {{own.key, own.cert}};
    return grpc::SslServerCredentials(options);
  }

  // A page with one component, seen at `seen`; of the run of that moment.
  static FactBatch Page(OperationalState state, absl::Time seen) {
    FactBatch batch;
    batch.run = FormatInstant(seen);
    batch.number = 1;
    batch.cursor = "page";
    batch.deliveries.push_back(
        {.scope = "page", .completeness = Completeness::kAdditive});
    batch.dictionary = {""};
    batch.observations.push_back(
        MakeObservation(seen, {MakeComponent("web", "Web", state)}));
    batch.last = true;
    return batch;
  }
  static void Send(Stream& stream, const FactBatch& batch) {
    adapter::v1::CollectResponse response;
    *response.mutable_batch() = FactBatchToWire(batch);
    stream.Write(response);
  }
  static grpc::Status Tell(Stream& stream, OperationalState state,
                           absl::Time seen) {
    Send(stream, Page(state, seen));
    Checkpoint checkpoint;
    checkpoint.cursor = "page";
    checkpoint.data_until = seen;
    adapter::v1::CollectResponse response;
    *response.mutable_checkpoint() = CheckpointToWire(checkpoint);
    stream.Write(response);
    return grpc::Status::OK;
  }

  void TellsNow(int provider, OperationalState state) {
    adapters_[provider]->SetCollects(
        [this, state](grpc::ServerContext&, const adapter::v1::CollectRequest&,
                      Stream& stream) {
          return Tell(stream, state, clock_.Now());
        });
  }

  void GoWrong(Fault fault, int provider) {
    AdapterStandIn& adapter = *adapters_[provider];
    const OperationalState lie = LieAbout(kStates[provider]);
    switch (fault) {
      case Fault::kRefuse:
        adapter.StopServing();
        break;
      case Fault::kHang:
        adapter.SetCollects([this](grpc::ServerContext& context,
                                   const adapter::v1::CollectRequest&,
                                   Stream&) {
          // Its minute of silence is over at once.
          watch_.Sweep(absl::Now() + absl::Hours(1));
          return AdapterStandIn::Hang(context);
        });
        break;
      case Fault::kDrip:
        limits_[provider].deadline = absl::Milliseconds(200);
        adapter.SetCollects([this, lie](grpc::ServerContext& context,
                                        const adapter::v1::CollectRequest&,
                                        Stream& stream) {
          // Never silent, and never ready.
          FactBatch batch = Page(lie, clock_.Now());
          batch.run = "drip";
          batch.last = false;
          const absl::Notification never;
          while (!context.IsCancelled()) {
            Send(stream, batch);
            ++batch.number;
            never.WaitForNotificationWithTimeout(absl::Milliseconds(20));
          }
          return grpc::Status::CANCELLED;
        });
        break;
      case Fault::kHalfMessage:
        adapter.SetCollects([this, lie](grpc::ServerContext&,
                                        const adapter::v1::CollectRequest&,
                                        Stream& stream) {
          FactBatch batch = Page(lie, clock_.Now());
          batch.last = false;
          Send(stream, batch);
          return grpc::Status::OK;
        });
        break;
      case Fault::kWrongCertificate:
        TellsNow(provider, lie);
        adapter.ServeAgain(Shows(stranger_, IdOf(provider)));
        break;
      case Fault::kWrongIdentity:
        // Another provider's, and a good one.
        TellsNow(provider, lie);
        adapter.ServeAgain(
            Shows(authority_, IdOf((provider + 1) % kProviders)));
        break;
      case Fault::kClockAhead:
      case Fault::kClockBehind:
        adapter.SetCollects(
            [this, lie,
             off = absl::Hours(fault == Fault::kClockAhead ? 1 : -1)](
                grpc::ServerContext&, const adapter::v1::CollectRequest&,
                Stream& stream) {
              return Tell(stream, lie, clock_.Now() + off);
            });
        break;
      case Fault::kReplay:
        // To the byte what it said ten minutes before all was well.
        adapter.SetCollects([this, lie](grpc::ServerContext&,
                                        const adapter::v1::CollectRequest&,
                                        Stream& stream) {
          return Tell(stream, lie, well_ - absl::Minutes(10));
        });
        break;
      case Fault::kGarbage:
        adapter.SetCollects([this, lie](grpc::ServerContext&,
                                        const adapter::v1::CollectRequest&,
                                        Stream& stream) {
          FactBatch batch = Page(lie, clock_.Now());
          batch.observations[0].delivery = 9;  // there is no such delivery
          Send(stream, batch);
          return AdapterStandIn::Finish(stream, "page");
        });
        break;
    }
  }

  // A turn of everybody in this minute.
  void CollectAll(int minute) {
    clock_.Set(well_ + absl::Minutes(minute));
    for (int i = 0; i < kProviders; ++i) {
      const auto result =
          collection_.Run(sources_[i], {folder_, "Europe/Amsterdam", "EUR"},
                          limits_[i], [](int64_t, int64_t) {});
      ASSERT_TRUE(result.ok()) << result.status();
    }
  }

  // The overview now: lines of providers, gaps and the total, sorted.
  std::vector<std::string> Overviewed() {
    std::vector<std::string> lines;
    const auto overview = answers().GetOverview(who_, {}, {});
    EXPECT_TRUE(overview.ok()) << overview.status();
    for (const ProviderOverview& row : (*overview)->providers) {
      std::string line =
          absl::StrCat(row.id, " ", OperationalStateWord(row.state.joint.state),
                       " ", FreshnessWord(row.freshness));
      for (const AttentionReason& reason : row.attention) {
        absl::StrAppend(&line, " ", reason.rule);
      }
      lines.push_back(std::move(line));
    }
    for (const Gap& gap : (*overview)->gaps) {
      if (gap.notice) continue;
      lines.push_back(absl::StrCat("gap ", gap.provider, " ", gap.source, " ",
                                   gap.rule, KindWord(gap.kind)));
    }
    lines.push_back(absl::StrCat("fresh ", (*overview)->totals.sources_fresh,
                                 " of ", (*overview)->totals.sources));
    std::sort(lines.begin(), lines.end());
    return lines;
  }
  // The last failure of a provider's source, for who reads a failed test.
  std::string Failure(int provider) const {
    const auto record =
        source_reader_.GetSource(who_, sources_[provider].id, {});
    return record.ok() && record->failure.has_value()
               ? absl::StrCat(record->failure->rule, ": ",
                              record->failure->message)
               : "no failure";
  }
  // What it has to be with `expected` of `faulty`; -1: nobody is.
  static std::vector<std::string> Golden(int faulty, const Expected& expected) {
    std::vector<std::string> lines;
    for (int i = 0; i < kProviders; ++i) {
      lines.push_back(
          i == faulty
              ? Line(i,
                     expected.holds ? kStates[i] : OperationalState::kUnknown,
                     expected.freshness)
              : Line(i, kStates[i], "fresh"));
      lines.push_back(absl::StrCat("gap ", IdOf(i), "  cost-no-source"));
    }
    const bool gap = *expected.gap != '\0';
    if (gap) {
      lines.push_back(absl::StrCat("gap ", IdOf(faulty), " ", IdOf(faulty),
                                   "-page ", expected.gap));
    }
    lines.push_back(absl::StrCat("fresh ", gap ? 6 : 7, " of 7"));
    std::sort(lines.begin(), lines.end());
    return lines;
  }

  // Minute 0: near the real time, in which the certificates are valid.
  const absl::Time well_ =
      absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()));
  const TestAuthority authority_{"Partner CA"};
  const TestAuthority stranger_{"Other CA"};
  CallWatch watch_;
  Originals originals_;
  AdapterPool pool_;
  SourceCollection collection_;
  std::vector<std::unique_ptr<AdapterStandIn>> adapters_;
  std::vector<SourceConfig> sources_;
  AdapterClient::Limits limits_[kProviders];
};

TEST_P(FaultOverviewsTest, ShowsTheOneThatGoesWrongAndTheOthersAsTheyAre) {
  const auto& [fault, faulty] = GetParam();
  // Before, each was in another state; that is what lies are made of.
  for (int i = 0; i < kProviders; ++i) TellsNow(i, LieAbout(kStates[i]));
  CollectAll(-10);
  for (int i = 0; i < kProviders; ++i) TellsNow(i, kStates[i]);
  CollectAll(0);
  ASSERT_EQ(Overviewed(), Golden(-1, kFresh)) << Failure(faulty);

  GoWrong(fault.fault, faulty);
  static constexpr int kMinutes[] = {10, 20, 40};
  for (int turn = 0; turn < 3; ++turn) {
    SCOPED_TRACE(absl::StrCat("minute ", kMinutes[turn]));
    CollectAll(kMinutes[turn]);
    EXPECT_EQ(Overviewed(), Golden(faulty, fault.at[turn])) << Failure(faulty);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Faults, FaultOverviewsTest,
    ::testing::Combine(::testing::ValuesIn(kFaults),
                       ::testing::Range(0, kProviders)),
    [](const ::testing::TestParamInfo<std::tuple<FaultCase, int>>& info) {
      return absl::StrCat(std::get<0>(info.param).name, "OfProvider",
                          std::get<1>(info.param));
    });

}  // namespace
}  // namespace regisseur
