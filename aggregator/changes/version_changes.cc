#include "aggregator/changes/version_changes.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/changes/deputy.h"
#include "aggregator/changes/entered_document.h"
#include "aggregator/changes/room_contract.h"
#include "core/base/status_macros.h"
#include "core/evidence/sha256.h"
#include "core/principal/binding_act.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr size_t kMostTextBytes = 512 * 1024;

Side SideWho(const Principal& who) {
  return who.role == Principal::Role::kProvider ? Side::kProvider
                                                : Side::kCustomer;
}

Side SideSaid(const MatterStep& step) {
  return SideOfStep(step.Value(kVersionSide));
}

// What the completed text is called in messages.
constexpr char kTextName[] = "text";

// Whether the contract lets this person sign for the partner (U19).
absl::Status CheckMaySign(const Contract& contract, const Principal& who) {
  RETURN_IF_ERROR(RequireNamedPerson(who, "accept a version"));
  std::vector<std::string> names;
  for (const Contact& contact : contract.contacts) {
    if (contact.side != Side::kProvider || !contact.authority.contract) {
      continue;
    }
    if (contact.name == who.name) return absl::OkStatus();
    names.push_back(contact.name);
  }
  if (names.empty()) return absl::OkStatus();
  return absl::PermissionDeniedError(absl::StrCat(
      "\"", who.name, "\" cannot sign for ", contract.provider, ": ",
      absl::StrJoin(names, " and "),
      " can, as `contacts[].authority.contract` of ", contract.id, " says"));
}

absl::Status CheckNextDay(const ContractRegister& contracts,
                          const Contract& version, absl::CivilDay today) {
  const absl::CivilDay from = version.ValidFrom();
  if (from <= today) {
    return absl::FailedPreconditionError(absl::StrCat(
        "text: valid_from ", FormatDay(from),
        " has begun; a version never rewrites the past: name a later day"));
  }
  for (const Contract* known : contracts.Versions(version.id)) {
    if (known->ValidFrom() < from) continue;
    return absl::FailedPreconditionError(absl::StrCat(
        "text: valid_from ", FormatDay(from), " lies not behind that of ",
        known->version.empty() ? "the version" : known->version, " from ",
        FormatDay(known->ValidFrom()), "; name a later day"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<AgreedVersions> ReadAgreedVersions(const Principal& who,
                                                  const MatterStore& store) {
  AgreedVersions agreed;
  ASSIGN_OR_RETURN(const std::vector<Matter> versions,
                   store.List(who, {.kind = MatterKind::kVersion}, AsOf{}));
  for (const Matter& version : versions) {
    const std::string sha256 = version.LastValue(kVersionAgreedSha256);
    if (sha256.empty()) continue;
    absl::StatusOr<std::string> text = store.GetText(who, sha256);
    if (text.ok()) {
      agreed.texts[version.subject.name] = *std::move(text);
      continue;
    }
    if (!absl::IsNotFound(text.status()) && !absl::IsDataLoss(text.status())) {
      return text.status();
    }
    agreed.lost[version.subject.name] =
        absl::StrCat(version.subject.contract,
                     ": the text of the version that both sides "
                     "agreed for ",
                     version.steps.front().Value(kVersionValidFrom),
                     " cannot be read (", text.status().message(),
                     "); restore a backup, or give its file in `contracts:`");
  }
  return agreed;
}

absl::StatusOr<const VersionReader*> VersionChanges::Reader() const {
  if (reader_ != nullptr) return reader_;
  return absl::UnimplementedError("on this server no version can be proposed");
}

absl::StatusOr<Matter> VersionChanges::FindOwn(const Principal& who,
                                               Connection& connection,
                                               const std::string& id) const {
  ASSIGN_OR_RETURN(std::optional<Matter> version,
                   store_.Find(connection, MatterKind::kVersion, id));
  RETURN_IF_ERROR(CheckOwnMatter(who, version, id));
  return *std::move(version);
}

absl::StatusOr<std::string> VersionChanges::Propose(
    const Principal& who, const MatterRequest& request,
    const NewVersion& version, absl::CivilDay today) {
  ASSIGN_OR_RETURN(const VersionReader* const reader, Reader());
  ASSIGN_OR_RETURN(const RoomContract found,
                   FindRoomContract(contracts_, who, version.provider,
                                    version.contract, today));
  RETURN_IF_ERROR(RequireText("reason", version.reason,
                              "say why the contract should change"));
  if (version.text.size() > kMostTextBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("text: longer than ", kMostTextBytes, " bytes"));
  }
  ASSIGN_OR_RETURN(
      const VersionText read,
      reader->ReadVersion({kTextName, version.text}, found.entry->text, ""));
  if (read.contract.id != version.contract) {
    return absl::InvalidArgumentError(
        absl::StrCat("text: id is ", read.contract.id, ", and has to be ",
                     version.contract));
  }
  const bool is_partner = SideWho(who) == Side::kProvider;
  if (is_partner && !read.internal_keys.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "text: ", absl::StrJoin(read.internal_keys, ", "),
        " is the customer's own; leave it out, it stays as it is"));
  }
  RETURN_IF_ERROR(CheckNextDay(*found.contracts, read.contract, today));
  const Contract& current = found.contract();
  MatterAct act;
  act.kept = {version.text};
  act.steps = {{{.kind = MatterKind::kVersion,
                 .name = request.new_id,
                 .provider = current.provider,
                 .contract = current.id,
                 .objective = "",
                 .range = RangeOfDay(read.contract.ValidFrom())},
                MatterMove::kProposed,
                {{kVersionSide, SideOf(who)},
                 {kVersionName, read.contract.version},
                 {kVersionValidFrom, FormatDay(read.contract.ValidFrom())},
                 {kVersionSha256, ToHex(Sha256Hasher().Hash(version.text))}}}};
  act.texts = {{"reason", version.reason}};
  ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      DoMatterAct(
          acts_, store_, who, request,
          [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
            if (version.answers.empty()) return act;
            ASSIGN_OR_RETURN(const Matter other,
                             FindOwn(who, transaction, version.answers));
            if (other.subject.contract != current.id ||
                SideSaid(other.steps.front()) == SideWho(who)) {
              return absl::InvalidArgumentError(absl::StrCat(
                  "answers: ", version.answers,
                  " is no proposal of the other side for ", current.id));
            }
            ASSIGN_OR_RETURN(const VersionStanding standing,
                             StandingOf(other, today));
            RETURN_IF_ERROR(CheckVersionStep(
                standing, {MatterMove::kAnswered, SideWho(who)}));
            MatterAct answer = act;
            answer.steps.front().values.emplace_back(kVersionAnswers,
                                                     version.answers);
            answer.steps.push_back({other.subject,
                                    MatterMove::kAnswered,
                                    {{kVersionSide, SideOf(who)},
                                     {kVersionAnsweredBy, request.new_id}}});
            return answer;
          }));
  return names.front();
}

