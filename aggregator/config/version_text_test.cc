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

// Exit plan and links are ours although their parts are shared: a part that is
// left out keeps only what is ours.
TEST(VersionTextTest, TakesOverWhatIsOursOfSharedParts) {
  constexpr char kDossier[] = R"(id: hosting
term: {start: 2026-01-01, internal_notice: 21 days}
exit: {plan: 2026-01-15, tested: 2026-03-02, assistance_hours: 40}
documents:
- {kind: agreement, title: Hosting, link: "https://dms/1"}
- kind: sla
  title: Levels
  link: https://dms/2
- {kind: terms, title: GIBIT, link: https://dms/3}
invoicing: {tolerance: "1.00"}
)";
  EXPECT_EQ(*CompleteVersionText(R"(id: hosting
term: {start: 2026-01-01}
documents:
  - kind: sla
    title: Levels
    version: "2"
  - {kind: agreement, title: Hosting}
)",
                                 kDossier, ""),
            R"(id: hosting
term: {internal_notice: "21 days", start: 2026-01-01}
documents:
  - link: "https://dms/2"
    kind: sla
    title: Levels
    version: "2"
  - {link: "https://dms/1", kind: agreement, title: Hosting}
exit: {tested: "2026-03-02", plan: "2026-01-15"}
invoicing: {tolerance: "1.00"}
)");
  // With the part there what is ours is put into it.
  EXPECT_THAT(*CompleteVersionText(
                  "id: hosting\nexit:\n  assistance_hours: 60\n", kDossier, ""),
              ::testing::HasSubstr("exit:\n"
                                   "  tested: \"2026-03-02\"\n"
                                   "  plan: \"2026-01-15\"\n"
                                   "  assistance_hours: 60\n"));
  // A list in brackets has no lines to put a link into.
  EXPECT_TRUE(absl::IsInvalidArgument(
      CompleteVersionText(
          "id: hosting\ndocuments: [{kind: sla, title: Levels}]\n", kDossier,
          "")
          .status()));
}

TEST(VersionTextTest, KeepsWhatIsThere) {
  constexpr char kOurs[] =
      "id: hosting\nowner: a.dejong\nmandate: {hours: 8 per month}\n"
      "term: {start: 2026-01-01, internal_notice: 5 days}\nsigned: old\n"
      "invoicing: {tolerance: \"2.00\"}\n";
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
