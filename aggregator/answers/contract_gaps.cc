#include "aggregator/answers/contract_gaps.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_replace.h"

namespace regisseur {

void AddRefusedContractGaps(const AnswerContext& context,
                            const KnownPortfolio& known,
                            const ContractRegister& contracts,
                            const std::string& provider, AsOf as_of,
                            std::vector<Gap>& gaps) {
  if (!as_of.IsNow()) return;
  const std::vector<RefusedContractFile> refused =
      context.contracts.ListRefused();
  if (refused.empty()) return;
  std::map<std::string, std::string> providers;  // by file
  for (const std::string& id : contracts.ids()) {
    for (const ContractRegister::Entry* entry : contracts.VersionEntries(id)) {
      providers[entry->file] = known.CurrentId(entry->contract.provider);
    }
  }
  for (const RefusedContractFile& file : refused) {
    Gap gap;
    if (const auto found = providers.find(file.file);
        found != providers.end()) {
      gap.provider = found->second;
    }
    // Whose a file is that was never read nobody knows.
    if (!provider.empty() && !gap.provider.empty() &&
        gap.provider != provider) {
      continue;
    }
    gap.rule = file.earlier_in_force ? "contract-earlier-in-force"
                                     : "contract-not-in-force";
    gap.arguments = {{"file", file.file},
                     {"why", absl::StrReplaceAll(file.why, {{"\n", "; "}})}};
    gap.kind = ProblemKind::kConfiguration;
    AddGap(std::move(gap), gaps);
  }
}

}  // namespace regisseur
