#include "aggregator/answers/proposals.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"

namespace regisseur {

std::string OwnerOfContract(const KnownPortfolio& known,
                            const ContractRegister& contracts,
                            const std::string& contract,
                            const std::string& provider) {
  const Contract* const found = contracts.Find(
      contract, absl::ToCivilDay(known.moment(), known.portfolio().time_zone));
  if (found != nullptr && !found->owner.empty()) return found->owner;
  return known.OwnerOf(provider);
}

absl::StatusOr<MattersAnswer> AnswerMatters(const AnswerContext& context,
                                            const Principal& who,
                                            const MattersQuestion& question,
                                            AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  const std::shared_ptr<const ContractRegister> contracts =
      context.contracts.At(as_of.known);
  MatterFilter filter{.kind = question.kind,
                      .contract = question.contract,
                      .objective = question.objective};
  ASSIGN_OR_RETURN(filter.range, ParseTimeRange(question.from, question.to,
                                                known.portfolio().time_zone));
  if (!question.provider.empty()) {
    RETURN_IF_ERROR(known.CheckProvider(question.provider));
  }
  ASSIGN_OR_RETURN(std::vector<Matter> matters,
                   context.matters.List(who, filter, as_of));
  if (matters.empty() && !question.contract.empty() &&
      contracts->Versions(question.contract).empty()) {
    return absl::NotFoundError(
        absl::StrCat("contract: none is called \"", question.contract,
                     "\"; `contract list` shows which there are"));
  }
  const std::string provider = known.CurrentId(question.provider);
  MattersAnswer answer;
  for (Matter& matter : matters) {
    // Under the name that the provider has now.
    matter.subject.provider = known.CurrentId(matter.subject.provider);
    const MatterSubject& subject = matter.subject;
    if (!provider.empty() && subject.provider != provider) continue;
    if (!question.owner.empty() &&
        OwnerOfContract(known, *contracts, subject.contract,
                        subject.provider) != question.owner) {
      continue;
    }
    answer.matters.push_back(std::move(matter));
  }
  return answer;
}

}  // namespace regisseur
