#include "core/fx/exchange_rates.h"

#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

Decimal D(absl::string_view text) { return Decimal::Parse(text).value(); }
absl::CivilDay Day(absl::string_view text) { return ParseDay(text).value(); }

// Newest first, with holes, as the ECB writes its history.
constexpr char kHistory[] =
    "Date,USD,JPY,HRK,GBP,\n"
    "2026-04-13,1.25,200,N/A,0.8,\n"
    "2026-04-10,1.20,190.5,N/A,N/A,\n"
    "2026-04-09,1.10,180,7.5,0.9,\n";

TEST(ExchangeRatesTest, ParsesTheHistory) {
  const auto rates = ExchangeRates::ParseCsv(kHistory);
  ASSERT_TRUE(rates.ok()) << rates.status();
  EXPECT_EQ(rates->LastDay(), Day("2026-04-13"));
  EXPECT_EQ(rates->Convert(D("1"), "EUR", "USD", Day("2026-04-13"))->rate,
            D("1.25"));
}

TEST(ExchangeRatesTest, ParsesTheDailyFile) {
  const auto rates = ExchangeRates::ParseCsv(
      "\xEF\xBB\xBF"
      "Date, USD, JPY, \r\n13 April 2026, 1.1684, 186.75, \r\n");
  ASSERT_TRUE(rates.ok()) << rates.status();
  EXPECT_EQ(rates->LastDay(), Day("2026-04-13"));
  EXPECT_EQ(rates->Convert(D("2"), "EUR", "USD", Day("2026-04-13"))->exact,
            D("2.3368"));
}

TEST(ExchangeRatesTest, RefusesWhatIsNotTheEcbsFile) {
  const struct {
    const char* csv;
    const char* message;
  } kCases[] = {
      {"", "line 1: the file is empty"},
      {"\n\n", "the file is empty"},
      {"Datum,USD\n", "line 1: the header is 'Datum,USD'"},
      {"Date,Dollar\n", "line 1, column 2: 'Dollar' is no currency"},
      {"Date,USD\n2026-13-01,1\n", "line 2, column Date: '2026-13-01'"},
      {"Date,USD\n31 April 2026,1\n", "line 2, column Date"},
      {"Date,USD\n2026-04-13,1,1\n", "there are 3 cells and the header has 2"},
      {"Date,USD\n2026-04-13,\"1,5\"\n", "3 cells"},
      {"Date,USD\n2026-04-13,abc\n", "line 2, column USD: 'abc'"},
      {"Date,USD\n2026-04-13,0\n", "line 2, column USD: '0'"},
      {"Date,USD\n2026-04-13,-1\n", "line 2, column USD: '-1'"},
      {"Date,USD\n2026-04-13,1\n2026-04-13,1\n",
       "line 3, column Date: 2026-04-13 stands in the file twice"},
  };
  for (const auto& c : kCases) {
    const auto rates = ExchangeRates::ParseCsv(c.csv);
    EXPECT_EQ(rates.status().code(), absl::StatusCode::kInvalidArgument)
        << c.csv;
    EXPECT_THAT(rates.status().message(), HasSubstr(c.message));
  }
}

TEST(ExchangeRatesTest, ConvertsThroughTheEuroAsOneFraction) {
  const auto rates = ExchangeRates::ParseCsv(kHistory).value();
  // 100 USD = 100 * 0.8 / 1.25 GBP = 64.
  const auto pounds = rates.Convert(D("100"), "USD", "GBP", Day("2026-04-13"));
  ASSERT_TRUE(pounds.ok()) << pounds.status();
  EXPECT_EQ(pounds->rounded.ToString(), "64.00");
  EXPECT_EQ(pounds->exact.ToString(), "64.000000000000");
  EXPECT_EQ(pounds->rate.ToString(), "0.64");
  // 1 USD on 9 April = 180 / 1.10 = 163.636363636363... JPY, which has no
  // minor unit.
  const auto yen = rates.Convert(D("1"), "USD", "JPY", Day("2026-04-09"));
  EXPECT_EQ(yen->exact.ToString(), "163.636363636363");
  EXPECT_EQ(yen->rate.ToString(), "163.636363636363");
  EXPECT_EQ(yen->rounded.ToString(), "164");
  // -1 USD on 13 April = -0.8 EUR.
  EXPECT_EQ(rates.Convert(D("-1"), "USD", "EUR", Day("2026-04-13"))
                ->rounded.ToString(),
            "-0.80");
}

