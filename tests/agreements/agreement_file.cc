#include "tests/agreements/agreement_file.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/config/contract_file.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

std::string ReadWhole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

Decimal D(absl::string_view text) { return Decimal::Parse(text).value(); }

Contract ReadAgreement(const std::string& name) {
  const absl::StatusOr<ContractFile> file =
      ParseContractFile(name, ReadWhole(absl::StrCat("testdata/", name)), {});
  EXPECT_TRUE(file.ok()) << file.status();
  if (!file.ok()) return Contract();
  EXPECT_TRUE(file->warnings.empty()) << file->warnings[0].rule;
  return file->contract;
}

std::string CorpusFolder() {
  const char* set = std::getenv("REGISSEUR_CORPUS");
  return set != nullptr ? set : "../../../shared/corpus";
}

std::unique_ptr<YamlFile> ReadTheirs(const std::string& path) {
  const std::string content = ReadWhole(path);
  if (content.empty()) return nullptr;
  absl::StatusOr<std::unique_ptr<YamlFile>> file =
      YamlFile::Parse(path, content);
  EXPECT_TRUE(file.ok()) << file.status();
  return file.ok() ? *std::move(file) : nullptr;
}

}  // namespace regisseur
