#include "aggregator/changes/proposal_changes.h"

#include <memory>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "aggregator/changes/deputy.h"
#include "core/base/status_macros.h"
#include "core/contract/notice_dates.h"
#include "core/matter/accountability.h"
#include "core/matter/figure_value.h"
#include "core/matter/figure_window.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr char kAccountability[] = "accountability";
constexpr MatterKind kProposalKinds[] = {
    MatterKind::kExclusion, MatterKind::kSettlement, MatterKind::kObjection};

bool IsProvider(const Principal& who) {
  return who.role == Principal::Role::kProvider;
}

// As for one that is not there, when the contract is not the provider's.
absl::Status CheckPromise(const Principal& who,
                          const ProposalChanges::Promise& promise,
                          const Contract& contract) {
  const bool others = IsProvider(who) && contract.provider != who.scope;
  if (others ||
      (!promise.provider.empty() && promise.provider != contract.provider)) {
    return absl::NotFoundError(
        promise.provider.empty() ? absl::StrCat("contract: none is called \"",
                                                promise.contract, "\"")
                                 : absl::StrCat("contract: ", promise.provider,
                                                " has none that is called \"",
                                                promise.contract, "\""));
  }
  return absl::OkStatus();
}

// The version that holds when the time begins, and its objective.
absl::StatusOr<FigureWindow> FindExcluded(
    const ContractRegister& contracts,
    const ProposalChanges::NewExclusion& exclusion) {
  const absl::StatusOr<TimeRange> days =
      ParseTimeRange(exclusion.from, exclusion.to, absl::UTCTimeZone());
  if (!days.ok()) return days.status();
  if (exclusion.from.empty() || exclusion.to.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(exclusion.from.empty() ? "from" : "to",
                     ": is missing; give a time such as "
                     "2026-09-03T10:00:00Z, or a day"));
  }
  FigureWindow found;
  const absl::CivilDay first =
      absl::ToCivilDay(days->from, absl::UTCTimeZone());
  found.contract = contracts.Find(exclusion.promise.contract, first);
  if (found.contract == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("contract: none is called \"", exclusion.promise.contract,
                     "\"; `contract list` shows which there are"));
  }
  found.objective = found.contract->FindObjective(exclusion.promise.objective);
  if (found.objective == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("objective: ", exclusion.promise.contract,
                     " has none that is called \"", exclusion.promise.objective,
                     "\" on ", FormatDay(first)));
  }
  ASSIGN_OR_RETURN(found.range, ParseTimeRange(exclusion.from, exclusion.to,
                                               found.objective->window.zone));
  if (found.range.from == found.range.to) {
    return absl::InvalidArgumentError("to: has to be later than from");
  }
  return found;
}

absl::StatusOr<Accountability> ReadAccountability(const Objective& objective,
                                                  const std::string& word) {
  const std::optional<Accountability> accountability = FindAccountability(word);
  if (!accountability.has_value() ||
      *accountability == Accountability::kProvider) {
    return absl::InvalidArgumentError(absl::StrCat(
        "accountability: \"", word,
        "\" is none of customer, third_party, force_majeure, not_affected"));
  }
  if (!IsLeftOut(objective, *accountability)) {
    return absl::InvalidArgumentError(
        absl::StrCat("accountability: by this contract what a ", word,
                     " causes counts as the provider's (`not_accountable` of ",
                     objective.id, ")"));
  }
  return *accountability;
}

MatterSubject SubjectOf(MatterKind kind, const MatterRequest& request,
                        const FigureWindow& found) {
  return {.kind = kind,
          .name = request.new_id,
          .provider = found.contract->provider,
          .contract = found.contract->id,
          .objective = found.objective->id,
          .range = found.range};
}

