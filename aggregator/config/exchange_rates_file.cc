#include "aggregator/config/exchange_rates_file.h"

#include <zip.h>

#include <cstring>
#include <memory>
#include <pugixml.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// The history since 1999 has 0.6 MB zipped and 1.6 MB as CSV.
constexpr zip_uint64_t kMaxInflated = 64 << 20;

absl::Status Broken(absl::string_view name, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(
      name, ": ", what,
      "; the ECB's eurofxref-hist as .csv, .xml or .zip would be right"));
}

// The one file of a zip archive.
absl::StatusOr<std::string> Unzip(absl::string_view name,
                                  absl::string_view content) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source =
      zip_source_buffer_create(content.data(), content.size(), 0, &error);
  if (source == nullptr) return Broken(name, "is no zip archive");
  std::unique_ptr<zip_t, void (*)(zip_t*)> archive(
      zip_open_from_source(source, ZIP_RDONLY, &error), zip_discard);
  if (archive == nullptr) {
    zip_source_free(source);
    return Broken(name, "is a damaged zip archive");
  }
  if (zip_get_num_entries(archive.get(), 0) != 1) {
    return Broken(name, "is a zip archive of more or less than one file");
  }
  zip_stat_t info;
  if (zip_stat_index(archive.get(), 0, 0, &info) != 0 ||
      (info.valid & ZIP_STAT_SIZE) == 0 || info.size > kMaxInflated) {
    return Broken(name, "is a zip archive of a file beyond 64 MiB");
  }
  std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(
      zip_fopen_index(archive.get(), 0, 0), zip_fclose);
  if (file == nullptr) return Broken(name, "is a damaged zip archive");
  std::string text(info.size, '\0');
  if (zip_fread(file.get(), text.data(), info.size) !=
      static_cast<zip_int64_t>(info.size)) {
    return Broken(name, "is a damaged zip archive");
  }
  return text;
}

// <Cube time="2026-04-13"><Cube currency="USD" rate="1.1"/>...</Cube>
struct RateWalker : pugi::xml_tree_walker {
  bool for_each(pugi::xml_node& node) override {
    const pugi::xml_attribute currency = node.attribute("currency");
    const pugi::xml_attribute rate = node.attribute("rate");
    const pugi::xml_attribute time = node.parent().attribute("time");
    if (!currency || !rate || !time) return true;
    const absl::StatusOr<absl::CivilDay> day = ParseDay(time.value());
    const absl::StatusOr<Decimal> value = Decimal::Parse(rate.value());
    if (!day.ok() || !IsCurrencyCode(currency.value())) {
      problem = absl::StrCat("has a rate of day '", time.value(),
                             "' and currency '", currency.value(), "'");
      return false;
    }
    if (absl::string_view(rate.value()) == "N/A") return true;
    if (!value.ok() || value->IsNegative() || value->IsZero()) {
      problem = absl::StrCat("has rate '", rate.value(), "' for ",
                             currency.value(), " on ", time.value());
      return false;
    }
    rates.Set(*day, currency.value(), *value);
    return true;
  }
  ExchangeRates rates;
  std::string problem;
};

absl::StatusOr<ExchangeRates> ParseXml(absl::string_view name,
                                       absl::string_view content) {
  if (absl::StrContains(content, "<!DOCTYPE")) {
    return Broken(name, "has a DOCTYPE, which is never read");
  }
  pugi::xml_document document;
  const pugi::xml_parse_result result =
      document.load_buffer(content.data(), content.size());
  if (!result) {
    return Broken(name, absl::StrCat("is no XML: ", result.description(),
                                     " at byte ", result.offset));
  }
  RateWalker walker;
  document.traverse(walker);
  if (!walker.problem.empty()) return Broken(name, walker.problem);
  if (walker.rates.empty()) return Broken(name, "holds no rates");
  return std::move(walker.rates);
}

}  // namespace

absl::StatusOr<ExchangeRates> ParseExchangeRates(absl::string_view name,
                                                 absl::string_view content) {
  if (absl::StartsWith(content, "PK\x03\x04")) {
    ASSIGN_OR_RETURN(const std::string inner, Unzip(name, content));
    if (absl::StartsWith(inner, "PK")) return Broken(name, "is a zip in a zip");
    return ParseExchangeRates(name, inner);
  }
  absl::string_view text = content;
  if (absl::StartsWith(text, "\xEF\xBB\xBF")) text.remove_prefix(3);
  if (absl::StartsWith(text, "<")) return ParseXml(name, text);
  absl::StatusOr<ExchangeRates> rates = ExchangeRates::ParseCsv(text);
  if (!rates.ok()) return Broken(name, rates.status().message());
  if (rates->empty()) return Broken(name, "holds no rates");
  return rates;
}

}  // namespace regisseur
