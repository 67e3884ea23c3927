#include "aggregator/collect/adapter_process.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class AdapterProcessTest : public ::testing::Test {
 protected:
  AdapterProcessTest()
      : folder_(absl::StrCat(
            ::testing::TempDir(), "/process-", getpid(), "-",
            ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::create_directories(folder_);
  }
  ~AdapterProcessTest() override { std::filesystem::remove_all(folder_); }

  // A program that does as the lines of shell say.
  absl::StatusOr<std::unique_ptr<AdapterProcess>> Start(
      const std::string& shell) {
    const std::string program = folder_ + "/adapter";
    std::ofstream(program) << "#!/bin/sh\n" << shell;
    chmod(program.c_str(), 0700);
    return AdapterProcess::Start(
        program, folder_ + "/socket", absl::Seconds(20),
        [this](const std::string& line) { lines_.push_back(line); });
  }

  const std::string folder_;
  std::vector<std::string> lines_;  // to be read when the process is gone
};

TEST_F(AdapterProcessTest, OneThatTalksNeverWaitsForAReader) {
  // 2 MB: more than any pipe holds.
  auto process = Start(
      "echo ready\n"
      "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); echo "
      "$i-----------------------------------------------------------------"
      "-----------------------------------; done\n");
  ASSERT_TRUE(process.ok()) << process.status();
  const auto end = (*process)->WaitForEnd(absl::Seconds(60));
  ASSERT_TRUE(end.has_value());
  EXPECT_EQ(end->code, 0);
  process->reset();
  ASSERT_THAT(lines_, SizeIs(101));
  EXPECT_THAT(lines_[0], HasSubstr("1---"));
  EXPECT_THAT(lines_[100], HasSubstr("says more"));
}

TEST_F(AdapterProcessTest, CutsALineWithoutAnEnd) {
  auto process = Start(
      "echo ready\n"
      "head -c 1000000 /dev/zero | tr '\\0' x\n");
  ASSERT_TRUE(process.ok()) << process.status();
  ASSERT_TRUE((*process)->WaitForEnd(absl::Seconds(60)).has_value());
  process->reset();
  ASSERT_THAT(lines_, SizeIs(1));
  EXPECT_THAT(lines_[0], SizeIs(500));
}

TEST_F(AdapterProcessTest, SaysHowAProgramEndedThatNeverServed) {
  const auto process = Start("exit 3\n");
  EXPECT_EQ(process.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(process.status().message(), HasSubstr("exit code 3"));
}

}  // namespace
}  // namespace regisseur