// Only time can be left out, and only while the contract runs.
absl::Status CheckCanBeExcluded(const ContractRegister& contracts,
                                const FigureWindow& found) {
  if (!std::holds_alternative<AvailabilityTerms>(found.objective->terms)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "objective: ", found.objective->id, " is a promise of the kind ",
        ObjectiveKindWord(found.objective->terms),
        ", and time is left out of promises about availability only; "
        "`objective object` and `objective settle` are for its figure"));
  }
  const absl::TimeZone zone = found.objective->window.zone;
  const Contract& contract = *found.contract;
  const absl::CivilDay first = absl::ToCivilDay(found.range.from, zone);
  const absl::CivilDay last =
      absl::ToCivilDay(found.range.to - absl::Nanoseconds(1), zone);
  if (first < contract.term.start) {
    return absl::InvalidArgumentError(
        absl::StrCat("from: contract ", contract.id, " runs from ",
                     FormatDay(contract.term.start), "; ", FormatDay(first),
                     " is before it"));
  }
  // By the version of the last day: an amendment may have made it longer.
  const Contract* const at_end = contracts.Find(contract.id, last);
  const Contract& judged = at_end == nullptr ? contract : *at_end;
  const std::optional<absl::CivilDay> end =
      FindEndOfTerm(judged.term, last, judged.holidays);
  if (end.has_value() && last >= *end) {
    return absl::InvalidArgumentError(absl::StrCat(
        "to: contract ", contract.id, " runs until ", FormatDay(*end - 1),
        judged.term.terminated.has_value() ? "" : " and ends by itself", "; ",
        FormatDay(last), " is after it"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> ProposalChanges::ProposeExclusion(
    const Principal& who, const MatterRequest& request,
    const NewExclusion& exclusion) {
  const std::shared_ptr<const ContractRegister> contracts = Contracts();
  ASSIGN_OR_RETURN(const FigureWindow found,
                   FindExcluded(*contracts, exclusion));
  RETURN_IF_ERROR(CheckPromise(who, exclusion.promise, *found.contract));
  RETURN_IF_ERROR(CheckCanBeExcluded(*contracts, found));
  ASSIGN_OR_RETURN(
      const Accountability accountability,
      ReadAccountability(*found.objective, exclusion.accountability));
  RETURN_IF_ERROR(RequireText("reason", exclusion.reason,
                              "say why this time is not the provider's"));
  RETURN_IF_ERROR(
      RequireText("evidence", exclusion.evidence,
                  "name what shows it: a ticket, a letter, minutes"));
  RETURN_IF_ERROR(CheckText("view", exclusion.view));
  MatterAct act;
  act.steps = {
      {SubjectOf(MatterKind::kExclusion, request, found),
       MatterMove::kProposed,
       {{kAccountability, std::string(AccountabilityWord(accountability))},
        {"side", IsProvider(who) ? "provider" : "customer"}}}};
  act.texts = {{"reason", exclusion.reason},
               {"evidence", exclusion.evidence},
               {"view", exclusion.view}};
  ASSIGN_OR_RETURN(const std::vector<std::string> names,
                   DoMatterAct(acts_, store_, who, request,
                               [&](Transaction&) -> absl::StatusOr<MatterAct> {
                                 return act;
                               }));
  return names.front();
}

absl::StatusOr<std::string> ProposalChanges::ProposeSettlement(
    const Principal& who, const MatterRequest& request,
    const NewSettlement& settlement) {
  const std::shared_ptr<const ContractRegister> contracts = Contracts();
  ASSIGN_OR_RETURN(
      const FigureWindow found,
      FindFigureWindow(*contracts, settlement.promise.contract,
                       settlement.promise.objective, settlement.period));
  RETURN_IF_ERROR(CheckPromise(who, settlement.promise, *found.contract));
  if (found.range.to > clock_.Now()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "period: the window runs until ", FormatInstant(found.range.to),
        "; what is not over cannot be settled"));
  }
  RETURN_IF_ERROR(
      CheckFigureValue("value", *found.objective, settlement.value));
  RETURN_IF_ERROR(
      RequireText("document", settlement.document,
                  "name in what both sides agreed: minutes, a letter"));
  MatterAct act;
  act.steps = {{SubjectOf(MatterKind::kSettlement, request, found),
                MatterMove::kProposed,
                {{"value", settlement.value},
                 {"document", settlement.document},
                 {"period", settlement.period}}}};
  ASSIGN_OR_RETURN(const std::vector<std::string> names,
                   DoMatterAct(acts_, store_, who, request,
                               [&](Transaction&) -> absl::StatusOr<MatterAct> {
                                 return act;
                               }));
  return names.front();
}

absl::StatusOr<std::string> ProposalChanges::RaiseObjection(
    const Principal& who, const MatterRequest& request,
    const NewObjection& objection) {
  const std::shared_ptr<const ContractRegister> contracts = Contracts();
  ASSIGN_OR_RETURN(
      const FigureWindow found,
      FindFigureWindow(*contracts, objection.promise.contract,
                       objection.promise.objective, objection.period));
  RETURN_IF_ERROR(CheckPromise(who, objection.promise, *found.contract));
  if (found.range.from >= clock_.Now()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "period: the window begins on ", FormatInstant(found.range.from),
        "; nothing is told of it yet"));
  }
  if (!objection.figure.empty()) {
    RETURN_IF_ERROR(
        CheckFigureValue("figure", *found.objective, objection.figure));
  }
  RETURN_IF_ERROR(RequireText("reason", objection.reason,
                              "say what is wrong with the figure"));
  RETURN_IF_ERROR(
      RequireText("evidence", objection.evidence,
                  "name what shows it: a log, a ticket, a measurement"));
  MatterAct act;
  act.steps = {{SubjectOf(MatterKind::kObjection, request, found),
                MatterMove::kRaised,
                {{"side", IsProvider(who) ? "provider" : "customer"},
                 {"period", objection.period}}}};
  if (!objection.figure.empty()) {
    act.steps.front().values.emplace_back("figure", objection.figure);
  }
  act.texts = {{"reason", objection.reason}, {"evidence", objection.evidence}};
  ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      DoMatterAct(
          acts_, store_, who, request,
          [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
            ASSIGN_OR_RETURN(const std::vector<Matter> settled,
                             store_.List(transaction,
                                         {.kind = MatterKind::kSettlement,
                                          .contract = found.contract->id,
                                          .objective = found.objective->id,
                                          .range = found.range},
                                         AsOf{}));
            for (const Matter& matter : settled) {
              if (matter.subject.range == found.range &&
                  FoldProposal(matter.Moves()) == ProposalState::kApproved) {
                return absl::FailedPreconditionError(absl::StrCat(
                    "period: the figure of ", objection.period, " is settled (",
                    matter.subject.name,
                    "); what both sides agreed is changed by settling another "
                    "one",
                    IsProvider(who) ? ", which the customer's side proposes"
                                    : ""));
              }
            }
            ASSIGN_OR_RETURN(const std::vector<Matter> open,
                             OpenObjections(transaction, act.steps.front()));
            for (const Matter& matter : open) {
              if (matter.steps.front().Value("side") !=
                  act.steps.front().values.front().second) {
                continue;
              }
              return absl::FailedPreconditionError(absl::StrCat(
                  "period: this side objects already to the figure of ",
                  objection.period, " (", matter.subject.name,
                  "); withdraw that one to put another in its place"));
            }
            return act;
          }));
  return names.front();
}

