#include "services/simulator/partner_site.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur::simulator {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class PartnerSiteTest : public ::testing::Test {
 protected:
  HttpAnswer Get(absl::string_view path, absl::Duration later = {}) const {
    return AnswerAsPartner(world_, opening_ - absl::Hours(400 * 24),
                           opening_ + later, path);
  }

  const absl::Time opening_ =
      absl::FromCivil(absl::CivilHour(2026, 11, 23, 9), absl::UTCTimeZone());
  const SimulatedWorld world_{1, opening_};
};

TEST_F(PartnerSiteTest, EveryPageThatIsListedAnswers) {
  EXPECT_THAT(Get("/").body, HasSubstr("/cloud/incidents.json"));
  for (const char* path :
       {"/polderstack/api/v2/summary.json", "/zaakvlinder/api/v2/summary.json",
        "/swiftfjord/api/v2/summary.json", "/koperlijn/api/v2/summary.json"}) {
    const HttpAnswer answer = Get(path);
    EXPECT_EQ(answer.code, 200) << path;
    EXPECT_THAT(answer.body, StartsWith("{\"page\":")) << path;
    EXPECT_THAT(answer.etag, StartsWith("\"")) << path;
  }
  EXPECT_THAT(Get("/cloud/incidents.json").body, StartsWith("[{\"id\":"));
}

TEST_F(PartnerSiteTest, AnEtagLivesAsLongAsThePage) {
  const char kPath[] = "/swiftfjord/api/v2/summary.json";
  EXPECT_EQ(Get(kPath).etag, Get(kPath, absl::Seconds(30)).etag);
  // Seven hours later the outage of the scene is over.
  EXPECT_NE(Get(kPath).etag, Get(kPath, absl::Hours(7)).etag);
}

TEST_F(PartnerSiteTest, TheBrokenPageFailsInThreeWaysByTurns) {
  int garbage = 0, errors = 0, empty = 0;
  for (int minute = 0; minute < 3; ++minute) {
    const HttpAnswer answer =
        Get("/bureaublauw/api/v2/summary.json", absl::Minutes(minute));
    if (answer.code == 500) {
      ++errors;
    } else if (answer.body.empty()) {
      ++empty;
    } else {
      EXPECT_THAT(answer.body, StartsWith("<!doctype html>"));
      ++garbage;
    }
  }
  EXPECT_EQ(garbage, 1);
  EXPECT_EQ(errors, 1);
  EXPECT_EQ(empty, 1);
  EXPECT_EQ(Get("/bureaublauw/api/v2/summary.json", -absl::Hours(102)).code,
            200);
}

TEST_F(PartnerSiteTest, WhatAPartnerRunsFailsBeforeItIsTold) {
  const auto code = [&](absl::string_view component, absl::Duration later) {
    return Get(absl::StrCat("/swiftfjord/", component), later).code;
  };
  // The scene's outage began 47 minutes before the opening and is told 9
  // minutes later; it is mended 40 minutes before the partner calls it over.
  EXPECT_EQ(code("edge-cache", -absl::Minutes(48)), 200);
  EXPECT_EQ(code("edge-cache", -absl::Minutes(47)), 503);
  EXPECT_THAT(Get("/swiftfjord/api/v2/summary.json", -absl::Minutes(40)).body,
              ::testing::Not(HasSubstr("major_outage")));
  EXPECT_EQ(code("edge-cache", absl::Minutes(0)), 503);
  EXPECT_EQ(code("edge-cache", absl::Minutes(319)), 503);
  EXPECT_EQ(code("edge-cache", absl::Minutes(320)), 200);
  // The partner calls it degraded; it answers.
  EXPECT_EQ(code("web-application-firewall", absl::Minutes(0)), 200);
  EXPECT_EQ(code("amsterdam-netherlands-ams", absl::Minutes(0)), 503);
}

TEST_F(PartnerSiteTest, NobodyElseAnswers) {
  EXPECT_EQ(Get("/swiftfjord/no-such-thing").code, 404);
  EXPECT_EQ(Get("/swiftfjord/").code, 404);
  EXPECT_EQ(Get("/nimbaro/api/v2/summary.json").code, 404);
  EXPECT_EQ(Get("/klinkhamer/api/v2/summary.json").code, 404);
  EXPECT_EQ(Get("/../etc/passwd").code, 404);
}

}  // namespace
}  // namespace regisseur::simulator
