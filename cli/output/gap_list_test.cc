#include "cli/output/gap_list.h"

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "regisseur/portfolio/v1/portfolio.pb.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const absl::Time kNow = absl::FromUnixSeconds(1791183600);

type::v1::Gap Gap(const std::string& provider, const std::string& message) {
  type::v1::Gap gap;
  gap.set_provider(provider);
  gap.set_message(message);
  return gap;
}

TEST(GapsOfTest, FindsThemWhereverTheyStandAndOnce) {
  portfolio::v1::ListProvidersResponse answer;
  *answer.add_gaps() = Gap("a", "silent");
  *answer.add_providers()->add_gaps() = Gap("a", "silent");
  *answer.add_providers()->add_gaps() = Gap("b", "silent");
  EXPECT_THAT(GapsOf(answer), SizeIs(2));
  EXPECT_THAT(GapsOf(portfolio::v1::Overview()), IsEmpty());
}

TEST(RenderGapsTest, SaysWhatSinceWhenAndWhenItWasLastGood) {
  type::v1::Gap gap = Gap("kantoor", "no answer");
  gap.set_source("kantoor-kpi");
  gap.mutable_since_time()->set_seconds(1791180000);
  gap.mutable_last_good_time()->set_seconds(1791176400);
  EXPECT_EQ(RenderGaps({gap}, 0, kNow, {.width = 160}),
            "What this answer lacks (1)\n"
            "  - kantoor (kantoor-kpi): no answer — since 2026-10-05 06:00Z, "
            "last good 2026-10-05 05:00Z (2 h)\n");
}

TEST(RenderGapsTest, PutsOneCauseOnOneLine) {
  EXPECT_EQ(RenderGaps({Gap("a", "no contract"), Gap("b", "silent"),
                        Gap("c", "no contract")},
                       0, kNow, {.width = 160}),
            "What this answer lacks (3)\n"
            "  - no contract — 2 times: a, c\n"
            "  - b: silent\n");
}

TEST(RenderGapsTest, SaysOneTimeOnce) {
  type::v1::Gap gap = Gap("kantoor", "late");
  gap.mutable_since_time()->set_seconds(1791176400);
  gap.mutable_last_good_time()->set_seconds(1791176400);
  EXPECT_EQ(GapLine(gap, kNow),
            "kantoor: late — last good 2026-10-05 05:00Z (2 h)");
}

TEST(RenderGapsTest, NoticesStandApartAndMakeNothingIncomplete) {
  type::v1::Gap notice = Gap("", "not in this version");
  notice.set_notice(true);
  EXPECT_EQ(CountIncomplete({notice, Gap("a", "silent")}), 1);
  EXPECT_EQ(RenderGaps({notice, Gap("a", "silent")}, 0, kNow, {.width = 160}),
            "What this answer lacks (1)\n"
            "  - a: silent\n"
            "Good to know (1)\n"
            "  - not in this version\n");
}

TEST(RenderGapsTest, CountsWhatItDoesNotShow) {
  EXPECT_THAT(RenderGaps({Gap("a", "x"), Gap("b", "y"), Gap("c", "z")}, 1, kNow,
                         {.width = 160}),
              HasSubstr("  … and 2 more"));
}

}  // namespace
}  // namespace regisseur
