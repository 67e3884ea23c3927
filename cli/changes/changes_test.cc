#include "cli/changes/changes.h"

#include "absl/strings/str_cat.h"
#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/digest/v1/digest.pb.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

namespace pb = digest::v1;

pb::ListChangesResponse Two() {
  return FromText<pb::ListChangesResponse>(R"pb(
    changes {
      kind: "source_silent"
      sentence { text: "The source page has been silent since Friday." }
      evidence: "source show page"
      bad: true
    }
    changes {
      kind: "unheard_of"
      sentence { text: "Something else." }
      detail { text: "Because of that." }
      evidence: "overview"
    }
    from { seconds: 1762819200 }
    to { seconds: 1762862400 }
    last_look { seconds: 1762819200 }
  )pb");
}

TEST(ChangesTest, EachSentenceHasTheLineThatShowsItsEvidence) {
  FakeDaemon daemon;
  daemon.Answer("ListChanges", Two());
  const Outcome table = RunCommand(
      &daemon, {"changes", "--since", "yesterday", "--provider", "cloudnine"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(
      table.out,
      AllOf(HasSubstr("From 2025-11-11 00:00Z to 2025-11-11 12:00Z; you "
                      "looked until 2025-11-11 00:00Z"),
            HasSubstr("Sources that fell silent (1)"),
            HasSubstr("    ! The source page has been silent since Friday."),
            HasSubstr("    - Something else."),
            HasSubstr("regisseur source show page"),
            HasSubstr("unheard of (1)"), HasSubstr("Because of that.")));
  EXPECT_EQ(daemon.Requests("ListChanges").back(),
            "since: \"yesterday\" provider: \"cloudnine\" page_size: 1000");
  EXPECT_THAT(daemon.Requests("MarkChanges"), IsEmpty());
}

TEST(ChangesTest, ALookIsKeptUntilWhatWasSeen) {
  FakeDaemon daemon;
  daemon.Answer("ListChanges", Two());
  daemon.Answer("MarkChanges", pb::MarkChangesResponse());
  EXPECT_EQ(RunCommand(&daemon, {"changes", "--mark"}).code, ExitCode::kDone);
  ASSERT_EQ(daemon.Requests("MarkChanges").size(), 1u);
  EXPECT_THAT(daemon.Requests("MarkChanges").back(),
              HasSubstr("to { seconds: 1762862400 }"));
}

TEST(ChangesTest, ShowsSevenOfAKindUnlessAllAreWanted) {
  pb::ListChangesResponse many;
  for (int i = 1; i <= 10; ++i) {
    pb::Change& change = *many.add_changes();
    change.set_kind("cost_restated");
    change.mutable_sentence()->set_text(absl::StrCat("Month ", i, "."));
  }
  many.add_changes()->set_kind("findings");
  FakeDaemon daemon;
  daemon.Answer("ListChanges", many);
  EXPECT_THAT(RunCommand(&daemon, {"changes"}).out,
              AllOf(HasSubstr("Cost restated (10)"), HasSubstr("Month 7."),
                    Not(HasSubstr("Month 8.")), HasSubstr("3 more (--all)"),
                    HasSubstr("Findings in data (1)")));
  EXPECT_THAT(RunCommand(&daemon, {"changes", "--all"}).out,
              AllOf(HasSubstr("Month 10."), Not(HasSubstr("more"))));
}

TEST(ChangesTest, SaysThatNothingChanged) {
  FakeDaemon daemon;
  daemon.Answer("ListChanges", pb::ListChangesResponse());
  EXPECT_THAT(RunCommand(&daemon, {"changes"}).out,
              HasSubstr("Nothing changed."));
}

}  // namespace
}  // namespace regisseur
