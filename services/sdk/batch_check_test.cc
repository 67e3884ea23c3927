#include "services/sdk/batch_check.h"

#include "core/base/utf8.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur::sdk {
namespace {

using ::testing::HasSubstr;

FactBatch Batch(std::string run, int64_t number, bool last) {
  FactBatch batch;
  batch.run = std::move(run);
  batch.number = number;
  batch.cursor = "c";
  batch.last = last;
  return batch;
}

TEST(BatchCheckTest, TakesConsecutiveRuns) {
  BatchCheck check;
  EXPECT_TRUE(check.Check(Batch("a", 4, false)).ok());  // continued there
  EXPECT_TRUE(check.Check(Batch("a", 5, true)).ok());
  EXPECT_TRUE(check.Check(Batch("b", 1, true)).ok());
}

TEST(BatchCheckTest, RefusesWhatBreaksTheContract) {
  {
    BatchCheck check;
    EXPECT_FALSE(check.Check(Batch("", 1, true)).ok());
    EXPECT_FALSE(check.Check(Batch("a", 0, true)).ok());
    FactBatch batch = Batch("a", 1, true);
    batch.cursor.clear();
    EXPECT_FALSE(check.Check(batch).ok());
  }
  {
    BatchCheck check;
    EXPECT_TRUE(check.Check(Batch("a", 1, false)).ok());
    EXPECT_FALSE(check.Check(Batch("a", 3, false)).ok());
    EXPECT_FALSE(check.Check(Batch("b", 1, false)).ok());
  }
  {
    BatchCheck check;
    EXPECT_TRUE(check.Check(Batch("a", 1, true)).ok());
    EXPECT_FALSE(check.Check(Batch("a", 2, true)).ok());
    const absl::Status status = check.Check(Batch("b", 2, true));
    EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
    EXPECT_THAT(std::string(status.message()),
                HasSubstr("begins with batch 2"));
  }
  {
    BatchCheck check;
    FactBatch batch = Batch("a", 1, true);
    batch.charges.emplace_back();
    EXPECT_FALSE(check.Check(batch).ok());
  }
  {
    BatchCheck check;
    FactBatch batch = Batch("a", 1, false);
    batch.whole_origins = {"a.csv"};
    EXPECT_FALSE(check.Check(batch).ok());
  }
  {
    BatchCheck check;
    FactBatch batch = Batch("a", 1, true);
    batch.whole_origins = {""};
    EXPECT_FALSE(check.Check(batch).ok());
  }
}

TEST(BatchCheckTest, RefusesRowsOfNoDelivery) {
  const auto detail = [](auto add) {
    FactBatch batch = Batch("a", 1, true);
    batch.deliveries.emplace_back().scope = "s";
    add(batch).delivery = 1;
    return std::string(BatchCheck().Check(batch).message());
  };
  using B = FactBatch;
  EXPECT_THAT(detail([](B & b) -> auto& { return b.charges.emplace_back(); }),
              HasSubstr("a charge names no delivery"));
  EXPECT_THAT(
      detail([](B & b) -> auto& { return b.observations.emplace_back(); }),
      HasSubstr("an observation names no delivery"));
  EXPECT_THAT(
      detail([](B & b) -> auto& { return b.measurements.emplace_back(); }),
      HasSubstr("a measurement names no delivery"));
  EXPECT_THAT(detail([](B & b) -> auto& { return b.tickets.emplace_back(); }),
              HasSubstr("a ticket names no delivery"));
  EXPECT_THAT(
      detail([](B & b) -> auto& { return b.objectives.emplace_back(); }),
      HasSubstr("an objective names no delivery"));
}

TEST(BatchCheckTest, NamesTheFieldsOfNotices) {
  FactBatch batch = Batch("a", 1, true);
  StatusObservation& observation = batch.observations.emplace_back();
  Incident& incident = observation.incidents.emplace_back();
  incident.url = "\xFF";
  incident.updates.emplace_back().phase = "\xFF";
  Maintenance& maintenance = observation.maintenances.emplace_back();
  maintenance.title = "\xFF";
  maintenance.component_ids = {"\xFF"};
  RepairTexts(batch);
  std::vector<std::string> fields;
  for (const Finding& finding : batch.findings) fields.push_back(finding.field);
  EXPECT_THAT(fields, ::testing::UnorderedElementsAre(
                          "incidents.url", "incidents.updates",
                          "maintenances.title", "maintenances.component_ids"));
}

TEST(BatchCheckTest, MendsTextsAndSaysSo) {
  FactBatch batch = Batch("a", 1, true);
  batch.dictionary = {"", "ok", "caf\xE9", "\xFF"};
  batch.deliveries.emplace_back().scope = "s\xC0";
  StatusObservation observation;
  observation.components.emplace_back().name = "\x80";
  batch.observations.push_back(observation);
  batch.findings.emplace_back().arguments = {{"value", "\xFE"}};
  batch.whole_origins = {"m\xE9i.csv"};
  RepairTexts(batch);
  EXPECT_EQ(batch.dictionary[2], "caf\xEF\xBF\xBD");
  EXPECT_EQ(batch.deliveries[0].scope, "s\xEF\xBF\xBD");
  EXPECT_TRUE(IsValidUtf8(batch.observations[0].components[0].name));
  EXPECT_TRUE(IsValidUtf8(batch.whole_origins[0]));
  ASSERT_EQ(batch.findings.size(), 6u);
  EXPECT_TRUE(IsValidUtf8(batch.findings[0].arguments.at("value")));
  EXPECT_EQ(batch.findings[1].rule, "adapter-not-utf8");
  EXPECT_EQ(batch.findings[2].field, "dictionary");
  EXPECT_EQ(batch.findings[2].count, 2);
}

}  // namespace
}  // namespace regisseur::sdk
