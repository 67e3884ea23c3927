#include "cli/measurement/entered_words.h"

#include "absl/strings/str_cat.h"
#include "cli/output/detail_sheet.h"
#include "cli/output/words.h"

namespace regisseur {
namespace {

namespace pb = objective::v1;

std::string StateWords(const pb::EnteredFigure& figure) {
  switch (figure.state()) {
    case pb::ENTERED_FIGURE_STATE_WITHDRAWN: {
      const std::string reason =
          figure.steps().empty() ? "" : figure.steps().rbegin()->reason();
      return absl::StrCat("withdrawn", reason.empty() ? "" : ": ", reason);
    }
    case pb::ENTERED_FIGURE_STATE_EXPIRED:
      return absl::StrCat("expired on ", figure.expires());
    default:
      return absl::StrCat("in force until ", figure.expires());
  }
}

std::string StepWords(const pb::Step& step) {
  const std::string who = step.name().empty() ? step.identity() : step.name();
  return absl::StrCat(PhraseOfWord(step.move()),
                      who.empty() ? "" : absl::StrCat(" by ", who), " ",
                      MinuteWords(step.time()),
                      step.reason().empty() ? "" : ": ", step.reason());
}

}  // namespace

std::string EnteredWords(const pb::EnteredFigure& figure) {
  return absl::StrCat("from ", figure.document(), ", ",
                      figure.steps().empty() ? "" : StepWords(figure.steps(0)),
                      ", ", StateWords(figure), ", id ", figure.id());
}

std::string RenderEntered(const pb::EnteredFigure& figure,
                          const Terminal& terminal) {
  DetailSheet sheet;
  sheet.Add("id", {figure.id(), Style::kBold});
  sheet.Add("promise", absl::StrCat(figure.contract(), " ", figure.objective(),
                                    " (", figure.provider(), ")"));
  sheet.Add("period", figure.period());
  sheet.Add("figure",
            {absl::StrCat(figure.value(), figure.unit().empty() ? "" : " ",
                          figure.unit()),
             Style::kBold});
  sheet.Add("by whose word", EnumPhrase(figure.origin()));
  sheet.Add("document", figure.document());
  sheet.Add("SHA-256", figure.document_sha256());
  sheet.Add("state", StateWords(figure));
  sheet.Add("remark", figure.remark());
  for (const pb::Step& step : figure.steps()) {
    sheet.Add("step", StepWords(step));
  }
  return sheet.Render(terminal);
}

}  // namespace regisseur
