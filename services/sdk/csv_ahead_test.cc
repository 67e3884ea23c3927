#include "services/sdk/csv_ahead.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/problem.h"

namespace regisseur::sdk {
namespace {

// Hands out a text in pieces of a fixed size.
class PiecewiseStream final : public InputStream {
 public:
  PiecewiseStream(std::string text, size_t piece, bool fails_at_end)
      : text_(std::move(text)), piece_(piece), fails_at_end_(fails_at_end) {}
  absl::StatusOr<bool> Read(std::string& buffer) override {
    if (at_ >= text_.size()) {
      if (fails_at_end_) return PartnerProblem("file-not-gzip", {});
      return false;
    }
    buffer.append(text_, at_, piece_);
    at_ += piece_;
    return true;
  }
  absl::Status SkipTo(int64_t offset) override {
    at_ = static_cast<size_t>(offset);
    return absl::OkStatus();
  }

 private:
  const std::string text_;
  const size_t piece_;
  const bool fails_at_end_;
  size_t at_ = 0;
};

// Everything that a reader, or one ahead of it, says.
template <typename Reader>
std::vector<std::string> All(Reader& reader) {
  std::vector<std::string> out;
  while (true) {
    const absl::StatusOr<const CsvRecord*> record = reader.Next();
    std::string said;
    if (!record.ok()) {
      if (!reader.fault().has_value()) {
        out.push_back(absl::StrCat("!!", ProblemOf(record.status()).rule));
        return out;
      }
      said =
          absl::StrCat("!", reader.fault()->line, " ", reader.fault()->rule,
                       " ", reader.fault()->value, " ", reader.fault()->at_end,
                       " ", record.status().message());
    } else if (*record == nullptr) {
      return out;
    } else {
      said = absl::StrCat((*record)->line, "@", (*record)->offset, " ",
                          (*record)->at_end);
      for (const absl::string_view field : (*record)->fields) {
        absl::StrAppend(&said, "|", field);
      }
    }
    out.push_back(absl::StrCat(said, " > ", reader.next_line(), "@",
                               reader.next_offset()));
  }
}

const char* const kTexts[] = {
    "",
    "a,b\n",
    "\xEF\xBB\xBFid,text\n1,\"a \"\"b\"\"\"\n\n2,\"x\ny\"\r\n3,",
    "a,b\n\"not closed,1\n2,3\n",
    "a,b\n1,\"x\"y\n2,3\n4,\"\"\"\"\n5,\"\"\n",
    "a,b\n1,long long long long long long long long long\n2,3\n",
    "a\r1\r2\r\"3\r4\"\r",
    "\xFF\xFE",
};

class CsvAheadTest : public testing::TestWithParam<const char*> {};

TEST_P(CsvAheadTest, SaysWhatTheReaderSays) {
  const std::string text = GetParam();
  for (const auto& [fails, own_thread] :
       {std::pair(false, false), std::pair(false, true), std::pair(true, false),
        std::pair(true, true)}) {
    for (const size_t piece : {1, 3, 7, 64}) {
      const auto stream = [&] {
        return std::make_unique<PiecewiseStream>(text, piece, fails);
      };
      CsvReader reader(stream(), {.max_record_bytes = 32, .origin = "f"});
      CsvReader source(stream(), {.max_record_bytes = 32, .origin = "f"});
      CsvAhead ahead(source, own_thread);
      EXPECT_EQ(All(ahead), All(reader)) << piece;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Texts, CsvAheadTest, testing::ValuesIn(kTexts));

TEST(CsvAheadTest, GoesOnWhereTheReaderStands) {
  const std::string text = "a,b\n1,2\n3,4\n5,6\n";
  CsvReader reader(std::make_unique<PiecewiseStream>(text, 5, false), {});
  ASSERT_TRUE(reader.Next().ok());
  CsvAhead ahead(reader, /*own_thread=*/true);
  EXPECT_EQ(ahead.next_offset(), 4);
  EXPECT_THAT(All(ahead),
              testing::ElementsAre("2@4 0|1|2 > 3@8", "3@8 0|3|4 > 4@12",
                                   "4@12 0|5|6 > 5@16"));
}

TEST(CsvAheadTest, IsLeftInTheMiddle) {
  std::string text;
  for (int i = 0; i < 10000; ++i) absl::StrAppend(&text, i, ",\"\"\"\"\n");
  CsvReader reader(std::make_unique<PiecewiseStream>(text, 100, false), {});
  CsvAhead ahead(reader, /*own_thread=*/true);
  ASSERT_TRUE(ahead.Next().ok());
}

}  // namespace
}  // namespace regisseur::sdk
