#include "aggregator/changes/claim_changes.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "aggregator/changes/deputy.h"
#include "core/base/status_macros.h"
#include "core/principal/binding_act.h"

namespace regisseur {
namespace {

using Kind = ClaimStep::Kind;

absl::Status AmountUnknown(absl::string_view id) {
  return absl::FailedPreconditionError(absl::StrCat(
      "amount: what follows from ", id,
      " is not known, because a price is missing; name the amount"));
}

}  // namespace

absl::StatusOr<ClaimChanges::Current> ClaimChanges::FindStored(
    const Principal& who, Transaction& transaction,
    const std::string& id) const {
  ASSIGN_OR_RETURN(const std::optional<Matter> matter,
                   store_.Find(transaction, MatterKind::kClaim, id));
  RETURN_IF_ERROR(CheckOwnMatter(who, matter, id));
  Current current;
  current.subject = matter->subject;
  current.stored = true;
  current.currency = matter->LastValue(kClaimCurrency);
  ASSIGN_OR_RETURN(current.account, AccountOf(*matter));
  return current;
}

absl::StatusOr<ClaimChanges::Current> ClaimChanges::Find(
    const Principal& who, Transaction& transaction, const DueClaim& due) const {
  absl::StatusOr<Current> stored =
      FindStored(who, transaction, due.subject.name);
  if (stored.ok()) {
    if (!stored->account.claimed.has_value()) {
      // Nothing is frozen yet: what is due is what is computed.
      stored->account.state = due.state;
      stored->account.open = stored->account.unsettled =
          due.amount.value_or(Decimal());
    }
    return stored;
  }
  if (!absl::IsNotFound(stored.status())) return stored.status();
  Current current;
  current.subject = due.subject;
  current.currency = due.currency;
  ASSIGN_OR_RETURN(current.account,
                   FoldClaim(due.state, due.amount.value_or(Decimal()), {}));
  return current;
}

NewMatterStep ClaimChanges::FirstStep(const DueClaim& due,
                                      MatterMove move) const {
  NewMatterStep step{due.subject, move, due.basis};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) step.values.emplace_back(name, value);
  };
  add(kClaimBegun, std::string(ClaimStateWord(due.state)));
  if (due.amount.has_value()) add(kClaimDue, due.amount->ToString());
  add(kClaimCurrency, due.currency);
  add(kClaimBy, due.claim_by);
  add("program", provenance_.program);
  add("time_zone_data", provenance_.time_zone_data);
  return step;
}

absl::StatusOr<std::string> ClaimChanges::Single(
    const Principal& who, const MatterRequest& request,
    const std::function<absl::StatusOr<MatterAct>(Transaction&)>& decide) {
  ASSIGN_OR_RETURN(const std::vector<std::string> names,
                   DoMatterAct(acts_, store_, who, request, decide));
  return names.front();
}

absl::StatusOr<std::string> ClaimChanges::File(const Principal& who,
                                               const MatterRequest& request,
                                               const Move& move,
                                               const DueClaim& due) {
  RETURN_IF_ERROR(CheckText("reason", move.reason));
  RETURN_IF_ERROR(RequireText("document", move.document,
                              "name the letter or message that claims it"));
  return Single(
      who, request, [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
        ASSIGN_OR_RETURN(const Current current, Find(who, transaction, due));
        const std::optional<Decimal> amount =
            move.amount.has_value()               ? move.amount
            : current.account.claimed.has_value() ? current.account.claimed
                                                  : due.amount;
        if (!amount.has_value()) return AmountUnknown(move.id);
        RETURN_IF_ERROR(
            CheckClaimStep(current.account, {Kind::kFiled, *amount}));
        NewMatterStep step = FirstStep(due, MatterMove::kFiled);
        step.values.emplace_back(kClaimAmount, amount->ToString());
        step.values.emplace_back(kClaimDocument, move.document);
        step.values.emplace_back(kClaimReasonTold, "true");
        MatterAct act;
        act.steps = {std::move(step)};
        act.texts = {{"reason", move.reason}};
        return act;
      });
}

