#include "aggregator/changes/fund_changes.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/changes/entered_document.h"
#include "aggregator/changes/room_contract.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/principal/binding_act.h"

namespace regisseur {
namespace {

bool IsOfPlace(const PartnershipPlace& place, const std::string& provider) {
  return provider == place.provider ||
         std::find(place.formerly.begin(), place.formerly.end(), provider) !=
             place.formerly.end();
}

absl::StatusOr<FundSources> ReadSources(const MatterStore& store,
                                        Connection& connection,
                                        const PartnershipPlace& place) {
  FundSources sources;
  for (const auto& [kind, matters] :
       {std::pair(MatterKind::kClaim, &sources.claims),
        std::pair(MatterKind::kIdea, &sources.ideas),
        std::pair(MatterKind::kFund, &sources.transfers)}) {
    ASSIGN_OR_RETURN(*matters, store.List(connection, {.kind = kind}, AsOf{}));
    std::erase_if(*matters, [&](const Matter& matter) {
      return !IsOfPlace(place, matter.subject.provider);
    });
  }
  return sources;
}

// The currency of the fund that somebody means.
absl::StatusOr<std::string> FindCurrency(const PartnershipPlace& place,
                                         const ProviderFunds& funds,
                                         const std::string& asked) {
  std::set<std::string> known;
  for (const Contract* contract : place.contracts) {
    if (const auto& terms = contract->governance.improvement_fund) {
      known.insert(terms->currency);
    }
  }
  for (const auto& [currency, ledger] : funds.ledgers) known.insert(currency);
  if (known.empty()) {
    return absl::NotFoundError(absl::StrCat(
        "provider: no contract with ", place.provider,
        " agrees on a fund (`governance: {improvement_fund: …}`)"));
  }
  if (asked.empty() && known.size() == 1) return *known.begin();
  if (known.contains(asked)) return asked;
  const std::string names = absl::StrJoin(known, ", ");
  if (asked.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("currency: name the fund, one of ", names));
  }
  return absl::NotFoundError(
      absl::StrCat("currency: ", place.provider, " has no fund in \"",
                   asked.substr(0, 20), "\"; there is one in ", names));
}

absl::Status CheckIdeaCanDraw(const IdeaState state) {
  if (state != IdeaState::kDeclined && state != IdeaState::kRealised) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      absl::StrCat("idea: it is ", IdeaStateWord(state),
                   "; a fund pays for what is still to be done"));
}

// Whose step it is: the other side answers, who asked takes it back.
absl::Status CheckSide(const Principal& who, const TransferRecord& record,
                       MatterMove move) {
  const Participant side = ParticipantOf(who);
  const Participant may = move == MatterMove::kWithdrawn
                              ? record.asked_by
                              : OtherSide(record.asked_by);
  if (side == may) return absl::OkStatus();
  return absl::PermissionDeniedError(
      absl::StrCat("id: the ", ParticipantWord(record.asked_by),
                   " asked for it, so the ", ParticipantWord(may),
                   move == MatterMove::kWithdrawn ? " takes it back"
                                                  : " agrees or refuses"));
}

}  // namespace

