#include "core/outage/outage_story.h"

#include "core/time/instant.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

absl::Time At(absl::string_view text) { return *ParseInstant(text); }
absl::TimeZone Amsterdam() { return *LoadZone("Europe/Amsterdam"); }

OutageEntry Entry(
    MatterMove move, absl::string_view time,
    std::vector<std::pair<std::string, std::string>> values = {}) {
  OutageEntry entry{.move = move, .values = std::move(values)};
  entry.noted = At("2026-10-05T20:00:00Z");
  entry.values.emplace_back(kOutageTime, std::string(time));
  return entry;
}

const std::pair<std::string, std::string> kDora = {kOutageRegime, "dora"};

// USERS S12.
TEST(OutageStoryTest, TellsTheStory) {
  std::vector<OutageEntry> entries = {
      Entry(MatterMove::kDeclared, "2026-10-05T09:15:00+02:00",
            {{kOutageService, "hosting"},
             {kOutageSince, "2026-10-05T09:12:00+02:00"},
             {kOutageState, "partial_outage"}})};
  OutageStory story = FoldOutage(entries);
  EXPECT_EQ(story.service, "hosting");
  EXPECT_EQ(story.since, At("2026-10-05T09:12:00+02:00"));
  EXPECT_EQ(story.state, OperationalState::kPartialOutage);
  EXPECT_TRUE(story.declared);
  EXPECT_TRUE(story.ClocksOf(ReportRegime::kDora, true, Amsterdam()).empty());

  entries.push_back(Entry(MatterMove::kAware, "2026-10-05T09:20:00+02:00"));
  story = FoldOutage(entries);
  ASSERT_EQ(story.ClocksOf(ReportRegime::kDora, true, Amsterdam()).size(), 3);
  EXPECT_TRUE(
      story.ClocksOf(ReportRegime::kDora, true, Amsterdam())[0].conditional);
  EXPECT_TRUE(story.ClocksOf(ReportRegime::kDora, false, Amsterdam()).empty());

  entries.push_back(Entry(MatterMove::kClassified, "2026-10-05T11:40:00+02:00",
                          {kDora, {kOutageClassification, kMajor}}));
  // Said again: the clock runs from the first time.
  entries.push_back(Entry(MatterMove::kClassified, "2026-10-05T12:00:00+02:00",
                          {kDora, {kOutageClassification, kMajor}}));
  entries.push_back(
      Entry(MatterMove::kReported, "2026-10-05T14:05:00+02:00",
            {kDora, {kOutageReport, "initial"}, {kOutageReference, "DNB-1"}}));
  story = FoldOutage(entries);
  EXPECT_TRUE(story.IsMajor());
  const std::vector<ReportClock> clocks =
      story.ClocksOf(ReportRegime::kDora, false, Amsterdam());
  EXPECT_EQ(clocks[0].due, At("2026-10-05T15:40:00+02:00"));
  EXPECT_EQ(clocks[1].due, At("2026-10-08T14:05:00+02:00"));
  const auto initial =
      std::make_pair(ReportRegime::kDora, ReportStage::kInitial);
  EXPECT_EQ(story.references[initial], "DNB-1");
  EXPECT_FALSE(story.closed.has_value());

  // A second initial report moves nothing of the first.
  entries.push_back(
      Entry(MatterMove::kReported, "2026-10-05T17:00:00+02:00",
            {kDora, {kOutageReport, "initial"}, {kOutageReference, "DNB-2"}}));
  story = FoldOutage(entries);
  EXPECT_EQ(story.references[initial], "DNB-1");
  EXPECT_EQ(story.ClocksOf(ReportRegime::kDora, false, Amsterdam())[1].due,
            At("2026-10-08T14:05:00+02:00"));

  entries.push_back(Entry(MatterMove::kClassified, "2026-10-06T12:00:00+02:00",
                          {kDora, {kOutageClassification, kNotMajor}}));
  entries.push_back(Entry(MatterMove::kClosed, "2026-10-06T13:00:00+02:00"));
  story = FoldOutage(entries);
  EXPECT_FALSE(story.IsMajor());
  EXPECT_TRUE(story.ClocksOf(ReportRegime::kDora, true, Amsterdam()).empty());
  EXPECT_EQ(story.closed, At("2026-10-06T13:00:00+02:00"));
}

TEST(ParseMomentTest, ReadsWhatPeopleType) {
  const absl::CivilDay today(2026, 10, 5);
  const absl::Time expected = At("2026-10-05T09:12:00+02:00");
  for (const char* text : {"09:12", "9:12", "2026-10-05 09:12",
                           "2026-10-05T09:12", "2026-10-05T07:12:00Z"}) {
    EXPECT_EQ(ParseMoment(text, today, Amsterdam()).value_or(absl::Time()),
              expected)
        << text;
  }
  for (const char* text : {"", "24:00", "9:1", "2026-02-30 09:12", "soon"}) {
    EXPECT_EQ(ParseMoment(text, today, Amsterdam()).status().code(),
              absl::StatusCode::kInvalidArgument)
        << text;
  }
}

}  // namespace
}  // namespace regisseur
