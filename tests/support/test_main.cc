// The main function of every test program: ::testing::TempDir() is a fresh
// folder of the program's own, which is removed at the end whatever the tests
// left in it.

#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <string>
#include <system_error>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace {

// Makes the folder, unless somebody named one: then it is theirs.
class TempFolder {
 public:
  TempFolder() {
    if (getenv("TEST_TMPDIR") != nullptr) return;
    // Short: Unix sockets lie in it, whose paths are at most 107 bytes.
    std::error_code error;
    std::string path =
        (std::filesystem::temp_directory_path(error) / "rt-XXXXXX").string();
    if (error || mkdtemp(path.data()) == nullptr) {
      std::cerr << "no temporary folder can be made: " << path << "\n";
      exit(1);
    }
    setenv("TEST_TMPDIR", path.c_str(), /*overwrite=*/1);
    path_ = path;
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() {
    if (path_.empty()) return;
    std::error_code error;
    std::filesystem::remove_all(path_, error);
    if (error) std::cerr << path_ << " stays: " << error.message() << "\n";
  }

 private:
  std::string path_;
};

}  // namespace

int main(int argc, char** argv) {
  ::testing::InitGoogleMock(&argc, argv);
  const TempFolder folder;
  return RUN_ALL_TESTS();
}
