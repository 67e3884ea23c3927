#pragma once

#include <functional>
#include <vector>

#include "aggregator/config/contract_files.h"
#include "core/contract/contract_reader.h"
#include "core/contract/version_reader.h"
#include "core/portfolio/portfolio.h"

namespace regisseur {

// Reads contract files beside the register and the portfolio that are in force.
// Thread-safe as what it is made of.
class ConfiguredContractReader final : public ContractReader,
                                       public VersionReader {
 public:
  // `places` tells where the files are now, `texts` which are in force.
  // `portfolios` must outlive it.
  ConfiguredContractReader(std::function<ContractPlaces()> places,
                           std::function<ContractTexts()> texts,
                           const PortfolioHistory& portfolios)
      : places_(std::move(places)),
        texts_(std::move(texts)),
        portfolios_(portfolios) {}

  ContractLint Lint(const std::vector<ContractText>& files) const override;
  absl::StatusOr<ContractKeyValues> ReadKeys(
      const ContractText& file) const override;
  absl::StatusOr<PricingForm> ReadForm(const ContractText& file) const override;

  absl::StatusOr<VersionText> ReadVersion(
      const ContractText& file, const std::string& before,
      const std::string& signed_document) const override;

 private:
  // The files beside it that a contract names.
  std::set<std::string> FilesNamedBy(const ContractText& file,
                                     const ContractTexts& kept) const;

  const std::function<ContractPlaces()> places_;
  const std::function<ContractTexts()> texts_;
  const PortfolioHistory& portfolios_;
};

}  // namespace regisseur
