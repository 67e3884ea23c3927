#include "services/focus/batch_size.h"

#include <random>
#include <string>

#include "core/delivery/delivery.h"
#include "gtest/gtest.h"
#include "services/sdk/batch_check.h"

namespace regisseur::focus {
namespace {

// A batch of random charges whose amounts have up to `digits` digits, of which
// up to `scale` are decimals.
struct Made {
  FactBatch batch;
  BatchSize size;
};
Made Make(int rows, int digits, int scale, std::mt19937_64& dice) {
  Made made;
  made.batch.dictionary = {""};
  made.batch.other_columns = {{"x_Team", {}}, {"x_Zone", {}}};
  const auto text = [&]() -> int32_t {
    if (dice() % 4 == 0) return 0;
    if (dice() % 2 == 0 && made.batch.dictionary.size() > 1) {
      return static_cast<int32_t>(1 +
                                  dice() % (made.batch.dictionary.size() - 1));
    }
    made.batch.dictionary.emplace_back(dice() % 60, 'x');
    made.size.AddText(
        static_cast<int64_t>(made.batch.dictionary.back().size()));
    return static_cast<int32_t>(made.batch.dictionary.size() - 1);
  };
  for (int row = 0; row < rows; ++row) {
    Charge& charge = made.batch.charges.emplace_back();
    charge.line = row + 2;
    charge.billing_period_start = absl::FromUnixSeconds(1788220800);
    charge.charge_period_end =
        charge.billing_period_start + absl::Seconds(dice() % 1000000);
    int texts = 0;
    const auto count = [&](int32_t index) {
      texts += index != 0;
      return index;
    };
    for (int32_t& cell : charge.texts) cell = count(text());
    for (OtherColumn& column : made.batch.other_columns) {
      column.texts.push_back(count(text()));
    }
    for (std::optional<Decimal>& amount : charge.amounts) {
      Int128 coefficient = 0;
      for (uint64_t d = dice() % digits + 1; d > 0; --d) {
        coefficient = coefficient * 10 + static_cast<int>(dice() % 10);
      }
      amount = Decimal(dice() % 2 == 0 ? coefficient : -coefficient,
                       static_cast<int>(dice() % (scale + 1)));
    }
    made.size.AddRow(texts, charge.amounts);
  }
  return made;
}

TEST(BatchSizeTest, IsNeverLessThanTheMessageAndNotMuchMore) {
  std::mt19937_64 dice(20261005);
  struct Case {
    int digits, scale;
    double at_most;  // times the message
  };
  for (const Case& c :
       {Case{3, 0, 1.3}, Case{9, 4, 1.3}, Case{8, 8, 1.6}, Case{17, 8, 2.5},
        Case{18, 28, 2.5}, Case{37, 28, 2.5}}) {
    for (const int rows : {1, 100, 1000}) {
      const Made made = Make(rows, c.digits, c.scale, dice);
      const auto bytes = sdk::MessageBytes(made.batch);
      const int64_t bound = made.size.Bytes(2);
      // Heads of columns are of the batch, not of its rows.
      EXPECT_GE(bound + 600, bytes) << c.digits << " " << c.scale;
      if (rows == 1000) {
        EXPECT_LE(static_cast<double>(bound),
                  c.at_most * static_cast<double>(bytes))
            << c.digits << " " << c.scale;
      }
    }
  }
}

}  // namespace
}  // namespace regisseur::focus
