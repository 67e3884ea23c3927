#include "aggregator/collect/impossible_times.h"

#include <string>
#include <vector>

#include "core/finding/catalogue.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

absl::Time At(const std::string& text) { return ParseInstant(text).value(); }

// It is noon of 29 November 2026.
std::vector<std::string> LeaveOut(FactBatch& batch) {
  LeaveOutImpossibleTimes(At("2026-11-29T12:00:00Z"), batch);
  std::vector<std::string> said;
  for (const Finding& finding : batch.findings) {
    said.push_back(RenderMessage(finding.rule, finding.arguments));
  }
  return said;
}

Incident MakeIncident(const std::string& start, const std::string& end) {
  Incident incident;
  incident.id = "i1";
  incident.start_time = At(start);
  if (!end.empty()) incident.end_time = At(end);
  return incident;
}

Ticket MakeTicket(const std::string& opened, const std::string& resolved) {
  Ticket ticket;
  ticket.id = "INC1";
  ticket.line = 4;
  ticket.opened = ticket.updated = At(opened);
  if (!resolved.empty()) ticket.resolved = At(resolved);
  return ticket;
}

TEST(ImpossibleTimesTest, LeavesAloneWhatCanBe) {
  FactBatch batch;
  Measurement running;  // its period ends after now
  running.period_start = At("2026-11-01T00:00:00Z");
  running.period_end = At("2026-12-01T00:00:00Z");
  batch.measurements = {running};
  batch.tickets = {MakeTicket("2000-01-01T00:00:00Z", "2026-11-30T11:59:00Z")};
  batch.observations.emplace_back().incidents = {
      MakeIncident("2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z")};
  EXPECT_THAT(LeaveOut(batch), IsEmpty());
  EXPECT_EQ(batch.measurements.size(), 1u);
  EXPECT_EQ(batch.tickets.size(), 1u);
  EXPECT_TRUE(batch.observations[0].incidents[0].end_time.has_value());
}

TEST(ImpossibleTimesTest, AFigureOfAPeriodThatHasNotBegunIsNone) {
  FactBatch batch;
  Measurement future;
  future.line = 2;
  future.indicator = "availability";
  future.period_start = At("2036-01-01T00:00:00Z");
  future.period_end = At("2036-02-01T00:00:00Z");
  batch.measurements = {future};
  EXPECT_THAT(
      LeaveOut(batch),
      ElementsAre(
          "availability is told of a period from "
          "2036-01-01T00:00:00Z, which cannot be: it has not begun, or is "
          "of another age. The figure was not counted."));
  EXPECT_THAT(batch.measurements, IsEmpty());
}

TEST(ImpossibleTimesTest, ATicketOfAnotherAgeIsLeftOut) {
  for (const Ticket& ticket :
       {MakeTicket("1999-12-31T23:59:59Z", ""),
        MakeTicket("2026-11-01T00:00:00Z", "9999-12-31T23:59:59Z")}) {
    FactBatch batch;
    batch.tickets = {ticket};
    EXPECT_EQ(LeaveOut(batch).size(), 1u);
    EXPECT_THAT(batch.tickets, IsEmpty());
    EXPECT_EQ(batch.findings[0].rule, "ticket-time-impossible");
    EXPECT_EQ(batch.findings[0].first_line, 4);
  }
}

TEST(ImpossibleTimesTest, AnIncidentThatCannotHaveEndedGoesOn) {
  for (const char* end : {"9999-12-31T23:59:59Z", "2026-10-31T00:00:00Z"}) {
    FactBatch batch;
    batch.observations.emplace_back().incidents = {
        MakeIncident("2026-11-01T00:00:00Z", end)};
    LeaveOut(batch);
    ASSERT_EQ(batch.observations[0].incidents.size(), 1u);
    EXPECT_FALSE(batch.observations[0].incidents[0].end_time.has_value());
    ASSERT_EQ(batch.findings.size(), 1u) << end;
    EXPECT_EQ(batch.findings[0].rule, "incident-end-impossible");
  }
  FactBatch batch;
  batch.observations.emplace_back().incidents = {
      MakeIncident("0001-01-01T00:00:00Z", "")};
  LeaveOut(batch);
  EXPECT_THAT(batch.observations[0].incidents, IsEmpty());
}

}  // namespace
}  // namespace regisseur
