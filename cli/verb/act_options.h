#pragma once

#include <string>
#include <utility>

#include "cli/verb/arguments.h"

namespace regisseur {

// Options that acts about contracts share.
inline Parameter ContractOption(bool required) {
  return {.name = "contract",
          .field = "contract",
          .help = required ? "The contract, by its id"
                           : "Only this contract, by its id",
          .required = required,
          .value_name = "ID"};
}
inline Parameter TextOption(std::string name, std::string help,
                            bool required = true) {
  return {.name = name,
          .field = name,
          .help = std::move(help),
          .required = required,
          .value_name = "TEXT"};
}
// The word that says which one.
inline Parameter IdWord(std::string help) {
  return {
      .name = "ID", .field = "id", .help = std::move(help), .required = true};
}
inline Parameter ForOption() {
  return {.name = "for",
          .field = "on_behalf_of",
          .help = "The identity for whom you deputise",
          .value_name = "ID"};
}

}  // namespace regisseur