TEST(ExchangeRatesTest, RoundsTheFractionNotItsCutForm) {
  ExchangeRates rates;
  rates.Set(Day("2026-04-13"), "USD", D("3"));
  rates.Set(Day("2026-04-13"), "GBP", D("2"));
  // 0.0075 * 2 / 3 = 0.005 exactly: a tie, away from zero on both sides.
  EXPECT_EQ(rates.Convert(D("0.0075"), "USD", "GBP", Day("2026-04-13"))
                ->rounded.ToString(),
            "0.01");
  EXPECT_EQ(rates.Convert(D("-0.0075"), "USD", "GBP", Day("2026-04-13"))
                ->rounded.ToString(),
            "-0.01");
  // 0.015 / 3 EUR = 0.005 likewise, though 1/3 has no end.
  EXPECT_EQ(rates.Convert(D("0.015"), "USD", "EUR", Day("2026-04-13"))
                ->rounded.ToString(),
            "0.01");
}

TEST(ExchangeRatesTest, TakesTheLastDayWithBothRates) {
  const auto rates = ExchangeRates::ParseCsv(kHistory).value();
  // 12 April 2026 is a Sunday: Friday's rate.
  const auto sunday = rates.Convert(D("1"), "EUR", "USD", Day("2026-04-12"));
  EXPECT_EQ(sunday->rate_date, Day("2026-04-10"));
  // On the 10th there is no GBP: both rates of the 9th.
  const auto pounds = rates.Convert(D("1"), "USD", "GBP", Day("2026-04-12"));
  EXPECT_EQ(pounds->rate_date, Day("2026-04-09"));
  EXPECT_EQ(pounds->rate.ToString(), "0.818181818181");  // 0.9 / 1.10
}

