#include "aggregator/answers/contract_gaps.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_replace.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

void AddRefused(const AnswerContext& context, const KnownPortfolio& known,
                const ContractRegister& contracts, const std::string& provider,
                std::vector<Gap>& gaps) {
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

void AddRemoved(const KnownPortfolio& known, const ContractRegister& contracts,
                const std::string& provider, absl::CivilDay on,
                std::vector<Gap>& gaps) {
  for (const ContractRegister::Entry* entry : contracts.RemovedOn(on)) {
    Gap gap;
    gap.provider = known.CurrentId(entry->contract.provider);
    if (!provider.empty() && gap.provider != provider) continue;
    const Contract& contract = entry->contract;
    const bool version_left = contracts.Find(contract.id, on) != nullptr;
    gap.rule =
        version_left ? "contract-version-removed" : "contract-file-removed";
    gap.arguments = {{"file", entry->file}, {"contract", contract.id}};
    if (version_left) {
      gap.arguments["valid_from"] = FormatDay(contract.ValidFrom());
    }
    gap.kind = ProblemKind::kConfiguration;
    AddGap(std::move(gap), gaps);
  }
}

}  // namespace

void AddContractFileGaps(const AnswerContext& context,
                         const KnownPortfolio& known,
                         const ContractRegister& contracts,
                         const std::string& provider, absl::CivilDay on,
                         AsOf as_of, std::vector<Gap>& gaps) {
  if (as_of.IsNow()) AddRefused(context, known, contracts, provider, gaps);
  AddRemoved(known, contracts, provider, on, gaps);
}

void AddContractFileGaps(const AnswerContext& context,
                         const KnownPortfolio& known,
                         const ContractRegister& contracts,
                         const std::string& provider, AsOf as_of,
                         std::vector<Gap>& gaps) {
  AddContractFileGaps(
      context, known, contracts, provider,
      absl::ToCivilDay(known.moment(), known.portfolio().time_zone), as_of,
      gaps);
}

}  // namespace regisseur
