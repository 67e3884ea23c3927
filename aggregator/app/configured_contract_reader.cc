#include "aggregator/app/configured_contract_reader.h"

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "aggregator/config/contract_file.h"
#include "aggregator/config/price_list.h"
#include "aggregator/config/version_text.h"
#include "core/base/status_macros.h"

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

absl::StatusOr<PricingForm> ConfiguredContractReader::ReadForm(
    const ContractText& file) const {
  if (IsPriceList(file.text)) {
    return ParsePriceList(file.name, file.text, file.choice);
  }
  ContractContext context;
  context.time_zone = portfolios_.At(absl::InfiniteFuture())->time_zone_name;
  // A text that somebody sends reads no files here.
  context.read_file = [](const std::string& path) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, " is not read for a form of price: leave it out"));
  };
  ASSIGN_OR_RETURN(Contract form,
                   ParsePricingForm(file.name, file.text, context));
  return PricingForm{std::move(form)};
}

std::set<std::string> ConfiguredContractReader::FilesNamedBy(
    const ContractText& file, const ContractTexts& kept) const {
  std::set<std::string> named;
  ContractContext context;
  context.time_zone = portfolios_.At(absl::InfiniteFuture())->time_zone_name;
  context.read_file =
      [&](const std::string& path) -> absl::StatusOr<std::string> {
    named.insert(path);
    const auto found = kept.attachments.find(path);
    if (found != kept.attachments.end()) return found->second;
    return absl::NotFoundError(path);
  };
  // What it names is wanted, whatever else is wrong with it.
  ParseContractFile(file.name, file.text, context).status().IgnoreError();
  return named;
}

absl::StatusOr<VersionText> ConfiguredContractReader::ReadVersion(
    const ContractText& file, const std::string& before,
    const std::string& signed_document) const {
  VersionText version;
  ASSIGN_OR_RETURN(version.text,
                   CompleteVersionText(file.text, before, signed_document));
  ASSIGN_OR_RETURN(const ContractKeyValues given, ReadKeys(file));
  for (const auto& [key, value] : given) {
    if (IsInternalKey(key)) version.internal_keys.push_back(key);
  }
  std::vector<std::string> mistakes;
  // Nothing of another contract's files is read or told, not even that they are
  // there.
  const ContractTexts kept = texts_();
  const std::set<std::string> own = FilesNamedBy({"before", before}, kept);
  for (const std::string& path :
       FilesNamedBy({file.name, version.text}, kept)) {
    if (own.contains(path)) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("text: ", path,
                     " is no file that this contract names already; leave it "
                     "out"));
  }
  for (const ContractFileProblem& problem :
       Lint({{file.name, version.text}}).problems) {
    if (problem.severity != Severity::kError) continue;
    mistakes.push_back(absl::StrCat(
        "text", problem.line > 0 ? absl::StrCat(":", problem.line) : "", ": ",
        problem.key, problem.key.empty() ? "" : " ", problem.message));
  }
  if (!mistakes.empty()) {
    return absl::InvalidArgumentError(absl::StrJoin(mistakes, "\n"));
  }
  ContractContext context;
  context.time_zone = portfolios_.At(absl::InfiniteFuture())->time_zone_name;
  context.read_file =
      [&kept](const std::string& path) -> absl::StatusOr<std::string> {
    const auto found = kept.attachments.find(path);
    if (found != kept.attachments.end()) return found->second;
    return absl::InvalidArgumentError(absl::StrCat(
        path, " is no file that this contract names already; leave it out"));
  };
  ASSIGN_OR_RETURN(ContractFile parsed,
                   ParseContractFile(file.name, version.text, context));
  version.contract = std::move(parsed.contract);
  return version;
}

}  // namespace regisseur
