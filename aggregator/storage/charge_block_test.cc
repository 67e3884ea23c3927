#include "aggregator/storage/charge_block.h"

#include <numeric>
#include <random>

#include "absl/strings/str_cat.h"
#include "core/time/instant.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

// A batch whose key texts have the id 100 + index.
class ChargeBlockTest : public ::testing::Test {
 protected:
  int32_t Text(const std::string& text) {
    dictionary_.push_back(text);
    return static_cast<int32_t>(dictionary_.size() - 1);
  }
  Charge& Add(absl::string_view billed) {
    Charge& charge = charges_.emplace_back();
    charge.line = static_cast<int64_t>(charges_.size()) + 1;
    charge.amounts[0] = Decimal::Parse(billed).value();
    charge.billing_period_start = ParseInstant("2026-09-01T00:00:00Z").value();
    charge.billing_period_end = ParseInstant("2026-10-01T00:00:00Z").value();
    charge.charge_period_start = charge.billing_period_start;
    charge.charge_period_end = charge.billing_period_start + absl::Hours(1);
    parties_.push_back(static_cast<int64_t>(charges_.size()) % 3);
    return charge;
  }
  static int32_t& Column(Charge& charge, ChargeText column) {
    return charge.texts[static_cast<int>(column)];
  }

  // Packs `rows` and reads them back into block_ and lines_.
  void PackAndUnpack(const std::vector<int32_t>& rows) {
    std::vector<int64_t> ids(dictionary_.size());
    std::iota(ids.begin(), ids.end(), 100);
    const auto packed =
        packer_.Pack({charges_, dictionary_, others_, ids, parties_}, rows);
    ASSERT_TRUE(packed.ok()) << packed.status();
    numbers_ = packed->numbers;
    texts_ = std::string(packed->texts);
    text_bytes_ = packed->text_bytes;
    const absl::Status unpacked =
        UnpackBlock(numbers_, text_bytes_, texts_,
                    static_cast<int64_t>(rows.size()), block_, lines_);
    ASSERT_TRUE(unpacked.ok()) << unpacked;
    ASSERT_EQ(lines_.size(), rows.size());
    for (size_t i = 0; i < rows.size(); ++i) Compare(rows[i], i);
  }

  void Compare(int32_t row, size_t line) {
    const Charge& was = charges_[row];
    const Charge& is = lines_[line].charge;
    EXPECT_EQ(lines_[line].row, block_.first_row + static_cast<int64_t>(line));
    EXPECT_EQ(lines_[line].party, parties_[row]);
    EXPECT_EQ(is.line, was.line);
    EXPECT_EQ(is.lines, was.lines);
    EXPECT_EQ(is.billing_period_start, was.billing_period_start);
    EXPECT_EQ(is.billing_period_end, was.billing_period_end);
    EXPECT_EQ(is.charge_period_start, was.charge_period_start);
    EXPECT_EQ(is.charge_period_end, was.charge_period_end);
    for (int a = 0; a < kChargeAmountCount; ++a) {
      ASSERT_EQ(is.amounts[a].has_value(), was.amounts[a].has_value());
      if (!was.amounts[a].has_value()) continue;
      EXPECT_EQ(is.amounts[a]->coefficient(), was.amounts[a]->coefficient());
      EXPECT_EQ(is.amounts[a]->scale(), was.amounts[a]->scale());
    }
    for (int c = 0; c < kChargeTextCount; ++c) {
      if (IsKeyText(static_cast<ChargeText>(c))) {
        EXPECT_EQ(is.texts[c], was.texts[c] == 0 ? 0 : 100 + was.texts[c]);
      } else {
        EXPECT_EQ(block_.texts[is.texts[c]], dictionary_[was.texts[c]]);
      }
    }
    ASSERT_EQ(block_.other_columns.size(), others_.size());
    for (size_t o = 0; o < others_.size(); ++o) {
      EXPECT_EQ(block_.other_columns[o].name, others_[o].name);
      EXPECT_EQ(block_.texts[block_.other_columns[o].texts[line]],
                dictionary_[others_[o].texts[row]]);
    }
  }

  std::vector<std::string> dictionary_ = {""};
  std::vector<Charge> charges_;
  std::vector<OtherColumn> others_;
  std::vector<int64_t> parties_;
  ChargeBlockPacker packer_;
  std::string numbers_;
  std::string texts_;
  int64_t text_bytes_ = 0;
  LineBlock block_;
  std::vector<StoredLine> lines_;
};

