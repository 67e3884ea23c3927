#include "aggregator/app/log.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

TEST(LogTest, WritesKeysAndValuesOnOneLine) {
  EXPECT_EQ(
      RenderLogLine(absl::FromUnixSeconds(0), LogLevel::kWarning,
                    "source-failed",
                    {{"source", "cdn-status"},
                     {"why", "HTTP 500\nfrom \"x\"\x1b[31m"},
                     {"none", ""}}),
      "time=1970-01-01T00:00:00Z level=warning event=source-failed "
      "source=cdn-status why=\"HTTP 500\\nfrom \\\"x\\\"\\x1b[31m\" none=\"\"");
}

TEST(LogTest, CutsAFieldAtTwoKilobytes) {
  const std::string line =
      RenderLogLine(absl::FromUnixSeconds(0), LogLevel::kInfo, "x",
                    {{"long", std::string(5000, 'a')}});
  EXPECT_LT(line.size(), 2200u);
}

}  // namespace
}  // namespace regisseur
