#include "aggregator/report/renderer_process.h"

#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "aggregator/storage/durable_file.h"
#include "aggregator/storage/storage_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Tests run in their folder.
constexpr char kProgram[] = "../../reports/regisseur-report";

class RendererProcessTest : public ::testing::Test {
 protected:
  RendererProcess Real() {
    char path[4096];
    return RendererProcess(
        {.program = realpath(kProgram, path), .scratch = folder_ + "/tasks"});
  }
  // One that does what the shell is told.
  RendererProcess Shell(const std::string& script, absl::Duration limit) {
    const std::string path = folder_ + "/program";
    std::ofstream(path) << "#!/bin/sh\n" << script << "\n";
    chmod(path.c_str(), 0700);
    return RendererProcess({.program = path,
                            .scratch = folder_ + "/tasks",
                            .draw_limit = limit,
                            .collect_limit = limit});
  }
  absl::StatusOr<std::string> Draw(RendererProcess renderer,
                                   const std::string& document = "{}") {
    return renderer.Draw({}, "html", document, "", never_);
  }

  const std::string folder_ = FreshFolder();
  const absl::Notification never_;
};

TEST_F(RendererProcessTest, ListsTheTemplatesOfTheProgram) {
  const auto templates = Real().ListTemplates({});
  ASSERT_TRUE(templates.ok()) << templates.status();
  EXPECT_THAT(*templates,
              Contains(AllOf(Field(&ReportTemplate::name, "governance"),
                             Field(&ReportTemplate::period,
                                   CoveredPeriod::Kind::kMonth))));
  EXPECT_THAT(*ListFolder(folder_ + "/tasks"), IsEmpty());
  std::ofstream(folder_ + "/own.yaml") << "templates: {mine: {period: decade}}";
  const auto broken = Real().ListTemplates({folder_});
  EXPECT_EQ(broken.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(broken.status().message()), HasSubstr("own.yaml:1"));
}

TEST_F(RendererProcessTest, AsksItsQuestionsAndTellsWhatWasMissing) {
  std::vector<std::string> asked;
  const AnswerQuestion answer =
      [&](const std::string& method,
          const std::string& request) -> absl::StatusOr<std::string> {
    asked.push_back(absl::StrCat(method, " ", request));
    if (method == "portfolio.v1.PortfolioService/GetOverview") {
      return std::string(
          R"({"asOf": "2026-11-02T06:30:00Z", "portfolio": "P", "providers": []})");
    }
    return absl::PermissionDeniedError("not for you");
  };
  DocumentTask task{.template_name = "reconciliation",
                    .period = "2026-10",
                    .language = "en",
                    .time_zone = "Europe/Amsterdam",
                    .program_version = "0.1.0"};
  const auto first = Real().Collect({}, task, answer, never_);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->as_of, At("2026-11-02T06:30:00Z"));
  EXPECT_THAT(asked,
              Contains(HasSubstr("asKnownOn\": \"2026-11-02T06:30:00Z")));
  EXPECT_THAT(first->json,
              AllOf(HasSubstr("permission_denied"), HasSubstr("not for you")));
  // The same question and answers give the same bytes.
  EXPECT_EQ(Real().Collect({}, task, answer, never_)->json, first->json);
  const auto page = Draw(Real(), first->json);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_THAT(*page,
              AllOf(HasSubstr("<html lang=\"en\">"), HasSubstr("not for you")));
  EXPECT_THAT(*Real().Draw({}, "html", first->json, "nl", never_),
              HasSubstr("<html lang=\"nl\">"));
  EXPECT_EQ(Draw(Real(), "{\"document\": 2}").status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(RendererProcessTest, EndsOneThatTakesTooLongWithAllThatItStarted) {
  const std::string told = folder_ + "/pid";
  const auto drawn =
      Draw(Shell(absl::StrCat("sleep 600 & echo $! > ", told, "; wait"),
                 absl::Milliseconds(300)));
  EXPECT_EQ(drawn.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(drawn.status().message()),
              HasSubstr("took longer than 300ms"));
  int pid = 0;
  ASSERT_TRUE(absl::SimpleAtoi(ReadWholeFile(told, 100).value(), &pid));
  // Nobody waits for a grandchild but init: it is gone, or dead and not buried.
  const auto gone = [&] {
    const auto state =
        ReadWholeFile(absl::StrCat("/proc/", pid, "/stat"), 4096);
    return !state.ok() || absl::StrContains(*state, ") Z ");
  };
  const absl::Time until = absl::Now() + absl::Seconds(20);
  while (!gone() && absl::Now() < until) std::this_thread::yield();
  EXPECT_TRUE(gone());
  EXPECT_THAT(*ListFolder(folder_ + "/tasks"), IsEmpty());
}

TEST_F(RendererProcessTest, TellsHowItWentWrong) {
  const auto failed = Draw(
      Shell("echo begin >&2; echo no fonts >&2; exit 3", absl::Seconds(20)));
  EXPECT_EQ(failed.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(failed.status().message(), "no fonts");
  EXPECT_THAT(
      std::string(
          Draw(Shell("kill -9 $$", absl::Seconds(20))).status().message()),
      HasSubstr("killed by signal 9"));
  EXPECT_EQ(Draw(Shell("exit 0", absl::Seconds(20))).status().code(),
            absl::StatusCode::kInternal);
  RendererProcess nothing(
      {.program = folder_ + "/nothing", .scratch = folder_ + "/tasks"});
  EXPECT_EQ(Draw(std::move(nothing)).status().code(),
            absl::StatusCode::kUnavailable);
  const AnswerQuestion none = [](const std::string&, const std::string&)
      -> absl::StatusOr<std::string> { return std::string("{}"); };
  EXPECT_EQ(Shell("echo what is this; cat", absl::Seconds(20))
                .Collect({}, {}, none, never_)
                .status()
                .code(),
            absl::StatusCode::kInternal);
  // It does not read what it is given, and it may stop reading.
  EXPECT_EQ(*Draw(Shell("exec 0<&-; echo drawn", absl::Seconds(20)),
                  std::string(1 << 20, 'x')),
            "drawn\n");
}

TEST_F(RendererProcessTest, IsEndedWhenNobodyWaits) {
  absl::Notification cancelled;
  cancelled.Notify();
  RendererProcess renderer = Shell("sleep 600", absl::Minutes(5));
  EXPECT_EQ(renderer.Draw({}, "html", "{}", "", cancelled).status().code(),
            absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace regisseur
