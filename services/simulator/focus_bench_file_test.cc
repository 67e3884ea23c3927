#include "services/simulator/focus_bench_file.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "gtest/gtest.h"
#include "services/simulator/csv_lines_for_test.h"

namespace regisseur::simulator {
namespace {

TEST(FocusBenchFileTest, RowsHaveTheShapeThatWasPromised) {
  std::string text = BenchHeader();
  const size_t header = text.size();
  constexpr int kRows = 3900;
  for (int i = 0; i < kRows; ++i) AppendBenchRow(1, i, kRows, text);
  EXPECT_NEAR(static_cast<double>(text.size() - header) / kRows, 714, 30);

  const auto lines = CsvLines(text);
  ASSERT_EQ(lines.size(), kRows + 1u);
  std::set<std::string> providers, months, categories;
  for (size_t i = 0; i < lines.size(); ++i) {
    ASSERT_EQ(lines[i].size(), static_cast<size_t>(kBenchColumns));
    if (i == 0) continue;
    providers.insert(lines[i][ColumnOf(lines, "ProviderName")]);
    months.insert(lines[i][ColumnOf(lines, "BillingPeriodStart")]);
    categories.insert(lines[i][ColumnOf(lines, "ServiceCategory")]);
  }
  EXPECT_EQ(providers.size(), 3u);
  EXPECT_EQ(months.size(), 13u);
  EXPECT_EQ(categories.size(), 19u);
}

TEST(FocusBenchFileTest, TheFileHoldsTheRowsInOrder) {
  const std::filesystem::path path =
      std::filesystem::path(::testing::TempDir()) / "focus_bench_file_test.csv";
  ASSERT_TRUE(WriteBenchFile(path.string(), 5, 2500).ok());
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  std::string expected = BenchHeader();
  for (int i = 0; i < 2500; ++i) AppendBenchRow(5, i, 2500, expected);
  EXPECT_EQ(bytes.str(), expected);
  std::filesystem::remove(path);
}

TEST(FocusBenchFileTest, SaysWhichFileCannotBeWritten) {
  const absl::Status status = WriteBenchFile("/nowhere/at/all.csv", 1, 1);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_NE(status.message().find("/nowhere/at/all.csv"),
            absl::string_view::npos);
}

}  // namespace
}  // namespace regisseur::simulator
