#include "services/prometheus/prometheus_adapter.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/base/fake_clock.h"
#include "core/status/page_fold.h"
#include "core/status/timeline.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/prometheus/fake_prometheus_for_test.h"
#include "services/sdk/problem.h"
#include "services/sdk/recording_sink.h"

namespace regisseur::prometheus {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// A multiple of a minute.
constexpr int64_t kNow = 1'800'000'000;

sdk::SourceSpec SourceOf(const std::string& url) {
  sdk::SourceSpec source;
  source.options = {{"url", url},
                    {"queries", "web (Website) up: up"},
                    {"allow_private", "true"},
                    {"history", "1h"},
                    {"delay", "0s"}};
  return source;
}

// The observations of all batches, with the coverage that the aggregator gives
// to what is recorded, as one timeline (core/status).
std::vector<StateInterval> TimelineOf(const std::vector<FactBatch>& batches,
                                      const std::string& component,
                                      TimeRange range) {
  PageState page;
  std::vector<StateChange> changes;
  std::vector<TimeRange> coverage;
  for (const FactBatch& batch : batches) {
    for (const Delivery& delivery : batch.deliveries) {
      if (!delivery.recorded) continue;
      coverage.push_back({*delivery.period_start, *delivery.period_end});
    }
    for (const StatusObservation& told : batch.observations) {
      const auto folded = FoldObservation(told, page);
      EXPECT_TRUE(folded.has_value()) << told.observed_time;
      for (const auto& change : folded->states) {
        if (change.component_id == component) changes.push_back(change.change);
      }
    }
  }
  return ComputeTimeline(changes, coverage, range);
}

TimeRange Seconds(int64_t from, int64_t until) {
  return {absl::FromUnixSeconds(from), absl::FromUnixSeconds(until)};
}

class PrometheusAdapterTest : public ::testing::Test {
 protected:
  PrometheusAdapterTest() : clock_(absl::FromUnixSeconds(kNow)) {}

  absl::StatusOr<Checkpoint> Collect(const sdk::SourceSpec& source,
                                     const std::string& cursor,
                                     sdk::FactSink& sink) {
    return MakePrometheusAdapter(clock_)->Collect(source, cursor, sink);
  }

