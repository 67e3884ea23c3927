#include "aggregator/app/configured_contract_reader.h"

#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "aggregator/config/contract_file.h"

namespace regisseur {

ContractLint ConfiguredContractReader::Lint(
    const std::vector<ContractText>& files) const {
  const std::shared_ptr<const Portfolio> portfolio =
      portfolios_.At(absl::InfiniteFuture());
  if (!files.empty()) return LintContractTexts(files, *portfolio, texts_());
  BuiltRegister built = ReadContractFiles(places_(), *portfolio, texts_());
  return {std::move(built.problems), built.files};
}

absl::StatusOr<ContractKeyValues> ConfiguredContractReader::ReadKeys(
    const ContractText& file) const {
  return ListContractKeys(file.name, file.text);
}

absl::StatusOr<Contract> ConfiguredContractReader::ReadForm(
    const ContractText& file) const {
  ContractContext context;
  context.time_zone = portfolios_.At(absl::InfiniteFuture())->time_zone_name;
  // A text that somebody sends reads no files here.
  context.read_file = [](const std::string& path) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, " is not read for a form of price: leave it out"));
  };
  return ParsePricingForm(file.name, file.text, context);
}

}  // namespace regisseur
