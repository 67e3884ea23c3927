#include "aggregator/changes/extra_changes.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/changes/deputy.h"
#include "aggregator/changes/entered_document.h"
#include "aggregator/changes/room_contract.h"
#include "core/base/nearest_word.h"
#include "core/base/status_macros.h"
#include "core/contract/contract_family.h"
#include "core/contract/notice_dates.h"
#include "core/principal/binding_act.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

absl::StatusOr<const Extra*> FindExtra(const Contract& contract,
                                       const std::string& name) {
  std::vector<std::string> names;
  for (const Extra& extra : contract.extras) {
    if (extra.name == name) return &extra;
    names.push_back(extra.name);
  }
  if (names.empty()) {
    return absl::NotFoundError(absl::StrCat(
        "extra: ", contract.id,
        " agrees none beforehand; propose a version with one (`contract "
        "propose`)"));
  }
  const std::string near = NearestWord(name, names);
  return absl::NotFoundError(absl::StrCat(
      "extra: ", contract.id, " has none that is called \"", name, "\"",
      near.empty() ? absl::StrCat("; it has ", absl::StrJoin(names, ", "))
                   : absl::StrCat("; did you mean \"", near, "\"?")));
}

ExtraState StateOf(const Matter& order) { return FoldExtra(order.Moves()); }

// Whether the contract lets this person of the partner order so much alone.
bool MayOrderForPartner(const Contract& contract, const Principal& who,
                        const Decimal& amount) {
  bool told = false;
  for (const Contact& contact : contract.contacts) {
    if (contact.side != Side::kProvider ||
        !contact.authority.extras_up_to.has_value()) {
      continue;
    }
    told = true;
    if (contact.name == who.name && amount <= *contact.authority.extras_up_to) {
      return true;
    }
  }
  return !told;
}

// Ceiling and spend are ours alone: a partner is told that it cannot be.
absl::Status Refused(const Principal& who, const ExtraVerdict& verdict) {
  if (who.role == Principal::Role::kProvider) {
    return absl::FailedPreconditionError(
        "extra: the customer cannot order it under this contract now; ask your "
        "contact there");
  }
  return absl::FailedPreconditionError(absl::StrCat(
      "extra: refused by ", verdict.Clauses(), ": ", verdict.Why(),
      "; a named person who decides can override it with a reason"));
}

absl::Status CheckRunning(const Contract& contract, absl::CivilDay today) {
  if (contract.term.start > today) {
    return absl::FailedPreconditionError(
        absl::StrCat("contract: ", contract.id, " begins on ",
                     FormatDay(contract.term.start), "; order from then on"));
  }
  const std::optional<absl::CivilDay> end =
      FindEndOfTerm(contract.term, today, contract.holidays);
  if (!end.has_value() || *end > today) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("contract: ", contract.id,
                   " has ended; nothing can be ordered under it"));
}

}  // namespace

std::vector<NewMatterStep> ExtraChanges::InForce(
    const Contract& contract, const Extra& extra, MatterSubject subject,
    MatterMove move, std::vector<std::pair<std::string, std::string>> values,
    absl::CivilDay today) {
  values.emplace_back(kExtraOrderedOn, FormatDay(today));
  values.emplace_back(kExtraDueOn, FormatDay(extra.lead_time.AddTo(today)));
  std::vector<NewMatterStep> steps = {{subject, move, std::move(values)}};
  // Hours are there as soon as they are ordered.
  if (!extra.buys.empty()) {
    steps.push_back({std::move(subject),
                     MatterMove::kDelivered,
                     {{kExtraDeliveredOn, FormatDay(today)}}});
  }
  return steps;
}

