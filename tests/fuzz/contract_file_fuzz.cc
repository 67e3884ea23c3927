#include <cstdint>

#include "aggregator/config/contract_file.h"
#include "core/contract/notice_dates.h"
#include "core/pricing/contract_price.h"

// What can be read can be computed with.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const auto file = regisseur::ParseContractFile("contract.yaml", text,
                                                 regisseur::ContractContext());
  // Both ways to read a file agree on whether it is good.
  const regisseur::LintedContract linted = regisseur::LintContractFile(
      "contract.yaml", text, regisseur::ContractContext());
  if (linted.contract.has_value() != file.ok()) __builtin_trap();
  (void)regisseur::ListContractKeys("contract.yaml", text);
  (void)regisseur::ParseClauseChecklist("checklist.yaml", text);
  if (!file.ok()) {
    (void)regisseur::ParsePricingForm("form.yaml", text,
                                      regisseur::ContractContext());
    return 0;
  }
  (void)regisseur::ComputeNoticeDates(file->contract.term,
                                      absl::CivilDay(2026, 10, 5),
                                      file->contract.holidays);
  (void)regisseur::PriceContract(file->contract, {}, absl::CivilMonth(2026, 1),
                                 absl::CivilMonth(2026, 12));
  return 0;
}
