#include "aggregator/changes/figure_changes.h"

#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/changes/entered_document.h"
#include "core/base/status_macros.h"
#include "core/contract/contract_words.h"
#include "core/matter/figure_record.h"
#include "core/matter/figure_value.h"
#include "core/matter/figure_window.h"
#include "core/principal/identity.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// The only contract of the provider that has such an objective on `day`.
absl::StatusOr<std::string> FindContract(const ContractRegister& contracts,
                                         const std::string& provider,
                                         const std::string& objective,
                                         absl::CivilDay day) {
  std::vector<std::string> found;
  for (const Contract* contract : contracts.InForce(day)) {
    if (contract->provider == provider &&
        contract->FindObjective(objective) != nullptr) {
      found.push_back(contract->id);
    }
  }
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    return absl::NotFoundError(absl::StrCat(
        "objective: no contract of \"", provider,
        "\" has one that is called \"", objective, "\" on ", FormatDay(day),
        "; `objective list --provider ", provider, "` shows which there are"));
  }
  return absl::InvalidArgumentError(
      absl::StrCat("contract: ", absl::StrJoin(found, " and "),
                   " both have an objective \"", objective, "\"; say which"));
}

// Scores, outcomes and tests are about a time of their own, everything else
// about a window.
bool HasOwnTime(const Objective& objective) {
  return std::holds_alternative<ScoreTerms>(objective.terms) ||
         std::holds_alternative<OutcomeTerms>(objective.terms) ||
         std::holds_alternative<RecoveryTerms>(objective.terms);
}

absl::StatusOr<FigureWindow> FindSubject(
    const ContractRegister& contracts, const FigureChanges::NewFigure& figure) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  const absl::StatusOr<TimeRange> named =
      ParseTimeRange(figure.period, figure.period, utc);
  if (figure.period.empty() || !named.ok() || named->from == named->to) {
    return absl::InvalidArgumentError(absl::StrCat(
        "period: ",
        figure.period.empty() ? "say which"
                              : absl::StrCat("\"", figure.period, "\" is none"),
        "; name a month such as 2026-10, or a day such as 2026-10-15"));
  }
  const absl::CivilDay last = absl::ToCivilDay(named->to, utc) - 1;
  std::string contract = figure.contract;
  if (contract.empty()) {
    ASSIGN_OR_RETURN(contract, FindContract(contracts, figure.provider,
                                            figure.objective, last));
  }
  const Contract* const version = contracts.Find(contract, last);
  if (version == nullptr || version->provider != figure.provider) {
    return absl::NotFoundError(absl::StrCat(
        "contract: \"", figure.provider, "\" has none that is called \"",
        contract, "\"; `contract list` shows which there are"));
  }
  const Objective* const objective = version->FindObjective(figure.objective);
  if (objective != nullptr && HasOwnTime(*objective)) {
    FigureWindow found{.contract = version, .objective = objective};
    ASSIGN_OR_RETURN(found.range, ParseTimeRange(figure.period, figure.period,
                                                 objective->window.zone));
    return found;
  }
  return FindFigureWindow(contracts, contract, figure.objective, figure.period);
}

absl::Status CheckDocument(const FigureChanges::NewFigure& figure) {
  RETURN_IF_ERROR(CheckDocumentName(figure.document));
  if (figure.content.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("document_content: ", figure.document,
                     " is empty; a figure needs what says it"));
  }
  return CheckDocumentContent(figure.document, figure.content);
}

absl::StatusOr<absl::CivilDay> ReadExpiry(const std::string& text,
                                          absl::CivilDay today) {
  if (text.empty()) {
    const absl::CivilDay day(today.year() + 1, today.month(), today.day());
    // 29 February becomes 28 February.
    return day.month() == today.month() ? day : day - 1;
  }
  const absl::StatusOr<absl::CivilDay> day = ParseDay(text);
  if (!day.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("expires: \"", text, "\" is no day such as 2027-10-31"));
  }
  if (*day < today) {
    return absl::InvalidArgumentError(
        absl::StrCat("expires: ", text,
                     " is over; name the last day on which the figure "
                     "counts, ",
                     FormatDay(today), " or later"));
  }
  return *day;
}

}  // namespace

