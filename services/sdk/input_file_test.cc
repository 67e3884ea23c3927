#include "services/sdk/input_file.h"

#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/problem.h"

namespace regisseur::sdk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int64_t kNoCap = int64_t{1} << 40;

std::string Gzipped(const std::string& text) {
  z_stream zlib{};
  EXPECT_EQ(
      deflateInit2(&zlib, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY),
      Z_OK);
  std::string out(deflateBound(&zlib, text.size()) + 64, '\0');
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  zlib.avail_in = static_cast<uInt>(text.size());
  zlib.next_out = reinterpret_cast<Bytef*>(out.data());
  zlib.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&zlib, Z_FINISH), Z_STREAM_END);
  out.resize(zlib.total_out);
  deflateEnd(&zlib);
  return out;
}

class InputFileTest : public ::testing::Test {
 protected:
  InputFileTest()
      : folder_(absl::StrCat(
            ::testing::TempDir(), "/input_file_",
            ::testing::UnitTest::GetInstance()->current_test_info()->name(),
            "_", getpid())) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    source_.base_directory = folder_;
  }
  ~InputFileTest() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& name, const std::string& bytes) {
    const std::filesystem::path path = std::filesystem::path(folder_) / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
  }
  // Nobody wrote to it for a while.
  void MakeQuiet(const std::string& name) {
    std::filesystem::last_write_time(
        std::filesystem::path(folder_) / name,
        std::filesystem::file_time_type::clock::now() -
            std::chrono::minutes(6));
  }
  InputFile File(const std::string& name) {
    auto files = ExpandGlob(source_, name);
    EXPECT_TRUE(files.ok()) << files.status();
    return files->at(0);
  }
  absl::StatusOr<std::string> ReadAll(const std::string& name,
                                      int64_t max_bytes = kNoCap) {
    return ReadInput(File(name), max_bytes);
  }

  const std::string folder_;
  SourceSpec source_;
};

TEST_F(InputFileTest, ListsRegularFilesInOrderOfName) {
  Write("costs/b.csv", "b");
  Write("costs/a.csv", "a");
  Write("costs/note.txt", "");
  std::filesystem::create_directory(folder_ + "/costs/folder.csv");
  const auto files = ExpandGlob(source_, "costs/*.csv");
  ASSERT_TRUE(files.ok()) << files.status();
  ASSERT_EQ(files->size(), 2u);
  EXPECT_EQ((*files)[0].name, "costs/a.csv");
  EXPECT_EQ((*files)[0].path, folder_ + "/costs/a.csv");
  EXPECT_EQ((*files)[1].name, "costs/b.csv");
}

TEST_F(InputFileTest, FollowsLinksAndTakesAbsolutePaths) {
  Write("a.csv", "abc");
  std::filesystem::create_symlink(folder_ + "/a.csv", folder_ + "/link.csv");
  EXPECT_EQ(*ReadAll("link.csv"), "abc");
  EXPECT_EQ(*ReadAll(folder_ + "/a.csv"), "abc");
}

TEST_F(InputFileTest, TakesNamesWithWildcardsLiterally) {
  Write("odd [1]/a [2].csv", "abc");
  source_.base_directory = folder_ + "/odd [1]";
  EXPECT_EQ(*ReadAll("a [2].csv"), "abc");
  EXPECT_EQ(*ReadAll("a*.csv"), "abc");
}

TEST_F(InputFileTest, NamesThePatternThatFindsNothing) {
  const auto files = ExpandGlob(source_, "none/*.csv");
  ASSERT_FALSE(files.ok());
  const Problem problem = ProblemOf(files.status());
  EXPECT_EQ(problem.kind, ProblemKind::kConfiguration);
  EXPECT_EQ(problem.rule, "file-not-found");
  EXPECT_THAT(problem.message, HasSubstr(folder_ + "/none/*.csv"));
}

TEST_F(InputFileTest, AnotherEditionIsAnother) {
  Write("a.csv", "one");
  const InputFile before = File("a.csv");
  EXPECT_EQ(File("a.csv").edition, before.edition);
  Write("a.csv", "three");
  EXPECT_NE(File("a.csv").edition, before.edition);
  const auto text = ReadInput(before, kNoCap);
  ASSERT_FALSE(text.ok());
  EXPECT_EQ(ProblemOf(text.status()).rule, "file-changed");
  EXPECT_EQ(ProblemOf(text.status()).kind, ProblemKind::kTransient);
}

TEST_F(InputFileTest, AFileThatGrowsWhileItIsReadIsTransient) {
  Write("a.csv", "one");
  auto input = OpenInput(File("a.csv"), kNoCap);
  ASSERT_TRUE(input.ok());
  std::string buffer;
  EXPECT_EQ(*(*input)->Read(buffer), true);
  Write("a.csv", "one and more");
  absl::StatusOr<bool> more = true;
  while (more.ok() && *more) more = (*input)->Read(buffer);
  EXPECT_EQ(ProblemOf(more.status()).rule, "file-changed");
}

TEST_F(InputFileTest, InflatesGzipWhateverItsName) {
  std::string text;
  for (int i = 0; i < 300000; ++i) absl::StrAppend(&text, "line ", i, "\n");
  Write("a.csv", Gzipped(text));
  EXPECT_EQ(*ReadAll("a.csv"), text);
}

