#include "aggregator/operation/prometheus_text.h"

#include <limits>

#include "gtest/gtest.h"

namespace regisseur {
namespace {

// The expected text follows the format's own description: HELP escapes
// backslash and line feed, a label value also the quote.
TEST(PrometheusTextTest, EscapesWhatComesFromOutside) {
  PrometheusText text;
  text.Family("a_total", "counter", "One\\two\nthree \"four\".");
  text.Sample(3, {{"source", "a\"b\\c\nd"}, {"kind", "x"}});
  text.Sample(0.25);
  EXPECT_EQ(text.Take(),
            "# HELP a_total One\\\\two\\nthree \"four\".\n"
            "# TYPE a_total counter\n"
            "a_total{source=\"a\\\"b\\\\c\\nd\",kind=\"x\"} 3\n"
            "a_total 0.25\n");
}

TEST(PrometheusTextTest, WritesHistogramsAndInfinity) {
  PrometheusText text;
  text.Family("d_seconds", "histogram", "Time.");
  text.Sample(2, {{"le", "+Inf"}}, "_bucket");
  text.Sample(std::numeric_limits<double>::infinity(), {}, "_sum");
  EXPECT_EQ(text.Take(),
            "# HELP d_seconds Time.\n# TYPE d_seconds histogram\n"
            "d_seconds_bucket{le=\"+Inf\"} 2\nd_seconds_sum +Inf\n");
}

}  // namespace
}  // namespace regisseur
