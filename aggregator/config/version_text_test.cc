#include "aggregator/config/version_text.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

constexpr char kBefore[] = R"(id: hosting
provider: cloudnine
owner: m.visser
term: {start: 2026-01-01, initial: 36 months, notice: 3 months, internal_notice: 21 days}
pricing:
- {component: platform, form: fixed, amount: "9500.00", per: month}
mandate:
  hours: 16 per month
  cost_above_plan: 5%
invoicing: {tolerance: "1.00"}
)";

// What a partner sends leaves out what it does not know.
TEST(VersionTextTest, TakesOverWhatIsOursAlone) {
  EXPECT_EQ(*CompleteVersionText(R"(# our offer
id: hosting
provider: cloudnine
term: {start: 2026-01-01, initial: 36 months, notice: 3 months}
invoicing:
  # by number
  references: [HOST-1]
pricing:
- {component: platform, form: fixed, amount: "9000.00", per: month}
)",
                                 kBefore, "amendment 2, 12-11-2026"),
            R"(# our offer
id: hosting
provider: cloudnine
term: {internal_notice: "21 days", start: 2026-01-01, initial: 36 months, notice: 3 months}
invoicing:
  tolerance: "1.00"
  # by number
  references: [HOST-1]
pricing:
- {component: platform, form: fixed, amount: "9000.00", per: month}
mandate:
  hours: 16 per month
  cost_above_plan: 5%
owner: m.visser
signed: "amendment 2, 12-11-2026"
)");
}

TEST(VersionTextTest, KeepsWhatIsThere) {
  constexpr char kOurs[] =
      "id: hosting\nowner: a.dejong\nmandate: {hours: 8 per month}\n"
      "term: {start: 2026-01-01, internal_notice: 5 days}\nsigned: old\n";
  EXPECT_EQ(*CompleteVersionText(kOurs, kBefore, ""), kOurs);
  EXPECT_THAT(*CompleteVersionText(kOurs, kBefore, "a \"new\" one"),
              ::testing::HasSubstr("signed: \"a \\\"new\\\" one\"\n"));
}

TEST(VersionTextTest, RefusesWhatIsNoFile) {
  EXPECT_TRUE(absl::IsInvalidArgument(
      CompleteVersionText("{id: hosting}", kBefore, "").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(
      CompleteVersionText("id: [", kBefore, "").status()));
}

// What ends the document would leave out what is ours.
TEST(VersionTextTest, NothingHidesWhatIsOurs) {
  for (const char* end : {"...\n", "...\n---\nowner: me\n"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(
        CompleteVersionText(absl::StrCat("id: hosting\n", end), kBefore, "")
            .status()))
        << end;
  }
}

}  // namespace
}  // namespace regisseur
