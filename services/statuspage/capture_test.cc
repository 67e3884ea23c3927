#include "services/statuspage/capture.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur::statuspage {
namespace {

constexpr char kGoodBody[] =
    R"({"page":{"id":"p"},"components":[],"incidents":[],)"
    R"("scheduled_maintenances":[]})";

struct Case {
  std::string line;
  CaptureKind kind;
  std::string rule;  // empty: no finding
};

TEST(CaptureTest, OnlyAReadableBodyCounts) {
  const std::vector<Case> cases = {
      {absl::StrCat(R"({"polled_at":"2025-05-01T07:52:44Z","commit":"c",)",
                    R"("body":)", kGoodBody, "}"),
       CaptureKind::kGood, ""},
      // A byte order mark at the start of the file.
      {absl::StrCat("\xEF\xBB\xBF{\"polled_at\":\"2025-05-01T07:52:44Z\",",
                    R"("body":)", kGoodBody, "}"),
       CaptureKind::kGood, ""},
      {R"({"polled_at":"2025-05-01T07:52:44Z","commit":"c","body_raw":""})",
       CaptureKind::kFailedPoll, "statuspage-body-unreadable"},
      {R"({"polled_at":"2025-05-01T07:52:44Z","body_raw":"<html>502</html>"})",
       CaptureKind::kFailedPoll, "statuspage-body-unreadable"},
      {R"({"polled_at":"2025-05-01T07:52:44Z","body":null})",
       CaptureKind::kFailedPoll, "statuspage-body-unreadable"},
      {R"({"polled_at":"2025-05-01T07:52:44Z"})", CaptureKind::kFailedPoll,
       "statuspage-body-unreadable"},
      {R"({"polled_at":"2025-05-01T07:52:44Z","body":{"status":"active"}})",
       CaptureKind::kOtherFormat, "statuspage-body-unreadable"},
      {absl::StrCat(R"({"commit":"c","body":)", kGoodBody, "}"),
       CaptureKind::kBroken, "statuspage-line-unreadable"},
      {absl::StrCat(R"({"polled_at":"1 May 2025","body":)", kGoodBody, "}"),
       CaptureKind::kBroken, "statuspage-line-unreadable"},
      {R"({"polled_at":"2025-05-01T07:52:44Z","body":{"page)",
       CaptureKind::kBroken, "statuspage-line-unreadable"},
      {"\xff\xfe{}", CaptureKind::kBroken, "statuspage-line-unreadable"},
      {"[]", CaptureKind::kBroken, "statuspage-line-unreadable"},
  };
  for (const Case& c : cases) {
    FindingList findings;
    const Capture capture = ReadCapture(c.line, "month.jsonl", 12, findings);
    EXPECT_EQ(capture.kind, c.kind) << c.line;
    if (c.rule.empty()) {
      EXPECT_TRUE(findings.empty()) << c.line;
      continue;
    }
    ASSERT_EQ(findings.findings().size(), 1u) << c.line;
    const Finding& finding = findings.findings()[0];
    EXPECT_EQ(finding.rule, c.rule) << c.line;
    EXPECT_EQ(finding.file, "month.jsonl");
    EXPECT_EQ(finding.first_line, 12);
  }
}

TEST(CaptureTest, AGoodCaptureWasObservedWhenItWasPolled) {
  FindingList findings;
  const Capture capture =
      ReadCapture(absl::StrCat(R"({"polled_at":"2025-05-01T09:52:44+02:00",)",
                               R"("body":)", kGoodBody, "}"),
                  "month.jsonl", 1, findings);
  EXPECT_EQ(capture.page.observation.observed_time,
            ParseInstant("2025-05-01T07:52:44Z").value());
}

TEST(CaptureTest, AFailedPollSaysWhen) {
  FindingList findings;
  (void)ReadCapture(R"({"polled_at":"2025-05-01T07:52:44Z","body_raw":""})",
                    "month.jsonl", 3, findings);
  ASSERT_EQ(findings.findings().size(), 1u);
  EXPECT_EQ(findings.findings()[0].arguments.at("polled_at"),
            "2025-05-01T07:52:44Z");
}

}  // namespace
}  // namespace regisseur::statuspage
