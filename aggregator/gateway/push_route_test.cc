#include "aggregator/gateway/push_route.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

TEST(PushRouteTest, NamesASourceAndWhetherItIsTried) {
  const auto plain = ParsePushRoute("/push/north-kpi");
  ASSERT_TRUE(plain.ok() && plain->has_value());
  EXPECT_EQ((*plain)->source, "north-kpi");
  EXPECT_FALSE((*plain)->dry_run);
  EXPECT_TRUE((*ParsePushRoute("/push/north-kpi?dry_run=1"))->dry_run);
  EXPECT_FALSE((*ParsePushRoute("/push/north-kpi?dry_run=0"))->dry_run);
}

TEST(PushRouteTest, IsNoOtherPath) {
  for (const char* target : {"/", "/pushes", "/push", "/x/push/y",
                             "/regisseur.partner.v1.PartnerService/PushFile"}) {
    const auto route = ParsePushRoute(target);
    ASSERT_TRUE(route.ok()) << target;
    EXPECT_FALSE(route->has_value()) << target;
  }
}

TEST(PushRouteTest, RefusesWhatItDoesNotKnow) {
  for (const char* target :
       {"/push/", "/push/?dry_run=1", "/push/x?dryrun=1", "/push/x?dry_run=2",
        "/push/x?dry_run=1&name=../etc/passwd"}) {
    EXPECT_EQ(ParsePushRoute(target).status().code(),
              absl::StatusCode::kInvalidArgument)
        << target;
  }
}

// https://fetch.spec.whatwg.org/#cors-safelisted-request-header
TEST(PushRouteTest, TakesNothingThatAFormCouldSend) {
  EXPECT_TRUE(CheckNotFromForm(true, "text/plain").ok());
  for (const char* type :
       {"text/csv", "application/xml", "application/json; charset=utf-8",
        "application/octet-stream"}) {
    EXPECT_TRUE(CheckNotFromForm(false, type).ok()) << type;
  }
  for (const char* type :
       {"", "text/plain", "TEXT/PLAIN;charset=utf-8",
        "multipart/form-data; boundary=x", "application/x-www-form-urlencoded",
        " text/plain "}) {
    EXPECT_EQ(CheckNotFromForm(false, type).code(),
              absl::StatusCode::kUnauthenticated)
        << type;
  }
}

TEST(PushSlotsTest, NobodyTakesAllOfThem) {
  PushSlots slots(/*all=*/3, /*of_one=*/2);
  const auto first = slots.Take("north");
  auto second = slots.Take("north");
  EXPECT_NE(first, nullptr);
  EXPECT_NE(second, nullptr);
  EXPECT_EQ(slots.Take("north"), nullptr);
  const auto other = slots.Take("south");
  EXPECT_NE(other, nullptr);
  EXPECT_EQ(slots.Take("east"), nullptr);
  second.reset();
  EXPECT_NE(slots.Take("east"), nullptr);
}

}  // namespace
}  // namespace regisseur
