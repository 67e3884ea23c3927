#include "services/kpi/kpi_adapter.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/problem.h"
#include "services/sdk/recording_sink.h"

namespace regisseur::kpi {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Collected {
  absl::Status status;
  Checkpoint checkpoint;
  std::vector<FactBatch> batches;

  std::vector<std::string> Figures() const {
    std::vector<std::string> told;
    for (const FactBatch& batch : batches) {
      for (const Measurement& m : batch.measurements) {
        told.push_back(
            absl::StrCat(batch.deliveries[m.delivery].scope, ": ", m.indicator,
                         "=", m.value.has_value() ? m.value->ToString() : "?"));
      }
    }
    return told;
  }
  std::vector<std::string> Rules() const {
    std::vector<std::string> rules;
    for (const FactBatch& batch : batches) {
      for (const Finding& finding : batch.findings) {
        rules.push_back(finding.rule);
      }
    }
    for (const Finding& finding : checkpoint.findings) {
      rules.push_back(finding.rule);
    }
    return rules;
  }
};

class KpiAdapterTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(::testing::TempDir()) /
              absl::StrCat("kpi_", info->name(), "_", getpid());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& name, const std::string& rows) {
    std::ofstream(folder_ / name, std::ios::binary)
        << "Leverancier;Indicator;Periode;Waarde\n"
        << rows;
  }

  Collected Collect(std::map<std::string, std::string> options,
                    const std::string& cursor = "", int rows = 1000) {
    sdk::SourceSpec source;
    source.options = std::move(options);
    source.base_directory = folder_.string();
    source.time_zone = *LoadZone("Europe/Amsterdam");
    KpiAdapter adapter;
    sdk::RecordingSink sink(rows);
    Collected collected;
    const auto checkpoint = adapter.Collect(source, cursor, sink);
    collected.status = checkpoint.status();
    if (checkpoint.ok()) collected.checkpoint = *checkpoint;
    collected.batches = sink.batches();
    return collected;
  }

  std::filesystem::path folder_;
};

// Two rows have a party, one of them a figure.
TEST_F(KpiAdapterTest, ADryRunCountsTheCellThatCannotBeRead) {
  Write("a.csv",
        "CloudNine;Beschikbaarheid;2026-09;99,9\n"
        "CloudNine;Beschikbaarheid;2026-10;99,2O\n");
  sdk::SourceSpec source;
  source.options = {{"path", "*.csv"}};
  source.base_directory = folder_.string();
  source.time_zone = *LoadZone("Europe/Amsterdam");
  FindingList findings;
  const auto run = KpiAdapter().Coverage(source, findings);
  ASSERT_TRUE(run.ok()) << run.status();
  std::vector<std::string> counted;
  for (const sdk::FieldCoverage& field : run->fields) {
    counted.push_back(
        absl::StrCat(field.field, " ", field.filled, "/", field.total));
  }
  EXPECT_THAT(counted, Contains("party 2/2"));
  EXPECT_THAT(counted, Contains("value 1/2"));
}

// The figure of October that an earlier report gave no longer holds: its place
// is told, with nothing in it.
TEST_F(KpiAdapterTest, APeriodOfWhichNothingCanBeReadIsToldAsEmpty) {
  Write("a.csv",
        "CloudNine;Beschikbaarheid;2026-09;99,9\n"
        "CloudNine;Beschikbaarheid;2026-10;99,2O\n");
  const Collected got = Collect({{"path", "*.csv"}});
  ASSERT_TRUE(got.status.ok()) << got.status;
  std::vector<std::string> scopes;
  for (const FactBatch& batch : got.batches) {
    for (const Delivery& delivery : batch.deliveries) {
      scopes.push_back(delivery.scope);
    }
  }
  EXPECT_THAT(scopes,
              ::testing::UnorderedElementsAre(
                  "report period=2026-09-01/2026-10-01 party=CloudNine",
                  "report period=2026-10-01/2026-11-01 party=CloudNine"));
  EXPECT_EQ(got.Figures().size(), 1u);
  EXPECT_THAT(got.Rules(), Contains("kpi-figure-lost"));
}

