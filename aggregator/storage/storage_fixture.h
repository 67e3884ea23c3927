#pragma once

#include <unistd.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "aggregator/storage/storage.h"
#include "core/base/fake_clock.h"
#include "core/portfolio/portfolio.h"
#include "core/time/instant.h"
#include "gtest/gtest.h"

namespace regisseur {

// For tests of the stores: an empty database in a folder of its own, a clock
// that stands still, and short ways to write facts.

inline absl::Time At(absl::string_view text) {
  return ParseInstant(text).value();
}

// A folder of its own for the running test.
inline std::string FreshFolder() {
  static int count = 0;
  std::string folder =
      absl::StrCat(::testing::TempDir(), "/storage-", getpid(), "-", ++count);
  std::string made = absl::StrCat(folder, "-XXXXXX");
  EXPECT_NE(mkdtemp(made.data()), nullptr);
  return made;
}

class StorageFixture : public ::testing::Test {
 protected:
  StorageFixture()
      : folder_(FreshFolder()), path_(absl::StrCat(folder_, "/facts.db")) {
    Open();
  }
  ~StorageFixture() override { Close(); }

  void Open() {
    absl::StatusOr<std::unique_ptr<Database>> opened = OpenSqlite(path_);
    ASSERT_TRUE(opened.ok()) << opened.status();
    database_ = std::move(opened).value();
    queue_ = std::make_unique<WriteQueue>(*database_);
    writer_ = std::make_unique<FactWriter>(*database_, *queue_, clock_);
  }
  void Close() {
    writer_.reset();
    queue_.reset();
    database_.reset();
  }
  // As after a restart of the daemon.
  void Reopen() {
    Close();
    Open();
  }

  SourceReader sources() const { return SourceReader(*database_); }
  StatusReader status() const { return StatusReader(*database_); }
  CostReader costs() const { return CostReader(*database_); }

  // Every party is its own provider; no party is `provider`.
  static StagedBatch MakeBatch(const std::string& source,
                               const std::string& run, int64_t number,
                               bool last,
                               const std::string& provider = "cloudnine") {
    StagedBatch batch;
    batch.source = source;
    batch.facts.run = run;
    batch.facts.number = number;
    batch.facts.cursor = absl::StrCat(run, "/", number);
    batch.facts.last = last;
    batch.facts.dictionary = {""};
    batch.delivered_by = "test 1";
    batch.assign = [provider](const std::string& party) {
      return party.empty() ? provider : party;
    };
    return batch;
  }

  static Delivery Head(const std::string& scope, const std::string& origin,
                       Completeness completeness = Completeness::kComplete) {
    Delivery head;
    head.scope = scope;
    head.origin = origin;
    head.completeness = completeness;
    return head;
  }

  static int32_t Text(StagedBatch& batch, const std::string& text) {
    batch.facts.dictionary.push_back(text);
    return static_cast<int32_t>(batch.facts.dictionary.size() - 1);
  }

  // A charge of September 2026 with one amount in every cost column.
  static Charge& AddCharge(StagedBatch& batch, const std::string& service,
                           const std::string& amount,
                           const std::string& category = "Usage") {
    Charge& charge = batch.facts.charges.emplace_back();
    charge.line = static_cast<int64_t>(batch.facts.charges.size()) + 1;
    charge.texts[static_cast<int>(ChargeText::kServiceName)] =
        Text(batch, service);
    charge.texts[static_cast<int>(ChargeText::kChargeCategory)] =
        Text(batch, category);
    charge.texts[static_cast<int>(ChargeText::kBillingCurrency)] =
        Text(batch, "EUR");
    const Decimal value = Decimal::Parse(amount).value();
    charge.amounts[static_cast<int>(ChargeAmount::kBilledCost)] = value;
    charge.amounts[static_cast<int>(ChargeAmount::kEffectiveCost)] = value;
    charge.amounts[static_cast<int>(ChargeAmount::kListCost)] = value;
    charge.amounts[static_cast<int>(ChargeAmount::kContractedCost)] = value;
    charge.billing_period_start = At("2026-09-01T00:00:00Z");
    charge.billing_period_end = At("2026-10-01T00:00:00Z");
    charge.charge_period_start = At("2026-09-05T00:00:00Z");
    charge.charge_period_end = At("2026-09-06T00:00:00Z");
    return charge;
  }

  // A run of one batch with one charge.
  absl::Status StoreOneCharge(const std::string& source, const std::string& run,
                              const std::string& scope,
                              const std::string& amount) {
    StagedBatch batch = MakeBatch(source, run, 1, true);
    batch.facts.deliveries = {Head(scope, "cost.csv")};
    AddCharge(batch, "Compute", amount);
    return writer_->StoreBatch(who_, batch);
  }

  // Sum of BilledCost over all kept totals, as text.
  std::string BilledTotal(AsOf as_of = {}, const CostFilter& filter = {}) {
    ExactSum sum;
    const absl::Status read = costs().ReadTotals(
        who_, filter, as_of,
        [&](const CostTotalRow& row) { return sum.Add(row.total.billed); });
    EXPECT_TRUE(read.ok()) << read;
    return sum.ToString();
  }
  std::string BilledOfLines(AsOf as_of = {}, const CostFilter& filter = {}) {
    ExactSum sum;
    const absl::Status read =
        costs().ReadLines(who_, filter, as_of, [&](const ChargeLine& line) {
          return sum.Add(*line.charge.amount(ChargeAmount::kBilledCost));
        });
    EXPECT_TRUE(read.ok()) << read;
    return sum.ToString();
  }

  const Principal who_ = Principal::System("test");
  const std::string folder_;
  const std::string path_;
  FakeClock clock_{At("2026-10-05T07:00:00Z")};
  std::unique_ptr<Database> database_;
  std::unique_ptr<WriteQueue> queue_;
  std::unique_ptr<FactWriter> writer_;
};

}  // namespace regisseur