absl::StatusOr<std::vector<ExtraChanges::Ceiling>> ExtraChanges::ReadCeilings(
    const ContractRegister& contracts, const Contract& contract,
    absl::CivilDay today, const ReadRoom& room) {
  std::vector<Ceiling> ceilings;
  for (const Contract* holder : CeilingsOver(contracts, contract, today)) {
    ASSIGN_OR_RETURN(SpendRoom spend, room(*holder));
    ceilings.push_back({holder, std::move(spend)});
  }
  return ceilings;
}

absl::StatusOr<ExtraVerdict> ExtraChanges::Judge(
    Connection& connection, const ContractRegister& contracts,
    const Contract& contract, const Decimal& amount,
    const std::vector<Ceiling>& ceilings, const std::string& but_for,
    absl::CivilDay today) const {
  ASSIGN_OR_RETURN(
      const std::vector<Matter> matters,
      store_.List(connection, {.kind = MatterKind::kExtra}, AsOf{}));
  std::vector<ExtraOrder> orders;
  for (const Matter& matter : matters) {
    if (matter.subject.name == but_for) continue;
    ASSIGN_OR_RETURN(orders.emplace_back(), ExtraOrderOf(matter));
  }
  ExtraRoom room;
  ASSIGN_OR_RETURN(room.alone, OrderedAlone(contract, orders, today));
  for (const Ceiling& ceiling : ceilings) {
    std::set<std::string> family;
    for (const Contract* member : FamilyOf(contracts, *ceiling.holder, today)) {
      family.insert(member->id);
    }
    std::vector<ExtraOrder> under;
    std::copy_if(orders.begin(), orders.end(), std::back_inserter(under),
                 [&](const ExtraOrder& order) {
                   return family.contains(order.contract);
                 });
    CeilingRoom each{.holder = ceiling.holder,
                     .left = ceiling.spend.left,
                     .why_unknown = ceiling.spend.why_unknown};
    // Those that came in meanwhile are taken off.
    RETURN_IF_ERROR(AddOrders(under, ceiling.spend.counted, each));
    room.ceilings.push_back(std::move(each));
  }
  return JudgeExtra(contract, amount, room);
}

absl::StatusOr<Matter> ExtraChanges::FindOwn(const Principal& who,
                                             Connection& connection,
                                             const std::string& id) const {
  ASSIGN_OR_RETURN(std::optional<Matter> order,
                   store_.Find(connection, MatterKind::kExtra, id));
  RETURN_IF_ERROR(CheckOwnMatter(who, order, id));
  return *std::move(order);
}

