#include "aggregator/answers/stored_settled_facts.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/contract/contract_words.h"
#include "core/matter/accountability.h"
#include "core/matter/figure_record.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

MatterFilter FilterOf(MatterKind kind, const std::string& contract,
                      const std::string& objective, TimeRange range) {
  return {.kind = kind,
          .contract = contract,
          .objective = objective,
          .range = range};
}

// Said of this window: of the calendar's, of which a contract may cover only a
// part.
bool IsAbout(const Matter& matter, TimeRange window) {
  return matter.subject.range.from <= window.from &&
         window.to <= matter.subject.range.to;
}

absl::StatusOr<Decimal> Number(const Matter& matter, absl::string_view name) {
  absl::StatusOr<Decimal> number = Decimal::Parse(matter.LastValue(name));
  if (number.ok()) return number;
  return absl::DataLossError(absl::StrCat(
      MatterKindWord(matter.subject.kind), " ", matter.subject.name,
      " has no number under ", name, ": ", number.status().message()));
}

}  // namespace

std::string NameOfActor(const ActRecord& act) {
  for (const auto& [name, text] : act.personal) {
    if (name == "actor" && text.has_value() && !text->empty()) return *text;
  }
  return act.identity;
}

absl::StatusOr<std::vector<AcceptedExclusion>>
StoredSettledFacts::ListExclusions(const Principal& who,
                                   const std::string& contract,
                                   const std::string& objective,
                                   TimeRange range, AsOf as_of) const {
  ASSIGN_OR_RETURN(
      const std::vector<Matter> matters,
      matters_.List(
          who, FilterOf(MatterKind::kExclusion, contract, objective, range),
          as_of));
  std::vector<AcceptedExclusion> accepted;
  for (const Matter& matter : matters) {
    if (FoldProposal(matter.Moves()) != ProposalState::kApproved) continue;
    accepted.push_back(
        {.name = matter.subject.name,
         .range = matter.subject.range,
         .reason = matter.steps.front().Text("reason"),
         .approver = NameOfActor(matter.FindLast(MatterMove::kApproved)->act),
         .accountability =
             FindAccountability(matter.LastValue("accountability"))});
  }
  std::stable_sort(accepted.begin(), accepted.end(),
                   [](const AcceptedExclusion& a, const AcceptedExclusion& b) {
                     return a.range.from < b.range.from;
                   });
  return accepted;
}

absl::StatusOr<std::optional<SettledFigure>> StoredSettledFacts::FindSettled(
    const Principal& who, const std::string& contract,
    const std::string& objective, TimeRange window, AsOf as_of) const {
  ASSIGN_OR_RETURN(
      const std::vector<Matter> matters,
      matters_.List(
          who, FilterOf(MatterKind::kSettlement, contract, objective, window),
          as_of));
  // Of several the one that was approved last holds.
  std::optional<SettledFigure> settled;
  for (const Matter& matter : matters) {
    if (!IsAbout(matter, window) ||
        FoldProposal(matter.Moves()) != ProposalState::kApproved) {
      continue;
    }
    const ActRecord& approved = matter.FindLast(MatterMove::kApproved)->act;
    if (settled.has_value() && settled->settled > approved.known_from) {
      continue;
    }
    ASSIGN_OR_RETURN(const Decimal figure, Number(matter, "value"));
    settled = SettledFigure{.name = matter.subject.name,
                            .figure = figure,
                            .by = NameOfActor(approved),
                            .settled = approved.known_from};
  }
  return settled;
}

absl::StatusOr<EnteredFigure> EnteredFigureOf(const Matter& matter) {
  const MatterStep& step = matter.steps.front();
  EnteredFigure entered;
  entered.name = matter.subject.name;
  entered.period = matter.subject.range;
  ASSIGN_OR_RETURN(entered.figure, Number(matter, kFigureValue));
  entered.unit = step.Value(kFigureUnit);
  if (step.Value(kFigureOrigin) == FigureOriginWord(FigureOrigin::kMeasured)) {
    entered.origin = FigureOrigin::kMeasured;
  }
  entered.by = NameOfActor(step.act);
  entered.document = step.Value(kFigureDocument);
  entered.document_sha256 = step.Value(kFigureDocumentSha256);
  const absl::StatusOr<absl::CivilDay> expires =
      ParseDay(step.Value(kFigureExpires));
  if (!expires.ok()) {
    return absl::DataLossError(absl::StrCat(
        "figure ", entered.name,
        " has no day on which it expires: ", expires.status().message()));
  }
  entered.expires = *expires;
  entered.entered = step.act.known_from;
  return entered;
}

absl::StatusOr<std::vector<EnteredFigure>> StoredSettledFacts::ListEntered(
    const Principal& who, const std::string& contract,
    const std::string& objective, TimeRange range, AsOf as_of) const {
  ASSIGN_OR_RETURN(
      const std::vector<Matter> matters,
      matters_.List(who,
                    FilterOf(MatterKind::kFigure, contract, objective, range),
                    as_of));
  std::vector<EnteredFigure> entered;
  for (const Matter& matter : matters) {
    if (FoldProposal(matter.Moves()) == ProposalState::kWithdrawn) continue;
    ASSIGN_OR_RETURN(EnteredFigure figure, EnteredFigureOf(matter));
    entered.push_back(std::move(figure));
  }
  return entered;
}

absl::StatusOr<std::vector<OpenObjection>> StoredSettledFacts::ListObjections(
    const Principal& who, const std::string& contract,
    const std::string& objective, TimeRange window, AsOf as_of) const {
  ASSIGN_OR_RETURN(
      const std::vector<Matter> matters,
      matters_.List(
          who, FilterOf(MatterKind::kObjection, contract, objective, window),
          as_of));
  std::vector<OpenObjection> open;
  for (const Matter& matter : matters) {
    if (!IsAbout(matter, window) ||
        FoldProposal(matter.Moves()) != ProposalState::kProposed) {
      continue;
    }
    const MatterStep& raised = matter.steps.front();
    OpenObjection& objection = open.emplace_back();
    objection.name = matter.subject.name;
    objection.by_provider = raised.Value("side") == "provider";
    objection.by = NameOfActor(raised.act);
    objection.raised = raised.act.known_from;
    objection.reason = raised.Text("reason");
    if (!raised.Value("figure").empty()) {
      ASSIGN_OR_RETURN(objection.figure, Number(matter, "figure"));
    }
  }
  return open;
}

}  // namespace regisseur
