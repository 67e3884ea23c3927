#include "services/simulator/focus_file.h"

#include <zlib.h>

#include "gtest/gtest.h"
#include "services/simulator/csv_lines_for_test.h"

namespace regisseur::simulator {
namespace {

constexpr absl::CivilDay kNow(2026, 11, 23);
constexpr absl::CivilMonth kOctober(2026, 10);

std::string Render(PartnerRole role) {
  return RenderFocus(role,
                     {{.month = kOctober,
                       .invoiced = true,
                       .charges = ChargesOfMonth(role, kOctober, kNow, {})}});
}

TEST(FocusFileTest, EveryRecordHasAsManyFieldsAsTheHeader) {
  const struct {
    PartnerRole role;
    size_t columns;  // FOCUS 1.2 has 57 columns, 1.0 has 43
  } cases[] = {{PartnerRole::kHosting, 43},
               {PartnerRole::kPublicCloud, 57},
               {PartnerRole::kSaas, 57},
               {PartnerRole::kCdn, 57},
               {PartnerRole::kTelecom, 43}};
  for (const auto& each : cases) {
    const auto lines = CsvLines(Render(each.role));
    ASSERT_GT(lines.size(), 1u);
    for (const auto& line : lines) {
      ASSERT_EQ(line.size(), each.columns) << PartnerOf(each.role).id;
    }
  }
}

TEST(FocusFileTest, WritesMoneyWithTwoExactDecimals) {
  const auto lines = CsvLines(Render(PartnerRole::kHosting));
  EXPECT_EQ(lines[1][ColumnOf(lines, "BilledCost")], "9500.00");
  EXPECT_EQ(lines[1][ColumnOf(lines, "BillingCurrency")], "EUR");
  EXPECT_EQ(lines[1][ColumnOf(lines, "BillingPeriodStart")],
            "2026-10-01T00:00:00Z");
  EXPECT_EQ(lines[1][ColumnOf(lines, "BillingPeriodEnd")],
            "2026-11-01T00:00:00Z");
}

TEST(FocusFileTest, TheTelecomPartnerWritesLikeADatabase) {
  const auto lines = CsvLines(Render(PartnerRole::kTelecom));
  EXPECT_EQ(lines[1][ColumnOf(lines, "ChargePeriodStart")],
            "2026-10-01 00:00:00");
  EXPECT_EQ(lines[1][ColumnOf(lines, "ChargeClass")], "NULL");
}

TEST(FocusFileTest, CloudRowsCarryTagsAsJson) {
  const auto lines = CsvLines(Render(PartnerRole::kPublicCloud));
  EXPECT_EQ(lines[1][ColumnOf(lines, "Tags")],
            R"({"omgeving":"productie","app":"website"})");
  EXPECT_EQ(lines[1][ColumnOf(lines, "InvoiceId")], "NIM-2026-10");
}

TEST(FocusFileTest, QuotesOnlyWhereItMust) {
  EXPECT_EQ(CsvField("plain text"), "plain text");
  EXPECT_EQ(CsvField("a,b"), "\"a,b\"");
  EXPECT_EQ(CsvField("say \"x\""), "\"say \"\"x\"\"\"");
}

TEST(FocusFileTest, GzipGivesTheTextBack) {
  const std::string text = Render(PartnerRole::kCdn);
  const absl::StatusOr<std::string> packed = Gzip(text);
  ASSERT_TRUE(packed.ok()) << packed.status();
  EXPECT_LT(packed->size(), text.size());

  std::string unpacked(text.size() + 1, '\0');
  z_stream stream = {};
  ASSERT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed->data()));
  stream.avail_in = static_cast<uInt>(packed->size());
  stream.next_out = reinterpret_cast<Bytef*>(unpacked.data());
  stream.avail_out = static_cast<uInt>(unpacked.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  unpacked.resize(stream.total_out);
  inflateEnd(&stream);
  EXPECT_EQ(unpacked, text);
}

}  // namespace
}  // namespace regisseur::simulator
