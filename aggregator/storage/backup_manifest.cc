#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/storage/backup.h"
#include "core/base/status_macros.h"
#include "core/json/json_text.h"
#include "core/time/instant.h"
#include "simdjson.h"

namespace regisseur {
namespace {

constexpr int kFormat = 1;

// Writes one JSON object, a member a line.
class ObjectText {
 public:
  ObjectText(std::string* out, absl::string_view indent)
      : out_(out), indent_(indent) {
    *out_ += "{";
  }
  void Text(absl::string_view key, absl::string_view value) {
    Key(key);
    AppendJsonString(out_, value);
  }
  void Int(absl::string_view key, int64_t value) {
    Key(key);
    absl::StrAppend(out_, value);
  }
  void Key(absl::string_view key) {
    absl::StrAppend(out_, first_ ? "\n" : ",\n", indent_, "  ");
    first_ = false;
    AppendJsonString(out_, key);
    *out_ += ": ";
  }
  void End() {
    absl::StrAppend(out_, first_ ? "" : "\n", first_ ? "" : indent_, "}");
  }

 private:
  std::string* const out_;
  const std::string indent_;
  bool first_ = true;
};

using Element = simdjson::dom::element;
using MaybeElement = simdjson::simdjson_result<Element>;

// Reads members; the first that is missing or of another type is remembered.
class ObjectReader {
 public:
  ObjectReader(MaybeElement element, std::string* wrong)
      : element_(element), wrong_(wrong) {}

  std::string Text(const char* key) const {
    std::string_view text;
    if (element_[key].get(text) != simdjson::SUCCESS) Miss(key);
    return std::string(text);
  }
  int64_t Int(const char* key) const {
    int64_t number = 0;
    if (element_[key].get(number) != simdjson::SUCCESS) Miss(key);
    return number;
  }
  absl::Time Time(const char* key) const {
    const absl::StatusOr<absl::Time> time = ParseInstant(Text(key));
    if (!time.ok()) Miss(key);
    return time.value_or(absl::UnixEpoch());
  }
  MaybeElement Member(const char* key) const {
    if (element_[key].error() != simdjson::SUCCESS) Miss(key);
    return element_[key];
  }

 private:
  void Miss(const char* key) const {
    if (wrong_->empty()) *wrong_ = key;
  }
  const MaybeElement element_;
  std::string* const wrong_;
};

}  // namespace

std::string RenderManifest(const BackupManifest& manifest) {
  std::string out;
  ObjectText top(&out, "");
  top.Int("format", kFormat);
  top.Text("program", manifest.program);
  top.Int("schema", manifest.schema);
  top.Text("time", FormatInstant(manifest.time));
  top.Text("verifiedTime", FormatInstant(manifest.verified_time));
  top.Key("files");
  ObjectText files(&out, "  ");
  files.Key("regisseur.db");
  ObjectText database(&out, "    ");
  database.Text("sha256", manifest.database_sha256);
  database.Int("bytes", manifest.database_bytes);
  database.End();
  files.Key("originals.txt");
  ObjectText originals(&out, "    ");
  originals.Text("sha256", manifest.originals_sha256);
  originals.Int("lines", manifest.originals);
  originals.End();
  files.End();
  top.Key("lostOriginals");
  out += "[";
  for (size_t i = 0; i < manifest.lost_originals.size(); ++i) {
    if (i > 0) out += ", ";
    AppendJsonString(&out, manifest.lost_originals[i]);
  }
  out += "]";
  top.Int("dataVersion", manifest.summary.data_version);
  top.Key("rows");
  ObjectText rows(&out, "  ");
  for (const auto& [table, count] : manifest.summary.rows) {
    rows.Int(table, count);
  }
  rows.End();
  top.Key("chains");
  ObjectText chains(&out, "  ");
  for (const StoreSummary::Chain& chain : manifest.summary.chains) {
    chains.Key(chain.name);
    ObjectText one(&out, "    ");
    one.Int("entries", chain.entries);
    one.Text("head", chain.head);
    one.End();
  }
  chains.End();
  top.End();
  return out + "\n";
}

absl::StatusOr<BackupManifest> ParseManifest(absl::string_view path,
                                             absl::string_view text) {
  simdjson::dom::parser parser;
  Element root;
  if (parser.parse(text.data(), text.size()).get(root) != simdjson::SUCCESS ||
      !root.is_object()) {
    return absl::DataLossError(
        absl::StrCat(path, " is damaged: it is no JSON object"));
  }
  std::string wrong;
  const ObjectReader top(Element(root), &wrong);
  const int64_t format = top.Int("format");
  if (wrong.empty() && format != kFormat) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " has format ", format, ", and this program reads ",
                     kFormat, ": use the program that made it"));
  }
  BackupManifest manifest;
  manifest.program = top.Text("program");
  manifest.schema = top.Int("schema");
  manifest.time = top.Time("time");
  manifest.verified_time = top.Time("verifiedTime");
  const ObjectReader files(top.Member("files"), &wrong);
  const ObjectReader database(files.Member("regisseur.db"), &wrong);
  manifest.database_sha256 = database.Text("sha256");
  manifest.database_bytes = database.Int("bytes");
  const ObjectReader originals(files.Member("originals.txt"), &wrong);
  manifest.originals_sha256 = originals.Text("sha256");
  manifest.originals = originals.Int("lines");
  simdjson::dom::array lost;
  if (top.Member("lostOriginals").get(lost) == simdjson::SUCCESS) {
    for (const Element& element : lost) {
      std::string_view name;
      if (element.get(name) == simdjson::SUCCESS) {
        manifest.lost_originals.emplace_back(name);
      }
    }
  }
  manifest.summary.data_version = top.Int("dataVersion");
  simdjson::dom::object rows;
  if (top.Member("rows").get(rows) == simdjson::SUCCESS) {
    for (const auto& [table, count] : rows) {
      int64_t number = 0;
      if (count.get(number) != simdjson::SUCCESS) wrong = "rows";
      manifest.summary.rows[std::string(table)] = number;
    }
  }
  simdjson::dom::object chains;
  if (top.Member("chains").get(chains) == simdjson::SUCCESS) {
    for (const auto& [name, member] : chains) {
      const ObjectReader chain(Element(member), &wrong);
      manifest.summary.chains.push_back(
          {std::string(name), chain.Int("entries"), chain.Text("head")});
    }
  }
  if (!wrong.empty()) {
    return absl::DataLossError(absl::StrCat(path, " is damaged: ", wrong,
                                            " is missing or of another type"));
  }
  return manifest;
}

}  // namespace regisseur
