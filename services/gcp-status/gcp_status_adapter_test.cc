#include "services/gcp-status/gcp_status_adapter.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "core/base/fake_clock.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/loopback_page_server.h"
#include "services/sdk/problem.h"
#include "services/sdk/recording_sink.h"

namespace regisseur::gcp_status {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string FeedOf(int incidents) {
  std::string feed = "[";
  for (int i = 0; i < incidents; ++i) {
    absl::StrAppend(&feed, i == 0 ? "" : ",", R"({"id":"i)", i,
                    R"(","begin":"2026-01-01T10:00:00Z","severity":"low",)"
                    R"("status_impact":"SERVICE_OUTAGE","external_desc":"D",)"
                    R"("affected_products":[{"id":"p)",
                    i, R"(","title":"P)", i, R"("}]})");
  }
  return feed + "]";
}

class GcpStatusAdapterTest : public ::testing::Test {
 protected:
  GcpStatusAdapterTest()
      : clock_(ParseInstant("2026-10-05T08:00:00Z").value()),
        adapter_(MakeGcpStatusAdapter(clock_)) {
    folder_ = absl::StrCat(
        ::testing::TempDir(), "/gcp_",
        ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    source_.base_directory = folder_;
    source_.options["path"] = "*.json";
  }

  void Write(absl::string_view name, absl::string_view text) {
    std::ofstream(absl::StrCat(folder_, "/", name)) << text;
  }

  std::string folder_;
  FakeClock clock_;
  const std::unique_ptr<sdk::Adapter> adapter_;
  sdk::SourceSpec source_;
};

TEST_F(GcpStatusAdapterTest, ASavedFeedIsAPollMadeNow) {
  Write("a.json", FeedOf(2));
  sdk::RecordingSink sink;
  const auto checkpoint = adapter_->Collect(source_, "", sink);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  ASSERT_THAT(sink.batches(), SizeIs(1));
  const FactBatch& batch = sink.batches()[0];
  EXPECT_TRUE(batch.last);
  EXPECT_EQ(batch.deliveries.at(0).scope, "feed=incidents");
  EXPECT_EQ(batch.deliveries[0].completeness, Completeness::kAdditive);
  EXPECT_FALSE(batch.deliveries[0].recorded);
  EXPECT_EQ(batch.observations.at(0).observed_time, clock_.Now());
  EXPECT_EQ(checkpoint->data_until, clock_.Now());
}

TEST_F(GcpStatusAdapterTest, AFeedThatDidNotChangeIsConfirmed) {
  Write("a.json", FeedOf(2));
  sdk::RecordingSink sink;
  const auto first = adapter_->Collect(source_, "", sink);
  sdk::RecordingSink again;
  const auto second = adapter_->Collect(source_, first->cursor, again);
  ASSERT_TRUE(second.ok());
  EXPECT_TRUE(second->unchanged);
  EXPECT_EQ(second->cursor, first->cursor);
  EXPECT_THAT(again.batches(), IsEmpty());
}

TEST_F(GcpStatusAdapterTest, SendsAFeedInWhichSomethingChanged) {
  const auto sent = [](const sdk::RecordingSink& sink) {
    std::string bytes;
    for (const FactBatch& batch : sink.batches()) {
      for (const OriginalChunk& chunk : batch.originals) bytes += chunk.data;
    }
    return bytes;
  };
  Write("a.json", FeedOf(2));
  sdk::RecordingSink sink;
  const auto first = adapter_->Collect(source_, "", sink);
  EXPECT_EQ(sent(sink), FeedOf(2));
  // Saved anew, and it says the same.
  Write("a.json", FeedOf(2) + "\n");
  sdk::RecordingSink same;
  const auto second = adapter_->Collect(source_, first->cursor, same);
  EXPECT_THAT(same.batches(), SizeIs(1));
  EXPECT_EQ(sent(same), "");
  Write("a.json", FeedOf(3));
  sdk::RecordingSink changed;
  ASSERT_TRUE(adapter_->Collect(source_, second->cursor, changed).ok());
  EXPECT_EQ(sent(changed), FeedOf(3));
}

TEST_F(GcpStatusAdapterTest, ALargeFeedIsARunOfItsOwn) {
  const std::string feed = FeedOf(10) + std::string(1'500'000, ' ');
  Write("a.json", feed);
  sdk::RecordingSink whole(4);
  ASSERT_TRUE(adapter_->Collect(source_, "", whole).ok());
  ASSERT_THAT(whole.batches(), SizeIs(7));
  EXPECT_EQ(whole.batches()[0].originals.at(0).data +
                whole.batches()[1].originals.at(0).data,
            feed);
  EXPECT_TRUE(whole.batches()[1].last);
  clock_.Advance(absl::Seconds(30));
  for (size_t taken = 1; taken < 7; ++taken) {
    sdk::RecordingSink rest(4);
    ASSERT_TRUE(
        adapter_->Collect(source_, whole.batches()[taken - 1].cursor, rest)
            .ok());
    ASSERT_EQ(rest.batches().size(), 7 - taken);
    EXPECT_EQ(rest.batches()[0].run, whole.batches()[taken].run);
    EXPECT_EQ(rest.batches()[0].number, whole.batches()[taken].number);
  }
}

TEST_F(GcpStatusAdapterTest, OfSeveralFilesTheLastNameCounts) {
  Write("2025.json", FeedOf(5));
  Write("2026.json", FeedOf(1));
  sdk::RecordingSink sink;
  ASSERT_TRUE(adapter_->Collect(source_, "", sink).ok());
  EXPECT_THAT(sink.batches().at(0).observations.at(0).incidents, SizeIs(1));
  EXPECT_EQ(sink.batches()[0].findings.at(0).rule, "gcp-older-file");
}

TEST_F(GcpStatusAdapterTest, ALargeFeedContinuesFromEachOfItsCursors) {
  Write("a.json", FeedOf(10));
  sdk::RecordingSink whole(4);
  const auto checkpoint = adapter_->Collect(source_, "", whole);
  ASSERT_THAT(whole.batches(), SizeIs(5));
  clock_.Advance(absl::Seconds(30));
  for (size_t taken = 1; taken < 5; ++taken) {
    sdk::RecordingSink rest(4);
    const auto end =
        adapter_->Collect(source_, whole.batches()[taken - 1].cursor, rest);
    ASSERT_TRUE(end.ok()) << end.status();
    EXPECT_EQ(end->cursor, checkpoint->cursor);
    ASSERT_EQ(rest.batches().size(), 5 - taken);
    EXPECT_EQ(rest.batches()[0].run, whole.batches()[taken].run);
    EXPECT_EQ(rest.batches()[0].number, whole.batches()[taken].number);
    EXPECT_EQ(rest.batches()[0].observations.at(0).observed_time,
              whole.batches()[0].observations.at(0).observed_time);
  }
}

TEST_F(GcpStatusAdapterTest, AFeedThatChangedMidwayCannotBeContinued) {
  Write("a.json", FeedOf(10));
  sdk::RecordingSink whole(4);
  ASSERT_TRUE(adapter_->Collect(source_, "", whole).ok());
  Write("a.json", FeedOf(11));
  sdk::RecordingSink rest(4);
  const auto end = adapter_->Collect(source_, whole.batches()[0].cursor, rest);
  ASSERT_FALSE(end.ok());
  EXPECT_TRUE(sdk::ProblemOf(end.status()).cursor_gone);
}

TEST_F(GcpStatusAdapterTest, ALiveFeedIsPolled) {
  sdk::LoopbackPageServer server;
  server.Serve(FeedOf(1));
  source_.options = {{"url", server.url()}, {"allow_private", "true"}};
  sdk::RecordingSink sink;
  const auto first = adapter_->Collect(source_, "", sink);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(server.last_path(), "/incidents.json");
  EXPECT_THAT(sink.batches(), SizeIs(1));
  sdk::RecordingSink again;
  const auto second = adapter_->Collect(source_, first->cursor, again);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_TRUE(second->unchanged);
  EXPECT_EQ(server.not_modified(), 1);
  EXPECT_THAT(again.batches(), IsEmpty());
}

TEST_F(GcpStatusAdapterTest, ABrokenFeedTellsNothing) {
  for (absl::string_view text : {"", "<html>", "{}", "[1]"}) {
    Write("a.json", text);
    sdk::RecordingSink sink;
    const auto checkpoint = adapter_->Collect(source_, "", sink);
    ASSERT_FALSE(checkpoint.ok()) << text;
    EXPECT_EQ(sdk::ProblemOf(checkpoint.status()).kind,
              sdk::ProblemKind::kPartner)
        << text;
    EXPECT_THAT(sink.batches(), IsEmpty());
  }
}

}  // namespace
}  // namespace regisseur::gcp_status
