#include "aggregator/changes/figure_changes.h"

#include "aggregator/changes/matter_fixture.h"
#include "aggregator/storage/chain_verifier.h"
#include "aggregator/storage/original_rows.h"
#include "core/matter/figure_record.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Role = Principal::Role;

// `printf 'restored in time: 92.5%%' | sha256sum`
constexpr char kReport[] = "restored in time: 92.5%";
constexpr char kReportSha256[] =
    "342be8e1230c850d7c8baba7e046a87ee92ad1f4b4fd437e494694ba64b6e570";

class FigureChangesTest : public MatterFixture {
 protected:
  static FigureChanges::NewFigure September() {
    return {.provider = "cloudnine",
            .objective = "response",
            .period = "2026-09",
            .value = "92.5",
            .document = "september.pdf",
            .content = kReport,
            .remark = "page 3"};
  }
  std::string Refused(const FigureChanges::NewFigure& figure) {
    const auto id = figures_.Enter(manager_, Request("refused"), figure);
    EXPECT_FALSE(id.ok());
    return std::string(id.status().message());
  }

  Originals originals_{folder_, *database_, *queue_, clock_};
  FigureChanges figures_{acts_, matters_, contracts_, originals_, clock_};
};

TEST_F(FigureChangesTest, CarriesNameDocumentAndExpiry) {
  const auto id = figures_.Enter(manager_, Request("r1"), September());
  ASSERT_TRUE(id.ok()) << id.status();
  const Matter matter = *figures_.Get(manager_, *id);
  EXPECT_EQ(matter.subject.contract, "hosting-2026");
  // September 2026 by Amsterdam's clock.
  EXPECT_EQ(matter.subject.range, (TimeRange{At("2026-08-31T22:00:00Z"),
                                             At("2026-09-30T22:00:00Z")}));
  const MatterStep& entered = matter.steps.front();
  EXPECT_EQ(entered.act.identity, "m.visser");
  EXPECT_EQ(entered.Value(kFigureValue), "92.5");
  EXPECT_EQ(entered.Value(kFigureOrigin), "reported");
  EXPECT_EQ(entered.Value(kFigureDocumentSha256), kReportSha256);
  EXPECT_EQ(entered.Value(kFigureExpires), "2027-11-05");
  EXPECT_EQ(entered.Text("remark"), "page 3");

  const auto kept = ListKeptOriginals(*database_);
  ASSERT_TRUE(kept.ok()) << kept.status();
  ASSERT_THAT(*kept, SizeIs(1));
  EXPECT_EQ(kept->front().sha256, kReportSha256);
  EXPECT_EQ(kept->front().name, "september.pdf");
  EXPECT_EQ(kept->front().bytes, 23);
  ASSERT_THAT(Trail(), SizeIs(1));
  EXPECT_EQ(Trail().front().chain, "cloudnine");
}

TEST_F(FigureChangesTest, TheSameRequestEntersOnce) {
  const auto first = figures_.Enter(manager_, Request("r1"), September());
  const auto again = figures_.Enter(manager_, Request("r1"), September());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(*again, *first);
  EXPECT_THAT(*ListKeptOriginals(*database_), SizeIs(1));
  EXPECT_THAT(Trail(), SizeIs(1));
}

TEST_F(FigureChangesTest, IsTheWordOfANamedPerson) {
  Principal machine = manager_;
  machine.kind = Principal::Kind::kMachine;
  for (const Principal& who : {machine, Principal::LocalAdministrator()}) {
    EXPECT_EQ(figures_.Enter(who, Request("r1"), September()).status().code(),
              absl::StatusCode::kPermissionDenied);
  }
  EXPECT_THAT(*ListKeptOriginals(*database_), IsEmpty());
}

TEST_F(FigureChangesTest, SaysWhatIsWrongAndWhatWouldBeRight) {
  FigureChanges::NewFigure figure = September();
  figure.value = "92,5";
  EXPECT_THAT(Refused(figure), HasSubstr("value: "));
  figure = September();
  figure.value = "192.5";
  EXPECT_THAT(Refused(figure), HasSubstr("from 0 to 100"));
  figure = September();
  figure.period = "2026-11";
  EXPECT_THAT(Refused(figure), HasSubstr("is not over before 2026-11-30"));
  figure.period = "last month";
  EXPECT_THAT(Refused(figure), HasSubstr("such as 2026-10"));
  figure = September();
  figure.objective = "uptime";
  EXPECT_THAT(Refused(figure), HasSubstr("objective list"));
  figure = September();
  figure.provider = "another";
  EXPECT_THAT(Refused(figure), HasSubstr("no contract of \"another\""));
  figure.contract = "hosting-2026";
  EXPECT_THAT(Refused(figure), HasSubstr("\"another\" has none"));
  figure = September();
  figure.content.clear();
  EXPECT_THAT(Refused(figure), HasSubstr("needs what says it"));
  figure.content = std::string(900 * 1024 + 1, 'x');
  EXPECT_THAT(Refused(figure), HasSubstr("at most 921600"));
  figure = September();
  figure.document = "../september.pdf";
  EXPECT_THAT(Refused(figure), HasSubstr("without a folder"));
  figure = September();
  figure.expires = "2026-11-04";
  EXPECT_THAT(Refused(figure), HasSubstr("2026-11-05 or later"));
  figure = September();
  figure.unit = "hours";
  EXPECT_THAT(Refused(figure), HasSubstr("which is %"));
  figure = September();
  figure.origin = FigureOrigin::kSettled;
  EXPECT_THAT(Refused(figure), HasSubstr("objective settle"));
  EXPECT_THAT(Trail(), IsEmpty());
}

TEST_F(FigureChangesTest, IsTakenBackByWhoEnteredItOrWhoDecides) {
  const auto id = figures_.Enter(manager_, Request("r1"), September());
  ASSERT_TRUE(id.ok()) << id.status();
  const auto withdraw = [&](const Principal& who, const std::string& reason) {
    return figures_.Withdraw(who, Request(who.identity + reason), *id, reason)
        .status();
  };
  EXPECT_THAT(withdraw(manager_, "").message(), HasSubstr("reason: "));
  EXPECT_EQ(withdraw(Person("auditor", Role::kAuditor), "no").code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_TRUE(withdraw(cio_, "typed wrongly").ok());
  EXPECT_EQ(withdraw(manager_, "again").code(),
            absl::StatusCode::kFailedPrecondition);
  const Matter matter = *figures_.Get(cio_, *id);
  ASSERT_THAT(matter.steps, SizeIs(2));
  EXPECT_EQ(matter.steps[1].Text("reason"), "typed wrongly");
  EXPECT_EQ(
      figures_.Withdraw(cio_, Request("w9"), "nothing", "x").status().code(),
      absl::StatusCode::kNotFound);

  EXPECT_TRUE(ChainVerifier(*database_).Verify(who_)->sound());
}

}  // namespace
}  // namespace regisseur