absl::StatusOr<std::string> ClaimChanges::Grant(const Principal& who,
                                                const MatterRequest& request,
                                                const Move& move) {
  RETURN_IF_ERROR(CheckText("reason", move.reason));
  RETURN_IF_ERROR(CheckText("document", move.document));
  return Single(
      who, request, [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
        ASSIGN_OR_RETURN(const Current current,
                         FindStored(who, transaction, move.id));
        const Decimal amount = move.amount.value_or(current.account.open);
        RETURN_IF_ERROR(
            CheckClaimStep(current.account, {Kind::kGranted, amount}));
        MatterAct act;
        act.steps = {{current.subject,
                      MatterMove::kGranted,
                      {{kClaimAmount, amount.ToString()}}}};
        if (!move.document.empty()) {
          act.steps.front().values.emplace_back(kClaimDocument, move.document);
        }
        act.texts = {{"reason", move.reason}};
        return act;
      });
}

absl::StatusOr<std::string> ClaimChanges::Refuse(const Principal& who,
                                                 const MatterRequest& request,
                                                 const Move& move) {
  RETURN_IF_ERROR(
      RequireText("reason", move.reason, "say why the claim is refused"));
  return Single(
      who, request, [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
        ASSIGN_OR_RETURN(const Current current,
                         FindStored(who, transaction, move.id));
        RETURN_IF_ERROR(
            CheckClaimStep(current.account, {Kind::kDenied, Decimal()}));
        MatterAct act;
        act.steps = {{current.subject, MatterMove::kDenied, {}}};
        act.texts = {{"reason", move.reason}};
        return act;
      });
}

absl::StatusOr<std::vector<std::string>> ClaimChanges::Receive(
    const Principal& who, const MatterRequest& request,
    const Receipt& receipt) {
  RETURN_IF_ERROR(RequireText("document", receipt.document,
                              "name the credit note or the invoice"));
  return DoMatterAct(
      acts_, store_, who, request,
      [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
        if (receipt.claims.empty()) {
          return absl::FailedPreconditionError(
              "contract: nothing is open on its claims; `credit list "
              "--contract` shows what became of them");
        }
        std::vector<Current> currents;
        std::vector<Decimal> open;
        std::vector<Decimal> unsettled;
        std::set<std::string> names;
        for (const DueClaim& due : receipt.claims) {
          if (!names.insert(due.subject.name).second) {
            return absl::InvalidArgumentError(
                absl::StrCat("ids: ", due.subject.name,
                             " is named twice; name each claim once"));
          }
          ASSIGN_OR_RETURN(Current current, Find(who, transaction, due));
          if (!current.stored && !due.amount.has_value()) {
            return AmountUnknown(due.subject.name);
          }
          if (!currents.empty() &&
              (current.currency != currents.front().currency ||
               current.subject.provider != currents.front().subject.provider)) {
            return absl::InvalidArgumentError(
                "ids: one receipt is of one provider and one currency");
          }
          open.push_back(current.account.open);
          unsettled.push_back(current.account.unsettled);
          currents.push_back(std::move(current));
        }
        absl::StatusOr<std::vector<Decimal>> spread =
            SpreadReceipt(receipt.net, open);
        // More may come in than was granted.
        if (!spread.ok()) spread = SpreadReceipt(receipt.net, unsettled);
        RETURN_IF_ERROR(spread.status());
        const std::vector<Decimal>& shares = *spread;
        MatterAct act;
        for (size_t i = 0; i < shares.size(); ++i) {
          if (shares[i] == Decimal()) continue;
          RETURN_IF_ERROR(CheckClaimStep(currents[i].account,
                                         {Kind::kReceived, shares[i]}));
          NewMatterStep step =
              currents[i].account.claimed.has_value()
                  ? NewMatterStep{currents[i].subject,
                                  MatterMove::kReceived,
                                  {}}
                  : FirstStep(receipt.claims[i], MatterMove::kReceived);
          step.values.emplace_back(kClaimAmount, shares[i].ToString());
          step.values.emplace_back("receipt", receipt.net.ToString());
          if (!receipt.vat.empty()) {
            step.values.emplace_back(kClaimVat, receipt.vat);
          }
          step.values.emplace_back(kClaimDocument, receipt.document);
          act.steps.push_back(std::move(step));
        }
        return act;
      });
}

