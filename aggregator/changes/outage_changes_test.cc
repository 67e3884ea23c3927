#include "aggregator/changes/outage_changes.h"

#include "aggregator/changes/matter_fixture.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

class OutageChangesTest : public MatterFixture {
 protected:
  OutageChangesTest() { clock_.Set(Local("09:15")); }

  static absl::Time Local(const std::string& time) {
    return ParseInstant("2026-10-05T" + time + ":00+02:00").value();
  }
  OutageChanges::NewOutage Hosting() {
    return {.provider = "cloudnine",
            .service = "hosting",
            .since = Local("09:12"),
            .person = "H. Bakker",
            .reason = "nobody can log in"};
  }
  OutageChanges::When At(const std::string& time) {
    clock_.Set(Local(time));
    return {.at = Local(time), .now = Local(time)};
  }
  OutageStory Story(const std::string& id) {
    const auto matter = matters_.Find(cio_, MatterKind::kOutage, id);
    EXPECT_TRUE(matter.ok() && matter->has_value());
    std::vector<OutageEntry> entries;
    for (const MatterStep& step : (*matter)->steps) {
      entries.push_back({step.move, step.values, step.act.known_from});
    }
    return FoldOutage(entries);
  }

  const OutageChanges::Which hosting_ = {
      .id = "", .provider = "cloudnine", .service = "hosting"};
  OutageChanges changes_{acts_, matters_};
};

// USERS S12, by its acts.
TEST_F(OutageChangesTest, TheStory) {
  const auto id =
      changes_.Declare(cio_, Request("1"), Hosting(), Local("09:15"));
  ASSERT_TRUE(id.ok()) << id.status();
  ASSERT_TRUE(changes_
                  .MarkAware(cio_, Request("2"), hosting_, At("09:20"),
                             Local("09:20"), "")
                  .ok());
  ASSERT_TRUE(changes_
                  .Classify(cio_, Request("3"), hosting_, At("11:40"),
                            ReportRegime::kDora, true, "two hours")
                  .ok());
  ASSERT_TRUE(changes_
                  .FileReport(cio_, Request("4"), hosting_, At("14:05"),
                              std::nullopt, ReportStage::kInitial, "DNB-1", "")
                  .ok());
  ASSERT_TRUE(changes_
                  .Tell(cio_, Request("5"), hosting_, At("14:06"), "the board",
                        "it is reported")
                  .ok());
  ASSERT_TRUE(changes_
                  .Hear(cio_, Request("6"), hosting_, At("14:07"), "nearly",
                        Local("15:00"))
                  .ok());
  ASSERT_TRUE(
      changes_.Close(cio_, Request("7"), hosting_, At("14:30"), "").ok());
  const OutageStory story = Story(*id);
  EXPECT_EQ(story.service, "hosting");
  EXPECT_EQ(story.since, Local("09:12"));
  const std::vector<ReportClock> clocks = story.ClocksOf(
      ReportRegime::kDora, true, LoadZone("Europe/Amsterdam").value());
  EXPECT_EQ(clocks[0].due, Local("15:40"));
  EXPECT_EQ(clocks[0].filed, Local("14:05"));
  EXPECT_EQ(clocks[1].due, Local("14:05") + absl::Hours(72));
  EXPECT_EQ(story.closed, Local("14:30"));
  // Ours alone: nothing of it stands in the partner's chain.
  for (const ActRecord& act : Trail()) EXPECT_EQ(act.chain, "portfolio");
  // A closed one is not found by its service, and a report is by its id.
  EXPECT_EQ(changes_.Tell(cio_, Request("8"), hosting_, At("15:00"), "a", "b")
                .status()
                .code(),
            absl::StatusCode::kNotFound);
  EXPECT_TRUE(changes_
                  .FileReport(cio_, Request("9"), {.id = *id}, At("15:00"),
                              ReportRegime::kDora, ReportStage::kIntermediate,
                              "", "")
                  .ok());
}