TEST_F(KpiAdapterTest, DeliversOneScopeForEachPartyAndPeriod) {
  Write("r.csv", "N;A;2026-09;1\nN;B;2026-09;2\nZ;A;2026-10;3\n");
  const Collected collected = Collect({{"path", "r.csv"}});
  ASSERT_TRUE(collected.status.ok()) << collected.status;
  EXPECT_THAT(collected.Figures(),
              ElementsAre("report period=2026-09-01/2026-10-01 party=N: A=1",
                          "report period=2026-09-01/2026-10-01 party=N: B=2",
                          "report period=2026-10-01/2026-11-01 party=Z: A=3"));
  const Delivery& delivery = collected.batches[0].deliveries[0];
  EXPECT_EQ(delivery.completeness, Completeness::kComplete);
  EXPECT_EQ(delivery.origin, "r.csv");
  // Midnight in Amsterdam: UTC+2 in September, UTC+1 from 25 October on.
  EXPECT_EQ(FormatInstant(*delivery.period_start), "2026-08-31T22:00:00Z");
  EXPECT_EQ(FormatInstant(*collected.checkpoint.data_until),
            "2026-10-31T23:00:00Z");
  EXPECT_TRUE(collected.batches.back().last);
}

TEST_F(KpiAdapterTest, GivesTheSameFiguresFromEveryCursor) {
  Write("r.csv", "N;A;2026-09;1\nN;B;2026-09;2\nZ;A;2026-10;3\n");
  const std::map<std::string, std::string> options = {
      {"path", "*.csv"}, {"keep_original", "false"}};
  const Collected whole = Collect(options, "", 1);
  ASSERT_EQ(whole.batches.size(), 3);
  for (size_t sent = 0; sent < 3; ++sent) {
    // Another batch size is no other edition.
    const Collected rest = Collect(options, whole.batches[sent].cursor, 2);
    ASSERT_TRUE(rest.status.ok()) << rest.status;
    std::vector<std::string> joined;
    for (size_t i = 0; i <= sent; ++i) {
      joined.push_back(whole.Figures()[i]);
    }
    for (const std::string& figure : rest.Figures()) joined.push_back(figure);
    EXPECT_EQ(joined, whole.Figures());
    if (!rest.batches.empty()) {
      EXPECT_EQ(rest.batches[0].number, static_cast<int64_t>(sent) + 2);
      EXPECT_TRUE(rest.batches.back().last);
    }
  }
  const Collected again = Collect(options, whole.checkpoint.cursor);
  EXPECT_TRUE(again.checkpoint.unchanged);
  EXPECT_THAT(again.batches, IsEmpty());
}

TEST_F(KpiAdapterTest, VouchesForReportsThatToldAFigure) {
  Write("a.csv", "N;A;2026-09;1\nN;B;2026-09;2\n");
  Write("b.csv", "");
  const Collected collected = Collect({{"path", "*.csv"}}, "", 1);
  ASSERT_EQ(collected.batches.size(), 3);  // the last with the reports
  EXPECT_THAT(collected.batches[0].whole_origins, IsEmpty());
  EXPECT_THAT(collected.batches[1].whole_origins, IsEmpty());
  EXPECT_THAT(collected.batches[2].whole_origins, ElementsAre("a.csv"));
}

TEST_F(KpiAdapterTest, StartsAnewWhenAReportWasCorrected) {
  Write("r.csv", "N;A;2026-09;1\nN;B;2026-09;2\n");
  const Collected first = Collect({{"path", "r.csv"}}, "", 1);
  Write("r.csv", "N;A;2026-09;1,5\nN;B;2026-09;2\n");
  const Collected halfway =
      Collect({{"path", "r.csv"}}, first.batches[0].cursor);
  EXPECT_TRUE(sdk::ProblemOf(halfway.status).cursor_gone);
  const Collected corrected =
      Collect({{"path", "r.csv"}}, first.checkpoint.cursor);
  EXPECT_THAT(corrected.Figures(),
              Contains("report period=2026-09-01/2026-10-01 party=N: A=1.5"));
  EXPECT_FALSE(corrected.checkpoint.unchanged);
  EXPECT_NE(corrected.batches[0].run, first.batches[0].run);
}