TEST(ExchangeRatesTest, ARateIsAtMostSevenDaysOld) {
  const auto rates = ExchangeRates::ParseCsv(kHistory).value();
  EXPECT_EQ(rates.Convert(D("1"), "HRK", "EUR", Day("2026-04-16"))->rate_date,
            Day("2026-04-09"));
  const auto late = rates.Convert(D("1"), "HRK", "EUR", Day("2026-04-17"));
  EXPECT_EQ(late.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(late.status().message(),
              HasSubstr("no rate of HRK on 2026-04-17 or within 7 days before "
                        "it; rates reach from 2026-04-09 to 2026-04-13"));
  EXPECT_EQ(
      rates.Convert(D("1"), "EUR", "USD", Day("2026-04-08")).status().code(),
      absl::StatusCode::kNotFound);
  EXPECT_EQ(ExchangeRates()
                .Convert(D("1"), "EUR", "USD", Day("2026-04-08"))
                .status()
                .code(),
            absl::StatusCode::kNotFound);
}

TEST(ExchangeRatesTest, ACurrencyIsWorthItself) {
  const auto same =
      ExchangeRates().Convert(D("1.005"), "USD", "USD", Day("2026-04-12"));
  ASSERT_TRUE(same.ok()) << same.status();
  EXPECT_EQ(same->rounded.ToString(), "1.01");
  EXPECT_EQ(same->exact, D("1.005"));
  EXPECT_EQ(same->rate, D("1"));
  EXPECT_EQ(same->rate_date, Day("2026-04-12"));
}

TEST(ExchangeRatesTest, RefusesWhatIsNoCurrency) {
  const auto rates = ExchangeRates::ParseCsv(kHistory).value();
  for (const char* code : {"", "usd", "Dollar", "ABC"}) {
    EXPECT_EQ(
        rates.Convert(D("1"), code, "EUR", Day("2026-04-13")).status().code(),
        absl::StatusCode::kInvalidArgument)
        << code;
  }
}

// --- The ECB's whole history, where a copy of it lies beside the repository.

std::filesystem::path CorpusFolder() {
  if (const char* folder = std::getenv("REGISSEUR_CORPUS")) return folder;
  // ctest runs this where the test lies.
  return "../../../shared/corpus";
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The only file of a zip archive, found through its central directory.
std::string Unzip(const std::string& archive) {
  const auto number = [&](size_t at, int bytes) {
    size_t value = 0;
    for (int i = bytes; i-- > 0;) {
      value = value << 8 | static_cast<unsigned char>(archive.at(at + i));
    }
    return value;
  };
  const size_t directory = archive.rfind("PK\x01\x02");
  if (directory == std::string::npos) return "";
  const size_t packed_size = number(directory + 20, 4);
  std::string text(number(directory + 24, 4), '\0');
  const size_t local = number(directory + 42, 4);
  const size_t data =
      local + 30 + number(local + 26, 2) + number(local + 28, 2);
  std::string packed = archive.substr(data, packed_size);
  z_stream stream{};
  stream.next_in = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  const bool ok = inflateInit2(&stream, -MAX_WBITS) == Z_OK &&
                  inflate(&stream, Z_FINISH) == Z_STREAM_END;
  inflateEnd(&stream);
  return ok ? text : "";
}

// The text of the next `"key": "text"` at or after `at`, which moves behind it.
std::string NextText(const std::string& json, const std::string& key,
                     size_t& at) {
  at = json.find("\"" + key + "\"", at);
  if (at == std::string::npos) return "";
  const size_t open = json.find('"', json.find(':', at)) + 1;
  const size_t close = json.find('"', open);
  at = close;
  return json.substr(open, close - open);
}

TEST(ExchangeRatesCorpusTest, AgreesWithAnotherProgramsConversions) {
  const std::filesystem::path archive =
      CorpusFolder() / "fx/eurofxref-hist.zip";
  const std::filesystem::path answers = CorpusFolder() / "../oracle/fx.json";
  if (!std::filesystem::exists(archive) || !std::filesystem::exists(answers)) {
    GTEST_SKIP() << "no corpus: " << archive;
  }
  const auto rates = ExchangeRates::ParseCsv(Unzip(ReadFile(archive)));
  ASSERT_TRUE(rates.ok()) << rates.status();
  const std::string json = ReadFile(answers);
  EXPECT_EQ(rates->LastDay(), Day("2026-04-13"));
  size_t at = json.find("\"conversions\"");
  int compared = 0;
  while (true) {
    const std::string amount = NextText(json, "amount", at);
    if (amount.empty()) break;
    const std::string from = NextText(json, "from", at);
    const std::string to = NextText(json, "to", at);
    const std::string asked = NextText(json, "asked_date", at);
    const std::string rate_date = NextText(json, "rate_date", at);
    const std::string exact = NextText(json, "exact_to_12_places", at);
    const std::string rounded = NextText(json, "rounded_half_up_2", at);
    const auto conversion = rates->Convert(D(amount), from, to, Day(asked));
    ASSERT_TRUE(conversion.ok()) << conversion.status();
    EXPECT_EQ(FormatDay(conversion->rate_date), rate_date) << amount << from;
    // The other program rounds the last of the 12 decimals, we cut it off.
    const Decimal difference =
        Decimal::Subtract(D(exact), conversion->exact).value();
    EXPECT_TRUE(difference.IsZero() || difference == D("1E-12"))
        << amount << from << ": " << conversion->exact;
    EXPECT_EQ(conversion->rounded.ToString(), rounded) << amount << from;
    ++compared;
  }
  EXPECT_GT(compared, 0);
}

TEST(ExchangeRatesCorpusTest, ReadsTheDailyFile) {
  const std::filesystem::path file = CorpusFolder() / "fx/eurofxref.csv";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no corpus: " << file;
  const auto rates = ExchangeRates::ParseCsv(ReadFile(file));
  ASSERT_TRUE(rates.ok()) << rates.status();
  EXPECT_EQ(rates->LastDay(), Day("2026-04-13"));
}

}  // namespace
}  // namespace regisseur
