#pragma once

#include <string>
#include <utility>

#include "cli/verb/arguments.h"

namespace regisseur {

// The options that name a promise.
inline Parameter ContractOption(bool required) {
  return {.name = "contract",
          .field = "contract",
          .help = required ? "The contract, by its id"
                           : "Only this contract, by its id",
          .required = required,
          .value_name = "ID"};
}
inline Parameter ObjectiveOption(bool required) {
  return {.name = "objective",
          .field = "objective",
          .help = required ? "The objective, by its id within the contract"
                           : "Only this objective",
          .required = required,
          .value_name = "ID"};
}
inline Parameter PeriodOption() {
  return {.name = "period",
          .field = "period",
          .help = "The window: the month or the day in which it ends",
          .required = true,
          .value_name = "PERIOD"};
}
inline Parameter TextOption(std::string name, std::string help,
                            bool required = true) {
  return {.name = name,
          .field = name,
          .help = std::move(help),
          .required = required,
          .value_name = "TEXT"};
}

}  // namespace regisseur
