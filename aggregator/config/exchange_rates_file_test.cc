#include "aggregator/config/exchange_rates_file.h"

#include <zip.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

constexpr char kCsv[] =
    "Date,USD,JPY,\n2026-04-13,1.2500,150.00,\n2026-04-10,1.2000,N/A,\n";

constexpr char kXml[] = R"(<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<gesmes:subject>Reference rates</gesmes:subject>
<Cube><Cube time="2026-04-13"><Cube currency="USD" rate="1.2500"/></Cube>
<Cube time="2026-04-10"><Cube currency="USD" rate="1.2000"/></Cube></Cube></gesmes:Envelope>)";

std::string Zipped(const std::string& content) {
  const std::string path = ::testing::TempDir() + "/rates_test.zip";
  std::remove(path.c_str());
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE, nullptr);
  zip_file_add(archive, "eurofxref-hist.csv",
               zip_source_buffer(archive, content.data(), content.size(), 0),
               0);
  zip_close(archive);
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

// 10.00 EUR at 1.25 is 12.50 USD.
void ExpectRates(const absl::StatusOr<ExchangeRates>& rates) {
  ASSERT_TRUE(rates.ok()) << rates.status();
  const auto converted = rates->Convert(Decimal(1000, 2), "EUR", "USD",
                                        absl::CivilDay(2026, 4, 14));
  ASSERT_TRUE(converted.ok()) << converted.status();
  EXPECT_EQ(converted->rounded, Decimal(1250, 2));
  EXPECT_EQ(converted->rate_date, absl::CivilDay(2026, 4, 13));
}

TEST(ExchangeRatesFileTest, ReadsCsvZipAndXml) {
  ExpectRates(ParseExchangeRates("r.csv", kCsv));
  ExpectRates(ParseExchangeRates("r.zip", Zipped(kCsv)));
  ExpectRates(ParseExchangeRates("r.xml", kXml));
}

TEST(ExchangeRatesFileTest, RefusesWhatIsNone) {
  for (const std::string& content :
       {std::string(""), std::string("hello"), std::string("<html></html>"),
        std::string("<!DOCTYPE x><Cube/>"), std::string("PK\x03\x04garbage"),
        Zipped("not rates")}) {
    const auto rates = ParseExchangeRates("rates.bin", content);
    ASSERT_FALSE(rates.ok()) << content;
    EXPECT_EQ(rates.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(rates.status().message(), HasSubstr("rates.bin"));
  }
}

}  // namespace
}  // namespace regisseur
