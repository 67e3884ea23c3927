#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace regisseur {

// One thing that a verb can be told.
struct Parameter {
  enum class Kind {
    kText,
    // Several, as words or parted by commas.
    kTexts,
    // Several, each given by an option of its own: texts that have commas.
    kLines,
    // A time, a day or a month; a day or month means its end, UTC.
    kMoment,
    // A value of an enum field, by its word: `measured`.
    kWord,
    kFlag,
  };
  // `provider` is the option --provider; `ID` in capitals is a word that stands
  // by its place.
  std::string name;
  Kind kind = Kind::kText;
  // The field of the request that takes it, `links.incident` for one of a
  // message in it; empty: it is not sent.
  std::string field;
  std::string help;
  bool required = false;
  // What --help shows for the value.
  std::string value_name = "TEXT";

  bool positional() const;
};

// What a verb was told, by the names of its parameters. Immutable once parsed.
class Arguments {
 public:
  void Set(absl::string_view name, std::vector<std::string> values) {
    values_[std::string(name)] = std::move(values);
  }
  bool Has(absl::string_view name) const {
    return values_.count(std::string(name)) != 0;
  }
  // The value, or nothing when it was not given.
  std::string Text(absl::string_view name) const;
  std::vector<std::string> Texts(absl::string_view name) const;

 private:
  std::map<std::string, std::vector<std::string>> values_;
};

// Parameters that many verbs share.
Parameter ProviderOption(bool required = false);
Parameter OwnerOption();
Parameter AsKnownOnOption();
Parameter FromOption(std::string help);
Parameter ToOption(std::string help);

}  // namespace regisseur
