#include "aggregator/gateway/json_message.h"

#include "aggregator/api/json_answer.h"
#include "aggregator/gateway/connect_error.h"
#include "aggregator/gateway/json_depth.h"
#include "aggregator/gateway/request_rules.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/portfolio/v1/portfolio.pb.h"
#include "regisseur/source/v1/source.pb.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(JsonDepthTest, CountsBracketsOutsideTexts) {
  const std::string deep(64, '[');
  EXPECT_TRUE(CheckJsonDepth(deep).ok());
  EXPECT_FALSE(CheckJsonDepth(deep + "[").ok());
  EXPECT_TRUE(CheckJsonDepth("\"" + std::string(100, '[') + "\"").ok());
  EXPECT_TRUE(CheckJsonDepth("'" + std::string(100, '{') + "'").ok());
  EXPECT_FALSE(CheckJsonDepth("\"\\\"\"" + std::string(65, '{')).ok());
  EXPECT_TRUE(CheckJsonDepth("[][][][]").ok());
}

TEST(JsonMessageTest, RefusesWhatIsNotTheRequest) {
  const auto* type = portfolio::v1::GetOverviewRequest::descriptor();
  EXPECT_TRUE(ParseJsonRequest(type, "{}").ok());
  EXPECT_TRUE(ParseJsonRequest(type, " \n").ok());
  EXPECT_TRUE(
      ParseJsonRequest(type, R"({"asKnownOn":"2026-10-05T07:00:00Z"})").ok());
  for (const std::string& wrong :
       {std::string("[]"), std::string("null"), std::string("{"),
        std::string(R"({"colour":1})"), std::string(R"({"owner":7})"),
        std::string(R"({"asKnownOn":"yesterday"})"),
        std::string("{\"owner\":\"\xff\"}"),
        "{\"x\":" + std::string(10'000, '[')}) {
    EXPECT_EQ(ParseJsonRequest(type, wrong).status().code(),
              absl::StatusCode::kInvalidArgument)
        << wrong.substr(0, 50);
  }
}

TEST(JsonMessageTest, PrintsDefaultsAndLeavesOutWhatIsUnknown) {
  portfolio::v1::ProviderOverview row;
  row.set_id("a");
  std::string json = RenderJson(row).value();
  EXPECT_THAT(json, HasSubstr(R"("notMapped":false)"));
  EXPECT_THAT(json, HasSubstr(R"("sources":[])"));
  EXPECT_THAT(json, Not(HasSubstr("openIncidents")));
  EXPECT_THAT(json, Not(HasSubstr("\"cost\"")));
  EXPECT_THAT(json, Not(HasSubstr("stateSinceTime")));
  row.set_open_incidents(0);
  json = RenderJson(row).value();
  EXPECT_THAT(json, HasSubstr(R"("openIncidents":0)"));
  source::v1::Source source;
  source.set_deliveries(9007199254740993);
  EXPECT_THAT(RenderJson(source).value(),
              HasSubstr(R"("deliveries":"9007199254740993")"));
}

TEST(JsonMessageTest, ANumberWhereATextIsWantedIsToldTheQuotes) {
  const auto parsed = ParseJsonRequest(
      portfolio::v1::GetOverviewRequest::descriptor(), R"({"owner":99.95})");
  ASSERT_FALSE(parsed.ok());
  EXPECT_THAT(std::string(parsed.status().message()),
              HasSubstr("in quotes, a decimal number too: \"99.95\""));
}

TEST(ConnectErrorTest, WritesCodesAndEnvelopes) {
  const absl::Status status = absl::NotFoundError("no \"x\"");
  EXPECT_EQ(ConnectErrorJson(status),
            R"({"code":"not_found","message":"no \"x\"","details":[]})");
  EXPECT_EQ(ConnectHttpStatus(status.code()), 404);
  EXPECT_EQ(ConnectHttpStatus(absl::StatusCode::kInvalidArgument), 400);
  EXPECT_EQ(ConnectHttpStatus(absl::StatusCode::kUnavailable), 503);
  EXPECT_EQ(ConnectHttpStatus(absl::StatusCode::kDeadlineExceeded), 504);
  EXPECT_EQ(ConnectEndOfStreamJson(absl::OkStatus()), "{}");
  const std::string envelope = ConnectEnvelope(0, "{}");
  EXPECT_EQ(envelope, std::string("\0\0\0\0\2{}", 7));
  absl::string_view message;
  ASSERT_TRUE(ReadConnectEnvelope(envelope, &message).ok());
  EXPECT_EQ(message, "{}");
  for (const std::string& wrong :
       {std::string(), std::string("{}"), envelope + "x",
        std::string("\0\0\0\0\3{}", 7)}) {
    EXPECT_EQ(ReadConnectEnvelope(wrong, &message).code(),
              absl::StatusCode::kInvalidArgument);
  }
  EXPECT_EQ(ReadConnectEnvelope(ConnectEnvelope(1, "{}"), &message).code(),
            absl::StatusCode::kUnimplemented);
}

TEST(RequestRulesTest, KnowsOurNames) {
  const RequestRules rules("http", 7480, {"Regisseur.example:443"});
  for (const char* host : {"127.0.0.1:7480", "localhost:7480", "[::1]:7480",
                           "LOCALHOST:7480", "regisseur.example:443"}) {
    EXPECT_TRUE(rules.AllowsHost(host)) << host;
  }
  for (const char* host : {"", "localhost", "127.0.0.1", "evil.example:7480",
                           "127.0.0.1:80", "localhost:7480 "}) {
    EXPECT_FALSE(rules.AllowsHost(host)) << host;
  }
  EXPECT_TRUE(rules.AllowsOrigin(""));
  EXPECT_TRUE(rules.AllowsOrigin("http://localhost:7480"));
  for (const char* origin : {"null", "http://evil.example",
                             "https://localhost:7480", "localhost:7480"}) {
    EXPECT_FALSE(rules.AllowsOrigin(origin)) << origin;
  }
}

TEST(RequestRulesTest, ReadsContentTypes) {
  EXPECT_EQ(ParseBodyType("application/json"), BodyType::kJson);
  EXPECT_EQ(ParseBodyType("Application/JSON; charset=UTF-8"), BodyType::kJson);
  EXPECT_EQ(ParseBodyType("application/connect+json"), BodyType::kConnectJson);
  EXPECT_EQ(ParseBodyType(absl::string_view()), BodyType::kOther);
  for (const char* other :
       {"", "text/plain", "application/x-www-form-urlencoded",
        "application/json; charset=latin1", "application/jsonp"}) {
    EXPECT_EQ(ParseBodyType(other), BodyType::kOther) << other;
  }
}

}  // namespace
}  // namespace regisseur
