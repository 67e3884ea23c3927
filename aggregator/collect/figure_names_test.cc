#include "aggregator/collect/figure_names.h"

#include <memory>
#include <string>
#include <vector>

#include "core/contract/contract_register.h"
#include "core/finding/catalogue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class OnePortfolio final : public PortfolioHistory {
 public:
  std::shared_ptr<const Portfolio> At(absl::Time) const override {
    return portfolio;
  }
  std::shared_ptr<Portfolio> portfolio = std::make_shared<Portfolio>();
};

class OneRegister final : public ContractHistory {
 public:
  std::shared_ptr<const ContractRegister> At(absl::Time) const override {
    return contracts;
  }
  std::vector<RefusedContractFile> ListRefused() const override { return {}; }
  std::shared_ptr<const ContractRegister> contracts;
};

class FigureNamesTest : public ::testing::Test {
 protected:
  FigureNamesTest() {
    portfolios_.portfolio->time_zone = absl::UTCTimeZone();
    portfolios_.portfolio->providers = {
        {.id = "cloudnine",
         .name = "CloudNine B.V.",
         .services = {{.id = "hosting", .name = "Web hosting"}}},
        {.id = "rivaal", .name = "Rivaal N.V."}};
    Contract contract;
    contract.id = "hosting-2026";
    contract.provider = "cloudnine";
    contract.term.start = absl::CivilDay(2026, 1, 1);
    contract.objectives.push_back(
        {.id = "availability", .terms = AvailabilityTerms()});
    contracts_.contracts = std::make_shared<const ContractRegister>(
        std::vector<ContractRegister::Entry>{{"a.yaml", contract}});
    source_.id = "cloudnine-kpi";
    source_.provider = "cloudnine";
    batch_.deliveries = {{.origin = "kpi.csv"}};
  }
  void Tell(const std::string& party, const std::string& service,
            const std::string& indicator) {
    Measurement measurement;
    measurement.line = static_cast<int64_t>(batch_.measurements.size()) + 2;
    measurement.party = party;
    measurement.service = service;
    measurement.indicator = indicator;
    measurement.period_start =
        absl::FromCivil(absl::CivilDay(2026, 10, 1), absl::UTCTimeZone());
    measurement.period_end =
        absl::FromCivil(absl::CivilDay(2026, 11, 1), absl::UTCTimeZone());
    batch_.measurements.push_back(measurement);
  }
  std::vector<std::string> Said() {
    FigureNames(portfolios_, contracts_).Check(source_, batch_);
    std::vector<std::string> said;
    for (const Finding& finding : batch_.findings) {
      said.push_back(RenderMessage(finding.rule, finding.arguments));
      EXPECT_EQ(finding.file, "kpi.csv");
    }
    return said;
  }

  OnePortfolio portfolios_;
  OneRegister contracts_;
  SourceConfig source_;
  FactBatch batch_;
};

TEST_F(FigureNamesTest, SaysNothingOfNamesThatAreKnown) {
  Tell("CloudNine B.V.", "hosting", "Availability");
  Tell("", "Web Hosting", "availability");
  Tell("Cloud Nine Nederland", "", "availability");  // its own other name
  EXPECT_THAT(Said(), IsEmpty());
  EXPECT_EQ(batch_.measurements.size(), 3u);
}

TEST_F(FigureNamesTest, AFigureOfAnotherPartnerIsNotCounted) {
  Tell("Rivaal N.V.", "wan", "availability");
  Tell("", "hosting", "availability");
  EXPECT_THAT(
      Said(),
      ElementsAre("A line names Rivaal N.V., another partner of ours: its "
                  "figure does not count for CloudNine B.V.; send it from a "
                  "source of that partner."));
  EXPECT_EQ(batch_.findings[0].severity, Severity::kError);
  EXPECT_EQ(batch_.findings[0].first_line, 2);
  ASSERT_EQ(batch_.measurements.size(), 1u);
  EXPECT_EQ(batch_.measurements[0].line, 3);
}

TEST_F(FigureNamesTest, NamesWhatWasProbablyMeant) {
  Tell("", "hostng", "availabilty");
  EXPECT_THAT(
      Said(),
      ElementsAre("hostng is no service of CloudNine B.V.; was hosting meant? "
                  "There are hosting. Its figures are kept and count for none "
                  "of them.",
                  "No promise of CloudNine B.V. is told as availabilty; was "
                  "availability meant? There are availability. Its figures are "
                  "kept and count for none."));
  for (const Finding& finding : batch_.findings) {
    EXPECT_EQ(finding.severity, Severity::kWarning);
  }
  EXPECT_EQ(batch_.measurements.size(), 1u);
}

// A report has more figures than there are promises: that is no mistake. One
// that has no other figures was made with other names.
TEST_F(FigureNamesTest, WhatNobodyPromisedIsToldWhereNothingElseCounts) {
  Tell("", "hosting", "availability");
  Tell("", "Dienst 1", "Verwerkte meldingen");
  EXPECT_THAT(Said(), IsEmpty());
  EXPECT_EQ(batch_.measurements.size(), 2u);
  batch_.measurements.clear();
  Tell("", "", "Verwerkte meldingen");
  EXPECT_THAT(Said(),
              ElementsAre("No promise of CloudNine B.V. is told as Verwerkte "
                          "meldingen; those that are: availability. Its "
                          "figures are kept and count for none."));
  EXPECT_EQ(batch_.findings[0].severity, Severity::kWarning);
}

TEST_F(FigureNamesTest, AShareWithoutItsUnitIsProbablyNoPercentage) {
  Tell("", "hosting", "availability");
  batch_.measurements[0].value = Decimal::Parse("0.9995").value();
  EXPECT_THAT(Said(),
              ElementsAre("availability is told as 0.9995 without a unit and "
                          "counts as 0.9995 %; if 99.95 % is meant, tell it so "
                          "with the unit %."));
  EXPECT_EQ(batch_.findings[0].severity, Severity::kWarning);
  for (const char* value : {"99.95", "1.5", "0"}) {
    batch_.findings.clear();
    batch_.measurements[0].value = Decimal::Parse(value).value();
    EXPECT_THAT(Said(), IsEmpty()) << value;
  }
  batch_.measurements[0].value = Decimal::Parse("0.5").value();
  batch_.measurements[0].unit = "%";
  EXPECT_THAT(Said(), IsEmpty());
}

TEST_F(FigureNamesTest, ASharedSourceIsLeftToItsRules) {
  source_.provider.clear();
  Tell("Rivaal N.V.", "wan", "uptime");
  EXPECT_THAT(Said(), IsEmpty());
  EXPECT_EQ(batch_.measurements.size(), 1u);
}

}  // namespace
}  // namespace regisseur
