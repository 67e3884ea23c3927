#include "services/upptime/upptime_adapter.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/base/fake_clock.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/loopback_page_server.h"
#include "services/sdk/problem.h"
#include "services/sdk/recording_sink.h"

namespace regisseur::upptime {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

absl::Time At(absl::string_view text) {
  return ParseInstant(std::string(text)).value();
}

class UpptimeAdapterTest : public ::testing::Test {
 protected:
  UpptimeAdapterTest() : clock_(At("2026-10-05T08:00:00Z")) {
    folder_ = absl::StrCat(
        ::testing::TempDir(), "/upptime_",
        ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    source_.base_directory = folder_;
  }

  void Write(absl::string_view name, absl::string_view text) {
    std::ofstream(absl::StrCat(folder_, "/", name)) << text;
  }
  void UseTestdata() {
    source_.base_directory = std::filesystem::absolute("testdata").string();
  }

  absl::StatusOr<Checkpoint> Collect(const std::string& cursor,
                                     sdk::FactSink& sink) {
    return MakeUpptimeAdapter(clock_)->Collect(source_, cursor, sink);
  }

  std::string folder_;
  FakeClock clock_;
  sdk::SourceSpec source_;
};

std::vector<std::string> RulesOf(const std::vector<Finding>& findings) {
  std::vector<std::string> rules;
  for (const Finding& finding : findings) rules.push_back(finding.rule);
  return rules;
}

TEST_F(UpptimeAdapterTest, AFolderTellsThePresentAndTheDowntimeOfMonths) {
  UseTestdata();
  source_.options["path"] = "history/*";
  sdk::RecordingSink sink;
  const auto checkpoint = Collect("", sink);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  // Files written in the last two days reach until now.
  EXPECT_EQ(checkpoint->data_until, clock_.Now());
  ASSERT_THAT(sink.batches(), SizeIs(2));

  const FactBatch& present = sink.batches()[0];
  EXPECT_FALSE(present.deliveries.at(0).recorded);
  ASSERT_THAT(present.observations, SizeIs(1));
  EXPECT_EQ(present.observations[0].observed_time, clock_.Now());
  EXPECT_TRUE(present.observations[0].lists_every_component);
  const auto& components = present.observations[0].components;
  ASSERT_THAT(components, SizeIs(3));
  EXPECT_EQ(components[0].id, "website");
  EXPECT_EQ(components[0].name, "Website");
  EXPECT_EQ(components[0].state, OperationalState::kOperational);
  EXPECT_EQ(components[1].id, "orders");
  EXPECT_EQ(components[1].state, OperationalState::kMajorOutage);
  EXPECT_EQ(components[2].state, OperationalState::kDegradedPerformance);
  EXPECT_THAT(present.originals, SizeIs(1));

  const FactBatch& months = sink.batches()[1];
  std::map<std::string, std::string> minutes;
  for (const Measurement& row : months.measurements) {
    EXPECT_EQ(row.indicator, "Downtime");
    EXPECT_EQ(row.unit, "minutes");
    minutes[absl::StrCat(row.service, " ", FormatInstant(row.period_start), " ",
                         FormatInstant(row.period_end))] =
        row.value->ToString();
  }
  // Watched since 10 August (Mail since October), until 5 October: months
  // without a listed day had no downtime.
  EXPECT_THAT(
      minutes,
      ElementsAre(
          std::pair("Mail 2026-10-01T00:00:00Z 2026-10-06T00:00:00Z", "0"),
          std::pair("Orders 2026-08-10T00:00:00Z 2026-09-01T00:00:00Z", "0"),
          std::pair("Orders 2026-09-01T00:00:00Z 2026-10-01T00:00:00Z", "0"),
          std::pair("Orders 2026-10-01T00:00:00Z 2026-10-06T00:00:00Z", "57"),
          std::pair("Website 2026-08-10T00:00:00Z 2026-09-01T00:00:00Z", "10"),
          std::pair("Website 2026-09-01T00:00:00Z 2026-10-01T00:00:00Z",
                    "1445"),
          std::pair("Website 2026-10-01T00:00:00Z 2026-10-06T00:00:00Z", "0")));
  EXPECT_THAT(months.deliveries, SizeIs(3));
  EXPECT_EQ(months.deliveries[0].scope, "downtime month=2026-08");
  EXPECT_EQ(months.deliveries[0].completeness, Completeness::kComplete);
  EXPECT_THAT(RulesOf(months.findings), ElementsAre("upptime-duplicate-slug"));
}

TEST_F(UpptimeAdapterTest, WhatDidNotChangeIsConfirmed) {
  UseTestdata();
  source_.options["path"] = "history/*";
  sdk::RecordingSink first;
  const auto begun = Collect("", first);
  clock_.Advance(absl::Minutes(5));
  sdk::RecordingSink sink;
  const auto checkpoint = Collect(begun->cursor, sink);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_TRUE(checkpoint->unchanged);
  EXPECT_EQ(checkpoint->confirmed, clock_.Now());
  EXPECT_EQ(checkpoint->cursor, begun->cursor);
  EXPECT_THAT(sink.batches(), IsEmpty());
}

TEST_F(UpptimeAdapterTest, OnlyWhatChangedIsToldAnew) {
  Write("a.yml", "status: up\nlastUpdated: 2026-10-05T07:00:00Z\n");
  source_.options["path"] = "*.yml";
  sdk::RecordingSink first;
  const auto begun = Collect("", first);
  ASSERT_TRUE(begun.ok()) << begun.status();
  EXPECT_THAT(first.batches(), SizeIs(1));
  Write("a.yml", "status: down\nlastUpdated: 2026-10-05T08:00:00Z\n");
  Write("b.yml", "status: up\nlastUpdated: 2026-10-05T08:00:00Z\n");
  clock_.Advance(absl::Minutes(5));
  sdk::RecordingSink sink;
  const auto checkpoint = Collect(begun->cursor, sink);
  ASSERT_TRUE(checkpoint.ok());
  EXPECT_FALSE(checkpoint->unchanged);
  ASSERT_THAT(sink.batches(), SizeIs(1));
  const auto& components = sink.batches()[0].observations[0].components;
  ASSERT_THAT(components, SizeIs(2));
  EXPECT_EQ(components[0].state, OperationalState::kMajorOutage);
  EXPECT_EQ(components[1].id, "b");
  EXPECT_EQ(components[1].name, "b");
}

TEST_F(UpptimeAdapterTest, OldFilesAreToldAndSayHowFarTheyReach) {
  Write("a.yml", "status: up\nlastUpdated: 2026-09-01T00:00:00Z\n");
  source_.options["path"] = "*.yml";
  sdk::RecordingSink sink;
  const auto checkpoint = Collect("", sink);
  ASSERT_TRUE(checkpoint.ok());
  EXPECT_EQ(sink.batches().at(0).observations[0].components[0].state,
            OperationalState::kOperational);
  EXPECT_EQ(checkpoint->data_until, At("2026-09-03T00:00:00Z"));
  EXPECT_THAT(RulesOf(sink.batches()[0].findings), ElementsAre("upptime-old"));
  // Asked for, what is old is unknown.
  source_.options["stale_after"] = "3d";
  sdk::RecordingSink stale;
  ASSERT_TRUE(Collect("", stale).ok());
  EXPECT_EQ(stale.batches().at(0).observations[0].components[0].state,
            OperationalState::kUnknown);
}

TEST_F(UpptimeAdapterTest, TheFileOfASiteCountsBeforeTheSummary) {
  Write("a.yml", "status: down\nlastUpdated: 2026-10-05T07:00:00Z\n");
  Write("summary.json", R"([{"name":"A","slug":"a","status":"up"}])");
  Write("notes.txt", "x");
  source_.options["path"] = "*";
  sdk::RecordingSink sink;
  ASSERT_TRUE(Collect("", sink).ok());
  const auto& components = sink.batches().at(0).observations[0].components;
  ASSERT_THAT(components, SizeIs(1));
  EXPECT_EQ(components[0].name, "A");
  EXPECT_EQ(components[0].state, OperationalState::kMajorOutage);
  EXPECT_THAT(RulesOf(sink.batches()[0].findings),
              ElementsAre("upptime-other-file", "upptime-contradiction"));
}

TEST_F(UpptimeAdapterTest, AnAddressIsHeldAgainstTheFileOfItsFirstSite) {
  sdk::LoopbackPageServer server;
  std::string updated = "2026-10-05T07:00:00Z";
  int site_code = 200;
  server.ServeBy([&](absl::string_view target) {
    if (absl::EndsWith(target, "/history/summary.json")) {
      return std::pair<int, std::string>(
          200, R"([{"name":"A","slug":"a","status":"up"},)"
               R"({"name":"B","slug":"b","status":"down"}])");
    }
    EXPECT_EQ(target, "/o/r/history/a.yml");
    return std::pair<int, std::string>(
        site_code, absl::StrCat("status: up\nlastUpdated: ", updated, "\n"));
  });
  source_.options["url"] = server.url() + "/o/r/history/summary.json";
  source_.options["allow_private"] = "true";
  const auto first_state = [&] {
    sdk::RecordingSink sink;
    const auto checkpoint = Collect("", sink);
    EXPECT_TRUE(checkpoint.ok()) << checkpoint.status();
    return sink.batches().at(0).observations.at(0).components.at(0).state;
  };
  EXPECT_EQ(first_state(), OperationalState::kOperational);
  // The watch itself ended three days ago: nobody knows.
  updated = "2026-10-02T07:00:00Z";
  EXPECT_EQ(first_state(), OperationalState::kUnknown);
  // Without the file nobody knows how old it is; that is said.
  site_code = 404;
  sdk::RecordingSink sink;
  ASSERT_TRUE(Collect("", sink).ok());
  EXPECT_THAT(RulesOf(sink.batches().at(0).findings),
              Contains("upptime-age-unknown"));
  site_code = 503;
  sdk::RecordingSink none;
  EXPECT_EQ(sdk::ProblemOf(Collect("", none).status()).kind,
            sdk::ProblemKind::kTransient);
}

TEST_F(UpptimeAdapterTest, ChecksAreRecordedAndASilenceIsNotCovered) {
  UseTestdata();
  source_.options["log"] = "checks.tsv";
  sdk::RecordingSink sink;
  const auto checkpoint = Collect("", sink);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_EQ(checkpoint->data_until, At("2026-10-03T11:00:00Z"));
  EXPECT_FALSE(checkpoint->confirmed);
  // Nothing was written for four days from 29 September on.
  ASSERT_THAT(sink.batches(), SizeIs(2));
  const FactBatch& before = sink.batches()[0];
  EXPECT_TRUE(before.deliveries[0].recorded);
  EXPECT_EQ(before.deliveries[0].period_start, At("2026-09-28T10:00:00Z"));
  EXPECT_EQ(before.deliveries[0].period_end, At("2026-09-29T10:31:30Z"));
  // Two first states, down, up again; a check that changed nothing only
  // lengthens the stretch.
  ASSERT_THAT(before.observations, SizeIs(4));
  EXPECT_EQ(before.observations[2].components[0].name, "Orders");
  EXPECT_EQ(before.observations[2].components[0].state,
            OperationalState::kMajorOutage);
  EXPECT_FALSE(before.observations[2].lists_every_component);
  EXPECT_EQ(before.observations[3].observed_time -
                before.observations[2].observed_time,
            absl::Minutes(31) + absl::Seconds(30));
  const FactBatch& after = sink.batches()[1];
  EXPECT_EQ(after.deliveries[0].period_start, At("2026-10-03T10:00:00Z"));
  EXPECT_EQ(after.deliveries[0].period_end, At("2026-10-03T11:00:00Z"));
}

TEST_F(UpptimeAdapterTest, ChecksHaveTheIdsOfTheSummary) {
  Write("summary.json", R"([{"name":"My SQL","slug":"my-sql","status":"up"}])");
  Write("checks.tsv",
        "2026-10-04T10:00:00Z\tMy SQL is up (200 in 1 ms)\n"
        "2026-10-04T10:01:00Z\tOther is up (200 in 1 ms)\n");
  source_.options["path"] = "summary.json";
  source_.options["log"] = "checks.tsv";
  sdk::RecordingSink sink;
  ASSERT_TRUE(Collect("", sink).ok());
  ASSERT_THAT(sink.batches(), SizeIs(2));
  EXPECT_TRUE(sink.batches()[0].deliveries[0].recorded);
  EXPECT_EQ(sink.batches()[0].observations[0].components[0].id, "my-sql");
  EXPECT_EQ(sink.batches()[0].observations[1].components[0].id, "Other");
  EXPECT_FALSE(sink.batches()[1].deliveries[0].recorded);
}

TEST_F(UpptimeAdapterTest, ALogThatGrewIsContinuedAndOneThatChangedIsGone) {
  const std::string begin = "2026-10-04T10:00:00Z\tA is up (200 in 1 ms)\n";
  Write("checks.tsv", begin);
  source_.options["log"] = "checks.tsv";
  sdk::RecordingSink first;
  const auto begun = Collect("", first);
  ASSERT_TRUE(begun.ok()) << begun.status();
  Write("checks.tsv", begin + "2026-10-04T11:00:00Z\tA is down (0 in 1 ms)\n");
  sdk::RecordingSink sink;
  const auto more = Collect(begun->cursor, sink);
  ASSERT_TRUE(more.ok()) << more.status();
  ASSERT_THAT(sink.batches(), SizeIs(1));
  EXPECT_THAT(sink.batches()[0].observations, SizeIs(1));
  // The state before holds until the first new check.
  EXPECT_EQ(sink.batches()[0].deliveries[0].period_start,
            At("2026-10-04T10:00:00Z"));
  Write("checks.tsv",
        "2026-10-04T10:00:00Z\tA is down (200 in 1 ms)\n"
        "2026-10-04T11:00:00Z\tA is down (0 in 1 ms)\n");
  sdk::RecordingSink gone;
  EXPECT_TRUE(sdk::ProblemOf(Collect(more->cursor, gone).status()).cursor_gone);
}

TEST_F(UpptimeAdapterTest, SaysWhatIsMissingOrNoRepositoryOfUpptime) {
  Write("summary.json", R"({"page":{"id":"x"}})");
  Write("a.yml", "sites: []\n");
  Write("notes.tsv", "a\tb\n");
  struct Case {
    std::map<std::string, std::string> options;
    std::string rule;
  };
  for (const Case& c :
       {Case{{{"path", "summary.json"}}, "upptime-not-a-summary"},
        Case{{{"path", "*.yml"}}, "upptime-no-sites"},
        Case{{{"log", "notes.tsv"}}, "upptime-no-checks"},
        Case{{{"path", "none/*"}}, "file-not-found"}}) {
    source_.options = c.options;
    sdk::RecordingSink sink;
    const auto checkpoint = Collect("", sink);
    ASSERT_FALSE(checkpoint.ok()) << c.rule;
    EXPECT_EQ(sdk::ProblemOf(checkpoint.status()).rule, c.rule);
    EXPECT_THAT(sink.batches(), IsEmpty());
  }
}

TEST_F(UpptimeAdapterTest, RefusesOptionsThatCannotWork) {
  for (const std::map<std::string, std::string>& options :
       {std::map<std::string, std::string>{},
        {{"url", "https://a.example"}, {"path", "x"}},
        {{"url", "a.example"}},
        {{"path", "x"}, {"stale_after", "soon"}},
        {{"path", "x"}, {"stale_after", "0s"}},
        {{"path", "x"}, {"timeout", "x"}}}) {
    source_.options = options;
    const absl::Status status = MakeUpptimeAdapter(clock_)->Validate(source_);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace regisseur::upptime