absl::StatusOr<std::string> ClaimChanges::ProposeWaiver(
    const Principal& who, const MatterRequest& request, const Move& move,
    const DueClaim& due) {
  RETURN_IF_ERROR(
      RequireText("reason", move.reason, "say why this is given up"));
  return Single(
      who, request, [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
        ASSIGN_OR_RETURN(const Current current, Find(who, transaction, due));
        if (!current.account.claimed.has_value() && !due.amount.has_value()) {
          return absl::FailedPreconditionError(absl::StrCat(
              "id: what follows from ", move.id,
              " is not known, because a price is missing; nobody can say what "
              "would be given up"));
        }
        RETURN_IF_ERROR(
            CheckClaimStep(current.account,
                           {Kind::kWaiverProposed, WaivedBy(current.account)}));
        NewMatterStep step = current.account.claimed.has_value()
                                 ? NewMatterStep{current.subject,
                                                 MatterMove::kWaiverProposed,
                                                 {}}
                                 : FirstStep(due, MatterMove::kWaiverProposed);
        step.values.emplace_back(kClaimAmount,
                                 WaivedBy(current.account).ToString());
        MatterAct act;
        act.shared = false;
        act.steps = {std::move(step)};
        act.texts = {{"reason", move.reason}};
        return act;
      });
}

absl::StatusOr<std::string> ClaimChanges::AnswerWaiver(
    const Principal& who, const MatterRequest& request, const Move& move,
    bool approves) {
  const absl::Time now = clock_.Now();
  ASSIGN_OR_RETURN(const std::optional<Deputy> deputy,
                   FindDeputy(directory_, who, move.on_behalf_of, now));
  RETURN_IF_ERROR(CheckText("reason", move.reason));
  return Single(
      who, request, [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
        ASSIGN_OR_RETURN(const std::optional<Matter> matter,
                         store_.Find(transaction, MatterKind::kClaim, move.id));
        RETURN_IF_ERROR(CheckOwnMatter(who, matter, move.id));
        ASSIGN_OR_RETURN(const ClaimAccount account, AccountOf(*matter));
        RETURN_IF_ERROR(CheckClaimStep(
            account,
            {approves ? Kind::kWaived : Kind::kWaiverRefused, Decimal()}));
        const MatterStep& proposed =
            *matter->FindLast(MatterMove::kWaiverProposed);
        ASSIGN_OR_RETURN(const Decimal amount,
                         Decimal::Parse(proposed.Value(kClaimAmount)));
        BindingAct waiving{.what = "waiving a credit",
                           .amount = std::nullopt,
                           .proposed_by = proposed.act.identity,
                           .proposed_for = ""};
        if (approves) {
          waiving.amount = {amount, matter->LastValue(kClaimCurrency)};
        }
        RETURN_IF_ERROR(CheckMayApprove(waiving, who, deputy, now));
        MatterAct act;
        act.shared = false;
        act.steps = {
            {matter->subject,
             approves ? MatterMove::kWaived : MatterMove::kWaiverRefused,
             {}}};
        if (approves) {
          act.steps.front().values = {{kClaimAmount, amount.ToString()}};
        }
        act.texts = {{"reason", move.reason}};
        if (deputy.has_value()) act.on_behalf_of = move.on_behalf_of;
        return act;
      });
}

}  // namespace regisseur
