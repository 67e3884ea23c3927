#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "core/money/decimal.h"

namespace regisseur {

// How the cost that it picks comes to cost centres, as a person configured it
// (USERS U9). A line is taken by the first rule that picks it. A value, made by
// aggregator/config.
struct AllocationRule {
  enum class Method {
    kShare = 1,  // fixed shares
    kQuantity,   // by a quantity of each cost centre
    kUsage,      // by what the lines with a tag used
    kTag,        // the value of a tag says it
  };
  std::string id;  // unique in the file

  // What it picks: all lines, or those of a provider, of a service of ours, and
  // of those the ones that a selector picks.
  std::string provider;
  std::string service;               // with provider
  std::vector<std::string> charges;  // selectors; empty: every line
  std::optional<absl::CivilMonth> first;
  std::optional<absl::CivilMonth> last;

  Method method = Method::kShare;
  // Cost centre and its share, 0.6 is 60 %; together at most 1. What is left
  // nobody takes.
  std::vector<std::pair<std::string, Decimal>> shares;
  std::string quantity;  // the id of a QuantityConfig with cost centres
  // Of kTag and kUsage: the tag's name, and which cost centre a value is, by
  // the first pattern that fits. Without a map the value is the cost centre.
  std::string tag;
  std::vector<std::pair<std::string, std::string>> map;
  // Of kUsage: only lines of this unit measure the use; empty: any one unit.
  std::string unit;

  bool Holds(absl::CivilMonth month) const {
    return (!first.has_value() || *first <= month) &&
           (!last.has_value() || month <= *last);
  }
  friend bool operator==(const AllocationRule&,
                         const AllocationRule&) = default;
};

// A quantity of the business: residents, permits, employees.
struct QuantityConfig {
  std::string id;
  std::string file;  // absolute
  std::string unit;  // what one is, for people
  friend bool operator==(const QuantityConfig&,
                         const QuantityConfig&) = default;
};

}  // namespace regisseur