absl::StatusOr<std::string> FigureChanges::Enter(const Principal& who,
                                                 const MatterRequest& request,
                                                 const NewFigure& figure) {
  RETURN_IF_ERROR(RequireRequestId(request.id));
  const std::shared_ptr<const ContractRegister> contracts =
      contracts_.At(absl::InfiniteFuture());
  ASSIGN_OR_RETURN(const FigureWindow found, FindSubject(*contracts, figure));
  const Objective& objective = *found.objective;
  if (found.range.to > clock_.Now()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "period: ", figure.period, " is not over before ",
        FormatInstant(found.range.to), "; enter the figure when it is"));
  }
  RETURN_IF_ERROR(CheckFigureValue("value", objective, figure.value));
  RETURN_IF_ERROR(CheckFigureUnit(objective, figure.unit));
  if (figure.origin == FigureOrigin::kSettled) {
    return absl::InvalidArgumentError(
        "origin: a figure from paper is reported or measured; `objective "
        "settle` is for what both sides agreed");
  }
  RETURN_IF_ERROR(CheckDocument(figure));
  ASSIGN_OR_RETURN(
      const absl::CivilDay expires,
      ReadExpiry(figure.expires,
                 absl::ToCivilDay(clock_.Now(), objective.window.zone)));
  RETURN_IF_ERROR(CheckText("remark", figure.remark));
  RETURN_IF_ERROR(RequireNamedPerson(who, "enter a figure from paper"));

  ASSIGN_OR_RETURN(const std::string sha256,
                   KeepDocument(originals_, who, request.id, figure.document,
                                figure.content));
  MatterAct act;
  act.steps = {{{.kind = MatterKind::kFigure,
                 .name = request.new_id,
                 .provider = found.contract->provider,
                 .contract = found.contract->id,
                 .objective = objective.id,
                 .range = found.range},
                MatterMove::kEntered,
                {{kFigureValue, figure.value},
                 {kFigureUnit, figure.unit},
                 {kFigureOrigin, FigureOriginWord(figure.origin)},
                 {kFigurePeriod, figure.period},
                 {kFigureDocument, figure.document},
                 {kFigureDocumentSha256, sha256},
                 {kFigureDocumentBytes, absl::StrCat(figure.content.size())},
                 {kFigureExpires, FormatDay(expires)}}}};
  act.texts = {{"remark", figure.remark}};
  ASSIGN_OR_RETURN(const std::vector<std::string> names,
                   DoMatterAct(acts_, store_, who, request,
                               [&](Transaction&) -> absl::StatusOr<MatterAct> {
                                 return act;
                               }));
  return names.front();
}

absl::StatusOr<std::string> FigureChanges::Withdraw(
    const Principal& who, const MatterRequest& request, const std::string& id,
    const std::string& reason) {
  RETURN_IF_ERROR(RequireText("reason", reason, "say why it is taken back"));
  RETURN_IF_ERROR(RequireNamedPerson(who, "take a figure from paper back"));
  ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      DoMatterAct(
          acts_, store_, who, request,
          [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
            ASSIGN_OR_RETURN(const std::optional<Matter> matter,
                             store_.Find(transaction, MatterKind::kFigure, id));
            RETURN_IF_ERROR(CheckOwnMatter(who, matter, id));
            RETURN_IF_ERROR(CheckProposalMove(MatterKind::kFigure,
                                              FoldProposal(matter->Moves()),
                                              MatterMove::kWithdrawn));
            if (matter->steps.front().act.identity != who.identity &&
                !MayDecide(who.role)) {
              return absl::PermissionDeniedError(absl::StrCat(
                  "\"", who.name,
                  "\" cannot take this figure back: who entered it can, or "
                  "somebody who decides"));
            }
            MatterAct act;
            act.steps = {{matter->subject, MatterMove::kWithdrawn, {}}};
            act.texts = {{"reason", reason}};
            return act;
          }));
  return names.front();
}

absl::StatusOr<Matter> FigureChanges::Get(const Principal& who,
                                          const std::string& id) const {
  ASSIGN_OR_RETURN(std::optional<Matter> matter,
                   store_.Find(who, MatterKind::kFigure, id));
  RETURN_IF_ERROR(CheckOwnMatter(who, matter, id));
  return *std::move(matter);
}

}  // namespace regisseur
