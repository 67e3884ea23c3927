#include "core/matter/silent_consent.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

using Day = absl::CivilDay;
using Standing = FigureStanding;

// Objections within five working days of the report.
EvidenceTerms FiveWorkingDays() {
  EvidenceTerms terms;
  terms.object_within = EvidenceTerms::Days{.days = 5, .working = true};
  return terms;
}
const HolidayCalendar kDutch = HolidayCalendar::Dutch();

TEST(SilentConsentTest, SilenceIsConsentAfterTheLastDayToObject) {
  // Told on Thursday 2 April 2026. Friday the 3rd is a working day (Good Friday
  // is none by law only where the contract says so), Monday the 6th is Easter:
  // 3, 7, 8, 9, 10 April are the five.
  const FigureFacts facts{.told = Day(2026, 4, 2)};
  EXPECT_EQ(FindObjectBy(FiveWorkingDays(), facts.told, kDutch),
            Day(2026, 4, 10));
  EXPECT_EQ(
      FindFigureStanding(FiveWorkingDays(), facts, kDutch, Day(2026, 4, 10)),
      Standing::kOpen);
  EXPECT_EQ(
      FindFigureStanding(FiveWorkingDays(), facts, kDutch, Day(2026, 4, 11)),
      Standing::kSettledBySilence);
}

TEST(SilentConsentTest, AnObjectionInTimeMakesItDisputedForAsLongAsItStands) {
  const FigureFacts facts{.told = Day(2026, 4, 2),
                          .objected = Day(2026, 4, 10)};
  EXPECT_EQ(
      FindFigureStanding(FiveWorkingDays(), facts, kDutch, Day(2026, 9, 1)),
      Standing::kDisputed);
}

TEST(SilentConsentTest, AnObjectionThatComesTooLateChangesNothing) {
  const FigureFacts facts{.told = Day(2026, 4, 2),
                          .objected = Day(2026, 4, 11)};
  EXPECT_EQ(
      FindFigureStanding(FiveWorkingDays(), facts, kDutch, Day(2026, 4, 12)),
      Standing::kSettledBySilence);
}

TEST(SilentConsentTest, WhatBothSidesSettledWins) {
  const FigureFacts facts{
      .told = Day(2026, 4, 2), .settled = true, .objected = Day(2026, 4, 3)};
  EXPECT_EQ(
      FindFigureStanding(FiveWorkingDays(), facts, kDutch, Day(2026, 4, 3)),
      Standing::kSettled);
}

TEST(SilentConsentTest, WithoutATermSilenceIsNothing) {
  const FigureFacts told{.told = Day(2026, 4, 2)};
  EXPECT_EQ(FindFigureStanding({}, told, kDutch, Day(2036, 4, 2)),
            Standing::kReported);
  EXPECT_EQ(FindObjectBy({}, told.told, kDutch), std::nullopt);
  const FigureFacts objected{.told = Day(2026, 4, 2),
                             .objected = Day(2026, 12, 1)};
  EXPECT_EQ(FindFigureStanding({}, objected, kDutch, Day(2026, 12, 1)),
            Standing::kDisputed);
}

TEST(SilentConsentTest, NobodyConsentsToWhatWasNotTold) {
  EXPECT_EQ(FindFigureStanding(FiveWorkingDays(), {}, kDutch, Day(2026, 12, 1)),
            std::nullopt);
  // Calendar days count every day.
  EvidenceTerms terms;
  terms.object_within = EvidenceTerms::Days{.days = 5};
  EXPECT_EQ(FindObjectBy(terms, Day(2026, 4, 2), kDutch), Day(2026, 4, 7));
}

}  // namespace
}  // namespace regisseur
