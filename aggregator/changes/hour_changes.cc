#include "aggregator/changes/hour_changes.h"

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/changes/deputy.h"
#include "aggregator/changes/entered_document.h"
#include "aggregator/changes/room_contract.h"
#include "core/base/status_macros.h"
#include "core/pricing/unit_minutes.h"
#include "core/principal/binding_act.h"
#include "core/room/extra_order.h"
#include "core/room/hour_balance.h"
#include "core/room/hour_record.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// Of a whole team; a slip of the hand is no work.
constexpr int kMostHours = 10'000;

absl::StatusOr<const PriceComponent*> FindHours(const Contract& contract,
                                                const std::string& name) {
  std::vector<const PriceComponent*> with_hours;
  std::vector<std::string> names;
  for (const PriceComponent& component : contract.pricing) {
    if (!HasHours(component)) continue;
    if (component.component == name) return &component;
    with_hours.push_back(&component);
    names.push_back(component.component);
  }
  if (names.empty()) {
    return absl::NotFoundError(
        absl::StrCat("component: ", contract.id,
                     " has no hour_bundle and no prepaid price"));
  }
  if (name.empty() && with_hours.size() == 1) return with_hours.front();
  if (name.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("component: say which: ", absl::StrJoin(names, " or ")));
  }
  return absl::NotFoundError(
      absl::StrCat("component: \"", name, "\" has no hours in ", contract.id,
                   "; ", absl::StrJoin(names, " and "), " have"));
}

absl::Status CheckFactor(const PriceComponent& component,
                         const std::string& factor) {
  if (factor.empty()) return absl::OkStatus();
  std::vector<std::string> names;
  if (const auto* prepaid = std::get_if<PrepaidPrice>(&component.form)) {
    for (const PrepaidPrice::Factor& known : prepaid->factors) {
      if (known.name == factor) return absl::OkStatus();
      names.push_back(known.name);
    }
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "factor: ", component.component, " has none that is called \"", factor,
      "\"",
      names.empty() ? "; leave it out"
                    : absl::StrCat("; it has ", absl::StrJoin(names, ", "))));
}

// Hours as they were entered.
absl::StatusOr<HourUse> UseOf(const Matter& hours) {
  ASSIGN_OR_RETURN(EnteredHour entry, EnteredHourOf(hours));
  ASSIGN_OR_RETURN(const Decimal told, HoursOf(entry.minutes));
  return HourUse{entry.day, told, std::move(entry.factor)};
}

}  // namespace

absl::StatusOr<Matter> HourChanges::FindOwn(const Principal& who,
                                            Connection& connection,
                                            const std::string& id) const {
  ASSIGN_OR_RETURN(std::optional<Matter> hours,
                   store_.Find(connection, MatterKind::kHours, id));
  RETURN_IF_ERROR(CheckOwnMatter(who, hours, id));
  return *std::move(hours);
}

