#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "core/contract/contract_register.h"

namespace regisseur {

// Where people work together: a provider that is there, a service of it, and
// the contracts that run with it today. A value; the register keeps what is
// pointed at.
struct PartnershipPlace {
  std::string provider;  // its id today
  // Those that it had before.
  std::vector<std::string> formerly{};
  std::string service;  // empty: the provider as a whole
  absl::TimeZone zone;  // of the portfolio
  absl::Time now;
  absl::CivilDay today;
  std::shared_ptr<const ContractRegister> kept;
  std::vector<const Contract*> contracts;  // by id
};

}  // namespace regisseur