absl::StatusOr<std::vector<Matter>> ProposalChanges::OpenObjections(
    Connection& connection, const NewMatterStep& about) const {
  ASSIGN_OR_RETURN(std::vector<Matter> objections,
                   store_.List(connection,
                               {.kind = MatterKind::kObjection,
                                .contract = about.subject.contract,
                                .objective = about.subject.objective,
                                .range = about.subject.range},
                               AsOf{}));
  std::erase_if(objections, [&](const Matter& matter) {
    return matter.subject.range != about.subject.range ||
           FoldProposal(matter.Moves()) != ProposalState::kProposed;
  });
  return objections;
}

absl::StatusOr<Matter> ProposalChanges::FindAny(const Principal& who,
                                                Connection& connection,
                                                const std::string& id) const {
  for (const MatterKind kind : kProposalKinds) {
    ASSIGN_OR_RETURN(std::optional<Matter> matter,
                     store_.Find(connection, kind, id));
    if (!matter.has_value()) continue;
    RETURN_IF_ERROR(CheckOwnMatter(who, matter, id));
    return *std::move(matter);
  }
  return CheckOwnMatter(who, std::nullopt, id);
}

absl::StatusOr<Matter> ProposalChanges::Get(const Principal& who,
                                            const std::string& id) const {
  for (const MatterKind kind : kProposalKinds) {
    ASSIGN_OR_RETURN(std::optional<Matter> matter, store_.Find(who, kind, id));
    if (!matter.has_value()) continue;
    RETURN_IF_ERROR(CheckOwnMatter(who, matter, id));
    return *std::move(matter);
  }
  return CheckOwnMatter(who, std::nullopt, id);
}