absl::StatusOr<std::optional<Principal::MoneyLimit>> HourChanges::CostOf(
    Connection& connection, const Principal& who, const Matter& hours) const {
  using Cost = std::optional<Principal::MoneyLimit>;
  ASSIGN_OR_RETURN(const HourUse wanted, UseOf(hours));
  ASSIGN_OR_RETURN(const RoomContract found,
                   FindRoomContract(contracts_, who, "", hours.subject.contract,
                                    wanted.day));
  const Contract& contract = found.contract();
  const PriceComponent* const component =
      contract.FindComponent(hours.subject.objective);
  if (component == nullptr || component->meter.has_value() ||
      !std::holds_alternative<HourBundlePrice>(component->form)) {
    return Cost();
  }
  const auto list = [&](MatterKind kind) {
    return store_.List(connection, {.kind = kind, .contract = contract.id},
                       AsOf{});
  };
  ASSIGN_OR_RETURN(const std::vector<Matter> all, list(MatterKind::kHours));
  ASSIGN_OR_RETURN(const std::vector<Matter> extras, list(MatterKind::kExtra));
  std::vector<HourUse> uses;
  absl::CivilDay last = wanted.day;
  for (const Matter& other : all) {
    if (other.subject.objective != component->component ||
        FoldProposal(other.Moves()) != ProposalState::kApproved) {
      continue;
    }
    ASSIGN_OR_RETURN(HourUse use, UseOf(other));
    last = std::max(last, use.day);
    uses.push_back(std::move(use));
  }
  std::vector<ExtraOrder> ordered;
  for (const Matter& extra : extras) {
    ASSIGN_OR_RETURN(ordered.emplace_back(), ExtraOrderOf(extra));
  }
  const std::vector<HourOrder> orders =
      HourOrdersOf(ordered, contract.id, component->component);
  const std::vector<HourTerms> earlier =
      EarlierTerms(*found.contracts, contract, *component);
  ASSIGN_OR_RETURN(
      const HourBalance before,
      ComputeHourBalance(contract, *component, orders, uses, last, earlier));
  uses.push_back(wanted);
  ASSIGN_OR_RETURN(
      const HourBalance after,
      ComputeHourBalance(contract, *component, orders, uses, last, earlier));
  if (!before.beyond_amount.has_value() || !after.beyond_amount.has_value()) {
    return Cost();
  }
  ASSIGN_OR_RETURN(
      const Decimal cost,
      Decimal::Subtract(*after.beyond_amount, *before.beyond_amount));
  if (!(cost > Decimal())) return Cost();
  return Cost({cost, contract.currency});
}

absl::StatusOr<std::string> HourChanges::Book(const Principal& who,
                                              const MatterRequest& request,
                                              const NewHours& hours,
                                              absl::CivilDay today) {
  RETURN_IF_ERROR(RequireRequestId(request.id));
  ASSIGN_OR_RETURN(const absl::CivilDay day,
                   ReadPastDay("day", hours.day, today));
  ASSIGN_OR_RETURN(
      const RoomContract found,
      FindRoomContract(contracts_, who, hours.provider, hours.contract, day));
  const Contract& contract = found.contract();
  if (day < contract.term.start) {
    return absl::InvalidArgumentError(absl::StrCat(
        "day: ", contract.id, " begins on ", FormatDay(contract.term.start)));
  }
  ASSIGN_OR_RETURN(const PriceComponent* const component,
                   FindHours(contract, hours.component));
  RETURN_IF_ERROR(CheckFactor(*component, hours.factor));
  const absl::StatusOr<Decimal> exact = ParseHours(hours.hours);
  if (!exact.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("hours: ", exact.status().message()));
  }
  if (*exact > Decimal(kMostHours, 0)) {
    return absl::InvalidArgumentError(
        absl::StrCat("hours: ", hours.hours,
                     " are more than anybody works on a "
                     "day; enter at most ",
                     kMostHours, " for each day"));
  }
  RETURN_IF_ERROR(CheckDocumentName(hours.document));
  RETURN_IF_ERROR(CheckDocumentContent(hours.document, hours.content));
  RETURN_IF_ERROR(CheckText("remark", hours.remark));
  RETURN_IF_ERROR(RequireNamedPerson(who, "enter hours"));
  MatterAct act;
  act.steps = {{{.kind = MatterKind::kHours,
                 .name = request.new_id,
                 .provider = contract.provider,
                 .contract = contract.id,
                 .objective = component->component,
                 .range = RangeOfDay(day)},
                MatterMove::kEntered,
                {{kHoursSide, SideOf(who)},
                 {kHoursDay, FormatDay(day)},
                 {kHoursHours, FormatHours(*exact)},
                 {kHoursFactor, hours.factor},
                 {kHoursDocument, hours.document}}}};
  if (!hours.content.empty()) {
    ASSIGN_OR_RETURN(const std::string sha256,
                     KeepDocument(originals_, who, request.id, hours.document,
                                  hours.content));
    act.steps.front().values.emplace_back(kHoursDocumentSha256, sha256);
  }
  act.texts = {{"remark", hours.remark}};
  ASSIGN_OR_RETURN(const std::vector<std::string> names,
                   DoMatterAct(acts_, store_, who, request,
                               [&](Transaction&) -> absl::StatusOr<MatterAct> {
                                 return act;
                               }));
  return names.front();
}

