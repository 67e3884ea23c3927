#include "cli/contract/value_words.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/output/words.h"

namespace regisseur {

Cell UsedCell(const contract::v1::ContractRow& row) {
  if (!row.has_value()) return "";
  const contract::v1::ValueCeiling& value = row.value();
  if (!value.has_used_percent()) return "–";
  const bool over = absl::StartsWith(value.left(), "-");
  const bool late = value.tender_late();
  return {absl::StrCat(value.used_percent(), " %", over ? " over" : "",
                       late ? ", tender late" : ""),
          over || late          ? Style::kBad
          : value.has_warning() ? Style::kWarning
                                : Style::kPlain};
}

Cell ContractStateCell(contract::v1::ContractState state) {
  return {EnumPhrase(state), state == contract::v1::CONTRACT_STATE_RUNNING
                                 ? Style::kPlain
                                 : Style::kFaint};
}

}  // namespace regisseur