TEST_F(KpiAdapterTest, AsksWhatTwoReportsAreToEachOther) {
  Write("a.csv", "N;A;2026-09;1\n");
  Write("b.csv", "N;A;2026-09;2\nN;B;2026-09;3\n");
  const Collected separate = Collect({{"path", "*.csv"}});
  EXPECT_THAT(separate.Figures(),
              ElementsAre("report period=2026-09-01/2026-10-01 party=N: A=1"));
  EXPECT_THAT(separate.Rules(), ElementsAre("kpi-two-files"));
  const Collected latest = Collect({{"path", "*.csv"}, {"files", "latest"}});
  EXPECT_THAT(latest.Figures(),
              ElementsAre("report period=2026-09-01/2026-10-01 party=N: A=2",
                          "report period=2026-09-01/2026-10-01 party=N: B=3"));
  const Collected parts = Collect({{"path", "*.csv"}, {"files", "parts"}});
  EXPECT_EQ(parts.Figures().size(), 3);
}

TEST_F(KpiAdapterTest, ReadsAWorkbook) {
  sdk::SourceSpec source;
  source.options = {{"path", "workbook.xlsx"}};
  source.base_directory =
      (std::filesystem::current_path() / "testdata").string();
  KpiAdapter adapter;
  sdk::RecordingSink sink;
  const auto checkpoint = adapter.Collect(source, "", sink);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  Collected collected;
  collected.batches = sink.batches();
  const std::string scope =
      "report period=2026-09-01/2026-10-01 party=Werkplek Oost: ";
  EXPECT_THAT(
      collected.Figures(),
      ElementsAre(scope + "Beschikbaarheid=99.95", scope + "Oplostijd P1=1.234",
                  scope + "Binnen norm=94", scope + "Tevredenheid=?"));
  const std::vector<Measurement>& figures = sink.batches()[0].measurements;
  EXPECT_EQ(figures[0].unit, "%");
  EXPECT_EQ(figures[0].norm_operator, ">=");
  EXPECT_EQ(figures[1].unit, "uur");
  EXPECT_EQ(figures[2].norm, Decimal(95, 0));
  EXPECT_TRUE(figures[3].not_applicable);
  EXPECT_THAT(collected.Rules(), Contains("kpi-merged-cell"));
}

TEST_F(KpiAdapterTest, TellsTheOtherReportsWhenOneCannotBeRead) {
  std::ofstream(folder_ / "a.xlsx", std::ios::binary) << "PK\x03\x04garbage";
  Write("b.csv", "N;A;2026-09;1\n");
  const Collected collected = Collect({{"path", "*"}});
  const sdk::Problem problem = sdk::ProblemOf(collected.status);
  EXPECT_EQ(problem.rule, "kpi-xlsx");
  EXPECT_THAT(problem.message, HasSubstr("a.xlsx"));
  EXPECT_EQ(collected.Figures().size(), 1);
  // Together one edition: half of it would replace the whole.
  const Collected parts = Collect({{"path", "*"}, {"files", "parts"}});
  EXPECT_EQ(sdk::ProblemOf(parts.status).rule, "kpi-xlsx");
  EXPECT_THAT(parts.Figures(), IsEmpty());
}

TEST_F(KpiAdapterTest, TellsAReportWithoutFiguresAgainAndAgain) {
  Write("r.csv", "N;A;2026-09;oops\n");
  const Collected first = Collect({{"path", "r.csv"}});
  ASSERT_TRUE(first.status.ok()) << first.status;
  EXPECT_THAT(first.Rules(), ElementsAre("kpi-number-format", "kpi-figure-lost",
                                         "kpi-file-empty"));
  const Collected again = Collect({{"path", "r.csv"}}, first.checkpoint.cursor);
  EXPECT_TRUE(again.checkpoint.unchanged);
  EXPECT_EQ(again.Rules(), first.Rules());
}

TEST_F(KpiAdapterTest, AReportThatIsStillBeingWrittenIsTriedAgain) {
  Write("a.csv", "N;A;2026-09;1\n");
  Write("b.csv", "N;B;2026-10;2\nN;C;2026-");
  const Collected young = Collect({{"path", "*.csv"}});
  const sdk::Problem problem = sdk::ProblemOf(young.status);
  EXPECT_EQ(problem.kind, sdk::ProblemKind::kTransient);
  EXPECT_EQ(problem.rule, "file-incomplete");
  EXPECT_THAT(problem.message, HasSubstr("b.csv ends in the middle of line 3"));
  EXPECT_EQ(young.Figures().size(), 1);  // the other one's
  // Together one edition: none is told before all are there.
  EXPECT_THAT(Collect({{"path", "*.csv"}, {"files", "parts"}}).batches,
              IsEmpty());

  // Quiet for long enough, it counts as it is, and the cut line is said.
  std::filesystem::last_write_time(
      folder_ / "b.csv", std::filesystem::last_write_time(folder_ / "b.csv") -
                             std::chrono::minutes(6));
  const Collected quiet =
      Collect({{"path", "*.csv"}}, young.batches.back().cursor);
  ASSERT_TRUE(quiet.status.ok()) << quiet.status;
  EXPECT_EQ(quiet.Figures().size(), 2);
  EXPECT_THAT(quiet.Rules(), Contains("kpi-value-missing"));
}

