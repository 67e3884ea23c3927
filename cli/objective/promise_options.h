#pragma once

#include "cli/verb/act_options.h"
#include "cli/verb/arguments.h"

namespace regisseur {

// The options that name a promise.
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

}  // namespace regisseur