// (EU) 2025/301 art. 5: 72 hours run from the initial report, 09:40 + 72 h; a
// second one neither moves that nor takes the place of the first.
TEST_F(OutageChangesTest, AnInitialReportIsFiledOnce) {
  const auto id =
      changes_.Declare(cio_, Request("1"), Hosting(), Local("09:15"));
  ASSERT_TRUE(id.ok()) << id.status();
  ASSERT_TRUE(changes_
                  .MarkAware(cio_, Request("2"), hosting_, At("09:20"),
                             Local("09:20"), "")
                  .ok());
  ASSERT_TRUE(changes_
                  .Classify(cio_, Request("3"), hosting_, At("09:30"),
                            ReportRegime::kDora, true, "")
                  .ok());
  const auto file = [&](const char* request, const char* time,
                        ReportStage stage, const char* reference) {
    return changes_
        .FileReport(cio_, Request(request), hosting_, At(time), std::nullopt,
                    stage, reference, "")
        .status();
  };
  ASSERT_TRUE(file("4", "09:40", ReportStage::kInitial, "R1").ok());
  const absl::Status second = file("5", "14:50", ReportStage::kInitial, "R2");
  EXPECT_EQ(second.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(second.message()),
              HasSubstr("as R1; that one counts"));
  const std::vector<ReportClock> clocks = Story(*id).ClocksOf(
      ReportRegime::kDora, true, LoadZone("Europe/Amsterdam").value());
  EXPECT_EQ(clocks[0].filed, Local("09:40"));
  EXPECT_EQ(clocks[1].due, Local("09:40") + absl::Hours(72));
  // An intermediate one may be brought up to date, a final one is the last.
  EXPECT_TRUE(file("6", "14:51", ReportStage::kIntermediate, "R3").ok());
  EXPECT_TRUE(file("7", "14:52", ReportStage::kIntermediate, "R4").ok());
  EXPECT_TRUE(file("8", "14:53", ReportStage::kFinal, "R5").ok());
  EXPECT_THAT(
      std::string(file("9", "14:54", ReportStage::kFinal, "R6").message()),
      HasSubstr("as R5"));
}

TEST_F(OutageChangesTest, TheSameRequestActsOnce) {
  const MatterRequest request = Request("1");
  const auto first = changes_.Declare(cio_, request, Hosting(), Local("09:15"));
  const auto again = changes_.Declare(cio_, request, Hosting(), Local("09:15"));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(*first, *again);
  EXPECT_EQ(changes_.Declare(cio_, Request("2"), Hosting(), Local("09:15"))
                .status()
                .code(),
            absl::StatusCode::kAlreadyExists);
}

TEST_F(OutageChangesTest, AwarenessBeginsWhatOnlyAFeedTold) {
  const auto id = changes_.MarkAware(cio_, Request("1"), hosting_, At("09:20"),
                                     Local("09:12"), "");
  ASSERT_TRUE(id.ok()) << id.status();
  const OutageStory story = Story(*id);
  EXPECT_FALSE(story.declared);
  EXPECT_EQ(story.since, Local("09:12"));
  EXPECT_EQ(story.aware, Local("09:20"));
  EXPECT_EQ(changes_
                .MarkAware(cio_, Request("2"), hosting_, At("09:30"),
                           Local("09:12"), "")
                .status()
                .code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(OutageChangesTest, RefusesWhatDoesNotFit) {
  Principal machine = cio_;
  machine.kind = Principal::Kind::kMachine;
  OutageChanges::NewOutage unnamed = Hosting();
  unnamed.person.clear();
  EXPECT_THAT(changes_.Declare(machine, Request("1"), unnamed, Local("09:15"))
                  .status()
                  .message(),
              HasSubstr("person"));
  OutageChanges::NewOutage well = Hosting();
  well.state = OperationalState::kOperational;
  EXPECT_THAT(changes_.Declare(cio_, Request("2"), well, Local("09:15"))
                  .status()
                  .message(),
              HasSubstr("is no outage"));
  OutageChanges::NewOutage ahead = Hosting();
  ahead.since = Local("09:30");
  EXPECT_THAT(changes_.Declare(cio_, Request("3"), ahead, Local("09:15"))
                  .status()
                  .message(),
              HasSubstr("still to come"));
  ASSERT_TRUE(
      changes_.Declare(cio_, Request("4"), Hosting(), Local("09:15")).ok());
  EXPECT_EQ(changes_
                .Classify(cio_, Request("5"), hosting_, At("11:40"),
                          ReportRegime::kDora, true, "")
                .status()
                .code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(changes_
                .FileReport(cio_, Request("6"), hosting_, At("11:40"),
                            std::nullopt, ReportStage::kInitial, "", "")
                .status()
                .code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(changes_.Tell(cio_, Request("7"), hosting_, At("11:40"), "", "x")
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
  // An intermediate report follows an initial one.
  ASSERT_TRUE(changes_
                  .MarkAware(cio_, Request("8"), hosting_, At("11:41"),
                             Local("09:12"), "")
                  .ok());
  ASSERT_TRUE(changes_
                  .Classify(cio_, Request("9"), hosting_, At("11:42"),
                            ReportRegime::kDora, true, "")
                  .ok());
  EXPECT_THAT(changes_
                  .FileReport(cio_, Request("10"), hosting_, At("11:43"),
                              std::nullopt, ReportStage::kIntermediate, "", "")
                  .status()
                  .message(),
              HasSubstr("initial report was filed"));
}

}  // namespace
}  // namespace regisseur
