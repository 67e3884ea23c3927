#include "wire/evidence_wire.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

TEST(EvidenceWireTest, KeepsTimesToTheMicrosecond) {
  for (const absl::Time time :
       {absl::UnixEpoch(), absl::FromUnixMicros(-999999),
        absl::FromCivil(absl::CivilSecond(1, 1, 1), absl::UTCTimeZone()),
        absl::FromCivil(absl::CivilSecond(9999, 12, 31, 23, 59, 59),
                        absl::UTCTimeZone())}) {
    const auto read = FromWire(ToWire(time));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(*read, time);
  }
}

TEST(EvidenceWireTest, WritesInfinityAsTheNearestTime) {
  EXPECT_EQ(ToWire(absl::InfiniteFuture()).seconds(), 253402300799);
  EXPECT_EQ(ToWire(absl::InfinitePast()).seconds(), -62135596800);
}

TEST(EvidenceWireTest, RefusesTimesOutsideOfTheCalendar) {
  google::protobuf::Timestamp wire;
  wire.set_seconds(253402300800);
  EXPECT_EQ(FromWire(wire).status().code(), absl::StatusCode::kInvalidArgument);
  wire.set_seconds(0);
  wire.set_nanos(1000000000);
  EXPECT_FALSE(FromWire(wire).ok());
}

TEST(EvidenceWireTest, KeepsEveryState) {
  for (int i = 1; i <= 6; ++i) {
    const auto state = static_cast<OperationalState>(i);
    EXPECT_EQ(FromWire(ToWire(state)), state);
  }
  EXPECT_EQ(FromWire(type::v1::OPERATIONAL_STATE_UNSPECIFIED),
            OperationalState::kUnknown);
  EXPECT_EQ(FromWire(static_cast<type::v1::OperationalState>(7)),
            OperationalState::kUnknown);
}

TEST(EvidenceWireTest, KeepsEverySeverity) {
  for (const Severity severity :
       {Severity::kError, Severity::kWarning, Severity::kInfo}) {
    EXPECT_EQ(FromWire(ToWire(severity)), severity);
  }
}

TEST(EvidenceWireTest, RendersAFindingOnlyForPeople) {
  Finding finding;
  finding.rule = "focus-numeric-format";
  finding.field = "ListCost";
  finding.count = 1;
  finding.examples = {{3, "1,50"}};
  EXPECT_EQ(ToWire(finding, false).message(), "");
  EXPECT_THAT(ToWire(finding, true).message(), HasSubstr("ListCost is '1,50'"));
}

TEST(EvidenceWireTest, CutsExamplesOfAStranger) {
  type::v1::Finding wire;
  wire.set_rule("x");
  for (int i = 0; i < 12; ++i) {
    wire.add_examples()->set_value(std::string(500, 'a'));
  }
  const auto read = FromWire(wire);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->examples.size(), 10u);
  EXPECT_EQ(read->examples[0].value.size(), 200u);
  EXPECT_EQ(read->count, 1);
}

}  // namespace
}  // namespace regisseur
