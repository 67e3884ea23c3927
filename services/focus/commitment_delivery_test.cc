#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/focus/focus_adapter.h"
#include "services/sdk/recording_sink.h"

namespace regisseur::focus {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kHeader[] =
    "ContractId,ContractCommitmentId,BillingCurrency,ContractCommitmentCost,"
    "ContractCommitmentPeriodStart,ContractCommitmentPeriodEnd\n";
constexpr char kYear[] = ",2026-01-01T00:00:00Z,2027-01-01T00:00:00Z\n";
constexpr char kCharges[] =
    "BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,"
    "BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,ChargeCategory\n"
    "10.00,A-1,EUR,2026-09-01T00:00:00Z,2026-10-01T00:00:00Z,"
    "2026-09-01T00:00:00Z,2026-09-02T00:00:00Z,Usage\n";

class CommitmentDeliveryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(::testing::TempDir()) /
              absl::StrCat("commitments_", info->name(), "_", getpid());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  // What a collection told, `scope id cost`, and the origins that it vouches
  // for.
  void Collect(std::map<std::string, std::string> options = {}) {
    options.try_emplace("path", "*.csv");
    options["keep_original"] = "false";
    sdk::SourceSpec source;
    source.source_id = "costs";
    source.options = options;
    source.base_directory = folder_.string();
    source.currency = "EUR";
    sdk::RecordingSink sink(1000);
    FocusAdapter adapter;
    const auto checkpoint = adapter.Collect(source, cursor_, sink);
    ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
    cursor_ = checkpoint->cursor;
    told_.clear();
    vouched_.clear();
    charges_ = 0;
    for (const FactBatch& batch : sink.batches()) {
      charges_ += batch.charges.size();
      for (const ContractCommitment& commitment : batch.commitments) {
        told_.push_back(absl::StrCat(
            batch.deliveries[commitment.delivery].scope, " ", commitment.id,
            " ",
            commitment.cost.has_value() ? commitment.cost->ToString()
                                        : "null"));
      }
      if (batch.last) {
        vouched_.insert(vouched_.end(), batch.whole_origins.begin(),
                        batch.whole_origins.end());
      }
    }
  }

  std::filesystem::path folder_;
  std::string cursor_;
  std::vector<std::string> told_;
  std::vector<std::string> vouched_;
  size_t charges_ = 0;
};

TEST_F(CommitmentDeliveryTest, ADeliveryForEachContract) {
  Write("commitments.csv",
        absl::StrCat(kHeader, "c-1,cc-1,EUR,100.00", kYear, "c-2,cc-2,EUR,",
                     kYear, "c-1,cc-3,EUR,5", kYear));
  Collect();
  EXPECT_THAT(told_, ElementsAre("commitments contract=c-1 cc-1 100.00",
                                 "commitments contract=c-2 cc-2 null",
                                 "commitments contract=c-1 cc-3 5"));
  EXPECT_THAT(vouched_, ElementsAre("commitments.csv"));
  // A file that did not change is not told again.
  Collect();
  EXPECT_THAT(told_, IsEmpty());
}

TEST_F(CommitmentDeliveryTest, BesideChargesInOneEdition) {
  Write("a-commitments.csv",
        absl::StrCat(kHeader, "c-1,cc-1,EUR,100.00", kYear));
  Write("b-charges.csv", kCharges);
  Collect({{"files", "parts"}});
  EXPECT_THAT(told_, ElementsAre("commitments contract=c-1 cc-1 100.00"));
  EXPECT_EQ(charges_, 1u);
  EXPECT_THAT(vouched_, ElementsAre("a-commitments.csv", "b-charges.csv"));
}

// A row of Billing Period travels as DeclaredPeriod says: id is the issuer.
TEST_F(CommitmentDeliveryTest, ADeliveryForEachBillingPeriod) {
  const char header[] =
      "BillingPeriodStart,BillingPeriodEnd,BillingPeriodStatus,"
      "BillingPeriodLastUpdated,InvoiceIssuerName,BillingAccountId\n";
  const char august[] = "2026-08-01T00:00:00Z,2026-09-01T00:00:00Z,";
  Write("periods.csv",
        absl::StrCat(header, august, "Closed,2026-09-05T00:00:00Z,CloudNine,\n",
                     "2026-09-01T00:00:00Z,2026-10-01T00:00:00Z,Open,null,"
                     "CloudNine,A-1\n",
                     // Nobody knows which one, and nobody knows what it is.
                     ",2026-11-01T00:00:00Z,Open,,CloudNine,\n", august,
                     ",,CloudNine,\n"));
  Collect();
  EXPECT_THAT(told_,
              ElementsAre("billing period issuer=CloudNine account= "
                          "period=2026-08-01/2026-09-01 CloudNine null",
                          "billing period issuer=CloudNine account=A-1 "
                          "period=2026-09-01/2026-10-01 CloudNine null"));
  EXPECT_THAT(vouched_, ElementsAre("periods.csv"));
}

TEST_F(CommitmentDeliveryTest, OneWithoutAnIdIsNotCounted) {
  Write("commitments.csv", absl::StrCat(kHeader, "c-1,,EUR,100.00", kYear));
  Collect();
  EXPECT_THAT(told_, IsEmpty());
}

}  // namespace
}  // namespace regisseur::focus
