#include "cli/partnership/partnership_words.h"

#include "absl/strings/str_cat.h"
#include "cli/output/words.h"

namespace regisseur {

namespace pb = partnership::v1;

std::string MomentWords(const google::protobuf::Timestamp& time) {
  return MinuteWords(time);
}

void AddEntries(const google::protobuf::RepeatedPtrField<pb::Entry>& entries,
                const char* label, DetailSheet& sheet) {
  for (const pb::Entry& entry : entries) {
    const std::string who =
        entry.automatic() ? "by itself"
        : entry.name().empty()
            ? absl::StrCat("by the ", EnumPhrase(entry.party()),
                           entry.by_machine() ? "'s machine" : "")
            : absl::StrCat("by ", entry.name(), " (", EnumPhrase(entry.party()),
                           entry.by_machine() ? ", a machine)" : ")");
    sheet.Add(
        label,
        absl::StrCat(MomentWords(entry.time()), " ", PhraseOfWord(entry.move()),
                     " ", who, entry.text().empty() ? "" : ": ", entry.text()));
  }
}

Parameter SideOption(std::string field, std::string help, bool required) {
  return {.name = "side",
          .kind = Parameter::Kind::kWord,
          .field = std::move(field),
          .help = std::move(help),
          .required = required,
          .value_name = "SIDE"};
}

Parameter ServiceOption(std::string help) {
  return {.name = "service",
          .field = "service",
          .help = std::move(help),
          .value_name = "ID"};
}

Parameter PeriodOption(std::string help) {
  return {.name = "period",
          .field = "period",
          .help = std::move(help),
          .value_name = "PERIOD"};
}

Parameter TextWord(std::string help, bool required) {
  return TextOption("text", std::move(help), required);
}

Parameter InternalFlag() {
  return {.name = "internal",
          .kind = Parameter::Kind::kFlag,
          .field = "internal",
          .help = "For our own people only"};
}

}  // namespace regisseur