absl::StatusOr<std::string> ExtraChanges::Order(const Principal& who,
                                                const MatterRequest& request,
                                                const NewOrder& order,
                                                absl::CivilDay today,
                                                const ReadRoom& room) {
  ASSIGN_OR_RETURN(
      const RoomContract found,
      FindRoomContract(contracts_, who, order.provider, order.contract, today));
  const Contract& contract = found.contract();
  RETURN_IF_ERROR(CheckRunning(contract, today));
  ASSIGN_OR_RETURN(const Extra* const extra, FindExtra(contract, order.extra));
  Decimal quantity(1, 0);
  if (!order.quantity.empty()) {
    const absl::StatusOr<Decimal> told = Decimal::Parse(order.quantity);
    if (!told.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "quantity: \"", order.quantity, "\" is no number such as 2 or 2.5"));
    }
    quantity = *told;
  }
  ASSIGN_OR_RETURN(const Decimal amount,
                   AmountOfExtra(contract, *extra, quantity));
  RETURN_IF_ERROR(order.override_refusal
                      ? RequireText("reason", order.reason,
                                    "say why a clause is overridden")
                      : CheckText("reason", order.reason));
  ASSIGN_OR_RETURN(const std::vector<Ceiling> ceilings,
                   ReadCeilings(*found.contracts, contract, today, room));
  const MatterSubject subject{.kind = MatterKind::kExtra,
                              .name = request.new_id,
                              .provider = contract.provider,
                              .contract = contract.id,
                              .objective = extra->name,
                              .range = RangeOfDay(today)};
  ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      DoMatterAct(
          acts_, store_, who, request,
          [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
            ASSIGN_OR_RETURN(const ExtraVerdict verdict,
                             Judge(transaction, *found.contracts, contract,
                                   amount, ceilings, subject.name, today));
            if (verdict.IsRefused()) {
              const bool decides = who.IsNamedPerson() && MayDecide(who.role);
              // Which clause it is a partner is not told either way.
              if (!order.override_refusal ||
                  (!decides && who.role == Principal::Role::kProvider)) {
                return Refused(who, verdict);
              }
              if (!decides) {
                return absl::PermissionDeniedError(absl::StrCat(
                    "override: \"", who.name, "\" cannot override ",
                    verdict.Clauses(),
                    ": it takes a named person with a role that decides"));
              }
            }
            const bool at_once = verdict.within_mandate &&
                                 !verdict.IsRefused() && who.IsNamedPerson() &&
                                 (who.role != Principal::Role::kProvider ||
                                  MayOrderForPartner(contract, who, amount));
            std::vector<std::pair<std::string, std::string>> values = {
                {kExtraSide, SideOf(who)},
                {kExtraQuantity, quantity.ToString()},
                {kExtraUnit, extra->unit},
                {kExtraPrice, extra->price.ToString()},
                {kExtraAmount, amount.ToString()},
                {kExtraCurrency, contract.currency}};
            if (!extra->buys.empty()) {
              values.emplace_back(kExtraBuys, extra->buys);
            }
            if (verdict.IsRefused()) {
              values.emplace_back(kExtraOverridden, verdict.Clauses());
            }
            MatterAct act;
            if (at_once) {
              act.steps = InForce(contract, *extra, subject,
                                  MatterMove::kOrdered, values, today);
            } else {
              act.steps = {{subject, MatterMove::kProposed, values}};
              // What waits for us is not the partner's business yet.
              act.shared = who.role == Principal::Role::kProvider;
            }
            act.texts = {{"reason", order.reason}};
            return act;
          }));
  return names.front();
}

absl::StatusOr<std::string> ExtraChanges::Decide(const Principal& who,
                                                 const MatterRequest& request,
                                                 const Decision& decision,
                                                 absl::CivilDay today,
                                                 const ReadRoom& room) {
  const absl::Time now = clock_.Now();
  ASSIGN_OR_RETURN(const std::optional<Deputy> deputy,
                   FindDeputy(directory_, who, decision.on_behalf_of, now));
  RETURN_IF_ERROR(decision.approves ? CheckText("reason", decision.reason)
                                    : RequireText("reason", decision.reason,
                                                  "say why it is refused"));
  ASSIGN_OR_RETURN(const Matter before, Get(who, decision.id));
  ASSIGN_OR_RETURN(
      const RoomContract found,
      FindRoomContract(contracts_, who, "", before.subject.contract, today));
  const Contract& contract = found.contract();
  std::vector<Ceiling> ceilings;
  if (decision.approves) {
    ASSIGN_OR_RETURN(ceilings,
                     ReadCeilings(*found.contracts, contract, today, room));
  }
  ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      DoMatterAct(
          acts_, store_, who, request,
          [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
            ASSIGN_OR_RETURN(const Matter order,
                             FindOwn(who, transaction, decision.id));
            const MatterMove move = decision.approves ? MatterMove::kApproved
                                                      : MatterMove::kRefused;
            RETURN_IF_ERROR(CheckExtraMove(StateOf(order), move));
            const MatterStep& proposed = order.steps.front();
            ASSIGN_OR_RETURN(const ExtraOrder standing, ExtraOrderOf(order));
            BindingAct binding{.what = "ordering an extra",
                               .amount = std::nullopt,
                               .proposed_by = proposed.act.identity,
                               .proposed_for = ""};
            if (decision.approves) {
              binding.amount = {standing.amount,
                                proposed.Value(kExtraCurrency)};
            }
            RETURN_IF_ERROR(CheckMayApprove(binding, who, deputy, now));
            MatterAct act;
            act.steps = {{order.subject, move, {}}};
            act.shared =
                decision.approves || proposed.Value(kExtraSide) == "provider";
            if (decision.approves) {
              ASSIGN_OR_RETURN(const Extra* const extra,
                               FindExtra(contract, order.subject.objective));
              ASSIGN_OR_RETURN(
                  const ExtraVerdict verdict,
                  Judge(transaction, *found.contracts, contract,
                        standing.amount, ceilings, order.subject.name, today));
              if (!verdict.IsOverriddenBy(proposed.Value(kExtraOverridden))) {
                return Refused(who, verdict);
              }
              act.steps =
                  InForce(contract, *extra, order.subject, move, {}, today);
            }
            act.texts = {{"reason", decision.reason}};
            if (deputy.has_value()) act.on_behalf_of = decision.on_behalf_of;
            return act;
          }));
  return names.front();
}

