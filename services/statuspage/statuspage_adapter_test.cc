#include "services/statuspage/statuspage_adapter.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/base/fake_clock.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/loopback_page_server.h"
#include "services/sdk/problem.h"
#include "services/sdk/recording_sink.h"

namespace regisseur::statuspage {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

absl::Time At(absl::string_view text) { return ParseInstant(text).value(); }

std::string PageOf(absl::string_view id, absl::string_view state,
                   int components = 1) {
  std::string page =
      absl::StrCat(R"({"page":{"id":")", id, R"("},"components":[)");
  for (int i = 0; i < components; ++i) {
    absl::StrAppend(&page, i == 0 ? "" : ",", R"({"id":"c)", i,
                    R"(","name":"C","status":")", state, R"("})");
  }
  return page + R"(],"incidents":[],"scheduled_maintenances":[]})";
}

std::string LineOf(absl::string_view polled_at, absl::string_view page) {
  return absl::StrCat(R"({"polled_at":")", polled_at, R"(","body":)", page,
                      "}\n");
}

class StatuspageAdapterTest : public ::testing::Test {
 protected:
  StatuspageAdapterTest()
      : clock_(At("2026-10-05T08:00:00Z")),
        adapter_(MakeStatuspageAdapter(clock_)) {
    folder_ = absl::StrCat(
        ::testing::TempDir(), "/statuspage_",
        ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    source_.base_directory = folder_;
  }

  void Write(absl::string_view name, absl::string_view text) {
    std::ofstream(absl::StrCat(folder_, "/", name)) << text;
  }

  absl::StatusOr<Checkpoint> Collect(absl::string_view path,
                                     absl::string_view cursor,
                                     sdk::RecordingSink& sink) {
    source_.options["path"] = std::string(path);
    return adapter_->Collect(source_, cursor, sink);
  }

  std::string folder_;
  FakeClock clock_;
  const std::unique_ptr<sdk::Adapter> adapter_;
  sdk::SourceSpec source_;
};

TEST_F(StatuspageAdapterTest, ASavedPageIsAPollMadeNow) {
  Write("page.json", PageOf("p1", "operational"));
  sdk::RecordingSink sink;
  const auto checkpoint = Collect("page.json", "", sink);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  ASSERT_THAT(sink.batches(), SizeIs(1));
  const FactBatch& batch = sink.batches()[0];
  EXPECT_TRUE(batch.last);
  ASSERT_THAT(batch.deliveries, SizeIs(1));
  EXPECT_EQ(batch.deliveries[0].scope, "page=p1");
  EXPECT_FALSE(batch.deliveries[0].recorded);
  EXPECT_EQ(batch.deliveries[0].completeness, Completeness::kAdditive);
  EXPECT_EQ(batch.deliveries[0].origin, "page.json");
  EXPECT_EQ(batch.observations.at(0).observed_time, clock_.Now());
  EXPECT_EQ(checkpoint->data_until, clock_.Now());
  EXPECT_FALSE(checkpoint->unchanged);
  EXPECT_EQ(checkpoint->cursor, batch.cursor);
}

TEST_F(StatuspageAdapterTest, APageThatDidNotChangeIsConfirmed) {
  Write("page.json", PageOf("p1", "operational"));
  sdk::RecordingSink sink;
  const auto first = Collect("page.json", "", sink);
  clock_.Advance(absl::Minutes(1));
  sdk::RecordingSink again;
  const auto second = Collect("page.json", first->cursor, again);
  ASSERT_TRUE(second.ok());
  EXPECT_TRUE(second->unchanged);
  EXPECT_EQ(second->data_until, clock_.Now());
  EXPECT_THAT(again.batches(), IsEmpty());
}

TEST_F(StatuspageAdapterTest, AChangedPageIsToldWholeInARunOfItsOwn) {
  Write("page.json", PageOf("p1", "operational"));
  sdk::RecordingSink sink;
  const auto first = Collect("page.json", "", sink);
  Write("page.json", PageOf("p1", "major_outage"));
  clock_.Advance(absl::Minutes(1));
  sdk::RecordingSink again;
  ASSERT_TRUE(Collect("page.json", first->cursor, again).ok());
  ASSERT_THAT(again.batches(), SizeIs(1));
  EXPECT_NE(again.batches()[0].run, sink.batches()[0].run);
  EXPECT_EQ(again.batches()[0].observations.at(0).observed_time, clock_.Now());
}

struct BrokenCase {
  std::string text;
  std::string rule;
};

TEST_F(StatuspageAdapterTest, ABrokenPageTellsNothing) {
  const std::vector<BrokenCase> cases = {
      {"", "json-empty"},
      {"\xEF\xBB\xBF", "json-empty"},
      {"<html>Bad gateway</html>", "json-malformed"},
      {R"({"page":{"id":"p1"},"components":[{"id":"a")", "json-malformed"},
      {"{\"page\":\"\xff\"}", "json-not-utf8"},
      {R"({"message":"down"})", "statuspage-not-statuspage"},
  };
  for (const BrokenCase& c : cases) {
    Write("page.json", c.text);
    sdk::RecordingSink sink;
    const auto checkpoint = Collect("page.json", "", sink);
    ASSERT_FALSE(checkpoint.ok()) << c.text;
    const sdk::Problem problem = sdk::ProblemOf(checkpoint.status());
    EXPECT_EQ(problem.kind, sdk::ProblemKind::kPartner) << c.text;
    EXPECT_EQ(problem.rule, c.rule) << c.text;
    EXPECT_THAT(problem.message, HasSubstr("page.json")) << c.text;
    EXPECT_THAT(sink.batches(), IsEmpty());
  }
}

TEST_F(StatuspageAdapterTest, OneBrokenFileDoesNotSilenceTheOthers) {
  Write("a.json", "");
  Write("b.json", PageOf("p1", "operational"));
  sdk::RecordingSink sink;
  ASSERT_TRUE(Collect("*.json", "", sink).ok());
  ASSERT_THAT(sink.batches(), SizeIs(1));
  ASSERT_THAT(sink.batches()[0].findings, SizeIs(1));
  EXPECT_EQ(sink.batches()[0].findings[0].rule, "statuspage-file-unreadable");
  EXPECT_EQ(sink.batches()[0].findings[0].file, "a.json");
}

TEST_F(StatuspageAdapterTest, FilesOfTwoPagesAreRefused) {
  Write("a.json", PageOf("p1", "operational"));
  Write("b.json", PageOf("p2", "operational"));
  Write("c.jsonl", LineOf("2026-01-01T00:00:00Z", PageOf("p3", "operational")));
  Write("d.jsonl", "not a capture\n" + LineOf("2026-02-01T00:00:00Z",
                                              PageOf("p4", "operational")));
  struct Case {
    const char* path;
    const char *file, *page, *other, *other_page;
  };
  for (const Case& c : {Case{"*.json", "a.json", "p1", "b.json", "p2"},
                        Case{"*.jsonl", "c.jsonl", "p3", "d.jsonl", "p4"},
                        Case{"[ac].json*", "c.jsonl", "p3", "a.json", "p1"}}) {
    sdk::RecordingSink sink;
    const auto end = Collect(c.path, "", sink);
    ASSERT_FALSE(end.ok()) << c.path;
    const sdk::Problem problem = sdk::ProblemOf(end.status());
    EXPECT_EQ(problem.kind, sdk::ProblemKind::kConfiguration);
    EXPECT_EQ(problem.rule, "statuspage-two-pages");
    EXPECT_THAT(problem.message, HasSubstr(absl::StrCat(
                                     c.file, " is of the page ", c.page, ", ",
                                     c.other, " of the page ", c.other_page)));
    EXPECT_THAT(problem.message, HasSubstr("a source for each"));
    EXPECT_THAT(sink.batches(), IsEmpty());
  }
}

TEST_F(StatuspageAdapterTest, AFileOfAnotherPageThatTurnsUpLaterIsRefused) {
  Write("a.json", PageOf("p1", "operational"));
  Write("b.jsonl", LineOf("2026-01-01T00:00:00Z", PageOf("p1", "operational")));
  sdk::RecordingSink sink;
  const auto first = Collect("*.json*", "", sink);
  ASSERT_TRUE(first.ok()) << first.status();
  Write("c.jsonl", LineOf("2026-02-01T00:00:00Z", PageOf("p2", "operational")));
  sdk::RecordingSink again;
  const auto end = Collect("*.json*", first->cursor, again);
  EXPECT_EQ(sdk::ProblemOf(end.status()).rule, "statuspage-two-pages");
  EXPECT_THAT(again.batches(), IsEmpty());
}

TEST_F(StatuspageAdapterTest, ALivePageOtherThanItsHistoryIsRefused) {
  sdk::LoopbackPageServer server;
  server.Serve(PageOf("p2", "operational"));
  source_.options["url"] = server.url();
  source_.options["allow_private"] = "true";
  Write("a.jsonl", LineOf("2026-01-01T00:00:00Z", PageOf("p1", "operational")));
  sdk::RecordingSink sink;
  const auto end = Collect("a.jsonl", "", sink);
  EXPECT_EQ(sdk::ProblemOf(end.status()).rule, "statuspage-two-pages");
}

TEST_F(StatuspageAdapterTest, SendsADocumentInWhichSomethingChanged) {
  const std::string up = PageOf("p1", "operational");
  Write("page.json", up);
  sdk::RecordingSink sink;
  const auto first = Collect("page.json", "", sink);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_THAT(sink.batches().at(0).originals, SizeIs(1));
  EXPECT_EQ(sink.batches()[0].originals[0].name, "page.json");
  EXPECT_EQ(sink.batches()[0].originals[0].data, up);
  EXPECT_TRUE(sink.batches()[0].originals[0].last);

  // Saved anew, and it says the same.
  Write("page.json", up + " \n");
  sdk::RecordingSink same;
  const auto second = Collect("page.json", first->cursor, same);
  ASSERT_THAT(same.batches(), SizeIs(1));
  EXPECT_THAT(same.batches()[0].originals, IsEmpty());

  const std::string down = PageOf("p1", "major_outage");
  Write("page.json", down);
  sdk::RecordingSink changed;
  ASSERT_TRUE(Collect("page.json", second->cursor, changed).ok());
  ASSERT_THAT(changed.batches().at(0).originals, SizeIs(1));
  EXPECT_EQ(changed.batches()[0].originals[0].data, down);
}

TEST_F(StatuspageAdapterTest, ALargeDocumentIsARunOfItsOwn) {
  const std::string page = PageOf("p1", "operational", 40000);
  ASSERT_GT(page.size(), 1'000'000);
  Write("page.json", page);
  sdk::RecordingSink sink;
  const auto end = Collect("page.json", "", sink);
  ASSERT_TRUE(end.ok()) << end.status();
  std::string original;
  std::string run;
  for (const FactBatch& batch : sink.batches()) {
    for (const OriginalChunk& chunk : batch.originals) {
      EXPECT_THAT(batch.observations, IsEmpty());
      original += chunk.data;
      run = batch.run;
    }
  }
  EXPECT_EQ(original, page);
  EXPECT_EQ(run, "original of " + sink.batches().back().run);
  clock_.Advance(absl::Minutes(1));
  for (size_t taken = 1; taken < sink.batches().size(); ++taken) {
    sdk::RecordingSink rest;
    ASSERT_TRUE(
        Collect("page.json", sink.batches()[taken - 1].cursor, rest).ok());
    ASSERT_EQ(rest.batches().size(), sink.batches().size() - taken);
    EXPECT_EQ(rest.batches()[0].run, sink.batches()[taken].run);
    EXPECT_EQ(rest.batches()[0].number, sink.batches()[taken].number);
  }
}

TEST_F(StatuspageAdapterTest, OfOnePageTwiceTheLastNameCounts) {
  Write("2026-01.json", PageOf("p1", "major_outage"));
  Write("2026-02.json", PageOf("p1", "operational"));
  sdk::RecordingSink sink;
  ASSERT_TRUE(Collect("*.json", "", sink).ok());
  ASSERT_THAT(sink.batches(), SizeIs(1));
  EXPECT_EQ(sink.batches()[0].deliveries[0].origin, "2026-02.json");
  EXPECT_EQ(sink.batches()[0].findings.at(0).rule, "statuspage-page-twice");
}

TEST_F(StatuspageAdapterTest, CapturesReachAsFarAsTheLastGoodPoll) {
  Write("2026-01.jsonl",
        LineOf("2026-01-01T00:00:00Z", PageOf("p1", "operational")) +
            LineOf("2026-01-31T00:00:00Z", PageOf("p1", "operational")));
  Write("2026-02.jsonl",
        LineOf("2026-02-01T00:00:00Z", PageOf("p1", "operational")));
  sdk::RecordingSink sink;
  const auto checkpoint = Collect("*.jsonl", "", sink);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_EQ(checkpoint->data_until, At("2026-02-01T00:00:00Z"));
  ASSERT_THAT(sink.batches(), SizeIs(2));
  EXPECT_EQ(sink.batches()[0].deliveries[0].scope, "captures=2026-01.jsonl");
  EXPECT_EQ(sink.batches()[1].deliveries[0].scope, "captures=2026-02.jsonl");
  sdk::RecordingSink again;
  EXPECT_TRUE(Collect("*.jsonl", checkpoint->cursor, again)->unchanged);
}

TEST_F(StatuspageAdapterTest, AMonthThatTurnsUpLaterIsReadThen) {
  Write("2026-02.jsonl",
        LineOf("2026-02-01T00:00:00Z", PageOf("p1", "operational")));
  sdk::RecordingSink sink;
  const auto first = Collect("*.jsonl", "", sink);
  Write("2026-01.jsonl",
        LineOf("2026-01-01T00:00:00Z", PageOf("p1", "operational")));
  sdk::RecordingSink again;
  ASSERT_TRUE(Collect("*.jsonl", first->cursor, again).ok());
  ASSERT_THAT(again.batches(), SizeIs(1));
  EXPECT_EQ(again.batches()[0].deliveries[0].scope, "captures=2026-01.jsonl");
}

TEST_F(StatuspageAdapterTest, HistoryComesBeforeThePresent) {
  Write("a.json", PageOf("p1", "operational"));
  Write("b.jsonl", LineOf("2026-01-01T00:00:00Z", PageOf("p1", "operational")));
  sdk::RecordingSink sink;
  const auto checkpoint = Collect("*.json*", "", sink);
  ASSERT_TRUE(checkpoint.ok());
  ASSERT_THAT(sink.batches(), SizeIs(2));
  EXPECT_TRUE(sink.batches()[0].deliveries[0].recorded);
  EXPECT_FALSE(sink.batches()[1].deliveries[0].recorded);
  EXPECT_EQ(checkpoint->data_until, clock_.Now());
}

TEST_F(StatuspageAdapterTest, ALargePageContinuesFromEachOfItsCursors) {
  std::string incidents;
  for (int i = 0; i < 7; ++i) {
    absl::StrAppend(&incidents, i == 0 ? "" : ",", R"({"id":"i)", i,
                    R"(","name":"I","status":"identified","impact":"minor",)",
                    R"("started_at":"2026-01-01T00:00:00Z"})");
  }
  Write("a.json",
        absl::StrCat(R"({"page":{"id":"p1"},"incidents":[)", incidents, "]}"));
  Write("b.json", PageOf("p1", "operational", 7));
  sdk::RecordingSink whole(3);
  const auto checkpoint = Collect("*.json", "", whole);
  ASSERT_THAT(whole.batches(), SizeIs(6));
  clock_.Advance(absl::Seconds(30));
  for (size_t taken = 1; taken < 6; ++taken) {
    sdk::RecordingSink rest(3);
    const auto end = Collect("*.json", whole.batches()[taken - 1].cursor, rest);
    ASSERT_TRUE(end.ok()) << end.status();
    EXPECT_EQ(end->cursor, checkpoint->cursor);
    ASSERT_EQ(rest.batches().size(), 6 - taken);
    EXPECT_EQ(rest.batches()[0].run, whole.batches()[taken].run);
    EXPECT_EQ(rest.batches()[0].number, whole.batches()[taken].number);
    EXPECT_EQ(rest.batches()[0].observations.at(0).observed_time,
              whole.batches()[taken].observations.at(0).observed_time);
  }
}