absl::StatusOr<std::string> HourChanges::Decide(const Principal& who,
                                                const MatterRequest& request,
                                                const Decision& decision) {
  const absl::Time now = clock_.Now();
  ASSIGN_OR_RETURN(const std::optional<Deputy> deputy,
                   FindDeputy(directory_, who, decision.on_behalf_of, now));
  RETURN_IF_ERROR(decision.accepts ? CheckText("reason", decision.reason)
                                   : RequireText("reason", decision.reason,
                                                 "say why they are refused"));
  ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      DoMatterAct(acts_, store_, who, request,
                  [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
                    ASSIGN_OR_RETURN(const Matter hours,
                                     FindOwn(who, transaction, decision.id));
                    const MatterMove move = decision.accepts
                                                ? MatterMove::kApproved
                                                : MatterMove::kRefused;
                    RETURN_IF_ERROR(CheckProposalMove(
                        MatterKind::kHours, FoldProposal(hours.Moves()), move));
                    // What lots and bundles hold is paid already.
                    std::optional<Principal::MoneyLimit> amount;
                    if (decision.accepts) {
                      ASSIGN_OR_RETURN(amount, CostOf(transaction, who, hours));
                    }
                    RETURN_IF_ERROR(CheckMayApprove(
                        {.what = "accepting hours",
                         .amount = std::move(amount),
                         .proposed_by = hours.steps.front().act.identity,
                         .proposed_for = ""},
                        who, deputy, now));
                    MatterAct act;
                    act.steps = {{hours.subject, move, {}}};
                    act.texts = {{"reason", decision.reason}};
                    if (deputy.has_value())
                      act.on_behalf_of = decision.on_behalf_of;
                    return act;
                  }));
  return names.front();
}

absl::StatusOr<std::string> HourChanges::Withdraw(const Principal& who,
                                                  const MatterRequest& request,
                                                  const std::string& id,
                                                  const std::string& reason) {
  RETURN_IF_ERROR(RequireText("reason", reason, "say why they are taken back"));
  RETURN_IF_ERROR(RequireNamedPerson(who, "take hours back"));
  ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      DoMatterAct(
          acts_, store_, who, request,
          [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
            ASSIGN_OR_RETURN(const Matter hours, FindOwn(who, transaction, id));
            RETURN_IF_ERROR(CheckProposalMove(MatterKind::kHours,
                                              FoldProposal(hours.Moves()),
                                              MatterMove::kWithdrawn));
            const MatterStep& entered = hours.steps.front();
            const bool same_side = entered.Value(kHoursSide) == SideOf(who);
            const bool decides = same_side && MayDecide(who.role);
            if (entered.act.identity != who.identity && !decides &&
                !(same_side && who.role == Principal::Role::kProvider)) {
              return absl::PermissionDeniedError(absl::StrCat(
                  "\"", who.name,
                  "\" cannot take these hours back: who entered them can, or "
                  "somebody of that side who decides; refuse them instead"));
            }
            MatterAct act;
            act.steps = {{hours.subject, MatterMove::kWithdrawn, {}}};
            act.texts = {{"reason", reason}};
            return act;
          }));
  return names.front();
}

absl::StatusOr<Matter> HourChanges::Get(const Principal& who,
                                        const std::string& id) const {
  ASSIGN_OR_RETURN(std::optional<Matter> hours,
                   store_.Find(who, MatterKind::kHours, id));
  RETURN_IF_ERROR(CheckOwnMatter(who, hours, id));
  return *std::move(hours);
}

}  // namespace regisseur
