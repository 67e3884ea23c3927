#include "core/contract/month_version.h"

namespace regisseur {

const Contract* VersionOfMonth(const ContractRegister& contracts,
                               const std::string& id, absl::CivilMonth month) {
  return contracts.Find(id, absl::CivilDay(month + 1) - 1);
}

std::vector<MonthStretch> StretchesOf(const ContractRegister& contracts,
                                      const std::string& id,
                                      absl::CivilMonth first,
                                      absl::CivilMonth last) {
  std::vector<MonthStretch> stretches;
  for (absl::CivilMonth month = first; month <= last; ++month) {
    const Contract* version = VersionOfMonth(contracts, id, month);
    if (version == nullptr || absl::CivilMonth(version->term.start) > month) {
      continue;
    }
    if (!stretches.empty() && stretches.back().version == version &&
        stretches.back().last + 1 == month) {
      stretches.back().last = month;
    } else {
      stretches.push_back({version, month, month});
    }
  }
  return stretches;
}

std::vector<const Contract*> VersionsWithinMonths(
    const ContractRegister& contracts, const std::string& id,
    absl::CivilMonth first, absl::CivilMonth last) {
  std::vector<const Contract*> within;
  const Contract* before = nullptr;
  for (const Contract* version : contracts.Versions(id)) {
    const absl::CivilDay from = version->ValidFrom();
    const absl::CivilMonth month(from);
    if (before != nullptr && from.day() > 1 && month >= first &&
        month <= last && before->term.start < from) {
      within.push_back(version);
    }
    before = version;
  }
  return within;
}

}  // namespace regisseur
