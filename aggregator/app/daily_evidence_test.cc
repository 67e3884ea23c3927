#include "aggregator/app/daily_evidence.h"

#include "aggregator/storage/storage_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

class DailyEvidenceTest : public StorageFixture {
 protected:
  // Keeps a document as one that came now.
  void Keep() {
    Originals originals(folder_, *database_, *queue_, clock_);
    OriginalChunk chunk;
    chunk.name = "cost.csv";
    chunk.data = "document";
    chunk.last = true;
    ASSERT_TRUE(originals.Append(who_, "bill", "run", chunk).ok());
  }
  // True while the act of a purge of documents is in the trail.
  bool IsPurged() const {
    ActFilter filter;
    filter.method = "daemon.PurgeOriginals";
    return !acts_.List(who_, filter, {}, 10).value().acts.empty();
  }
  // Runs a statement that stays.
  void Run(const char* sql) {
    const absl::Status done =
        queue_->Write(WriteQueue::Lane::kAct, [&](Transaction& transaction) {
          return transaction.Prepared(sql).Step().status();
        });
    ASSERT_TRUE(done.ok()) << done;
  }

  const std::unique_ptr<SigningKey> key_ = SigningKey::Generate();
  const ActStore acts_{*database_, clock_};
  EvidenceKeeper keeper_{*database_,
                         *queue_,
                         clock_,
                         *key_,
                         {.data_dir = folder_, .program = "test 1"}};
  RetentionPurge purge_{folder_, *database_, *queue_, clock_};
  DailyEvidence daily_{
      keeper_, purge_, clock_, [] {
        RetentionConfig retention;
        retention.originals = {.months = 1};
        return DailyEvidence::Day{absl::UTCTimeZone(), retention};
      }};
};

TEST_F(DailyEvidenceTest, ARootThatSomebodySignedKeepsNothingFromThePurge) {
  Keep();
  daily_.RunIfDue();
  EXPECT_FALSE(IsPurged());
  clock_.Advance(40 * absl::Hours(24));
  ASSERT_TRUE(keeper_.SignRoot(who_, "test.Sign", "r1").ok());
  daily_.RunIfDue();
  EXPECT_TRUE(IsPurged());
  EXPECT_TRUE(daily_.failures().purge.ok());
  EXPECT_TRUE(daily_.failures().root.ok());
}

TEST_F(DailyEvidenceTest, ARootThatIsNotSignedIsToldUntilOneIs) {
  Run("CREATE TRIGGER broken BEFORE INSERT ON act "
      "WHEN NEW.method = 'daemon.SignDailyRoot' "
      "BEGIN SELECT RAISE(ABORT, 'no trail'); END");
  daily_.RunIfDue();
  EXPECT_THAT(std::string(daily_.failures().root.message()),
              HasSubstr("no trail"));
  Run("DROP TRIGGER broken");
  daily_.RunIfDue();
  EXPECT_TRUE(daily_.failures().root.ok());
}

}  // namespace
}  // namespace regisseur
