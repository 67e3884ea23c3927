#include "aggregator/storage/pulse_store.h"

#include "aggregator/storage/act_store.h"
#include "aggregator/storage/retention.h"
#include "aggregator/storage/storage_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

class PulseStoreTest : public StorageFixture {
 protected:
  Pulse MakePulse(const std::string& id, const std::string& provider) {
    Pulse pulse{.id = id,
                .provider = provider,
                .service = "hosting",
                .question = "Well?",
                .language = "en",
                .target = Decimal(70, 0),
                .opened = absl::CivilDay(2026, 10, 1)};
    EXPECT_TRUE(queue_
                    ->Write(WriteQueue::Lane::kAct,
                            [&](Transaction& transaction) {
                              return store_.Insert(transaction, pulse,
                                                   "token of " + id);
                            })
                    .ok());
    return pulse;
  }
  void Answer(const std::string& pulse, absl::CivilDay day, int score,
              const std::string& word = "") {
    ASSERT_TRUE(store_.AddAnswer(who_, {pulse, day, score, word}).ok());
  }

  PulseStore store_{*database_, *queue_};
  const absl::CivilDay first_{2026, 10, 5};
};

TEST_F(PulseStoreTest, KeepsAPulseUnderTheHashOfItsToken) {
  const Pulse pulse = MakePulse("a", "cloudnine");
  EXPECT_EQ(store_.FindByToken(who_, "token of a").value(), pulse);
  EXPECT_FALSE(store_.FindByToken(who_, "a").value().has_value());
  EXPECT_TRUE(pulse.IsOpenOn(first_));
  ASSERT_TRUE(queue_
                  ->Write(WriteQueue::Lane::kAct,
                          [&](Transaction& transaction) {
                            return store_.Close(transaction, "a", first_);
                          })
                  .ok());
  EXPECT_FALSE(store_.Find(who_, "a").value()->IsOpenOn(first_));
  EXPECT_THAT(store_.List(who_).value(), SizeIs(1));
}

TEST_F(PulseStoreTest, AnswersAreReadByDayAndCountedByProvider) {
  MakePulse("a", "cloudnine");
  MakePulse("b", "rival");
  Answer("a", first_, 4, "fine");
  Answer("a", first_ + 1, 2);
  Answer("b", first_ + 2, 5);
  EXPECT_THAT(store_.ListAnswers(who_, first_, first_ + 1).value(),
              ElementsAre(PulseAnswer{"a", first_ + 1, 2, ""},
                          PulseAnswer{"a", first_, 4, "fine"}));
  EXPECT_THAT(store_.CountByProvider(who_, first_ + 1).value(),
              ElementsAre(Pair("cloudnine", 1), Pair("rival", 1)));
}

// Twenty answers of a day, in ascending order of their words, do not come back
// in it: who saw people come in cannot tell whose is which.
TEST_F(PulseStoreTest, TheOrderOfAnswersIsNotKept) {
  MakePulse("a", "cloudnine");
  std::vector<std::string> sent;
  for (char c = 'a'; c < 'a' + 20; ++c) {
    sent.emplace_back(1, c);
    Answer("a", first_, 3, sent.back());
  }
  std::vector<std::string> read;
  const std::vector<PulseAnswer> answers =
      store_.ListAnswers(who_, first_, first_).value();
  for (const PulseAnswer& answer : answers) read.push_back(answer.word);
  EXPECT_THAT(read, ::testing::UnorderedElementsAreArray(sent));
  EXPECT_NE(read, sent);
}

TEST_F(PulseStoreTest, OldWordsAreForgottenWithARecord) {
  MakePulse("a", "cloudnine");
  Answer("a", absl::CivilDay(2025, 9, 1), 1, "old");
  Answer("a", first_, 1, "new");
  const ActStore acts(*database_, clock_);
  RetentionPurge purge(folder_, *database_, *queue_, clock_);
  RetentionBorders borders;
  borders.pulse_words =
      absl::FromCivil(absl::CivilDay(2025, 10, 1), absl::UTCTimeZone());
  for (absl::Time* border :
       {&borders.charges, &borders.measurements, &borders.originals,
        &borders.remarks, &borders.tickets, &borders.objectives,
        &borders.invoices}) {
    *border = absl::UnixEpoch();
  }
  ASSERT_TRUE(purge.Run(who_, borders).ok());
  ASSERT_TRUE(purge.Run(who_, borders).ok());
  EXPECT_THAT(
      store_.ListAnswers(who_, absl::CivilDay(2025, 1, 1), first_).value(),
      ElementsAre(PulseAnswer{"a", first_, 1, "new"},
                  PulseAnswer{"a", absl::CivilDay(2025, 9, 1), 1, ""}));
  const std::vector<ActRecord> kept =
      acts.List(who_, {}, std::nullopt, 100)->acts;
  int recorded = 0;
  for (const ActRecord& act : kept) {
    recorded += act.method == "daemon.PurgePulseWords" ? 1 : 0;
  }
  EXPECT_EQ(recorded, 1);
}

}  // namespace
}  // namespace regisseur
