#include "aggregator/storage/file_lock.h"

#include <unistd.h>

#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

class FileLockTest : public ::testing::Test {
 protected:
  FileLockTest() { std::filesystem::create_directories(folder_); }
  ~FileLockTest() override { std::filesystem::remove_all(folder_); }

  // A copy of the descriptor of the open lock file, as a process that is being
  // started has one; -1 when none is open.
  int CopyOfDescriptor() const {
    for (const auto& entry :
         std::filesystem::directory_iterator("/proc/self/fd")) {
      std::error_code gone;
      if (std::filesystem::read_symlink(entry, gone) == path_) {
        return dup(std::stoi(entry.path().filename()));
      }
    }
    return -1;
  }

  const std::string folder_ =
      std::filesystem::canonical(".") /
      absl::StrCat(::testing::TempDir(), "/lock-", getpid());
  const std::string path_ = folder_ + "/.lock";
};

TEST_F(FileLockTest, IsOneHoldersAndNamesIt) {
  FileLock lock;
  ASSERT_TRUE(lock.Acquire(path_).ok());
  EXPECT_EQ(FindLockHolder(path_), getpid());
  const absl::Status second = FileLock().Acquire(path_);
  EXPECT_EQ(second.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(second.message().find(absl::StrCat("process ", getpid())),
            absl::string_view::npos)
      << second;
}

TEST_F(FileLockTest, IsFreeAtOnceAlthoughAStartingProcessHasACopy) {
  int copy = -1;
  {
    FileLock lock;
    ASSERT_TRUE(lock.Acquire(path_).ok());
    copy = CopyOfDescriptor();
    ASSERT_GE(copy, 0);
  }
  EXPECT_EQ(FindLockHolder(path_), 0);
  EXPECT_TRUE(FileLock().Acquire(path_).ok());
  close(copy);
}

}  // namespace
}  // namespace regisseur