absl::StatusOr<std::string> FundChanges::Propose(const Principal& who,
                                                 const MatterRequest& request,
                                                 const PartnershipPlace& place,
                                                 const NewTransfer& transfer) {
  RETURN_IF_ERROR(RequireNoMachine(who, "ask for money of the fund"));
  const bool draws = transfer.kind == TransferKind::kDraw;
  if (draws) {
    RETURN_IF_ERROR(CheckText("text", transfer.text));
    if (transfer.idea.empty()) {
      return absl::InvalidArgumentError(
          "idea: is missing; `idea list` shows which there are");
    }
  } else {
    RETURN_IF_ERROR(
        RequireText("text", transfer.text, "say from whom it comes and why"));
  }
  if (!transfer.contract.empty() &&
      std::none_of(place.contracts.begin(), place.contracts.end(),
                   [&](const Contract* contract) {
                     return contract->id == transfer.contract;
                   })) {
    return absl::NotFoundError(absl::StrCat("contract: ", place.provider,
                                            " has none that is called "
                                            "\"",
                                            transfer.contract, "\""));
  }
  ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      DoMatterAct(
          matters_.acts, matters_.store, who, request,
          [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
            ASSIGN_OR_RETURN(const FundSources sources,
                             ReadSources(matters_.store, transaction, place));
            ASSIGN_OR_RETURN(ProviderFunds funds,
                             ComputeFunds(sources, contracts_,
                                          [&](const std::string& provider) {
                                            return IsOfPlace(place, provider);
                                          }));
            ASSIGN_OR_RETURN(const std::string currency,
                             FindCurrency(place, funds, transfer.currency));
            ASSIGN_OR_RETURN(const Decimal amount,
                             ReadTransferAmount(transfer.amount, currency));
            if (draws) {
              const Matter* const idea = sources.FindIdea(transfer.idea);
              if (idea == nullptr) {
                return absl::NotFoundError(
                    absl::StrCat("idea: there is nothing that is called \"",
                                 transfer.idea, "\""));
              }
              RETURN_IF_ERROR(CheckIdeaCanDraw(FoldIdea(idea->Moves())));
              RETURN_IF_ERROR(
                  funds.ledgers[currency].CheckDraw(amount, currency));
            }
            MatterAct act;
            act.steps = {StepBy(
                who,
                {.kind = MatterKind::kFund,
                 .name = request.new_id,
                 .provider = place.provider,
                 .contract = transfer.contract,
                 .objective = "",
                 .range = RangeOfDay(place.today)},
                MatterMove::kProposed,
                {{kTransferKind, std::string(TransferKindWord(transfer.kind))},
                 {kTransferAmount, amount.ToString()},
                 {kTransferCurrency, currency},
                 {kTransferIdea, draws ? transfer.idea : ""}})};
            act.texts = {{"text", transfer.text}};
            return act;
          }));
  return names.front();
}

absl::StatusOr<std::string> FundChanges::Move(const Principal& who,
                                              const MatterRequest& request,
                                              const PartnershipPlace& place,
                                              const Step& step) {
  const bool remark = step.move == MatterMove::kCommented;
  if (remark || step.move == MatterMove::kRefused) {
    RETURN_IF_ERROR(RequireText(
        "text", step.text,
        remark ? "say what there is to say" : "tell the other side why"));
  } else {
    RETURN_IF_ERROR(CheckText("text", step.text));
  }
  if (!remark) {
    RETURN_IF_ERROR(RequireNoMachine(who, "decide about money of the fund"));
  }
  ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      DoMatterAct(
          matters_.acts, matters_.store, who, request,
          [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
            ASSIGN_OR_RETURN(
                const std::optional<Matter> matter,
                matters_.store.Find(transaction, MatterKind::kFund, step.id));
            RETURN_IF_ERROR(CheckOwnMatter(who, matter, step.id));
            if (remark) return Remark(who, *matter, step.text, step.internal);
            ASSIGN_OR_RETURN(const FundSources sources,
                             ReadSources(matters_.store, transaction, place));
            ASSIGN_OR_RETURN(const TransferRecord record,
                             sources.Read(*matter));
            RETURN_IF_ERROR(CheckSide(who, record, step.move));
            RETURN_IF_ERROR(CheckTransferMove(record.state, step.move));
            if (step.move == MatterMove::kAccepted) {
              RETURN_IF_ERROR(
                  CheckMayAgree(who, place, sources, record, *matter));
            }
            MatterAct act;
            act.steps = {StepBy(who, matter->subject, step.move)};
            act.texts = {{"text", step.text}};
            return act;
          }));
  return names.front();
}

absl::Status FundChanges::CheckMayAgree(const Principal& who,
                                        const PartnershipPlace& place,
                                        const FundSources& sources,
                                        const TransferRecord& record,
                                        const Matter& matter) const {
  // The partner's own rules say who of it may; ours are kept here.
  if (ParticipantOf(who) == Participant::kCustomer) {
    RETURN_IF_ERROR(CheckMayApprove(
        {.what = record.kind == TransferKind::kDraw
                     ? "agreeing to a draw on the fund"
                     : "agreeing to a deposit into the fund",
         .amount = Principal::MoneyLimit{record.amount, record.currency},
         .proposed_by = matter.steps.front().act.identity,
         .proposed_for = ""},
        who, std::nullopt, clock_.Now()));
  }
  if (record.kind == TransferKind::kDeposit) return absl::OkStatus();
  ASSIGN_OR_RETURN(
      ProviderFunds funds,
      ComputeFunds(sources, contracts_, [&](const std::string& provider) {
        return IsOfPlace(place, provider);
      }));
  return funds.ledgers[record.currency].CheckDraw(record.amount,
                                                  record.currency);
}

}  // namespace regisseur
