#include "services/statuspage/capture_file.h"

#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/problem.h"
#include "services/sdk/recording_sink.h"
#include "services/sdk/version.h"

namespace regisseur::statuspage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

absl::Time At(absl::string_view text) { return ParseInstant(text).value(); }

// A capture at minute `minute` of a page with components `a` and `b`.
std::string Line(int minute, absl::string_view a,
                 absl::string_view incidents = "") {
  return absl::StrCat(
      R"({"polled_at":"2026-05-01T10:)", absl::Dec(minute, absl::kZeroPad2),
      R"(:00Z","commit":"","body":{"page":{"id":"p"},"components":[)"
      R"({"id":"a","name":"A","status":")",
      a, R"("},{"id":"b","name":"B","status":"operational"}],"incidents":[)",
      incidents, R"(],"scheduled_maintenances":[]}})", "\n");
}

constexpr char kIncident[] =
    R"({"id":"i","name":"I","status":"identified","impact":"minor",)"
    R"("started_at":"2026-05-01T10:01:00Z"})";

class CaptureFileTest : public ::testing::Test {
 protected:
  CaptureFileTest()
      : name_(absl::StrCat(
            ::testing::UnitTest::GetInstance()->current_test_info()->name(),
            ".jsonl")) {
    source_.base_directory = ::testing::TempDir();
    Write("");
  }

  void Write(const std::string& text) {
    std::ofstream(absl::StrCat(::testing::TempDir(), "/", name_)) << text;
  }
  void Append(const std::string& text) {
    std::ofstream(absl::StrCat(::testing::TempDir(), "/", name_), std::ios::app)
        << text;
  }

  // Collects behind position_ and moves it.
  absl::StatusOr<bool> Collect(sdk::RecordingSink& sink) {
    auto files = sdk::ExpandGlob(source_, name_);
    if (!files.ok()) return files.status();
    return CollectCaptures(
        files->at(0), position_, [this] { return position_.ToString(); },
        findings_, sink);
  }

  // `rule line count` of each finding.
  std::vector<std::string> Findings(const std::vector<Finding>& findings) {
    std::vector<std::string> found;
    for (const Finding& finding : findings) {
      found.push_back(absl::StrCat(finding.rule, " ", finding.first_line, " ",
                                   finding.count));
    }
    return found;
  }

  const std::string name_;
  sdk::SourceSpec source_;
  CapturePosition position_;
  FindingList findings_;
};

TEST_F(CaptureFileTest, AStretchRunsFromTheFirstGoodPollToTheLast) {
  Write(Line(0, "operational") + Line(5, "partial_outage") +
        Line(9, "operational"));
  sdk::RecordingSink sink;
  ASSERT_TRUE(Collect(sink).value());
  ASSERT_THAT(sink.batches(), SizeIs(1));
  const FactBatch& batch = sink.batches()[0];
  EXPECT_TRUE(batch.last);
  EXPECT_EQ(batch.number, 1);
  ASSERT_THAT(batch.deliveries, SizeIs(1));
  const Delivery& delivery = batch.deliveries[0];
  EXPECT_EQ(delivery.scope, absl::StrCat("captures=", name_));
  EXPECT_TRUE(delivery.recorded);
  EXPECT_EQ(delivery.completeness, Completeness::kAdditive);
  EXPECT_EQ(delivery.period_start, At("2026-05-01T10:00:00Z"));
  EXPECT_EQ(delivery.period_end, At("2026-05-01T10:09:00Z"));
  EXPECT_THAT(batch.observations, SizeIs(3));
}

TEST_F(CaptureFileTest, TellsTheFirstCaptureWholeAndThenWhatChanged) {
  Write(Line(0, "operational") + Line(1, "operational") +
        Line(2, "major_outage", kIncident) +
        Line(3, "major_outage", kIncident) + Line(4, "operational"));
  sdk::RecordingSink sink;
  ASSERT_TRUE(Collect(sink).value());
  const auto& told = sink.batches().at(0).observations;
  ASSERT_THAT(told, SizeIs(3));  // minutes 1 and 3 changed nothing
  EXPECT_THAT(told[0].components, SizeIs(2));
  EXPECT_TRUE(told[0].lists_every_component);
  EXPECT_EQ(told[1].observed_time, At("2026-05-01T10:02:00Z"));
  ASSERT_THAT(told[1].components, SizeIs(1));
  EXPECT_EQ(told[1].components[0].id, "a");
  EXPECT_FALSE(told[1].lists_every_component);
  EXPECT_THAT(told[1].incidents, SizeIs(1));
  EXPECT_TRUE(told[1].lists_every_open_incident);
  // The incident is gone: the list is whole, and empty.
  EXPECT_THAT(told[2].incidents, IsEmpty());
  EXPECT_TRUE(told[2].lists_every_open_incident);
}