absl::StatusOr<std::string> VersionChanges::Comment(
    const Principal& who, const MatterRequest& request, const std::string& id,
    const std::string& text, bool internal, absl::CivilDay today) {
  RETURN_IF_ERROR(RequireText("text", text, "say something about it"));
  if (internal && SideWho(who) == Side::kProvider) {
    return absl::PermissionDeniedError(
        "internal: notes are the customer's own; leave it out");
  }
  ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      DoMatterAct(
          acts_, store_, who, request,
          [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
            ASSIGN_OR_RETURN(const Matter version,
                             FindOwn(who, transaction, id));
            ASSIGN_OR_RETURN(const VersionStanding standing,
                             StandingOf(version, today));
            const MatterMove move =
                internal ? MatterMove::kNoted : MatterMove::kCommented;
            RETURN_IF_ERROR(CheckVersionStep(standing, {move, SideWho(who)}));
            MatterAct act;
            act.steps = {
                {version.subject, move, {{kVersionSide, SideOf(who)}}}};
            act.texts = {{"comment", text}};
            act.shared = !internal;
            return act;
          }));
  return names.front();
}

absl::Status VersionChanges::CheckNothingAgreedBehind(
    Connection& connection, const Matter& version, absl::CivilDay from) const {
  ASSIGN_OR_RETURN(const std::vector<Matter> others,
                   store_.List(connection,
                               {.kind = MatterKind::kVersion,
                                .contract = version.subject.contract},
                               AsOf{}));
  for (const Matter& other : others) {
    const std::string day = other.steps.front().Value(kVersionValidFrom);
    if (other.subject.name == version.subject.name ||
        other.LastValue(kVersionAgreedSha256).empty() ||
        day < FormatDay(from)) {
      continue;
    }
    return absl::FailedPreconditionError(absl::StrCat(
        "id: another version, ", other.subject.name, ", was agreed from ", day,
        " on; propose this one anew with a later day"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> VersionChanges::Accept(const Principal& who,
                                                   const MatterRequest& request,
                                                   const Acceptance& acceptance,
                                                   absl::CivilDay today) {
  ASSIGN_OR_RETURN(const VersionReader* const reader, Reader());
  const absl::Time now = clock_.Now();
  const Side side = SideWho(who);
  ASSIGN_OR_RETURN(const std::optional<Deputy> deputy,
                   FindDeputy(directory_, who, acceptance.on_behalf_of, now));
  RETURN_IF_ERROR(CheckText("document", acceptance.document));
  if (side == Side::kCustomer) {
    RETURN_IF_ERROR(RequireText("document", acceptance.document,
                                "name the signed document that it rests on"));
  }
  ASSIGN_OR_RETURN(const Matter before, Get(who, acceptance.id));
  ASSIGN_OR_RETURN(
      const RoomContract found,
      FindRoomContract(contracts_, who, "", before.subject.contract, today));
  ASSIGN_OR_RETURN(
      const std::string proposed,
      store_.GetText(who, before.steps.front().Value(kVersionSha256)));
  bool agreed = false;
  ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      DoMatterAct(
          acts_, store_, who, request,
          [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
            ASSIGN_OR_RETURN(const Matter version,
                             FindOwn(who, transaction, acceptance.id));
            ASSIGN_OR_RETURN(const VersionStanding standing,
                             StandingOf(version, today));
            RETURN_IF_ERROR(
                CheckVersionStep(standing, {MatterMove::kAccepted, side}));
            if (side == Side::kProvider) {
              RETURN_IF_ERROR(CheckMaySign(found.contract(), who));
            } else {
              RETURN_IF_ERROR(CheckMayApprove(
                  {.what = "accepting a contract version",
                   .amount = acceptance.amount,
                   .proposed_by = version.steps.front().act.identity,
                   .proposed_for = ""},
                  who, deputy, now));
            }
            MatterAct act;
            act.steps = {{version.subject,
                          MatterMove::kAccepted,
                          {{kVersionSide, SideOf(who)}}}};
            auto& values = act.steps.front().values;
            if (side == Side::kCustomer) {
              values.emplace_back(kVersionSigned, acceptance.document);
            }
            if (standing.AcceptedBy(side == Side::kCustomer
                                        ? Side::kProvider
                                        : Side::kCustomer)) {
              const std::string document =
                  side == Side::kCustomer ? acceptance.document
                                          : version.LastValue(kVersionSigned);
              // Beside the register as it is now.
              ASSIGN_OR_RETURN(
                  const VersionText complete,
                  reader->ReadVersion({kTextName, proposed}, found.entry->text,
                                      document));
              RETURN_IF_ERROR(
                  CheckNextDay(*found.contracts, complete.contract, today - 1));
              // One that was agreed a moment ago is not in the register yet.
              RETURN_IF_ERROR(CheckNothingAgreedBehind(
                  transaction, version, complete.contract.ValidFrom()));
              act.kept = {complete.text};
              values.emplace_back(kVersionAgreedSha256,
                                  ToHex(Sha256Hasher().Hash(complete.text)));
              agreed = true;
            }
            if (deputy.has_value()) act.on_behalf_of = acceptance.on_behalf_of;
            return act;
          }));
  if (agreed && on_agreed_ != nullptr) on_agreed_();
  return names.front();
}

absl::StatusOr<std::string> VersionChanges::Withdraw(
    const Principal& who, const MatterRequest& request, const std::string& id,
    const std::string& reason, absl::CivilDay today) {
  RETURN_IF_ERROR(RequireText("reason", reason, "say why it is taken back"));
  ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      DoMatterAct(
          acts_, store_, who, request,
          [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
            ASSIGN_OR_RETURN(const Matter version,
                             FindOwn(who, transaction, id));
            ASSIGN_OR_RETURN(const VersionStanding standing,
                             StandingOf(version, today));
            RETURN_IF_ERROR(CheckVersionStep(
                standing, {MatterMove::kWithdrawn, SideWho(who)}));
            const MatterStep& made = version.steps.front();
            const bool decides = SideWho(who) == Side::kProvider ||
                                 (who.IsNamedPerson() && MayDecide(who.role));
            if (SideSaid(made) != SideWho(who) ||
                (made.act.identity != who.identity && !decides)) {
              return absl::PermissionDeniedError(absl::StrCat(
                  "\"", who.name,
                  "\" cannot take this proposal back: the side that made it "
                  "can; comment on it, or answer it with another"));
            }
            MatterAct act;
            act.steps = {{version.subject,
                          MatterMove::kWithdrawn,
                          {{kVersionSide, SideOf(who)}}}};
            act.texts = {{"reason", reason}};
            return act;
          }));
  return names.front();
}

absl::StatusOr<Matter> VersionChanges::Get(const Principal& who,
                                           const std::string& id) const {
  ASSIGN_OR_RETURN(std::optional<Matter> version,
                   store_.Find(who, MatterKind::kVersion, id));
  RETURN_IF_ERROR(CheckOwnMatter(who, version, id));
  return *std::move(version);
}

}  // namespace regisseur
