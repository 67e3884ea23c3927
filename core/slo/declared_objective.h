#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/money/decimal.h"

namespace regisseur {

// One target of a declared objective.
struct DeclaredTarget {
  std::string name;       // may be empty
  Decimal percent;        // 99.95
  std::string condition;  // what counts as good, for people; may be empty

  friend bool operator==(const DeclaredTarget&,
                         const DeclaredTarget&) = default;
};

// An objective that a document declares, such as an SLO of OpenSLO.
struct DeclaredObjective {
  int delivery = 0;   // index into the batch's deliveries
  int64_t line = 0;   // where it begins in the file
  std::string party;  // the provider as the data names it; may be empty
  std::string name;   // never empty
  std::string display_name;
  std::string service;  // as the data names it
  std::string description;
  std::vector<DeclaredTarget> targets;  // in the order of the document
  std::string window;                   // `30d rolling`, `1M calendar`
  std::string budgeting_method;         // as the document says it
  std::string indicator;                // what is measured, for people
  std::string document;  // which one of a file that holds several
  std::string format;    // `openslo/v1`

  friend bool operator==(const DeclaredObjective&,
                         const DeclaredObjective&) = default;
};

}  // namespace regisseur
