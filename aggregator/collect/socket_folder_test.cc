#include "aggregator/collect/socket_folder.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::SizeIs;

// A socket that somebody listens on.
void Listen(const std::string& path) {
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)),
            0);
  close(fd);
}

class SocketFolderTest : public ::testing::Test {
 protected:
  SocketFolderTest() {
    // Short: a socket's path has at most 107 bytes.
    std::string folder = "/tmp/socket-folder-XXXXXX";
    EXPECT_NE(mkdtemp(folder.data()), nullptr);
    base_ = folder;
  }
  ~SocketFolderTest() override { std::filesystem::remove_all(base_); }

  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(base_)) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }
  // What a process leaves that is killed while it uses its folder.
  std::string KilledWithAFolder() {
    int pipes[2];
    EXPECT_EQ(pipe(pipes), 0);
    const pid_t child = fork();
    if (child == 0) {
      const auto folder = SocketFolder::Make(base_);
      if (!folder.ok()) _exit(1);
      Listen((*folder)->path() + "/1");
      const std::string& path = (*folder)->path();
      if (write(pipes[1], path.data(), path.size()) < 0) _exit(2);
      close(pipes[1]);
      while (true) pause();
    }
    close(pipes[1]);
    char buffer[200];
    const ssize_t size = read(pipes[0], buffer, sizeof(buffer));
    close(pipes[0]);
    kill(child, SIGKILL);
    int how = 0;
    EXPECT_EQ(waitpid(child, &how, 0), child);
    EXPECT_TRUE(WIFSIGNALED(how));
    return std::string(buffer, static_cast<size_t>(size));
  }

  std::string base_;
};

TEST_F(SocketFolderTest, IsOurUsersAloneAndGoesWithUs) {
  {
    const auto folder = SocketFolder::Make(base_);
    ASSERT_TRUE(folder.ok()) << folder.status();
    struct stat info;
    ASSERT_EQ(stat((*folder)->path().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0700u);
    Listen((*folder)->path() + "/1");
  }
  EXPECT_THAT(Names(), SizeIs(0));
  EXPECT_EQ(SocketFolder::Make("/no/such/folder").status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(SocketFolderTest, WhatAKilledProcessLeftGoesWithTheNext) {
  const std::string left = KilledWithAFolder();
  ASSERT_TRUE(std::filesystem::exists(left + "/1"));
  const auto next = SocketFolder::Make(base_);
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_FALSE(std::filesystem::exists(left));
  EXPECT_THAT(Names(), SizeIs(1));
}

TEST_F(SocketFolderTest, NothingElseGoes) {
  const auto in_use = SocketFolder::Make(base_);
  ASSERT_TRUE(in_use.ok()) << in_use.status();
  const auto make = [&](const std::string& name, mode_t mode) {
    const std::string path = absl::StrCat(base_, "/", name);
    EXPECT_EQ(mkdir(path.c_str(), mode), 0);
    EXPECT_EQ(chmod(path.c_str(), mode), 0);
    return path;
  };
  make("regisseur-backups", 0700);  // another name
  make("regisseur-abcdef", 0755);   // others may enter it
  make("regisseur-bcdefg", 0700);   // being made this very moment
  // Somebody's files, however it is called.
  const std::string files = make("regisseur-cdefgh", 0700);
  std::ofstream(files + "/.lock") << "";
  std::ofstream(files + "/thesis.odt") << "x";
  // A link into somewhere else.
  const std::string elsewhere = make("elsewhere", 0700);
  std::ofstream(elsewhere + "/.lock") << "";
  std::filesystem::create_directory_symlink(elsewhere,
                                            base_ + "/regisseur-defghi");
  const size_t before = Names().size();
  ASSERT_TRUE(SocketFolder::Make(base_).ok());
  EXPECT_THAT(Names(), SizeIs(before));
  EXPECT_TRUE(std::filesystem::exists(files + "/thesis.odt"));
  EXPECT_TRUE(std::filesystem::exists(elsewhere + "/.lock"));
  EXPECT_TRUE(std::filesystem::exists((*in_use)->path() + "/.lock"));

  // Left between being made and being held, long ago.
  const timeval long_ago[2] = {{std::time(nullptr) - 7200, 0},
                               {std::time(nullptr) - 7200, 0}};
  ASSERT_EQ(utimes((base_ + "/regisseur-bcdefg").c_str(), long_ago), 0);
  ASSERT_TRUE(SocketFolder::Make(base_).ok());
  EXPECT_THAT(Names(), SizeIs(before - 1));
}

// A folder that is made while others look for what was left is not taken away.
TEST_F(SocketFolderTest, ManyThatStartAtOnceLeaveEachOtherAlone) {
  std::atomic<int> lost = 0;
  std::vector<std::thread> daemons;
  for (int i = 0; i < 4; ++i) {
    daemons.emplace_back([&] {
      for (int j = 0; j < 500; ++j) {
        const auto folder = SocketFolder::Make(base_);
        if (!folder.ok() ||
            !std::filesystem::exists((*folder)->path() + "/.lock")) {
          ++lost;
        }
      }
    });
  }
  for (std::thread& daemon : daemons) daemon.join();
  EXPECT_EQ(lost, 0);
  EXPECT_THAT(Names(), SizeIs(0));
}

}  // namespace
}  // namespace regisseur
