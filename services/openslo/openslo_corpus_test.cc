// Holds the adapter against published OpenSLO documents, where they are at
// hand: the folder that REGISSEUR_CORPUS names, else ../shared/corpus beside
// the repository. The expected answers lie in ../oracle beside the corpus,
// computed by another program.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/openslo/slo_document.h"
#include "services/sdk/json_document.h"

namespace regisseur::openslo {
namespace {

using sdk::JsonValue;

std::string ReadWhole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class OpensloCorpusTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* set = std::getenv("REGISSEUR_CORPUS");
    corpus_ = set != nullptr ? set : "../../../shared/corpus";
    const std::string oracle = corpus_ + "/../oracle/openslo.json";
    if (!std::filesystem::exists(oracle)) {
      GTEST_SKIP() << "no corpus: " << corpus_;
    }
    auto document = sdk::JsonDocument::Parse(ReadWhole(oracle), oracle);
    ASSERT_TRUE(document.ok()) << document.status();
    answers_.emplace(*std::move(document));
  }

  std::string corpus_;
  std::optional<sdk::JsonDocument> answers_;
};

TEST_F(OpensloCorpusTest, EveryFileGivesTheAnswersOfTheOracle) {
  int files = 0;
  for (JsonValue answer : answers_->root()) {
    if (!answer["objects"].IsArray()) continue;
    SCOPED_TRACE(answer.key());
    ++files;
    FindingList findings;
    std::vector<SloFile> read = {ReadSloFile(
        ReadWhole(absl::StrCat(corpus_, "/", answer.key())), "f", findings)};
    CheckAcrossFiles(read, {"f"}, findings);
    const SloFile& file = read[0];
    ASSERT_EQ(file.objects.size(),
              static_cast<size_t>(answer["object_count"].Int().value_or(-1)));
    bool errors = false;
    for (const Finding& finding : findings.findings()) {
      if (finding.severity == Severity::kError) errors = true;
    }
    EXPECT_EQ(errors, answer["valid_by_our_subset"].Bool() == false)
        << (findings.empty() ? "" : findings.findings()[0].rule);
    size_t i = 0;
    for (JsonValue want : answer["objects"]) {
      const SloObject& got = file.objects[i++];
      bool broken = false;
      for (JsonValue error : want["errors"]) {
        (void)error;
        broken = true;
      }
      const bool slo = want["kind"].String() == "SLO";
      EXPECT_EQ(got.slo.has_value(), slo && !broken) << want["name"].Text();
      if (!got.slo.has_value()) continue;
      EXPECT_EQ(got.slo->name, want["name"].Text());
      EXPECT_EQ(got.slo->service, want["service"].Text());
      EXPECT_EQ(got.slo->budgeting_method, want["budgetingMethod"].Text());
      std::vector<Decimal> targets;
      for (const DeclaredTarget& target : got.slo->targets) {
        targets.push_back(target.percent);
      }
      std::vector<Decimal> want_targets;
      for (JsonValue target : want["targets_percent"]) {
        want_targets.push_back(Decimal::Parse(target.Text()).value());
      }
      EXPECT_EQ(targets, want_targets);
      for (JsonValue window : want["timeWindow"]) {
        const bool rolling = window["isRolling"].Bool().value_or(false);
        EXPECT_EQ(absl::StrContains(got.slo->window, " rolling"), rolling);
        if (want["apiVersion"].Text() == "openslo/v1") {
          EXPECT_TRUE(
              absl::StartsWith(got.slo->window, window["duration"].Text()));
        }
      }
    }
  }
  EXPECT_GT(files, 40);
}

// Generators of alerting rules read and write v1alpha by their own habits.
TEST_F(OpensloCorpusTest, DocumentsOfOtherToolsAreRead) {
  int slos = 0;
  for (JsonValue answer : answers_->root()) {
    for (JsonValue want : answer["slos"]) {
      if (want["schema"].Text() != "openslo/v1alpha") continue;
      SCOPED_TRACE(answer.key());
      FindingList findings;
      const SloFile file = ReadSloFile(
          ReadWhole(absl::StrCat(corpus_, "/", answer.key())), "f", findings);
      ASSERT_EQ(file.objects.size(), 1u);
      ASSERT_TRUE(file.objects[0].slo.has_value());
      const DeclaredObjective& slo = *file.objects[0].slo;
      EXPECT_EQ(slo.name, want["name"].Text());
      EXPECT_EQ(slo.service, want["service"].Text());
      ASSERT_EQ(slo.targets.size(), 1u);
      EXPECT_EQ(slo.targets[0].percent,
                Decimal::Parse(want["objective_percent"].Text()).value());
      ++slos;
    }
  }
  EXPECT_GE(slos, 4);
}

}  // namespace
}  // namespace regisseur::openslo
