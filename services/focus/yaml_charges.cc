#include "services/focus/yaml_charges.h"

#include <yaml.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "services/sdk/problem.h"
#include "services/sdk/text_input.h"

namespace regisseur::focus {
namespace {

constexpr size_t kMaxColumns = 200;

// One event of libyaml, freed with it.
class Event {
 public:
  ~Event() { yaml_event_delete(&event_); }
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  yaml_event_t& get() { return event_; }
  yaml_event_type_t type() const { return event_.type; }
  int64_t line() const {
    return static_cast<int64_t>(event_.start_mark.line) + 1;
  }
  std::string text() const {
    return std::string(reinterpret_cast<const char*>(event_.data.scalar.value),
                       event_.data.scalar.length);
  }

 private:
  yaml_event_t event_ = {};
};

struct Item {
  int64_t line = 0;
  std::map<size_t, std::string> values;  // by column
};

class Reader {
 public:
  Reader(absl::string_view yaml, absl::string_view origin)
      : origin_(std::string(origin)) {
    valid_ = yaml_parser_initialize(&parser_) != 0;
    if (valid_) {
      yaml_parser_set_input_string(
          &parser_, reinterpret_cast<const unsigned char*>(yaml.data()),
          yaml.size());
    }
  }
  ~Reader() {
    if (valid_) yaml_parser_delete(&parser_);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  absl::Status Read() {
    while (true) {
      Event event;
      if (absl::Status status = Next(event); !status.ok()) return status;
      switch (event.type()) {
        case YAML_STREAM_END_EVENT:
          return absl::OkStatus();
        case YAML_STREAM_START_EVENT:
        case YAML_DOCUMENT_START_EVENT:
        case YAML_DOCUMENT_END_EVENT:
          break;
        case YAML_MAPPING_START_EVENT:
          if (absl::Status status = ReadDocument(); !status.ok()) return status;
          break;
        case YAML_SEQUENCE_START_EVENT:
          if (absl::Status status = ReadList(); !status.ok()) return status;
          break;
        case YAML_NO_EVENT:
        case YAML_ALIAS_EVENT:
        case YAML_SCALAR_EVENT:
        case YAML_SEQUENCE_END_EVENT:
        case YAML_MAPPING_END_EVENT:
          return Refuse(event.line(), "this is no list of charges");
      }
    }
  }

  std::string Csv() const {
    std::string csv;
    AppendRecord(csv, [this](size_t column) { return columns_[column]; });
    int64_t line = 2;
    for (const Item& item : items_) {
      for (; line < item.line; ++line) csv += '\n';
      AppendRecord(csv, [&item](size_t column) {
        const auto value = item.values.find(column);
        return value == item.values.end() ? std::string() : value->second;
      });
      ++line;
    }
    return csv;
  }

 private:
  absl::Status Refuse(int64_t line, absl::string_view why) const {
    return sdk::PartnerProblem("charges-yaml", {{"origin", origin_},
                                                {"line", absl::StrCat(line)},
                                                {"why", std::string(why)}});
  }

  absl::Status Next(Event& event) {
    if (!valid_ || yaml_parser_parse(&parser_, &event.get()) == 0) {
      return Refuse(
          static_cast<int64_t>(parser_.problem_mark.line) + 1,
          parser_.problem == nullptr ? "this is no YAML" : parser_.problem);
    }
    return absl::OkStatus();
  }

  // `charges: [ … ]`.
  absl::Status ReadDocument() {
    while (true) {
      Event key;
      if (absl::Status status = Next(key); !status.ok()) return status;
      if (key.type() == YAML_MAPPING_END_EVENT) return absl::OkStatus();
      if (key.type() != YAML_SCALAR_EVENT || key.text() != "charges") {
        return Refuse(key.line(), "only the key charges is read here");
      }
      Event value;
      if (absl::Status status = Next(value); !status.ok()) return status;
      if (value.type() != YAML_SEQUENCE_START_EVENT) {
        return Refuse(value.line(), "charges is no list");
      }
      if (absl::Status status = ReadList(); !status.ok()) return status;
    }
  }

  absl::Status ReadList() {
    while (true) {
      Event event;
      if (absl::Status status = Next(event); !status.ok()) return status;
      if (event.type() == YAML_SEQUENCE_END_EVENT) return absl::OkStatus();
      if (event.type() != YAML_MAPPING_START_EVENT) {
        return Refuse(event.line(), "a charge is a mapping");
      }
      Item& item = items_.emplace_back();
      item.line = event.line();
      if (absl::Status status = ReadMapping("", item); !status.ok()) {
        return status;
      }
    }
  }

  absl::Status ReadMapping(absl::string_view prefix, Item& item) {
    while (true) {
      Event key;
      if (absl::Status status = Next(key); !status.ok()) return status;
      if (key.type() == YAML_MAPPING_END_EVENT) return absl::OkStatus();
      if (key.type() != YAML_SCALAR_EVENT) {
        return Refuse(key.line(), "a key is a text");
      }
      Event value;
      if (absl::Status status = Next(value); !status.ok()) return status;
      const std::string name = key.text();
      if (value.type() == YAML_MAPPING_START_EVENT && prefix.empty() &&
          name == "tags") {
        if (absl::Status status = ReadMapping("tag:", item); !status.ok()) {
          return status;
        }
        continue;
      }
      if (value.type() != YAML_SCALAR_EVENT) {
        return Refuse(value.line(),
                      absl::StrCat("the value of ", name, " is no text"));
      }
      const std::optional<size_t> column = Column(absl::StrCat(prefix, name));
      if (!column.has_value()) {
        return Refuse(key.line(), "there are more columns than a list has");
      }
      std::string text = value.text();
      if (text == "~") text.clear();
      if (!item.values.emplace(*column, std::move(text)).second) {
        return Refuse(key.line(), absl::StrCat(name, " stands twice"));
      }
    }
  }

  std::optional<size_t> Column(const std::string& name) {
    const auto known = std::find(columns_.begin(), columns_.end(), name);
    if (known == columns_.end()) {
      if (columns_.size() == kMaxColumns) return std::nullopt;
      columns_.push_back(name);
      return columns_.size() - 1;
    }
    return static_cast<size_t>(known - columns_.begin());
  }

  template <typename Text>
  void AppendRecord(std::string& csv, const Text& text) const {
    for (size_t i = 0; i < columns_.size(); ++i) {
      // A line break in a text would move the lines behind it.
      absl::StrAppend(&csv, i == 0 ? "" : ",", "\"",
                      absl::StrReplaceAll(
                          text(i), {{"\"", "\"\""}, {"\n", " "}, {"\r", " "}}),
                      "\"");
    }
    csv += '\n';
  }

  const std::string origin_;
  yaml_parser_t parser_ = {};
  bool valid_ = false;
  std::vector<std::string> columns_;
  std::vector<Item> items_;
};

}  // namespace

absl::StatusOr<std::string> YamlAsCsv(absl::string_view yaml,
                                      absl::string_view origin) {
  Reader reader(yaml, origin);
  if (absl::Status status = reader.Read(); !status.ok()) return status;
  return reader.Csv();
}

bool IsYaml(absl::string_view name) {
  absl::ConsumeSuffix(&name, ".gz");
  return absl::EndsWithIgnoreCase(name, ".yaml") ||
         absl::EndsWithIgnoreCase(name, ".yml");
}

std::unique_ptr<sdk::InputStream> OpenText(std::string text) {
  return std::make_unique<sdk::TextInput>(std::move(text));
}

}  // namespace regisseur::focus
