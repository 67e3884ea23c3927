#include "services/sdk/observation_sender.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/recording_sink.h"

namespace regisseur::sdk {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

StatusObservation PageOf(int components, int incidents) {
  StatusObservation page;
  page.observed_time = absl::FromUnixSeconds(1000);
  page.lists_every_component = true;
  page.lists_every_open_incident = true;
  for (int i = 0; i < components; ++i) {
    Component component;
    component.id = absl::StrCat("c", i);
    component.name = component.id;
    component.state = OperationalState::kOperational;
    page.components.push_back(component);
  }
  for (int i = 0; i < incidents; ++i) {
    Incident incident;
    incident.id = absl::StrCat("i", i);
    incident.updates.resize(2);
    page.incidents.push_back(incident);
  }
  return page;
}

TEST(ObservationSenderTest, AnUpdateIsARowOfItsOwn) {
  EXPECT_EQ(CountRows(PageOf(5, 2)), 5 + 2 * (1 + 2));
}

TEST(ObservationSenderTest, WhatFitsIsOnePart) {
  const auto parts = SplitObservation(PageOf(5, 2), {.rows = 11});
  ASSERT_THAT(parts, SizeIs(1));
  EXPECT_TRUE(parts[0].last_part);
  EXPECT_THAT(parts[0].components, SizeIs(5));
}

TEST(ObservationSenderTest, OnlyTheLastPartIsMarkedSo) {
  const auto parts = SplitObservation(PageOf(5, 2), {.rows = 4});
  ASSERT_THAT(parts, SizeIs(3));  // 4, 1 + 3, 3 rows; an incident is not cut
  EXPECT_THAT(parts[0].components, SizeIs(4));
  EXPECT_THAT(parts[1].components, SizeIs(1));
  EXPECT_THAT(parts[1].incidents, SizeIs(1));
  EXPECT_THAT(parts[2].incidents, SizeIs(1));
}

TEST(ObservationSenderTest, EveryPartKnowsItsMomentAndItsMarks) {
  const auto parts = SplitObservation(PageOf(3, 0), {.rows = 2});
  ASSERT_THAT(parts, SizeIs(2));
  for (const StatusObservation& part : parts) {
    EXPECT_EQ(part.observed_time, absl::FromUnixSeconds(1000));
    EXPECT_TRUE(part.lists_every_component);
  }
  EXPECT_FALSE(parts[0].last_part);
  EXPECT_TRUE(parts[1].last_part);
}

TEST(ObservationSenderTest, AnEmptyPageIsStillAMoment) {
  const auto parts = SplitObservation(PageOf(0, 0), {});
  ASSERT_THAT(parts, SizeIs(1));
  EXPECT_TRUE(parts[0].last_part);
}

TEST(ObservationSenderTest, ManyBytesAreSplitToo) {
  StatusObservation page = PageOf(0, 4);
  for (Incident& incident : page.incidents) {
    incident.updates[0].text = std::string(30 << 10, 'x');
  }
  const auto parts = SplitObservation(page, {.bytes = 64 << 10});
  EXPECT_THAT(parts, SizeIs(2));
  for (const StatusObservation& part : parts) {
    EXPECT_LE(EstimateBytes(part), 64 << 10);
  }
}

TEST(ObservationSenderTest, ALongTextIsCutBetweenCharactersAndFound) {
  StatusObservation page = PageOf(0, 1);
  page.incidents[0].updates[1].text = "x";
  for (int i = 0; i < 20000; ++i) {
    absl::StrAppend(&page.incidents[0].updates[1].text, "é");
  }
  FindingList findings;
  CutLongTexts(page, "page.json", findings);
  EXPECT_EQ(page.incidents[0].updates[1].text.size(), (32u << 10) - 1);
  ASSERT_THAT(findings.findings(), SizeIs(1));
  EXPECT_EQ(findings.findings()[0].rule, "text-cut");
}

TEST(ObservationSenderTest, OfTooManyTextsTheOldestGiveWay) {
  StatusObservation page = PageOf(0, 1);
  page.incidents[0].updates.assign(
      10, IncidentUpdate{.text = std::string(32 << 10, 'x')});
  FindingList findings;
  CutLongTexts(page, "page.json", findings);
  EXPECT_THAT(page.incidents[0].updates[0].text, IsEmpty());
  EXPECT_THAT(page.incidents[0].updates[1].text, IsEmpty());
  EXPECT_EQ(page.incidents[0].updates[2].text.size(), 32u << 10);
}

TEST(ObservationSenderTest, OfTooManyUpdatesTheFirstAndTheNewestStay) {
  StatusObservation page = PageOf(0, 1);
  page.incidents[0].updates.clear();
  for (int i = 0; i < 1500; ++i) {
    page.incidents[0].updates.push_back({.id = absl::StrCat(i)});
  }
  FindingList findings;
  CutLongTexts(page, "page.json", findings);
  ASSERT_THAT(page.incidents[0].updates, SizeIs(1000));
  EXPECT_EQ(page.incidents[0].updates[0].id, "0");
  EXPECT_EQ(page.incidents[0].updates[1].id, "501");
  EXPECT_EQ(page.incidents[0].updates[999].id, "1499");
}

class SendPollTest : public ::testing::Test {
 protected:
  absl::Status Send(int64_t already_sent, FactSink& sink) {
    PollDelivery poll;
    poll.run = "poll 1";
    poll.observation = PageOf(5, 0);
    poll.already_sent = already_sent;
    FindingList findings;
    findings.Add(Severity::kInfo, "rule", "", "", 0, "");
    return SendPoll(std::move(poll), findings, sink,
                    [](int64_t number, bool last) {
                      return absl::StrCat(number, last ? " last" : "");
                    });
  }
};

TEST_F(SendPollTest, NumbersItsBatchesAndMarksTheLast) {
  RecordingSink sink(2);
  ASSERT_TRUE(Send(0, sink).ok());
  std::vector<std::string> cursors;
  for (const FactBatch& batch : sink.batches()) {
    EXPECT_EQ(batch.run, "poll 1");
    EXPECT_EQ(batch.last, batch.number == 3);
    cursors.push_back(batch.cursor);
  }
  EXPECT_THAT(cursors, ElementsAre("1", "2", "3 last"));
  EXPECT_THAT(sink.batches()[0].findings, SizeIs(1));
  EXPECT_THAT(sink.batches()[1].findings, IsEmpty());
}

TEST_F(SendPollTest, ContinuesBehindWhatIsStored) {
  RecordingSink sink(2);
  ASSERT_TRUE(Send(2, sink).ok());
  ASSERT_THAT(sink.batches(), SizeIs(1));
  EXPECT_EQ(sink.batches()[0].number, 3);
  EXPECT_THAT(sink.batches()[0].findings, IsEmpty());
  EXPECT_THAT(sink.batches()[0].observations[0].components, SizeIs(1));
}

TEST_F(SendPollTest, StopsWhenTheCallerHangsUp) {
  RecordingSink sink(2);
  sink.HangUpAfter(1);
  EXPECT_EQ(Send(0, sink).code(), absl::StatusCode::kCancelled);
  EXPECT_THAT(sink.batches(), SizeIs(1));
}

}  // namespace
}  // namespace regisseur::sdk