absl::StatusOr<std::string> ProposalChanges::Decide(
    const Principal& who, const MatterRequest& request,
    const Decision& decision, const Stake& stake) {
  const absl::Time now = clock_.Now();
  ASSIGN_OR_RETURN(const std::optional<Deputy> deputy,
                   FindDeputy(directory_, who, decision.on_behalf_of, now));
  if (!decision.approves) {
    RETURN_IF_ERROR(
        RequireText("reason", decision.reason, "say why it is refused"));
  }
  RETURN_IF_ERROR(CheckText("reason", decision.reason));
  RETURN_IF_ERROR(CheckText("view", decision.view));
  // Outside the transaction: what it asks reads much.
  ASSIGN_OR_RETURN(const Matter before, Get(who, decision.id));
  std::optional<Principal::MoneyLimit> amount;
  if (decision.approves) {
    ASSIGN_OR_RETURN(amount, stake(before));
  }
  ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      DoMatterAct(
          acts_, store_, who, request,
          [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
            ASSIGN_OR_RETURN(const Matter matter,
                             FindAny(who, transaction, decision.id));
            const MatterSubject& subject = matter.subject;
            const MatterMove move = decision.approves ? MatterMove::kApproved
                                                      : MatterMove::kRefused;
            RETURN_IF_ERROR(CheckProposalMove(
                subject.kind, FoldProposal(matter.Moves()), move));
            const MatterStep& proposed = matter.steps.front();
            RETURN_IF_ERROR(
                CheckMayApprove({.what = subject.kind == MatterKind::kExclusion
                                             ? "leaving time out of a promise"
                                             : "settling a figure",
                                 .amount = amount,
                                 .proposed_by = proposed.act.identity,
                                 .proposed_for = ""},
                                who, deputy, now));
            const std::optional<Accountability> accountability =
                FindAccountability(proposed.Value(kAccountability));
            if (decision.approves && accountability.has_value() &&
                NeedsOtherView(*accountability) && decision.view.empty() &&
                proposed.Text("view").empty()) {
              return absl::FailedPreconditionError(absl::StrCat(
                  "view: for ", AccountabilityWord(*accountability),
                  " the other side's view has to be known; ask for it and "
                  "give it here"));
            }
            MatterAct act;
            act.steps = {{subject, move, {}}};
            if (subject.kind == MatterKind::kSettlement && decision.approves) {
              act.steps.front().values = {
                  {"program", provenance_.program},
                  {"time_zone_data", provenance_.time_zone_data}};
              // What both sides say now is no longer disputed.
              ASSIGN_OR_RETURN(const std::vector<Matter> objections,
                               OpenObjections(transaction, act.steps.front()));
              for (const Matter& objection : objections) {
                act.steps.push_back({objection.subject,
                                     MatterMove::kSettled,
                                     {{"settlement", subject.name}}});
              }
            }
            act.texts = {{"reason", decision.reason}, {"view", decision.view}};
            if (deputy.has_value()) act.on_behalf_of = decision.on_behalf_of;
            return act;
          }));
  return names.front();
}

absl::StatusOr<std::string> ProposalChanges::Withdraw(
    const Principal& who, const MatterRequest& request, const std::string& id,
    const std::string& reason) {
  RETURN_IF_ERROR(RequireText("reason", reason, "say why it is taken back"));
  ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      DoMatterAct(acts_, store_, who, request,
                  [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
                    ASSIGN_OR_RETURN(const Matter matter,
                                     FindAny(who, transaction, id));
                    const MatterSubject& subject = matter.subject;
                    const ProposalState state = FoldProposal(matter.Moves());
                    RETURN_IF_ERROR(CheckProposalMove(subject.kind, state,
                                                      MatterMove::kWithdrawn));
                    const MatterStep& made = matter.steps.front();
                    const bool same_side =
                        (made.Value("side") == "provider") == IsProvider(who);
                    const bool own = made.act.identity == who.identity;
                    // What holds is undone by somebody who could have said yes.
                    const bool decides = same_side && !IsProvider(who) &&
                                         who.IsNamedPerson() &&
                                         MayDecide(who.role);
                    const bool provider_side = same_side && IsProvider(who);
                    if (state == ProposalState::kApproved
                            ? !(who.IsNamedPerson() && MayDecide(who.role))
                            : !(own || decides || provider_side)) {
                      return absl::PermissionDeniedError(absl::StrCat(
                          "\"", who.name, "\" cannot take this ",
                          MatterKindWord(subject.kind), " back: ",
                          state == ProposalState::kApproved
                              ? "it holds, and a person who decides has to"
                              : "who made it can, or somebody of that side who "
                                "decides"));
                    }
                    MatterAct act;
                    act.steps = {{subject, MatterMove::kWithdrawn, {}}};
                    act.texts = {{"reason", reason}};
                    return act;
                  }));
  return names.front();
}

}  // namespace regisseur
