#include "absl/strings/str_cat.h"
#include "cli/credit/credit.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/claim/v1/claim.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = claim::v1;

constexpr int kSoon = 14;  // days

Cell ClaimByCell(const pb::Claim& claim) {
  if (!claim.has_claim_by()) return "–";
  if (claim.state() != pb::CLAIM_STATE_ELIGIBLE) return claim.claim_by();
  const std::string text =
      absl::StrCat(claim.claim_by(), " (", claim.days_left(),
                   claim.days_left() == 1 ? " day)" : " days)");
  return {text, claim.days_left() <= kSoon ? Style::kBad : Style::kPlain};
}

std::string Table(const pb::ListClaimsResponse& answer, const View& view) {
  if (answer.claims().empty()) return "Nothing to claim.\n";
  TextTable table({{.heading = "CLAIM"},
                   {.heading = "STATE"},
                   {.heading = "AMOUNT", .right = true},
                   {.heading = "CURR.", .priority = 2},
                   {.heading = "OPEN", .priority = 1, .right = true},
                   {.heading = "CLAIM BY"},
                   {.heading = "PROVIDER", .priority = 3, .cut_to = 10},
                   {.heading = "WHY", .priority = 4, .cut_to = 20}});
  for (const pb::Claim& claim : answer.claims()) {
    table.AddRow(
        {{claim.id(), Style::kBold},
         EnumPhrase(claim.state()),
         claim.has_amount()
             ? absl::StrCat(claim.at_least() ? "≥ " : "",
                            AmountWords(claim.amount(), claim.currency()))
             : "–",
         claim.currency(),
         claim.has_open() ? AmountWords(claim.open(), claim.currency()) : "–",
         ClaimByCell(claim),
         claim.provider(),
         claim.reason()});
    if (claim.disputed()) {
      table.AddNote({"the figure is disputed", Style::kWarning});
    }
    if (claim.told_otherwise()) {
      table.AddNote(
          {"the figure is told otherwise by somebody else", Style::kWarning});
    }
    if (claim.waiver_proposed()) {
      table.AddNote({"somebody proposes to waive it", Style::kWarning});
    }
    for (const pb::CreditArrival& arrival : claim.arrivals()) {
      table.AddNote(
          {absl::StrCat(arrival.certain() ? "came in with " : "may be in ",
                        arrival.kind(), " ", arrival.reference(),
                        arrival.line().empty() ? "" : " line ", arrival.line(),
                        " of ", arrival.date(), ": ",
                        AmountWords(arrival.amount(), claim.currency())),
           arrival.certain() ? Style::kGood : Style::kWarning});
    }
    if (claim.has_granted() &&
        AmountWords(claim.granted(), claim.currency()) !=
            AmountWords(claim.amount(), claim.currency())) {
      table.AddNote(absl::StrCat(
          "granted ", AmountWords(claim.granted(), claim.currency()), " of ",
          AmountWords(claim.amount(), claim.currency())));
    }
    if (!claim.restated() && claim.has_computed() &&
        AmountWords(claim.computed(), claim.currency()) !=
            AmountWords(claim.amount(), claim.currency())) {
      table.AddNote(
          {absl::StrCat("filed ", AmountWords(claim.amount(), claim.currency()),
                        ", computed ",
                        AmountWords(claim.computed(), claim.currency())),
           Style::kWarning});
    }
    if (claim.restated()) {
      table.AddNote(
          {claim.has_computed()
               ? absl::StrCat("the figures changed since; as known now ",
                              AmountWords(claim.computed(), claim.currency()))
               : "the figures changed since; as known now nothing follows, or "
                 "a price is missing",
           Style::kWarning});
    }
  }
  return table.Render(view.terminal);
}

}  // namespace

Verb CreditListVerb() {
  Verb verb{
      .noun = "credit",
      .name = "list",
      .summary = "Claims: amount, by when, how far they have come",
      .details =
          "What can be claimed is computed from the figures; an amount that "
          "somebody acted on is frozen, and a later change of the figures "
          "stands beside it. What has to be claimed first comes first.",
      .examples = {"regisseur credit list --expiring 14d",
                   "regisseur credit list --provider cloudnine --state filed",
                   "regisseur credit list -o json --as-known-on 2026-11-05"},
      .parameters = {ProviderOption(),
                     {.name = "state",
                      .kind = Parameter::Kind::kWord,
                      .field = "state",
                      .help = "eligible, filed, granted, refused, expired, "
                              "received, not_claimed, due_on_invoice",
                      .value_name = "STATE"},
                     {.name = "expiring",
                      .field = "expiring",
                      .help = "Only what has to be claimed within so long",
                      .value_name = "14d"},
                     {.name = "contract",
                      .field = "contract",
                      .help = "Only this contract, by its id",
                      .value_name = "ID"},
                     {.name = "id",
                      .field = "id",
                      .help = "Only this claim",
                      .value_name = "ID"},
                     FromOption("Windows whose last day lies from here"),
                     ToOption("Until here, included"),
                     OwnerOption(),
                     AsKnownOnOption()},
      .csv = {.rows = "claims"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::ClaimService>(&pb::ClaimService::Stub::ListClaims,
                                       verb.parameters);
  return verb;
}

}  // namespace regisseur