absl::StatusOr<std::string> ExtraChanges::Deliver(
    const Principal& who, const MatterRequest& request, const std::string& id,
    const std::string& day, const std::string& remark, absl::CivilDay today) {
  ASSIGN_OR_RETURN(const absl::CivilDay delivered,
                   ReadPastDay("day", day, today));
  RETURN_IF_ERROR(CheckText("reason", remark));
  ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      DoMatterAct(
          acts_, store_, who, request,
          [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
            ASSIGN_OR_RETURN(const Matter order, FindOwn(who, transaction, id));
            RETURN_IF_ERROR(
                CheckExtraMove(StateOf(order), MatterMove::kDelivered));
            const std::string ordered = order.LastValue(kExtraOrderedOn);
            if (FormatDay(delivered) < ordered) {
              return absl::InvalidArgumentError(
                  absl::StrCat("day: it was ordered on ", ordered,
                               " and cannot have been there before"));
            }
            MatterAct act;
            act.steps = {{order.subject,
                          MatterMove::kDelivered,
                          {{kExtraDeliveredOn, FormatDay(delivered)}}}};
            act.texts = {{"reason", remark}};
            return act;
          }));
  return names.front();
}

absl::StatusOr<std::string> ExtraChanges::Cancel(const Principal& who,
                                                 const MatterRequest& request,
                                                 const std::string& id,
                                                 const std::string& reason) {
  RETURN_IF_ERROR(RequireText("reason", reason, "say why it is taken back"));
  RETURN_IF_ERROR(RequireNamedPerson(who, "take an order back"));
  ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      DoMatterAct(
          acts_, store_, who, request,
          [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
            ASSIGN_OR_RETURN(const Matter order, FindOwn(who, transaction, id));
            RETURN_IF_ERROR(
                CheckExtraMove(StateOf(order), MatterMove::kWithdrawn));
            const bool of_partner =
                order.steps.front().Value(kExtraSide) == "provider";
            if (who.role == Principal::Role::kProvider && !of_partner) {
              return absl::PermissionDeniedError(
                  "id: the customer ordered it, and only the customer can take "
                  "it back");
            }
            MatterAct act;
            act.steps = {{order.subject,
                          MatterMove::kWithdrawn,
                          {{kExtraSide, SideOf(who)}}}};
            act.shared = StateOf(order) != ExtraState::kProposed || of_partner;
            act.texts = {{"reason", reason}};
            return act;
          }));
  return names.front();
}

absl::StatusOr<Matter> ExtraChanges::Get(const Principal& who,
                                         const std::string& id) const {
  ASSIGN_OR_RETURN(std::optional<Matter> order,
                   store_.Find(who, MatterKind::kExtra, id));
  RETURN_IF_ERROR(CheckOwnMatter(who, order, id));
  return *std::move(order);
}

}  // namespace regisseur
