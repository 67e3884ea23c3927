#include "cli/credit/claim_sheet.h"
#include "cli/credit/credit.h"
#include "cli/verb/acting.h"
#include "regisseur/claim/v1/claim.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = claim::v1;

// The answers differ in their type only.
template <typename Response>
std::string Table(const Response& answer, const View& view) {
  return RenderClaim(answer.claim(), view.terminal);
}

std::string ReceivedTable(const pb::ReceiveCreditResponse& answer,
                          const View& view) {
  std::string text;
  for (const pb::Claim& claim : answer.claims()) {
    if (!text.empty()) text += "\n";
    text += RenderClaim(claim, view.terminal);
  }
  return text;
}

Parameter IdWord() {
  return {.name = "ID",
          .field = "id",
          .help = "The claim, contract/objective/last day",
          .required = true};
}
Parameter AmountOption(std::string help) {
  return {.name = "amount",
          .field = "amount",
          .help = std::move(help),
          .value_name = "AMOUNT"};
}
Parameter DocumentOption(std::string help, bool required) {
  return {.name = "document",
          .field = "document",
          .help = std::move(help),
          .required = required};
}
Parameter ReasonOption(std::string help, bool required) {
  return {.name = "reason",
          .field = "reason",
          .help = std::move(help),
          .required = required};
}
Parameter ForOption() {
  return {.name = "for",
          .field = "on_behalf_of",
          .help = "The identity for whom you deputise",
          .value_name = "ID"};
}

constexpr char kExampleId[] = "cloudnine-hosting/availability/2026-10-31";

std::string Example(const std::string& verb, const std::string& rest) {
  return "regisseur credit " + verb + " " + kExampleId + rest;
}

}  // namespace

Verb CreditFileVerb() {
  Verb verb{
      .noun = "credit",
      .name = "file",
      .summary = "Claim a credit: the amount is frozen",
      .examples = {Example("file", " --document \"letter 2026-118\"")},
      .parameters = {IdWord(),
                     DocumentOption("The letter that claims it", true),
                     AmountOption("What is claimed (default: what follows from "
                                  "the figures)"),
                     ReasonOption("In own words", false), RequestIdOption()},
      .table = TableOf(&Table<pb::FileClaimResponse>)};
  verb.ask = Acting<pb::ClaimService>(&pb::ClaimService::Stub::FileClaim,
                                      verb.parameters);
  return verb;
}

Verb CreditGrantVerb() {
  Verb verb{
      .noun = "credit",
      .name = "grant",
      .summary = "The provider said yes, to all or a part",
      .examples = {Example("grant", " --amount 900.00")},
      .parameters = {IdWord(), AmountOption("What is granted (default: all)"),
                     DocumentOption("In what it said so", false),
                     ReasonOption("In own words", false), RequestIdOption()},
      .table = TableOf(&Table<pb::GrantClaimResponse>)};
  verb.ask = Acting<pb::ClaimService>(&pb::ClaimService::Stub::GrantClaim,
                                      verb.parameters);
  return verb;
}

Verb CreditRefuseVerb() {
  Verb verb{
      .noun = "credit",
      .name = "refuse",
      .summary = "The provider said no",
      .details = "A claim that was refused can be filed anew, or waived.",
      .examples = {Example("refuse", " --reason \"your firewall\"")},
      .parameters = {IdWord(), ReasonOption("Why", true), RequestIdOption()},
      .table = TableOf(&Table<pb::RefuseClaimResponse>)};
  verb.ask = Acting<pb::ClaimService>(&pb::ClaimService::Stub::RefuseClaim,
                                      verb.parameters);
  return verb;
}

Verb CreditReceiveVerb() {
  Verb verb{
      .noun = "credit",
      .name = "receive",
      .summary = "Money came in, over one or several claims",
      .details =
          "Each claim gets what it lacks, in order; the rest stays open.",
      .examples =
          {"regisseur credit receive --contract cloudnine-hosting --net "
           "1750.00 --vat 367.50 --document \"credit note 118\"",
           "regisseur credit receive --claims "
           "cloudnine-hosting/availability/2026-10-31 --net 950.00 --document "
           "\"invoice 2026-12\""},
      .parameters = {{.name = "claims",
                      .kind = Parameter::Kind::kTexts,
                      .field = "ids",
                      .help = "The claims, in the order in which they are paid",
                      .value_name = "ID,…"},
                     {.name = "contract",
                      .field = "contract",
                      .help = "Instead: all open claims of this contract",
                      .value_name = "ID"},
                     {.name = "net",
                      .field = "net",
                      .help = "What came in without VAT",
                      .required = true,
                      .value_name = "AMOUNT"},
                     {.name = "vat",
                      .field = "vat",
                      .help = "The VAT beside it",
                      .value_name = "AMOUNT"},
                     DocumentOption("The credit note or the invoice", true),
                     RequestIdOption()},
      .csv = {.rows = "claims"},
      .table = TableOf(&ReceivedTable)};
  verb.ask = Acting<pb::ClaimService>(&pb::ClaimService::Stub::ReceiveCredit,
                                      verb.parameters);
  return verb;
}

Verb CreditWaiveVerb() {
  Verb verb{
      .noun = "credit",
      .name = "waive",
      .summary = "Propose to give up what is open of a claim",
      .details =
          "Another person, whose limit covers it, says yes with `credit "
          "approve` or no with `credit keep`. The provider is not told.",
      .examples = {Example("waive", " --reason \"not worth the letter\"")},
      .parameters = {IdWord(), ReasonOption("Why", true), RequestIdOption()},
      .table = TableOf(&Table<pb::ProposeWaiverResponse>)};
  verb.ask = Acting<pb::ClaimService>(&pb::ClaimService::Stub::ProposeWaiver,
                                      verb.parameters);
  return verb;
}

Verb CreditApproveVerb() {
  Verb verb{.noun = "credit",
            .name = "approve",
            .summary = "Say yes to giving up a claim",
            .details =
                "Only another named person than who proposed it, within the "
                "own limit in money.",
            .examples = {Example("approve", "")},
            .parameters = {IdWord(), ReasonOption("In own words", false),
                           ForOption(), RequestIdOption()},
            .table = TableOf(&Table<pb::ApproveWaiverResponse>)};
  verb.ask = Acting<pb::ClaimService>(&pb::ClaimService::Stub::ApproveWaiver,
                                      verb.parameters);
  return verb;
}

Verb CreditKeepVerb() {
  Verb verb{.noun = "credit",
            .name = "keep",
            .summary = "Say no to giving up a claim",
            .examples = {Example("keep", " --reason \"we do claim it\"")},
            .parameters = {IdWord(), ReasonOption("In own words", false),
                           ForOption(), RequestIdOption()},
            .table = TableOf(&Table<pb::RefuseWaiverResponse>)};
  verb.ask = Acting<pb::ClaimService>(&pb::ClaimService::Stub::RefuseWaiver,
                                      verb.parameters);
  return verb;
}

}  // namespace regisseur
