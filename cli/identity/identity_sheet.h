#pragma once

#include <string>

#include "cli/output/detail_sheet.h"
#include "regisseur/identity/v1/identity.pb.h"

namespace regisseur {

// What somebody is held to: a provider, an owner, or `–`.
template <typename Wire>
std::string ScopeWords(const Wire& wire) {
  if (!wire.provider().empty()) return wire.provider();
  return wire.owner().empty() ? "–" : wire.owner();
}

// `5000.00 EUR`, or `–`.
template <typename Wire>
std::string LimitWords(const Wire& wire) {
  if (!wire.has_limit()) return "–";
  return wire.limit() + " " + wire.limit_currency();
}

// One identity, a line for each thing to know of it.
void AddIdentity(const identity::v1::Identity& identity, DetailSheet& sheet);

}  // namespace regisseur