TEST_F(StatuspageAdapterTest, APageThatChangedMidwayCannotBeContinued) {
  Write("a.json", PageOf("p1", "operational", 7));
  sdk::RecordingSink whole(3);
  ASSERT_TRUE(Collect("*.json", "", whole).ok());
  Write("a.json", PageOf("p1", "major_outage", 8));
  sdk::RecordingSink rest(3);
  const auto end = Collect("*.json", whole.batches()[0].cursor, rest);
  ASSERT_FALSE(end.ok());
  EXPECT_TRUE(sdk::ProblemOf(end.status()).cursor_gone);
}

TEST_F(StatuspageAdapterTest, ForeignCursorsAreGone) {
  Write("page.json", PageOf("p1", "operational"));
  sdk::RecordingSink sink;
  const auto end = Collect("page.json", "nonsense", sink);
  ASSERT_FALSE(end.ok());
  EXPECT_TRUE(sdk::ProblemOf(end.status()).cursor_gone);
}

TEST_F(StatuspageAdapterTest, ALivePageIsPolled) {
  sdk::LoopbackPageServer server;
  server.Serve(PageOf("p1", "operational"));
  source_.options["url"] = server.url() + "/api/v2/summary.json?key=secret";
  source_.options["allow_private"] = "true";
  sdk::RecordingSink sink;
  const auto first = adapter_->Collect(source_, "", sink);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(server.last_path(), "/api/v2/summary.json?key=secret");
  ASSERT_THAT(sink.batches(), SizeIs(1));
  EXPECT_EQ(sink.batches()[0].deliveries[0].scope, "page=p1");
  EXPECT_EQ(sink.batches()[0].deliveries[0].origin,
            server.url() + "/api/v2/summary.json");

  // The same page again costs next to nothing and is still a good poll.
  clock_.Advance(absl::Minutes(1));
  sdk::RecordingSink second_sink;
  const auto second = adapter_->Collect(source_, first->cursor, second_sink);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(server.not_modified(), 1);
  EXPECT_TRUE(second->unchanged);
  EXPECT_EQ(second->data_until, clock_.Now());
  EXPECT_THAT(second_sink.batches(), IsEmpty());

  server.Serve(PageOf("p1", "major_outage"));
  sdk::RecordingSink third_sink;
  const auto third = adapter_->Collect(source_, second->cursor, third_sink);
  ASSERT_TRUE(third.ok()) << third.status();
  EXPECT_FALSE(third->unchanged);
  EXPECT_THAT(third_sink.batches(), SizeIs(1));
}