TEST_F(InputFileTest, JoinsGzipMembersAndIgnoresPadding) {
  Write("a.gz", Gzipped("one ") + Gzipped("") + Gzipped("two") +
                    std::string(512, '\0'));
  EXPECT_EQ(*ReadAll("a.gz"), "one two");
}

TEST_F(InputFileTest, RefusesTruncatedAndBrokenGzip) {
  std::string text;
  for (int i = 0; i < 3000; ++i) absl::StrAppend(&text, "line ", i * 7, "\n");
  const std::string whole = Gzipped(text);
  std::string flipped = whole;
  flipped[flipped.size() - 3] ^= 1;  // the length behind the data
  Write("half.gz", whole.substr(0, whole.size() / 2));
  Write("tail.gz", whole.substr(0, whole.size() - 1));
  Write("flipped.gz", flipped);
  Write("garbage.gz", whole + "garbage");
  Write("head.gz", whole.substr(0, 5));
  for (const char* name :
       {"half.gz", "tail.gz", "flipped.gz", "garbage.gz", "head.gz"}) {
    MakeQuiet(name);
    const auto read = ReadAll(name);
    ASSERT_FALSE(read.ok()) << name;
    EXPECT_EQ(ProblemOf(read.status()).rule, "file-not-gzip") << name;
    EXPECT_EQ(ProblemOf(read.status()).kind, ProblemKind::kPartner) << name;
  }
}

TEST_F(InputFileTest, CapsInflatedBytes) {
  Write("a.gz", Gzipped(std::string(5 << 20, 'x')));
  Write("plain", std::string(5 << 20, 'x'));
  EXPECT_TRUE(ReadAll("a.gz", 5 << 20).ok());
  EXPECT_EQ(ProblemOf(ReadAll("a.gz", (5 << 20) - 1).status()).rule,
            "file-too-large");
  EXPECT_EQ(ProblemOf(ReadAll("plain", (5 << 20) - 1).status()).rule,
            "file-too-large");
}

TEST_F(InputFileTest, CapsTheRatioOfABomb) {
  // Deflate cannot exceed 1032:1; 32 MiB of zeros come close.
  Write("bomb.gz", Gzipped(std::string(32 << 20, '\0')));
  EXPECT_EQ(ProblemOf(ReadAll("bomb.gz").status()).rule, "file-gzip-ratio");
}

TEST_F(InputFileTest, SkipsInPlainAndInGzip) {
  std::string text;
  for (int i = 0; i < 500000; ++i) absl::StrAppend(&text, i, "\n");
  Write("plain.txt", text);
  Write("packed.txt", Gzipped(text));
  for (const char* name : {"plain.txt", "packed.txt"}) {
    auto input = OpenInput(File(name), kNoCap);
    ASSERT_TRUE(input.ok());
    for (int64_t offset : {int64_t{2000000}, int64_t{17}, int64_t{0},
                           static_cast<int64_t>(text.size())}) {
      ASSERT_TRUE((*input)->SkipTo(offset).ok()) << name << offset;
      std::string buffer;
      ASSERT_TRUE((*input)->Read(buffer).ok());
      EXPECT_TRUE(text.compare(offset, buffer.size(), buffer) == 0) << name;
    }
    const absl::Status beyond =
        (*input)->SkipTo(static_cast<int64_t>(text.size()) + 1);
    EXPECT_TRUE(ProblemOf(beyond).cursor_gone) << name;
  }
}

TEST_F(InputFileTest, NeverHangsOnAPipe) {
  ASSERT_EQ(mkfifo((folder_ + "/pipe").c_str(), 0600), 0);
  EXPECT_EQ(ProblemOf(ExpandGlob(source_, "pipe").status()).rule,
            "file-not-found");
  InputFile pipe;
  pipe.path = folder_ + "/pipe";
  pipe.name = "pipe";
  EXPECT_EQ(ProblemOf(OpenInput(pipe, kNoCap).status()).rule,
            "file-not-regular");
}

TEST_F(InputFileTest, AnUnfinishedGzipFileIsTriedAgainWhileItIsYoung) {
  std::string text;
  for (int i = 0; i < 10000; ++i) absl::StrAppend(&text, i, ",");
  const std::string whole = Gzipped(text);
  Write("a.gz", whole.substr(0, whole.size() / 2));
  const absl::Status young = ReadAll("a.gz").status();
  EXPECT_EQ(ProblemOf(young).kind, ProblemKind::kTransient);
  EXPECT_EQ(ProblemOf(young).rule, "file-incomplete");
  MakeQuiet("a.gz");
  const absl::Status quiet = ReadAll("a.gz").status();
  EXPECT_EQ(ProblemOf(quiet).kind, ProblemKind::kPartner);
  EXPECT_EQ(ProblemOf(quiet).rule, "file-not-gzip");
}

TEST_F(InputFileTest, RawBytesStayCompressed) {
  const std::string gzip = Gzipped("text");
  Write("a.gz", gzip);
  auto input = OpenRaw(File("a.gz"));
  ASSERT_TRUE(input.ok()) << input.status();
  std::string bytes;
  while ((*input)->Read(bytes).value()) {
  }
  EXPECT_EQ(bytes, gzip);
}

}  // namespace
}  // namespace regisseur::sdk
