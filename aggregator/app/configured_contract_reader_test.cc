#include "aggregator/app/configured_contract_reader.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

class OnePortfolio final : public PortfolioHistory {
 public:
  explicit OnePortfolio(const Portfolio& portfolio)
      : portfolio_(std::make_shared<const Portfolio>(portfolio)) {}
  std::shared_ptr<const Portfolio> At(absl::Time known) const override {
    return portfolio_;
  }

 private:
  const std::shared_ptr<const Portfolio> portfolio_;
};

constexpr char kBefore[] = R"(id: hosting
provider: cloudnine
title: Hosting
currency: EUR
term: {start: 2026-01-01, initial: 36 months}
)";

// A partner that names another's file learns neither what is in it nor whether
// it is there.
TEST(ConfiguredContractReaderTest, ReadsNoFilesOfOtherContracts) {
  Portfolio portfolio;
  portfolio.time_zone_name = "Europe/Amsterdam";
  portfolio.providers = {{.id = "cloudnine"}};
  const OnePortfolio portfolios(portfolio);
  ContractTexts kept;
  kept.attachments["secret.ics"] = "not a calendar";
  const ConfiguredContractReader reader([] { return ContractPlaces(); },
                                        [&] { return kept; }, portfolios);
  for (const char* path : {"secret.ics", "none.ics"}) {
    const absl::Status status =
        reader
            .ReadVersion({"text", absl::StrCat(kBefore,
                                               "valid_from: 2027-01-01\n"
                                               "holidays: {file: ",
                                               path, "}\n")},
                         kBefore, "")
            .status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    EXPECT_EQ(std::string(status.message()),
              absl::StrCat("text: ", path,
                           " is no file that this contract names already; "
                           "leave it out"));
  }
}

}  // namespace
}  // namespace regisseur
