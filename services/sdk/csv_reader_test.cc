#include "services/sdk/csv_reader.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/problem.h"

namespace regisseur::sdk {
namespace {

using ::testing::ElementsAre;

// Hands out a text in pieces of a fixed size.
class PiecewiseStream final : public InputStream {
 public:
  PiecewiseStream(std::string text, size_t piece)
      : text_(std::move(text)), piece_(piece) {}
  absl::StatusOr<bool> Read(std::string& buffer) override {
    if (pos_ >= text_.size()) {
      if (fails_at_end_) return PartnerProblem("file-not-gzip", {});
      return false;
    }
    const std::string piece = text_.substr(pos_, piece_);
    buffer += piece;
    pos_ += piece.size();
    return true;
  }
  absl::Status SkipTo(int64_t offset) override {
    pos_ = static_cast<size_t>(offset);
    return absl::OkStatus();
  }
  void FailAtEnd() { fails_at_end_ = true; }

 private:
  const std::string text_;
  const size_t piece_;
  size_t pos_ = 0;
  bool fails_at_end_ = false;
};

std::string Show(const CsvRecord& record) {
  std::string out = absl::StrCat(record.line, "@", record.offset, ":");
  for (size_t i = 0; i < record.fields.size(); ++i) {
    absl::StrAppend(&out, i == 0 ? "" : "|", record.quoted[i] ? "q" : "",
                    record.fields[i]);
  }
  return out;
}

// Every record, and each fault as `!line rule`, read in pieces of `piece`.
std::vector<std::string> ReadIn(const std::string& text, size_t piece,
                                const CsvOptions& options = {},
                                std::vector<std::string>* values = nullptr) {
  std::vector<std::string> faults;
  if (values == nullptr) values = &faults;
  CsvReader reader(std::make_unique<PiecewiseStream>(text, piece), options);
  std::vector<std::string> out;
  for (int guard = 0; guard < 10000; ++guard) {
    auto record = reader.Next();
    if (!record.ok()) {
      if (!reader.fault()) {
        out.push_back(absl::StrCat("!!", ProblemOf(record.status()).rule));
        return out;
      }
      EXPECT_EQ(ProblemOf(record.status()).rule, reader.fault()->rule);
      out.push_back(
          absl::StrCat("!", reader.fault()->line, " ", reader.fault()->rule));
      values->push_back(reader.fault()->value);
      continue;
    }
    if (*record == nullptr) return out;
    out.push_back(Show(**record));
  }
  ADD_FAILURE() << "does not end";
  return out;
}

// The same whatever the pieces are.
std::vector<std::string> Read(const std::string& text,
                              const CsvOptions& options = {}) {
  std::vector<std::string> values;
  const std::vector<std::string> whole =
      ReadIn(text, 1 << 20, options, &values);
  for (size_t piece : {1, 2, 3, 7, 17}) {
    std::vector<std::string> again;
    EXPECT_EQ(ReadIn(text, piece, options, &again), whole)
        << "pieces of " << piece;
    EXPECT_EQ(again, values) << "pieces of " << piece;
  }
  return whole;
}

// A last line without a break may be a file that is still being written.
TEST(CsvReaderTest, SaysWhetherTheFileEndsBehindARecord) {
  const auto read = [](const std::string& text) {
    CsvReader reader(std::make_unique<PiecewiseStream>(text, 3), {});
    std::string ends;
    for (;;) {
      const auto record = reader.Next();
      if (!record.ok()) {
        ends += reader.fault()->at_end ? "!e" : "!";
      } else if (*record == nullptr) {
        return ends;
      } else {
        ends += (*record)->at_end ? "e" : "-";
      }
    }
  };
  EXPECT_EQ(read("a,b\n1,2\n"), "--");
  EXPECT_EQ(read("a,b\n1,2\r\n"), "--");
  EXPECT_EQ(read("a,b\n1,2\r"), "--");
  EXPECT_EQ(read("a,b\n1,2"), "-e");
  EXPECT_EQ(read("a,b\n1,\"2\""), "-e");
  EXPECT_EQ(read("a,b\n1,\"2"), "-!e");
  EXPECT_EQ(read("a,b\n1,\"2\n3,4\n"), "-!-");
  EXPECT_EQ(read("a,b\n1,\"2\n3,4"), "-!e");
}

TEST(CsvReaderTest, ReadsPlainAndQuotedFields) {
  EXPECT_THAT(Read("a,b,c\n1,\"x, y\",\n"),
              ElementsAre("1@0:a|b|c", "2@6:1|qx, y|"));
  EXPECT_THAT(Read("\"say \"\"hi\"\"\",\"\"\"\",\"\"\n"),
              ElementsAre("1@0:qsay \"hi\"|q\"|q"));
}

TEST(CsvReaderTest, TellsAnEmptyQuotedFieldFromAnEmptyOne) {
  EXPECT_THAT(Read(",\"\"\n"), ElementsAre("1@0:|q"));
  EXPECT_THAT(Read("\"\"\n"), ElementsAre("1@0:q"));
}

TEST(CsvReaderTest, EndsLinesByLfCrlfOrCr) {
  EXPECT_THAT(Read("a\r\nb\rc\nd"),
              ElementsAre("1@0:a", "2@3:b", "3@5:c", "4@7:d"));
  EXPECT_THAT(Read("a\r"), ElementsAre("1@0:a"));
}

TEST(CsvReaderTest, CountsLinesInsideQuotes) {
  EXPECT_THAT(Read("\"a\nb\r\nc\rd\",1\nx,2\n"),
              ElementsAre("1@0:qa\nb\r\nc\rd|1", "5@13:x|2"));
}

TEST(CsvReaderTest, SkipsBlankLinesAndTheByteOrderMark) {
  EXPECT_THAT(Read("\xEF\xBB\xBF"
                   "a,b\n\n\r\n1,2\n\n"),
              ElementsAre("1@3:a|b", "4@10:1|2"));
  EXPECT_THAT(Read(""), ElementsAre());
  EXPECT_THAT(Read("\xEF\xBB\xBF"), ElementsAre());
  EXPECT_THAT(Read("\n\n"), ElementsAre());
}

TEST(CsvReaderTest, RefusesUtf16) {
  EXPECT_THAT(Read(std::string("\xFF\xFE"
                               "a\0,\0",
                               6)),
              ElementsAre("!!csv-encoding"));
}

TEST(CsvReaderTest, AQuoteInsideAnUnquotedFieldIsText) {
  EXPECT_THAT(Read("5\" disk,it\"\"s\n"), ElementsAre("1@0:5\" disk|it\"\"s"));
}

TEST(CsvReaderTest, OneBadLineSpoilsOneRecord) {
  EXPECT_THAT(Read("a,b\n\"x\"y,1\nc,d\n"),
              ElementsAre("1@0:a|b", "!2 csv-quote", "3@11:c|d"));
  EXPECT_THAT(Read(std::string("a\nb\0b\nc\n", 8)),
              ElementsAre("1@0:a", "!2 csv-nul", "3@6:c"));
  EXPECT_THAT(Read(std::string("\"b\0b\"\nc\n", 8)),
              ElementsAre("!1 csv-nul", "2@6:c"));
}

TEST(CsvReaderTest, NamesTheLineWhereAQuoteWasOpened) {
  EXPECT_THAT(Read("a,b\n1,\"open\nc,d\ne,f\n"),
              ElementsAre("1@0:a|b", "!2 csv-quote-not-closed", "3@12:c|d",
                          "4@16:e|f"));
  EXPECT_THAT(Read("\"ok\nok\",\"open"),
              ElementsAre("!2 csv-quote-not-closed"));
}

TEST(CsvReaderTest, ARunawayQuoteIsCutAtTheRecordLimit) {
  std::string text = "1,\"open\n";
  for (int i = 0; i < 50; ++i) absl::StrAppend(&text, "row", i, ",x\n");
  const std::vector<std::string> read =
      ReadIn(text, 16, {.max_record_bytes = 100});
  ASSERT_EQ(read.size(), 51u);
  EXPECT_EQ(read[0], "!1 csv-record-too-long");
  EXPECT_EQ(read[1], "2@8:row0|x");
}

TEST(CsvReaderTest, AFaultSaysHowMuchThereMayBe) {
  CsvReader reader(std::make_unique<PiecewiseStream>(
                       "a,b,c,d\n" + std::string(200, 'x') + "\n", 16),
                   {.max_record_bytes = 100, .max_fields = 3});
  EXPECT_FALSE(reader.Next().ok());
  EXPECT_EQ(reader.fault()->ArgumentsIn("f.csv").at("limit"), "3");
  EXPECT_FALSE(reader.Next().ok());
  EXPECT_EQ(reader.fault()->ArgumentsIn("f.csv").at("limit"), "100");
  EXPECT_EQ(reader.fault()->ArgumentsIn("f.csv").at("origin"), "f.csv");
}

TEST(CsvReaderTest, RefusesLongAndWideRecordsAndGoesOn) {
  EXPECT_THAT(
      Read("a\n" + std::string(200, 'x') + "\nb\n", {.max_record_bytes = 100}),
      ElementsAre("1@0:a", "!2 csv-record-too-long", "3@203:b"));
  EXPECT_THAT(Read("a,b\na,b,c,d\na,b,c\n", {.max_fields = 3}),
              ElementsAre("1@0:a|b", "!2 csv-field-too-many", "3@12:a|b|c"));
}

// A run that is continued must give the same findings again, wherever its
// pieces then begin.
TEST(CsvReaderTest, WhatIsReadDoesNotDependOnThePieces) {
  std::mt19937 random(7);
  const std::string letters("ab,\"\n\r\0\",\n\"xyz\xC3\xA9", 16);
  for (int i = 0; i < 2000; ++i) {
    std::string text;
    for (size_t n = random() % 60; n > 0; --n) {
      text.push_back(letters[random() % letters.size()]);
    }
    Read(text, {.max_record_bytes = 40, .max_fields = 5});
  }
}

TEST(CsvReaderTest, AProblemOfTheFileIsFinal) {
  auto stream = std::make_unique<PiecewiseStream>("a,b\n1,", 100);
  stream->FailAtEnd();
  CsvReader reader(std::move(stream), {});
  ASSERT_TRUE(reader.Next().ok());
  for (int i = 0; i < 2; ++i) {
    const auto record = reader.Next();
    ASSERT_FALSE(record.ok());
    EXPECT_EQ(ProblemOf(record.status()).rule, "file-not-gzip");
    EXPECT_FALSE(reader.fault());
  }
}

TEST(CsvReaderTest, ContinuesAtEachBorder) {
  const std::string text =
      "\xEF\xBB\xBF"
      "a,b\r\n\"x\ny\",1\n\n2,3\n\"bad\"z,1\n4,5";
  CsvReader reader(std::make_unique<PiecewiseStream>(text, 5), {});
  std::vector<std::pair<int64_t, int64_t>> borders = {{0, 1}};
  for (;;) {
    const auto record = reader.Next();
    if (record.ok() && *record == nullptr) break;
    borders.emplace_back(reader.next_offset(), reader.next_line());
  }
  const std::vector<std::string> whole = ReadIn(text, 1000);
  for (size_t i = 0; i < borders.size(); ++i) {
    CsvReader again(std::make_unique<PiecewiseStream>(text, 1000), {});
    ASSERT_TRUE(again.SkipTo(borders[i].first, borders[i].second).ok());
    size_t at = i;
    for (;;) {
      const auto record = again.Next();
      if (record.ok() && *record == nullptr) break;
      ASSERT_LT(at, whole.size());
      if (record.ok()) {
        EXPECT_EQ(Show(**record), whole[at]);
      }
      ++at;
    }
    EXPECT_EQ(at, whole.size());
  }
}

TEST(CsvReaderTest, GivesTheRawRecord) {
  CsvReader reader(
      std::make_unique<PiecewiseStream>("a,\"b \"\"c\"\"\"\r\n", 100), {});
  const auto record = reader.Next();
  ASSERT_TRUE(record.ok());
  EXPECT_EQ((*record)->raw, "a,\"b \"\"c\"\"\"");
}

TEST(CsvReaderTest, GuessesTheSeparator) {
  EXPECT_EQ(GuessSeparator("a,b,c\n;;;;;"), ',');
  EXPECT_EQ(GuessSeparator("a;b;\"c,d,e,f\""), ';');
  EXPECT_EQ(GuessSeparator("a\tb\tc"), '\t');
  EXPECT_EQ(GuessSeparator("a"), ',');
}

}  // namespace
}  // namespace regisseur::sdk