TEST_F(StatuspageAdapterTest, ALivePageThatAnswersNothingTellsNothing) {
  sdk::LoopbackPageServer server;
  source_.options["url"] = server.url();
  source_.options["allow_private"] = "true";
  for (absl::string_view body : {"", "<html>", "{\"page\":"}) {
    server.Serve(body);
    sdk::RecordingSink sink;
    const auto end = adapter_->Collect(source_, "", sink);
    ASSERT_FALSE(end.ok()) << body;
    EXPECT_EQ(sdk::ProblemOf(end.status()).kind, sdk::ProblemKind::kPartner);
    EXPECT_THAT(sink.batches(), IsEmpty());
  }
  EXPECT_EQ(server.last_path(), "/api/v2/summary.json");
}

TEST_F(StatuspageAdapterTest, RecordedHistoryComesBeforeTheLivePage) {
  sdk::LoopbackPageServer server;
  server.Serve(PageOf("p1", "operational"));
  source_.options["url"] = server.url();
  source_.options["allow_private"] = "true";
  Write("a.jsonl", LineOf("2026-01-01T00:00:00Z", PageOf("p1", "operational")));
  sdk::RecordingSink sink;
  const auto first = Collect("a.jsonl", "", sink);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_THAT(sink.batches(), SizeIs(2));
  EXPECT_TRUE(sink.batches()[0].deliveries[0].recorded);
  EXPECT_FALSE(sink.batches()[1].deliveries[0].recorded);

  // History that grows does not leave the live page without its poll.
  Write("a.jsonl",
        LineOf("2026-01-01T00:00:00Z", PageOf("p1", "operational")) +
            LineOf("2026-01-02T00:00:00Z", PageOf("p1", "operational")));
  sdk::RecordingSink again;
  ASSERT_TRUE(Collect("a.jsonl", first->cursor, again).ok());
  EXPECT_THAT(again.batches(), SizeIs(2));
}

