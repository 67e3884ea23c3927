#pragma once

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "aggregator/config/yaml_reader.h"
#include "core/contract/contract.h"
#include "core/money/decimal.h"

namespace regisseur {

// The number; a test that writes a wrong one ends.
Decimal D(absl::string_view text);

// The contract file testdata/`name`; a failure of the test and an empty
// contract when it is refused.
Contract ReadAgreement(const std::string& name);

// The folder of the authors' files.
std::string CorpusFolder();

// A file of theirs, YAML or JSON; null when it is not at hand.
std::unique_ptr<YamlFile> ReadTheirs(const std::string& path);

}  // namespace regisseur