TEST_F(CaptureFileTest, AVanishedComponentMakesTheListWhole) {
  Write(Line(0, "operational") +
        R"({"polled_at":"2026-05-01T10:01:00Z","body":{"page":{"id":"p"},)"
        R"("components":[{"id":"b","name":"B","status":"operational"}],)"
        R"("incidents":[],"scheduled_maintenances":[]}})"
        "\n");
  sdk::RecordingSink sink;
  ASSERT_TRUE(Collect(sink).value());
  const auto& told = sink.batches().at(0).observations;
  ASSERT_THAT(told, SizeIs(2));
  EXPECT_TRUE(told[1].lists_every_component);
  EXPECT_THAT(told[1].components, SizeIs(1));
}

TEST_F(CaptureFileTest, AFailedPollChangesNothingAndIsFound) {
  Write(Line(0, "major_outage") +
        "{\"polled_at\":\"2026-05-01T10:05:00Z\",\"body_raw\":\"\"}\n" +
        Line(9, "operational"));
  sdk::RecordingSink sink;
  ASSERT_TRUE(Collect(sink).value());
  const FactBatch& batch = sink.batches().at(0);
  ASSERT_THAT(batch.observations, SizeIs(2));
  EXPECT_EQ(batch.observations[1].observed_time, At("2026-05-01T10:09:00Z"));
  EXPECT_THAT(Findings(batch.findings),
              ElementsAre("statuspage-body-unreadable 2 1"));
}

TEST_F(CaptureFileTest, AFailedPollAtTheEndCoversNothing) {
  Write(Line(0, "operational") + Line(4, "operational") +
        "{\"polled_at\":\"2026-05-01T10:05:00Z\",\"body_raw\":\"\"}\n");
  sdk::RecordingSink sink;
  ASSERT_TRUE(Collect(sink).value());
  EXPECT_EQ(sink.batches().at(0).deliveries[0].period_end,
            At("2026-05-01T10:04:00Z"));
  EXPECT_EQ(position_.last_good, At("2026-05-01T10:04:00Z"));
}

TEST_F(CaptureFileTest, ALineOutOfOrderIsSkipped) {
  Write(Line(5, "operational") + Line(3, "major_outage") +
        Line(6, "operational"));
  sdk::RecordingSink sink;
  ASSERT_TRUE(Collect(sink).value());
  const FactBatch& batch = sink.batches().at(0);
  EXPECT_THAT(batch.observations, SizeIs(1));
  EXPECT_THAT(Findings(batch.findings), ElementsAre("statuspage-order 2 1"));
}

TEST_F(CaptureFileTest, OfTwoPollsOfOneMomentTheLaterLineHolds) {
  Write(Line(5, "operational") + Line(5, "major_outage") +
        Line(6, "major_outage"));
  sdk::RecordingSink sink;
  ASSERT_TRUE(Collect(sink).value());
  const FactBatch& batch = sink.batches().at(0);
  ASSERT_THAT(batch.observations, SizeIs(2));
  EXPECT_EQ(batch.observations[1].components.at(0).state,
            OperationalState::kMajorOutage);
  EXPECT_THAT(Findings(batch.findings),
              ElementsAre("statuspage-same-time 2 1"));
}

TEST_F(CaptureFileTest, BlankLinesAndCarriageReturnsAreNothing) {
  std::string line = Line(1, "operational");
  line.insert(line.size() - 1, "\r");
  Write("\n" + line + "\r\n  \n" + Line(2, "major_outage"));
  sdk::RecordingSink sink;
  ASSERT_TRUE(Collect(sink).value());
  EXPECT_THAT(sink.batches().at(0).observations, SizeIs(2));
  EXPECT_THAT(sink.batches().at(0).findings, IsEmpty());
}

TEST_F(CaptureFileTest, TheLastLineNeedsNoBreak) {
  std::string line = Line(2, "major_outage");
  line.pop_back();
  Write(Line(1, "operational") + line);
  sdk::RecordingSink sink;
  ASSERT_TRUE(Collect(sink).value());
  EXPECT_THAT(sink.batches().at(0).observations, SizeIs(2));
}

TEST_F(CaptureFileTest, ALineThatIsStillBeingWrittenWaits) {
  const std::string line = Line(2, "major_outage");
  Write(Line(1, "operational") + line.substr(0, 60));
  sdk::RecordingSink sink;
  ASSERT_TRUE(Collect(sink).value());
  EXPECT_THAT(sink.batches().at(0).observations, SizeIs(1));
  Append(line.substr(60));
  sdk::RecordingSink again;
  ASSERT_TRUE(Collect(again).value());
  EXPECT_EQ(again.batches().at(0).observations.at(0).observed_time,
            At("2026-05-01T10:02:00Z"));
}

