#include "aggregator/storage/contract_applied.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "simdjson.h"

namespace regisseur {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

absl::Status Broken(absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("ContractApplied ", what,
                   ": it is {\"Elements\": [{\"ContractID\": …, "
                   "\"ContractCommitmentID\": …}]}"));
}

// The member of that name in any case.
std::optional<element> Find(simdjson::dom::object object,
                            absl::string_view name) {
  for (const auto& [key, value] : object) {
    if (absl::EqualsIgnoreCase(absl::string_view(key.data(), key.size()),
                               name)) {
      if (value.is_null()) return std::nullopt;
      return value;
    }
  }
  return std::nullopt;
}

std::string TextOf(const element& value) {
  if (value.type() == element_type::STRING) {
    return std::string(std::string_view(value));
  }
  return simdjson::minify(value);
}

absl::Status ReadNumber(simdjson::dom::object object, absl::string_view name,
                        std::optional<Decimal>& number) {
  const std::optional<element> value = Find(object, name);
  if (!value.has_value()) return absl::OkStatus();
  std::string text = TextOf(*value);
  for (char& c : text) {
    if (c == 'e') c = 'E';
  }
  const size_t plus = text.find('+');
  if (plus != std::string::npos) text.erase(plus, 1);
  const absl::StatusOr<Decimal> parsed = Decimal::Parse(text);
  if (!parsed.ok()) {
    return Broken(absl::StrCat("has '", text, "' as ", name));
  }
  number = *parsed;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<AppliedElement>> ReadContractApplied(
    absl::string_view json) {
  simdjson::dom::parser parser;
  element root;
  if (parser.parse(json.data(), json.size()).get(root)) {
    return Broken("is no JSON");
  }
  simdjson::dom::array list;
  simdjson::dom::object whole;
  if (!root.get(whole)) {
    const std::optional<element> elements = Find(whole, "Elements");
    if (!elements.has_value() || elements->get(list)) {
      return Broken("has no list of elements");
    }
  } else if (root.get(list)) {
    return Broken("is no object");
  }
  std::vector<AppliedElement> applied;
  for (const element& each : list) {
    simdjson::dom::object object;
    if (each.get(object)) return Broken("has an element that is no object");
    AppliedElement& read = applied.emplace_back();
    const auto text = [&](absl::string_view name) {
      const std::optional<element> value = Find(object, name);
      return value.has_value() ? TextOf(*value) : std::string();
    };
    read.contract_id = text("ContractID");
    read.commitment_id = text("ContractCommitmentID");
    read.unit = text("ContractCommitmentAppliedUnit");
    if (read.commitment_id.empty()) {
      return Broken("has an element without ContractCommitmentID");
    }
    absl::Status number =
        ReadNumber(object, "ContractCommitmentAppliedCost", read.cost);
    if (number.ok()) {
      number = ReadNumber(object, "ContractCommitmentAppliedQuantity",
                          read.quantity);
    }
    if (!number.ok()) return number;
  }
  return applied;
}

}  // namespace regisseur
