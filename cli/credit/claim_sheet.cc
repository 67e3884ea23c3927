#include "cli/credit/claim_sheet.h"

#include "absl/strings/str_cat.h"
#include "cli/output/detail_sheet.h"
#include "cli/output/words.h"

namespace regisseur {
namespace {

namespace pb = claim::v1;

std::string StepWords(const pb::ClaimStep& step, const std::string& currency) {
  std::string text = PhraseOfWord(step.move());
  if (step.has_amount()) {
    absl::StrAppend(&text, " ", AmountWords(step.amount(), currency));
  }
  const std::string& who = step.name().empty() ? step.identity() : step.name();
  if (!who.empty()) {
    absl::StrAppend(&text, " by ", who,
                    step.by_machine() ? " (a machine)" : "");
  } else if (step.party() != partnership::v1::PARTY_UNSPECIFIED) {
    absl::StrAppend(&text, " by the ", EnumPhrase(step.party()));
  }
  if (!step.via().empty()) absl::StrAppend(&text, " (", step.via(), ")");
  absl::StrAppend(&text, " ", MinuteWords(step.time()));
  for (const std::string* more : {&step.document(), &step.reason()}) {
    if (!more->empty()) absl::StrAppend(&text, "; ", *more);
  }
  return text;
}

}  // namespace

std::string RenderClaim(const pb::Claim& claim, const Terminal& terminal) {
  const auto money = [&](bool known, const std::string& amount) {
    return known ? absl::StrCat(AmountWords(amount, claim.currency()), " ",
                                claim.currency())
                 : std::string("not known");
  };
  DetailSheet sheet;
  sheet.Add("claim", {claim.id(), Style::kBold});
  sheet.Add("provider", claim.provider());
  sheet.Add("state", EnumPhrase(claim.state()));
  sheet.Add("amount", absl::StrCat(claim.at_least() ? "at least " : "",
                                   money(claim.has_amount(), claim.amount()),
                                   claim.frozen() ? ", frozen" : ""));
  sheet.Add("reason", claim.reason());
  if (claim.disputed()) sheet.Add("figure", {"disputed", Style::kWarning});
  if (claim.told_otherwise()) {
    sheet.Add("figure", {"told otherwise by somebody else", Style::kWarning});
  }
  sheet.Add("claim by", claim.claim_by());
  sheet.Add("received", money(true, claim.received()));
  sheet.Add("open", money(claim.has_open(), claim.open()));
  if (claim.has_granted()) {
    sheet.Add("granted", money(true, claim.granted()));
  }
  if (!claim.restated() && claim.has_computed() &&
      AmountWords(claim.computed(), claim.currency()) !=
          AmountWords(claim.amount(), claim.currency())) {
    sheet.Add("computed", {money(true, claim.computed()), Style::kWarning});
  }
  if (claim.restated()) {
    sheet.Add("as known now",
              {claim.has_computed() ? money(true, claim.computed())
                                    : "nothing follows, or a price is missing",
               Style::kWarning});
  }
  if (claim.waiver_proposed()) {
    sheet.Add("waiver",
              {absl::StrCat("proposed; another person answers with `regisseur "
                            "credit approve ",
                            claim.id(), "` or `credit keep`"),
               Style::kWarning});
  }
  for (const pb::ClaimEvidence& evidence : claim.evidence()) {
    sheet.Add(evidence.kind(), evidence.reference());
  }
  for (const pb::ClaimStep& step : claim.steps()) {
    sheet.Add("step", StepWords(step, claim.currency()));
  }
  return sheet.Render(terminal);
}

}  // namespace regisseur
