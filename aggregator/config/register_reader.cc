#include "aggregator/config/register_reader.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "aggregator/config/contract_keys.h"
#include "aggregator/config/key_table.h"
#include "core/money/decimal.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// What would be right instead of `text`; empty when it is right.
std::string Wrong(absl::string_view type, const std::string& text) {
  if (type == "day" && !ParseDay(text).ok()) {
    return "write a day such as 2026-12-31";
  }
  if (type == "two letters" &&
      (text.size() != 2 ||
       !std::all_of(text.begin(), text.end(), absl::ascii_isupper))) {
    return "write an ISO 3166-1 code such as NL";
  }
  if (type == "amount" && !Decimal::Parse(text).ok()) {
    return "write an exact amount such as \"114000.00\"";
  }
  int number = 0;
  if (absl::StartsWith(type, "number") &&
      (!absl::SimpleAtoi(text, &number) || number < 0)) {
    return "write a whole number";
  }
  return "";
}

std::vector<RegisterFacts> ReadList(absl::Span<const ConfigKey> keys,
                                    const YamlValue& list,
                                    absl::string_view section) {
  std::vector<RegisterFacts> read;
  for (const YamlValue& element : list.Elements()) {
    read.push_back(ReadRegisterFacts(keys, element, section));
  }
  return read;
}

}  // namespace

RegisterFacts ReadRegisterFacts(absl::Span<const ConfigKey> keys,
                                const YamlValue& value,
                                absl::string_view section) {
  RegisterFacts facts;
  if (!value.present()) return facts;
  const KeyTable table(keys);
  table.CheckKeys(value, section);
  for (const ConfigKey& key : keys) {
    if (section != key.section) continue;
    const absl::string_view type = key.type;
    if (type == "list" || type == "mapping") continue;
    if (key.fallback == nullptr) table.RequiredText(value, section, key.key);
    const YamlValue member = value.Get(key.key);
    if (!member.present()) continue;
    const std::string text = member.Text();
    if (!member.IsScalar() || text.empty()) continue;
    if (const std::string right = Wrong(type, text); !right.empty()) {
      member.Refuse(absl::StrCat("is '", text, "': ", right));
      continue;
    }
    facts[key.key] = text;
  }
  return facts;
}

PortfolioRegisterFacts ReadPortfolioRegister(const YamlValue& value) {
  const absl::Span<const ConfigKey> keys = ConfigKeys();
  PortfolioRegisterFacts read;
  read.facts = ReadRegisterFacts(keys, value, "register");
  read.entities = ReadList(keys, value.Get("entities"), "register.entities[]");
  read.branches = ReadList(keys, value.Get("branches"), "register.branches[]");
  read.words = ReadRegisterFacts(keys, value.Get("words"), "register.words");
  return read;
}

ContractRegisterFacts ReadContractRegister(const YamlValue& value) {
  const absl::Span<const ConfigKey> keys = ContractKeys();
  ContractRegisterFacts read;
  read.facts = ReadRegisterFacts(keys, value, "register");
  read.services = ReadList(keys, value.Get("services"), "register.services[]");
  read.subcontractors =
      ReadList(keys, value.Get("subcontractors"), "register.subcontractors[]");
  return read;
}

}  // namespace regisseur