TEST_F(CaptureFileTest, AGrownFileContinuesFromTheLastGoodPoll) {
  Write(Line(0, "operational") + Line(4, "major_outage"));
  sdk::RecordingSink first;
  ASSERT_TRUE(Collect(first).value());
  Append("{\"polled_at\":\"2026-05-01T10:05:00Z\",\"body_raw\":\"\"}\n" +
         Line(9, "major_outage"));
  position_ = CapturePosition::Parse(position_.ToString()).value();
  sdk::RecordingSink second;
  ASSERT_TRUE(Collect(second).value());
  ASSERT_THAT(second.batches(), SizeIs(1));
  const FactBatch& batch = second.batches()[0];
  EXPECT_NE(batch.run, first.batches()[0].run);
  EXPECT_EQ(batch.deliveries[0].period_start, At("2026-05-01T10:04:00Z"));
  EXPECT_EQ(batch.deliveries[0].period_end, At("2026-05-01T10:09:00Z"));
  // Told whole again, so that each stretch stands on its own.
  EXPECT_THAT(batch.observations.at(0).components, SizeIs(2));
}

TEST_F(CaptureFileTest, AFileThatDidNotChangeSaysNothingNew) {
  Write(Line(0, "operational"));
  sdk::RecordingSink first;
  ASSERT_TRUE(Collect(first).value());
  sdk::RecordingSink second;
  EXPECT_FALSE(Collect(second).value());
  EXPECT_THAT(second.batches(), IsEmpty());
}

TEST_F(CaptureFileTest, AFileWithAnotherBeginningOrEndCannotBeContinued) {
  const std::vector<std::string> others = {
      Line(0, "major_outage") + Line(4, "operational") + Line(5, "operational"),
      Line(0, "operational") + Line(3, "operational") + Line(5, "operational"),
      Line(0, "operational"),
      "",
  };
  for (const std::string& other : others) {
    Write(Line(0, "operational") + Line(4, "operational"));
    position_ = CapturePosition();
    sdk::RecordingSink first;
    ASSERT_TRUE(Collect(first).value());
    Write(other);
    sdk::RecordingSink second;
    const auto sent = Collect(second);
    ASSERT_FALSE(sent.ok()) << other;
    EXPECT_TRUE(sdk::ProblemOf(sent.status()).cursor_gone) << other;
  }
}

TEST_F(CaptureFileTest, EveryCursorContinuesWithoutLossOrDouble) {
  std::string text;
  for (int minute = 0; minute < 30; ++minute) {
    text += Line(minute, minute % 2 == 0 ? "operational" : "major_outage");
  }
  Write(text);
  sdk::RecordingSink whole(4);
  ASSERT_TRUE(Collect(whole).value());
  ASSERT_GT(whole.batches().size(), 3u);
  for (size_t taken = 1; taken < whole.batches().size(); ++taken) {
    position_ =
        CapturePosition::Parse(whole.batches()[taken - 1].cursor).value();
    sdk::RecordingSink rest(4);
    ASSERT_TRUE(Collect(rest).value());
    ASSERT_EQ(rest.batches().size(), whole.batches().size() - taken);
    for (size_t i = 0; i < rest.batches().size(); ++i) {
      const FactBatch& want = whole.batches()[taken + i];
      EXPECT_EQ(rest.batches()[i].run, want.run);
      EXPECT_EQ(rest.batches()[i].cursor, want.cursor);
      EXPECT_EQ(rest.batches()[i].observations.size(),
                want.observations.size());
    }
  }
}

TEST_F(CaptureFileTest, TheStretchesOfAFileTouch) {
  std::string text;
  for (int minute = 0; minute < 30; ++minute) {
    text += Line(minute, minute % 2 == 0 ? "operational" : "major_outage");
  }
  Write(text);
  sdk::RecordingSink sink(4);
  ASSERT_TRUE(Collect(sink).value());
  for (size_t i = 1; i < sink.batches().size(); ++i) {
    EXPECT_EQ(sink.batches()[i].deliveries[0].period_start,
              sink.batches()[i - 1].deliveries[0].period_end);
  }
}

