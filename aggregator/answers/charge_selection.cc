#include "aggregator/answers/charge_selection.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "aggregator/storage/tag_value.h"
#include "core/selector/selector.h"

namespace regisseur {
namespace {

constexpr char kServiceName[] = "service_name:";
// As finance systems and clouds name it.
constexpr const char* kCostCenterColumns[] = {
    "x_CostCenter", "CostCenter", "x_CostCentre", "CostCentre", "cost_center"};
constexpr const char* kCostCenterTags[] = {
    "cost_center", "cost-center", "CostCenter", "costcenter",  "cost_centre",
    "cost-centre", "CostCentre",  "costcentre", "kostenplaats"};

const std::string& TextOf(const ChargeLine& line, ChargeText column) {
  return (*line.dictionary)[line.charge.text(column)];
}

// `app=shop` or `app`, which is any value.
std::pair<std::string, std::string> TagOf(absl::string_view selector) {
  const size_t equals = selector.find('=');
  if (equals == absl::string_view::npos) {
    return {std::string(selector), "?*"};
  }
  return {std::string(selector.substr(0, equals)),
          std::string(selector.substr(equals + 1))};
}

std::function<bool(const ChargeLine&)> LineByText(ChargeText column,
                                                  std::string pattern) {
  return [column, pattern = std::move(pattern)](const ChargeLine& line) {
    return MatchesGlob(pattern, TextOf(line, column));
  };
}

std::function<bool(const ChargeLine&)> LineByTag(const std::string& name,
                                                 std::string pattern) {
  const auto reader = std::make_shared<TagReader>(name);
  return [reader, pattern = std::move(pattern)](const ChargeLine& line) {
    return MatchesGlob(pattern, reader->Read(TextOf(line, ChargeText::kTags)));
  };
}

std::function<bool(const ChargeLine&)> LineBySelector(
    absl::string_view selector) {
  if (absl::ConsumePrefix(&selector, kServiceName)) {
    return LineByText(ChargeText::kServiceName, std::string(selector));
  }
  if (absl::ConsumePrefix(&selector, "sub_account:")) {
    return LineByText(ChargeText::kSubAccountId, std::string(selector));
  }
  if (absl::ConsumePrefix(&selector, "sku:")) {
    return LineByText(ChargeText::kSkuId, std::string(selector));
  }
  if (absl::ConsumePrefix(&selector, "tag:")) {
    const auto [name, value] = TagOf(selector);
    return LineByTag(name, value);
  }
  return [](const ChargeLine&) { return false; };
}

}  // namespace

ChargeSelection ChargeSelection::BySelectors(
    std::vector<std::string> selectors) {
  ChargeSelection selection;
  const bool by_name = std::all_of(
      selectors.begin(), selectors.end(),
      [](const auto& each) { return absl::StartsWith(each, kServiceName); });
  if (by_name) {
    selection.name_ = [selectors =
                           std::move(selectors)](const std::string& name) {
      return std::any_of(
          selectors.begin(), selectors.end(), [&](const auto& each) {
            return MatchesGlob(absl::StripPrefix(each, kServiceName), name);
          });
    };
    return selection;
  }
  std::vector<std::function<bool(const ChargeLine&)>> tests;
  for (const std::string& selector : selectors) {
    tests.push_back(LineBySelector(selector));
  }
  selection.line_ = [tests = std::move(tests)](const ChargeLine& line) {
    return std::any_of(tests.begin(), tests.end(),
                       [&](const auto& picks) { return picks(line); });
  };
  return selection;
}

ChargeSelection ChargeSelection::ByTag(const std::string& name,
                                       std::string value) {
  ChargeSelection selection;
  selection.line_ = LineByTag(name, std::move(value));
  return selection;
}

ChargeSelection ChargeSelection::ByCostCenter(std::string pattern) {
  ChargeSelection selection;
  const auto reader = std::make_shared<CostCenterReader>();
  selection.line_ = [reader,
                     pattern = std::move(pattern)](const ChargeLine& line) {
    return MatchesGlob(pattern, reader->Read(line));
  };
  return selection;
}

struct CostCenterReader::Tags {
  std::vector<std::unique_ptr<TagReader>> readers;
};

CostCenterReader::CostCenterReader() : tags_(std::make_unique<Tags>()) {
  tags_->readers.reserve(std::size(kCostCenterTags));
  for (const char* name : kCostCenterTags) {
    tags_->readers.push_back(std::make_unique<TagReader>(name));
  }
}
CostCenterReader::~CostCenterReader() = default;

std::string CostCenterReader::Read(const ChargeLine& line) {
  if (line.other_columns != nullptr) {
    for (const OtherColumn& column : *line.other_columns) {
      for (const char* name : kCostCenterColumns) {
        if (!absl::EqualsIgnoreCase(column.name, name)) continue;
        const std::string& text = line.Other(column);
        if (!text.empty()) return text;
      }
    }
  }
  const std::string& tags = TextOf(line, ChargeText::kTags);
  if (tags.empty()) return "";
  for (const auto& reader : tags_->readers) {
    const std::string& text = reader->Read(tags);
    if (!text.empty()) return text;
  }
  return "";
}

}  // namespace regisseur