  FakeClock clock_;
};

TEST_F(PrometheusAdapterTest, TellsTheHistoryOnceAndThePresentLive) {
  // Down for ten minutes, and not scraped for the five after them.
  const FakePrometheus server([](const std::string&, int64_t at) {
    const int64_t ago = kNow - at;
    if (ago <= 900 && ago > 600) return std::optional<std::string>();
    return std::optional<std::string>(ago <= 1500 && ago > 900 ? "0" : "1");
  });
  sdk::SourceSpec source = SourceOf(server.url());
  source.options["history"] = "3h";
  sdk::RecordingSink sink;
  const auto checkpoint = Collect(source, "", sink);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_EQ(checkpoint->data_until, absl::FromUnixSeconds(kNow));
  ASSERT_THAT(sink.batches(), SizeIs(2));

  const FactBatch& history = sink.batches()[0];
  ASSERT_THAT(history.deliveries, SizeIs(1));
  EXPECT_TRUE(history.deliveries[0].recorded);
  EXPECT_EQ(history.deliveries[0].period_start,
            absl::FromUnixSeconds(kNow - 3 * 3600));
  EXPECT_EQ(history.deliveries[0].period_end, absl::FromUnixSeconds(kNow));
  EXPECT_THAT(history.observations, SizeIs(4));
  // The moments before them hold until they begin: 1500 s ago is 0.
  const auto timeline =
      TimelineOf(sink.batches(), "web", Seconds(kNow - 3 * 3600, kNow));
  ASSERT_THAT(timeline, SizeIs(4));
  const auto starts = [&](size_t i, int64_t ago, OperationalState state) {
    EXPECT_EQ(timeline[i].range.from, absl::FromUnixSeconds(kNow - ago));
    EXPECT_EQ(timeline[i].state, state);
  };
  starts(0, 3 * 3600, OperationalState::kOperational);
  starts(1, 1500, OperationalState::kMajorOutage);
  starts(2, 900, OperationalState::kUnknown);
  starts(3, 600, OperationalState::kOperational);

  const FactBatch& live = sink.batches()[1];
  EXPECT_FALSE(live.deliveries[0].recorded);
  ASSERT_THAT(live.observations, SizeIs(1));
  EXPECT_EQ(live.observations[0].observed_time, absl::FromUnixSeconds(kNow));
  EXPECT_TRUE(live.observations[0].lists_every_component);
}

TEST_F(PrometheusAdapterTest, ContinuesBehindTheLastCompleteSample) {
  const FakePrometheus server([](const std::string&, int64_t at) {
    return std::optional<std::string>(at == kNow + 120 ? "0" : "1");
  });
  const sdk::SourceSpec source = SourceOf(server.url());
  sdk::RecordingSink first;
  const auto begun = Collect(source, "", first);
  ASSERT_TRUE(begun.ok()) << begun.status();
  // Half a step later there is nothing new.
  clock_.Advance(absl::Seconds(30));
  sdk::RecordingSink same;
  const auto unchanged = Collect(source, begun->cursor, same);
  ASSERT_TRUE(unchanged.ok());
  EXPECT_TRUE(unchanged->unchanged);
  EXPECT_EQ(unchanged->cursor, begun->cursor);
  EXPECT_EQ(unchanged->data_until, absl::FromUnixSeconds(kNow));
  EXPECT_THAT(same.batches(), IsEmpty());

  clock_.Set(absl::FromUnixSeconds(kNow + 190));
  for (int i = 0; i < 2; ++i) {  // the same cursor, the same answer
    sdk::RecordingSink next;
    const auto more = Collect(source, begun->cursor, next);
    ASSERT_TRUE(more.ok());
    ASSERT_THAT(next.batches(), SizeIs(1));
    const FactBatch& batch = next.batches()[0];
    EXPECT_FALSE(batch.deliveries[0].recorded);
    ASSERT_THAT(batch.observations, SizeIs(3));
    for (int64_t minute = 1; minute <= 3; ++minute) {
      EXPECT_EQ(batch.observations[minute - 1].observed_time,
                absl::FromUnixSeconds(kNow + 60 * minute));
    }
    EXPECT_EQ(batch.observations[1].components.at(0).state,
              OperationalState::kMajorOutage);
    EXPECT_EQ(batch.observations[2].components.at(0).state,
              OperationalState::kOperational);
    EXPECT_EQ(more->data_until, absl::FromUnixSeconds(kNow + 180));
    const auto asked = server.asked().back();
    EXPECT_EQ(asked.at("start"), absl::StrCat(kNow + 60));
    EXPECT_EQ(asked.at("end"), absl::StrCat(kNow + 180));
    EXPECT_EQ(asked.at("step"), "60");
    EXPECT_EQ(asked.at("lookback_delta"), "90s");
  }
}

TEST_F(PrometheusAdapterTest, AStandstillIsFilledInFromTheRecord) {
  const FakePrometheus server([](const std::string&, int64_t) {
    return std::optional<std::string>("1");
  });
  const sdk::SourceSpec source = SourceOf(server.url());
  sdk::RecordingSink first;
  const auto begun = Collect(source, "", first);
  clock_.Advance(absl::Hours(5));
  sdk::RecordingSink next;
  ASSERT_TRUE(Collect(source, begun->cursor, next).ok());
  ASSERT_THAT(next.batches(), SizeIs(2));
  // The last sample that was told holds until the first that is new.
  EXPECT_EQ(next.batches()[0].deliveries[0].period_start,
            absl::FromUnixSeconds(kNow));
  EXPECT_EQ(next.batches()[0].deliveries[0].period_end,
            absl::FromUnixSeconds(kNow + 5 * 3600));
}

TEST_F(PrometheusAdapterTest, ALongRangeIsAskedInPages) {
  const FakePrometheus server([](const std::string&, int64_t) {
    return std::optional<std::string>("1");
  });
  sdk::SourceSpec source = SourceOf(server.url());
  source.options["history"] = "30d";  // 43,200 moments, pages of 10,000
  sdk::RecordingSink sink;
  ASSERT_TRUE(Collect(source, "", sink).ok());
  // 1.8e9 is a border of pages (600,000 s); 30 days before it lie 4.32 pages
  // back, in 5 pages; then the present.
  ASSERT_THAT(server.asked(), SizeIs(6));
  const auto timeline =
      TimelineOf(sink.batches(), "web", Seconds(kNow - 30 * 86400, kNow));
  ASSERT_THAT(timeline, SizeIs(1));
  EXPECT_EQ(timeline[0].state, OperationalState::kOperational);
}

TEST_F(PrometheusAdapterTest, AFlappingComponentIsCutIntoRunsThatContinue) {
  const FakePrometheus server([](const std::string&, int64_t at) {
    return std::optional<std::string>(at / 60 % 2 == 0 ? "1" : "0");
  });
  sdk::SourceSpec source = SourceOf(server.url());
  source.options["history"] = "2h";
  sdk::RecordingSink sink(/*batch_rows=*/50);
  ASSERT_TRUE(Collect(source, "", sink).ok());
  // 120 changes by 50, and the present.
  ASSERT_THAT(sink.batches(), SizeIs(4));
  for (const FactBatch& batch : sink.batches()) {
    EXPECT_EQ(batch.number, 1);
    EXPECT_TRUE(batch.last);
  }
  EXPECT_EQ(sink.batches()[1].deliveries[0].period_end,
            sink.batches()[2].observations[0].observed_time);
  const auto timeline =
      TimelineOf(sink.batches(), "web", Seconds(kNow - 7200, kNow));
  EXPECT_EQ(timeline.size(), 120u);
}

TEST_F(PrometheusAdapterTest, KeepsTheAnswersInWhichSomethingChanged) {
  const FakePrometheus server([](const std::string&, int64_t at) {
    return std::optional<std::string>(at < kNow + 120 ? "1" : "0");
  });
  sdk::SourceSpec source = SourceOf(server.url());
  const auto originals = [&](absl::string_view cursor, std::string* next) {
    sdk::RecordingSink sink;
    const auto checkpoint = Collect(source, std::string(cursor), sink);
    EXPECT_TRUE(checkpoint.ok()) << checkpoint.status();
    *next = checkpoint->cursor;
    std::string bytes;
    for (const FactBatch& batch : sink.batches()) {
      for (const OriginalChunk& chunk : batch.originals) bytes += chunk.data;
    }
    return bytes;
  };
  std::string cursor;
  EXPECT_THAT(originals("", &cursor), HasSubstr(R"("query":"up","answer":)"));
  clock_.Advance(absl::Minutes(1));
  EXPECT_EQ(originals(cursor, &cursor), "");
  clock_.Advance(absl::Minutes(1));
  const std::string before = cursor;
  EXPECT_THAT(originals(before, &cursor),
              HasSubstr(absl::StrCat("[", kNow + 120, ",\"0\"]")));
  source.options["keep_original"] = "false";
  EXPECT_EQ(originals(before, &cursor), "");
}

TEST_F(PrometheusAdapterTest, ALargeOriginalGoesAheadAndCanBeContinued) {
  // Pages of 10,000 moments of 50 bytes.
  const FakePrometheus server([](const std::string&, int64_t) {
    return std::optional<std::string>("1.00000000000000000000000000000000000");
  });
  sdk::SourceSpec source = SourceOf(server.url());
  source.options["history"] = "10d";
  sdk::RecordingSink whole;
  ASSERT_TRUE(Collect(source, "", whole).ok());
  size_t ahead = 0;
  while (ahead < whole.batches().size() &&
         whole.batches()[ahead].run.rfind("original of range", 0) != 0) {
    ++ahead;
  }
  ASSERT_LT(ahead + 1, whole.batches().size());
  clock_.Advance(absl::Minutes(10));  // meanwhile time goes on
  sdk::RecordingSink rest;
  ASSERT_TRUE(Collect(source, whole.batches()[ahead].cursor, rest).ok());
  ASSERT_FALSE(rest.batches().empty());
  EXPECT_EQ(rest.batches()[0].run, whole.batches()[ahead + 1].run);
  EXPECT_EQ(rest.batches()[0].deliveries[0].period_start,
            whole.batches()[ahead + 1].deliveries[0].period_start);
}

TEST_F(PrometheusAdapterTest, WhatTheServerNoLongerSaysIsUnknown) {
  const FakePrometheus server(
      [](const std::string& series, int64_t at) -> std::optional<std::string> {
        if (series == "gone" && at >= kNow) return std::nullopt;
        return "1";
      });
  sdk::SourceSpec source = SourceOf(server.url());
  source.options["queries"] = "web up: up\nmail up: gone";
  sdk::RecordingSink first;
  const auto begun = Collect(source, "", first);
  clock_.Advance(absl::Minutes(1));
  sdk::RecordingSink sink;
  const auto checkpoint = Collect(source, begun->cursor, sink);
  ASSERT_TRUE(checkpoint.ok());
  ASSERT_THAT(sink.batches(), SizeIs(1));
  const auto& components = sink.batches()[0].observations[0].components;
  ASSERT_THAT(components, SizeIs(2));
  EXPECT_EQ(components[0].state, OperationalState::kOperational);
  EXPECT_EQ(components[1].state, OperationalState::kUnknown);
  ASSERT_THAT(sink.batches()[0].findings, SizeIs(1));
  EXPECT_EQ(sink.batches()[0].findings[0].rule, "prometheus-no-samples");
  EXPECT_EQ(sink.batches()[0].findings[0].field, "mail");
}

TEST_F(PrometheusAdapterTest, WithoutAnySampleTheDataReachNoFurther) {
  bool gone = false;
  const FakePrometheus server(
      [&gone](const std::string&, int64_t) -> std::optional<std::string> {
        if (gone) return std::nullopt;
        return "1";
      });
  const sdk::SourceSpec source = SourceOf(server.url());
  sdk::RecordingSink first;
  const auto begun = Collect(source, "", first);
  gone = true;
  clock_.Advance(absl::Minutes(20));
  sdk::RecordingSink sink;
  const auto checkpoint = Collect(source, begun->cursor, sink);
  ASSERT_TRUE(checkpoint.ok());
  EXPECT_EQ(checkpoint->data_until, absl::FromUnixSeconds(kNow));
}

TEST_F(PrometheusAdapterTest, SendsTheQueryAsItIsWritten) {
  const FakePrometheus server([](const std::string&, int64_t) {
    return std::optional<std::string>("1");
  });
  sdk::SourceSpec source = SourceOf(server.url() + "/sub/path/");
  source.options["queries"] = "web up: sum(up{job=~\"a|b\",x!=\"é &+%\"}) / 2";
  sdk::RecordingSink sink;
  ASSERT_TRUE(Collect(source, "", sink).ok());
  EXPECT_EQ(server.asked()[0].at("query"),
            "sum(up{job=~\"a|b\",x!=\"é &+%\"}) / 2");
}

TEST_F(PrometheusAdapterTest, SaysWhoHasToActWhenTheServerDoesNotAnswer) {
  struct Case {
    int code;
    std::string body;
    std::string rule;
    sdk::ProblemKind kind;
  };
  constexpr auto kConfiguration = sdk::ProblemKind::kConfiguration;
  constexpr auto kTransient = sdk::ProblemKind::kTransient;
  constexpr auto kPartner = sdk::ProblemKind::kPartner;
  const auto error = [](const std::string& type) {
    return R"({"status":"error","errorType":")" + type + R"(","error":"why"})";
  };
  sdk::LoopbackPageServer server;
  for (const Case& c : {
           Case{400, error("bad_data"), "prometheus-query-refused",
                kConfiguration},
           Case{422, error("execution"), "prometheus-query-refused",
                kConfiguration},
           Case{503, error("timeout"), "prometheus-query-failed", kTransient},
           Case{500, error("internal"), "prometheus-query-failed", kTransient},
           Case{503, "<html>gateway</html>", "http-status", kTransient},
           Case{502, "<html>gateway</html>", "http-status", kTransient},
           Case{400, "<html>no</html>", "http-status", kPartner},
           Case{404, "", "http-status", kPartner},
           Case{401, "", "http-status", kConfiguration},
           Case{200, "<html>Sign in</html>", "json-malformed", kPartner},
           Case{200, "", "json-empty", kPartner},
           Case{200, "[]", "prometheus-not-a-range", kPartner},
       }) {
    server.Serve(c.body, c.code);
    sdk::RecordingSink sink;
    const auto checkpoint = Collect(SourceOf(server.url()), "", sink);
    ASSERT_FALSE(checkpoint.ok()) << c.code << c.body;
    EXPECT_EQ(sdk::ProblemOf(checkpoint.status()).rule, c.rule)
        << c.code << c.body << checkpoint.status();
    EXPECT_EQ(sdk::ProblemOf(checkpoint.status()).kind, c.kind) << c.body;
    EXPECT_THAT(sink.batches(), IsEmpty());
  }
}

TEST_F(PrometheusAdapterTest, AServerThatHangsIsTriedAgain) {
  sdk::LoopbackPageServer server;
  server.Serve("", 0);
  sdk::SourceSpec source = SourceOf(server.url());
  source.options["timeout"] = "1s";
  sdk::RecordingSink sink;
  const auto checkpoint = Collect(source, "", sink);
  EXPECT_EQ(sdk::ProblemOf(checkpoint.status()).rule, "http-timeout");
  EXPECT_EQ(sdk::ProblemOf(checkpoint.status()).kind,
            sdk::ProblemKind::kTransient);
}

TEST_F(PrometheusAdapterTest, AHugeAnswerIsNotRead) {
  sdk::LoopbackPageServer server;
  server.Serve(std::string(size_t{65} << 20, ' '));
  sdk::RecordingSink sink;
  const auto checkpoint = Collect(SourceOf(server.url()), "", sink);
  EXPECT_EQ(sdk::ProblemOf(checkpoint.status()).rule, "http-too-large");
}

TEST_F(PrometheusAdapterTest, WhatWasToldBeforeAFailureStays) {
  int answers = 0;
  sdk::LoopbackPageServer server;
  server.ServeBy([&answers](absl::string_view) {
    return ++answers > 1 ? std::pair<int, std::string>(503, "")
                         : std::pair<int, std::string>(
                               200, FakePrometheus::Matrix(absl::StrCat(
                                        R"({"metric":{},"values":[[)",
                                        kNow - 7200, R"(,"1"]]})")));
  });
  sdk::SourceSpec source = SourceOf(server.url());
  source.options["history"] = "2h";
  sdk::RecordingSink sink;
  EXPECT_FALSE(Collect(source, "", sink).ok());
  EXPECT_THAT(sink.batches(), SizeIs(1));
}

TEST_F(PrometheusAdapterTest, RefusesOptionsThatCannotWork) {
  struct Case {
    std::string option;
    std::string value;
  };
  for (const Case& c :
       {Case{"url", ""}, Case{"url", "ftp://a.example"},
        Case{"url", "https://a.example/?x=1"}, Case{"queries", ""},
        Case{"step", "0s"}, Case{"step", "soon"}, Case{"step", "2d"},
        Case{"history", "11 years"}, Case{"delay", "-1s"},
        Case{"lookback", "0s"}, Case{"timeout", "0s"},
        Case{"allow_private", "perhaps"}, Case{"ca", "no-such.pem"}}) {
    sdk::SourceSpec source = SourceOf("http://127.0.0.1:1");
    source.base_directory = ::testing::TempDir();
    source.options[c.option] = c.value;
    const absl::Status status = MakePrometheusAdapter(clock_)->Validate(source);
    EXPECT_EQ(sdk::ProblemOf(status).kind, sdk::ProblemKind::kConfiguration)
        << c.option << c.value << status;
    EXPECT_FALSE(status.ok()) << c.option << c.value;
  }
  sdk::SourceSpec source = SourceOf("http://127.0.0.1:1");
  source.options.erase("allow_private");
  EXPECT_TRUE(MakePrometheusAdapter(clock_)->Validate(source).ok());
  sdk::RecordingSink sink;
  const auto refused = Collect(source, "", sink);
  EXPECT_EQ(sdk::ProblemOf(refused.status()).rule, "http-address-refused");
}

TEST_F(PrometheusAdapterTest, ATokenIsSentAndNeverTold) {
  sdk::LoopbackPageServer server;
  server.Serve("x", 401);
  sdk::SourceSpec source = SourceOf(server.url());
  source.secrets["token"] = "s3cret-word";
  sdk::RecordingSink sink;
  const auto checkpoint = Collect(source, "", sink);
  EXPECT_THAT(std::string(checkpoint.status().message()),
              Not(HasSubstr("s3cret-word")));
}

}  // namespace
}  // namespace regisseur::prometheus
