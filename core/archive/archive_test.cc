#include "core/archive/archive.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

const absl::Time kTime = absl::FromUnixSeconds(1791183600);

// The check value of CRC-32 for these nine bytes.
TEST(ArchiveTest, Crc32IsTheOneOfTheStandard) {
  EXPECT_EQ(Crc32("123456789"), 0xcbf43926U);
  EXPECT_EQ(Crc32(""), 0U);
}

std::vector<ArchivedFile> Files() {
  return {{"README.md", "read me\n"},
          {"figures/pieces.csv", std::string(200000, 'x')},
          {"empty", ""}};
}

// Python's own readers open it and find what was put in.
int OpenWith(const std::string& archive, const std::string& ending,
             const std::string& script) {
  std::string folder = absl::StrCat(::testing::TempDir(), "/archive-XXXXXX");
  EXPECT_NE(mkdtemp(folder.data()), nullptr);
  const std::string path = absl::StrCat(folder, "/a", ending);
  std::ofstream(path, std::ios::binary) << archive;
  return std::system(absl::StrCat("python3 -c '", script, "' ", path).c_str());
}

TEST(ArchiveTest, AnotherProgramOpensTheZip) {
  EXPECT_EQ(
      OpenWith(PackZip(Files(), kTime), ".zip",
               "import sys,zipfile\n"
               "z=zipfile.ZipFile(sys.argv[1])\n"
               "assert z.testzip() is None\n"
               "assert z.namelist()==[\"README.md\",\"figures/pieces.csv\","
               "\"empty\"]\n"
               "assert z.read(\"README.md\")==b\"read me\\n\"\n"
               "assert len(z.read(\"figures/pieces.csv\"))==200000\n"
               "assert z.infolist()[0].date_time==(2026,10,5,7,0,0)\n"),
      0);
}

TEST(ArchiveTest, AnotherProgramOpensTheTar) {
  EXPECT_EQ(
      OpenWith(PackTarGz(Files(), kTime), ".tar.gz",
               "import sys,tarfile\n"
               "t=tarfile.open(sys.argv[1],\"r:gz\")\n"
               "assert t.getnames()==[\"README.md\",\"figures/pieces.csv\","
               "\"empty\"]\n"
               "assert t.extractfile(\"README.md\").read()==b\"read me\\n\"\n"
               "assert t.getmember(\"figures/pieces.csv\").size==200000\n"
               "assert t.getmember(\"empty\").mtime==1791183600\n"),
      0);
}

TEST(ArchiveTest, TheSameFilesGiveTheSameBytes) {
  EXPECT_EQ(PackZip(Files(), kTime), PackZip(Files(), kTime));
  EXPECT_EQ(PackTarGz(Files(), kTime), PackTarGz(Files(), kTime));
}

}  // namespace
}  // namespace regisseur
