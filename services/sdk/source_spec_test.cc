#include "services/sdk/source_spec.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/problem.h"

namespace regisseur::sdk {
namespace {

using ::testing::HasSubstr;

AdapterInfo Info() {
  AdapterInfo info;
  info.kind = "shop";
  info.version = "1";
  info.options = {{"path", "The files.", true, false},
                  {"separator", "The separator.", false, false},
                  {"token", "The token.", false, true}};
  return info;
}

adapter::v1::SourceSpec Wire() {
  adapter::v1::SourceSpec wire;
  wire.set_source_id("s");
  (*wire.mutable_options())["path"] = "*.csv";
  wire.set_time_zone("Europe/Amsterdam");
  wire.set_currency("EUR");
  return wire;
}

TEST(SourceSpecTest, TakesWhatTheAdapterKnows) {
  adapter::v1::SourceSpec wire = Wire();
  (*wire.mutable_secrets())["token"] = "t";
  const auto source = SourceSpecFromWire(wire, Info());
  ASSERT_TRUE(source.ok()) << source.status();
  EXPECT_EQ(source->Option("path"), "*.csv");
  EXPECT_EQ(source->Option("separator", ";"), ";");
  EXPECT_EQ(source->Secret("token"), "t");
  EXPECT_EQ(source->time_zone.name(), "Europe/Amsterdam");
}

TEST(SourceSpecTest, NamesTheNearestOption) {
  adapter::v1::SourceSpec wire = Wire();
  (*wire.mutable_options())["seperator"] = ";";
  const absl::Status status = SourceSpecFromWire(wire, Info()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ProblemOf(status).rule, "option-unknown");
  EXPECT_EQ(ProblemOf(status).kind, ProblemKind::kConfiguration);
  EXPECT_THAT(ProblemOf(status).message, HasSubstr("the nearest is separator"));
}

TEST(SourceSpecTest, RefusesWhatCannotBe) {
  const auto rule_of = [](const adapter::v1::SourceSpec& wire) {
    return ProblemOf(SourceSpecFromWire(wire, Info()).status()).rule;
  };
  adapter::v1::SourceSpec wire = Wire();
  wire.mutable_options()->clear();
  EXPECT_EQ(rule_of(wire), "option-missing");
  wire = Wire();
  (*wire.mutable_options())["token"] = "hunter2";
  EXPECT_EQ(rule_of(wire), "option-value");
  EXPECT_EQ(SourceSpecFromWire(wire, Info()).status().message().find("hunter2"),
            absl::string_view::npos);
  wire = Wire();
  (*wire.mutable_secrets())["path"] = "x";
  EXPECT_EQ(rule_of(wire), "option-unknown");
  wire = Wire();
  wire.set_time_zone("/etc/localtime");
  EXPECT_EQ(rule_of(wire), "option-value");
  wire = Wire();
  wire.set_currency("EURO");
  EXPECT_EQ(rule_of(wire), "option-value");
}

}  // namespace
}  // namespace regisseur::sdk
