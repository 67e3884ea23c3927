#pragma once

#include <map>
#include <string>
#include <vector>

namespace regisseur {

// What the register of information (Regulation (EU) 2022/2554 art. 28(3)) asks
// of one thing beyond what is said elsewhere: values by key, as written. Which
// keys there are is the readers' (aggregator/config), what they fill
// aggregator/answers/information_register.cc's.
using RegisterFacts = std::map<std::string, std::string>;

// Of the organisation that keeps the register.
struct PortfolioRegisterFacts {
  RegisterFacts facts;
  std::vector<RegisterFacts> entities;  // the first keeps the register
  std::vector<RegisterFacts> branches;
  RegisterFacts words;  // what our own words mean

  friend bool operator==(const PortfolioRegisterFacts&,
                         const PortfolioRegisterFacts&) = default;
};

// Of a contract.
struct ContractRegisterFacts {
  RegisterFacts facts;
  std::vector<RegisterFacts> services;        // by type of ICT service
  std::vector<RegisterFacts> subcontractors;  // down the supply chain

  friend bool operator==(const ContractRegisterFacts&,
                         const ContractRegisterFacts&) = default;
};

}  // namespace regisseur