// The documents of a run, put together from their pieces.
std::map<std::string, std::string> OriginalsOf(
    const std::vector<FactBatch>& batches) {
  std::map<std::string, std::string> documents;
  for (const FactBatch& batch : batches) {
    for (const OriginalChunk& chunk : batch.originals) {
      std::string& document = documents[chunk.name];
      EXPECT_EQ(chunk.offset, static_cast<int64_t>(document.size()));
      document += chunk.data;
    }
  }
  return documents;
}

TEST_F(KpiAdapterTest, SendsTheReportsThemselvesFromEveryCursor) {
  // Larger than two messages.
  std::string rows = "N;A;2026-09;1\nN;B;2026-09;2\n";
  for (int i = 0; i < 60000; ++i) {
    absl::StrAppend(&rows, "Voetnoot met veel tekst, nummer ", i,
                    " van 60000\n");
  }
  Write("big.csv", rows);
  Write("small.csv", "N;A;2026-10;1\n");
  const Collected whole = Collect({{"path", "*.csv"}}, "", 1);
  ASSERT_TRUE(whole.status.ok()) << whole.status;
  EXPECT_EQ(OriginalsOf(whole.batches),
            (std::map<std::string, std::string>{
                {"big.csv", "Leverancier;Indicator;Periode;Waarde\n" + rows},
                {"small.csv",
                 "Leverancier;Indicator;Periode;Waarde\nN;A;2026-10;1\n"}}));
  ASSERT_GT(whole.batches.size(), 3);
  EXPECT_TRUE(whole.batches.back().last);
  for (size_t i = 0; i < whole.batches.size(); ++i) {
    const Collected rest =
        Collect({{"path", "*.csv"}}, whole.batches[i].cursor, 1);
    ASSERT_TRUE(rest.status.ok()) << rest.status;
    ASSERT_EQ(rest.batches.size(), whole.batches.size() - i - 1);
    for (size_t j = 0; j < rest.batches.size(); ++j) {
      const FactBatch& wanted = whole.batches[i + 1 + j];
      EXPECT_EQ(rest.batches[j].number, wanted.number);
      EXPECT_EQ(rest.batches[j].cursor, wanted.cursor);
      ASSERT_EQ(rest.batches[j].originals.size(), wanted.originals.size());
      for (size_t k = 0; k < wanted.originals.size(); ++k) {
        EXPECT_EQ(rest.batches[j].originals[k].data, wanted.originals[k].data);
      }
    }
  }
}

TEST_F(KpiAdapterTest, SendsNoReportThatIsNotToBeKept) {
  Write("r.csv", "N;A;2026-09;1\n");
  const Collected collected =
      Collect({{"path", "r.csv"}, {"keep_original", "false"}});
  ASSERT_EQ(collected.batches.size(), 1);
  EXPECT_TRUE(collected.batches[0].last);
  EXPECT_THAT(collected.batches[0].originals, IsEmpty());
}

TEST_F(KpiAdapterTest, RefusesOptionsThatCannotWork) {
  struct Case {
    std::string key;
    std::string value;
  };
  for (const Case& c :
       {Case{"path", ""}, Case{"files", "both"}, Case{"period", "september"},
        Case{"decimal", "dot"}, Case{"separator", "::"},
        Case{"keep_remarks", "yes"}, Case{"keep_original", "no"}}) {
    sdk::SourceSpec source;
    source.options = {{"path", "r.csv"}};
    source.options[c.key] = c.value;
    const absl::Status status = KpiAdapter().Validate(source);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << c.key;
    EXPECT_THAT(status.message(), HasSubstr(c.key));
  }
}

}  // namespace
}  // namespace regisseur::kpi