TEST_F(StatuspageAdapterTest, AHistoryBesideItsSummaryTellsOnlyIncidents) {
  Write("incidents.json",
        R"({"page":{"id":"p1"},"incidents":[{"id":"i","name":"I",
            "status":"resolved","impact":"minor",
            "started_at":"2026-01-01T00:00:00Z",
            "resolved_at":"2026-01-01T01:00:00Z",
            "components":[{"id":"c0","name":"C"}]}]})");
  Write("summary.json", PageOf("p1", "operational"));
  sdk::RecordingSink sink;
  ASSERT_TRUE(Collect("*.json", "", sink).ok());
  ASSERT_THAT(sink.batches(), SizeIs(2));
  EXPECT_THAT(sink.batches()[0].observations.at(0).components, IsEmpty());
  EXPECT_THAT(sink.batches()[0].observations[0].incidents, SizeIs(1));
  EXPECT_THAT(sink.batches()[1].observations.at(0).components, SizeIs(1));
}

TEST_F(StatuspageAdapterTest, ALivePageThatCannotBeReachedIsTransient) {
  source_.options["url"] = "http://127.0.0.1:1";
  source_.options["allow_private"] = "true";
  sdk::RecordingSink sink;
  const auto end = adapter_->Collect(source_, "", sink);
  ASSERT_FALSE(end.ok());
  EXPECT_EQ(sdk::ProblemOf(end.status()).kind, sdk::ProblemKind::kTransient);
}

TEST_F(StatuspageAdapterTest, APrivateAddressIsRefusedUnlessAllowed) {
  source_.options["url"] = "http://127.0.0.1:1";
  sdk::RecordingSink sink;
  const auto end = adapter_->Collect(source_, "", sink);
  ASSERT_FALSE(end.ok());
  EXPECT_EQ(sdk::ProblemOf(end.status()).kind,
            sdk::ProblemKind::kConfiguration);
}

}  // namespace
}  // namespace regisseur::statuspage