TEST_F(ChargeBlockTest, SumsComeBackAndAreKnown) {
  Add("12.50").lines = 1;
  EXPECT_FALSE(HasSums(numbers_));
  Add("7").lines = 100000;
  PackAndUnpack({0, 1});
  EXPECT_TRUE(HasSums(numbers_));
}

TEST_F(ChargeBlockTest, OneLineComesBack) {
  Charge& charge = Add("12.50");
  Column(charge, ChargeText::kServiceName) = Text("Compute");
  Column(charge, ChargeText::kResourceId) = Text("//cloud.example/vm-1");
  block_.first_row = 8;
  PackAndUnpack({0});
}

TEST_F(ChargeBlockTest, AmountsOfEverySizeComeBack) {
  for (const char* billed :
       {"0", "-1", "9223372036854775807", "-9223372036854775808",
        "9223372036854775808", "170141183460469231731687303715884105727",
        "0.0000000000000000000000000001", "-16.2969321366366446274854190001"}) {
    Charge& charge = Add(billed);
    charge.amounts[3] = charge.amounts[0];
  }
  charges_[2].amounts[5] = Decimal(5, 1);
  PackAndUnpack({0, 1, 2, 3, 4, 5, 6, 7});
}

TEST_F(ChargeBlockTest, EachDeliveryHasItsOwnRowsOfABatch) {
  const int32_t shared = Text("A-1");
  for (int i = 0; i < 10; ++i) {
    Charge& charge = Add(absl::StrCat(i, ".25"));
    Column(charge, ChargeText::kBillingAccountId) = shared;
    Column(charge, ChargeText::kResourceId) = Text(absl::StrCat("vm-", i));
  }
  OtherColumn zone{"AvailabilityZone", {}};
  OtherColumn empty{"x_Empty", std::vector<int32_t>(10, 0)};
  for (int i = 0; i < 10; ++i) {
    zone.texts.push_back(i % 2 == 0 ? 0 : Text(absl::StrCat("zone-", i / 4)));
  }
  others_ = {zone, empty};
  PackAndUnpack({0, 2, 4, 6, 8});
  PackAndUnpack({9, 3, 1});
  PackAndUnpack({7});
}

TEST_F(ChargeBlockTest, RandomLinesComeBack) {
  std::mt19937 dice(20261005);
  for (int i = 0; i < 200; ++i) Text(absl::StrCat("text ", dice() % 100));
  for (int i = 0; i < 500; ++i) {
    Charge& charge = Add(absl::StrCat(dice() % 1000, ".", dice() % 1000));
    for (int32_t& text : charge.texts)
      text = static_cast<int32_t>(dice() % 200);
    for (int a = 1; a < kChargeAmountCount; ++a) {
      if (dice() % 3 == 0) continue;
      charge.amounts[a] = Decimal(static_cast<int32_t>(dice()), dice() % 29);
    }
    charge.line = dice() % 100000;
    charge.charge_period_start += absl::Seconds(dice() % 100000);
  }
  std::vector<int32_t> all(500);
  std::iota(all.begin(), all.end(), 0);
  PackAndUnpack(all);
}

// Whatever became of the bytes, reading them ends with a line or with
// DATA_LOSS.
TEST_F(ChargeBlockTest, DamageIsFoundOrReadAsOtherNumbers) {
  for (int i = 0; i < 20; ++i) {
    Charge& charge = Add(absl::StrCat(i, ".25"));
    Column(charge, ChargeText::kServiceName) = Text("Compute");
    Column(charge, ChargeText::kResourceId) = Text(absl::StrCat("vm-", i));
  }
  std::vector<int32_t> all(20);
  std::iota(all.begin(), all.end(), 0);
  PackAndUnpack(all);
  for (size_t at = 0; at < numbers_.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string numbers = numbers_;
      numbers[at] = static_cast<char>(numbers[at] ^ (1 << bit));
      const absl::Status read =
          UnpackBlock(numbers, text_bytes_, texts_, 20, block_, lines_);
      EXPECT_TRUE(read.ok() || absl::IsDataLoss(read)) << read;
    }
    EXPECT_EQ(UnpackBlock(absl::string_view(numbers_).substr(0, at),
                          text_bytes_, texts_, 20, block_, lines_)
                  .code(),
              absl::StatusCode::kDataLoss);
  }
}

}  // namespace
}  // namespace regisseur
