#include "cli/verb/fill_request.h"

#include "cli/output/words.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/partnership/v1/escalation.pb.h"
#include "regisseur/service_level/v1/service_level.pb.h"
#include "regisseur/status/v1/status.pb.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

const absl::Time kNow = absl::FromCivil(
    absl::CivilSecond(2026, 11, 23, 9, 0, 0), absl::UTCTimeZone());

absl::StatusOr<std::string> KnownOn(const std::string& text) {
  Arguments arguments;
  arguments.Set("as-known-on", {text});
  status::v1::ListIncidentsRequest request;
  const absl::Status status =
      FillRequest({AsKnownOnOption()}, arguments, kNow, &request);
  if (!status.ok()) return status;
  return FormatInstant(ToTime(request.as_known_on()));
}

TEST(FillRequestTest, ADayOrMonthIsItsEnd) {
  EXPECT_EQ(*KnownOn("2026-10-05T09:00:00+02:00"), "2026-10-05T07:00:00Z");
  EXPECT_EQ(*KnownOn("2026-10-05"), "2026-10-05T23:59:59.999999999Z");
  EXPECT_EQ(*KnownOn("2026-10"), "2026-10-31T23:59:59.999999999Z");
}

TEST(FillRequestTest, TheEndOfTheRunningDayIsNow) {
  EXPECT_EQ(*KnownOn("2026-11-23"), "2026-11-23T09:00:00Z");
  EXPECT_EQ(*KnownOn("2026-11"), "2026-11-23T09:00:00Z");
}

TEST(FillRequestTest, RefusesADayOrMonthThatHasNotBegun) {
  for (const char* text : {"2026-11-24", "2026-12", "2030-01-01"}) {
    const absl::Status refused = KnownOn(text).status();
    EXPECT_TRUE(absl::IsInvalidArgument(refused)) << text;
    EXPECT_THAT(std::string(refused.message()), HasSubstr("in the future"))
        << text;
  }
}

TEST(FillRequestTest, RefusesWhatIsNoMoment) {
  for (const char* text : {"yesterday", "2026-02-30", "2026-10-05T07:00:00"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(KnownOn(text).status())) << text;
  }
}

TEST(FillRequestTest, RefusesWhatIsNoText) {
  const Parameter title{.name = "title", .field = "objective"};
  Arguments arguments;
  arguments.Set("title", {"caf\xE9"});
  service_level::v1::ExplainServiceLevelRequest request;
  const absl::Status refused = FillRequest({title}, arguments, kNow, &request);
  EXPECT_TRUE(absl::IsInvalidArgument(refused));
  EXPECT_THAT(std::string(refused.message()),
              HasSubstr("--title: is not UTF-8"));
}

TEST(FillRequestTest, ReadsTheWordOfAnEnum) {
  const Parameter origin{
      .name = "origin", .kind = Parameter::Kind::kWord, .field = "origin"};
  Arguments arguments;
  arguments.Set("origin", {"measured"});
  service_level::v1::ExplainServiceLevelRequest request;
  ASSERT_TRUE(FillRequest({origin}, arguments, kNow, &request).ok());
  EXPECT_EQ(request.origin(), type::v1::ORIGIN_MEASURED);
  arguments.Set("origin", {"guessed"});
  const absl::Status refused = FillRequest({origin}, arguments, kNow, &request);
  EXPECT_TRUE(absl::IsInvalidArgument(refused));
  EXPECT_EQ(refused.message(),
            "--origin 'guessed' is none of reported, measured, settled");
}

TEST(FillRequestTest, FillsAFieldOfAMessageInTheRequest) {
  Arguments arguments;
  arguments.Set("incident", {"INC7"});
  partnership::v1::OpenEscalationRequest request;
  ASSERT_TRUE(FillRequest({{.name = "incident", .field = "links.incident"},
                           {.name = "objective", .field = "links.objective"}},
                          arguments, kNow, &request)
                  .ok());
  EXPECT_EQ(request.ShortDebugString(), "links { incident: \"INC7\" }");
}

TEST(FillRequestTest, LeavesOutWhatWasNotTold) {
  status::v1::ListIncidentsRequest request;
  ASSERT_TRUE(FillRequest({ProviderOption(), AsKnownOnOption()}, Arguments(),
                          kNow, &request)
                  .ok());
  EXPECT_EQ(request.ShortDebugString(), "");
}

}  // namespace
}  // namespace regisseur