TEST_F(CaptureFileTest, ACaptureThatFillsSeveralMessagesContinuesMidway) {
  std::string line =
      R"({"polled_at":"2026-05-01T10:00:00Z","body":{"page":{"id":"p"},)"
      R"("components":[)";
  for (int i = 0; i < 25000; ++i) {
    absl::StrAppend(&line, i == 0 ? "" : ",", R"({"id":")", i,
                    R"(","name":"N","status":"operational"})");
  }
  line += R"(],"incidents":[],"scheduled_maintenances":[]}})";
  Write(line + "\n" + Line(1, "operational"));
  sdk::RecordingSink whole;
  ASSERT_TRUE(Collect(whole).value());
  ASSERT_GE(whole.batches().size(), 4u);
  const size_t parts = whole.batches().size() - 1;
  EXPECT_TRUE(whole.batches()[parts - 1].last);
  for (size_t taken = 1; taken < whole.batches().size(); ++taken) {
    position_ =
        CapturePosition::Parse(whole.batches()[taken - 1].cursor).value();
    sdk::RecordingSink rest;
    ASSERT_TRUE(Collect(rest).value()) << taken;
    ASSERT_EQ(rest.batches().size(), whole.batches().size() - taken);
    EXPECT_EQ(rest.batches()[0].run, whole.batches()[taken].run);
    EXPECT_EQ(rest.batches()[0].number, whole.batches()[taken].number);
  }
}

TEST_F(CaptureFileTest, CapturesOfAnotherSystemAreAMistakeOfTheConfiguration) {
  Write(R"({"polled_at":"2022-01-05T00:29:11Z","body":{"status":"active",)"
        R"("active_incidents":[]}})"
        "\n");
  sdk::RecordingSink sink;
  const auto sent = Collect(sink);
  ASSERT_FALSE(sent.ok());
  const sdk::Problem problem = sdk::ProblemOf(sent.status());
  EXPECT_EQ(problem.kind, sdk::ProblemKind::kConfiguration);
  EXPECT_EQ(problem.rule, "statuspage-other-format");
  EXPECT_THAT(problem.message, ::testing::HasSubstr("active_incidents"));
}

TEST_F(CaptureFileTest, AnEmptyFileIsFound) {
  sdk::RecordingSink sink;
  EXPECT_FALSE(Collect(sink).value());
  EXPECT_THAT(Findings(findings_.findings()),
              ElementsAre("statuspage-no-captures 0 1"));
}

TEST_F(CaptureFileTest, StopsWhenTheCallerHangsUp) {
  Write(Line(0, "operational") + Line(1, "major_outage"));
  sdk::RecordingSink sink;
  sink.HangUpAfter(0);
  EXPECT_EQ(Collect(sink).status().code(), absl::StatusCode::kCancelled);
}

TEST(CapturePositionTest, ADamagedOneIsGone) {
  for (absl::string_view text :
       {"", "a|b", "e|1|2|3|h|t|x|0|1", "e|x|2|3|h|t|-|0|1"}) {
    const auto position = CapturePosition::Parse(text);
    ASSERT_FALSE(position.ok()) << text;
    EXPECT_TRUE(sdk::ProblemOf(position.status()).cursor_gone) << text;
  }
}

TEST_F(CaptureFileTest, ACaptureOfAnotherPageIsLeftOut) {
  std::string other = Line(5, "major_outage");
  other.replace(other.find(R"("id":"p")"), 8, R"("id":"q")");
  Write(Line(0, "operational") + other + Line(9, "operational"));
  sdk::RecordingSink sink;
  ASSERT_TRUE(Collect(sink).value());
  EXPECT_THAT(sink.batches().at(0).observations, SizeIs(1));
  EXPECT_THAT(Findings(sink.batches()[0].findings),
              ElementsAre("statuspage-other-page 2 1"));
  EXPECT_EQ(position_.page, "p");
  // The page stays known when the file grows.
  Append(other);
  sdk::RecordingSink again;
  EXPECT_FALSE(Collect(again).value());
  EXPECT_THAT(Findings(findings_.Take()),
              ElementsAre("statuspage-other-page 4 1"));
}

TEST_F(CaptureFileTest, TheLinesThatAreToldGoAlongAsTheyStand) {
  Write(Line(0, "operational") + Line(1, "operational") +
        Line(2, "major_outage") + Line(3, "major_outage") +
        Line(4, "operational"));
  sdk::RecordingSink sink;
  ASSERT_TRUE(Collect(sink).value());
  const auto& originals = sink.batches().at(0).originals;
  ASSERT_THAT(originals, SizeIs(1));
  EXPECT_EQ(originals[0].name, absl::StrCat(name_, ":1-5"));
  EXPECT_EQ(originals[0].data, Line(0, "operational") +
                                   Line(2, "major_outage") +
                                   Line(4, "operational"));
  EXPECT_TRUE(originals[0].last);
}

TEST_F(CaptureFileTest, AReaderOfAnotherVersionWouldTellRunsOfItsOwn) {
  Write(Line(0, "operational"));
  sdk::RecordingSink sink;
  ASSERT_TRUE(Collect(sink).value());
  EXPECT_THAT(sink.batches().at(0).run,
              ::testing::EndsWith(absl::StrCat(" by ", sdk::kProgramVersion)));
}

}  // namespace
}  // namespace regisseur::statuspage
