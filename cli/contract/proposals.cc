#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/contract/contract.h"
#include "cli/output/detail_sheet.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/act_options.h"
#include "cli/verb/acting.h"
#include "cli/verb/reading.h"
#include "cli/verb/sent_file.h"
#include "regisseur/negotiation/v1/negotiation.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = negotiation::v1;

std::string AcceptedWords(const pb::ContractProposal& proposal) {
  std::string words;
  if (!proposal.customer_name().empty()) {
    absl::StrAppend(&words, "customer (", proposal.customer_name(), ")");
  }
  if (!proposal.provider_name().empty()) {
    absl::StrAppend(&words, words.empty() ? "" : ", ", "provider (",
                    proposal.provider_name(), ")");
  }
  return words.empty() ? "nobody yet" : words;
}

std::string ChangeWords(const pb::ContractProposalChange& change) {
  return absl::StrCat(change.key(), ": ",
                      change.has_before() ? change.before() : "–", " → ",
                      change.has_after() ? change.after() : "–");
}

std::string ReplayWords(const pb::ProposalReplay& replay) {
  const auto amount = [&](const std::string& text) {
    return absl::StrCat(AmountWords(text, replay.currency()), " ",
                        replay.currency());
  };
  std::string words = absl::StrCat(replay.from(), " to ", replay.to(), ": ");
  if (replay.has_actual() && replay.has_replayed()) {
    absl::StrAppend(&words, amount(replay.actual()), " was paid, ",
                    amount(replay.replayed()), " it would have been, ",
                    amount(replay.difference()), " difference");
  } else {
    absl::StrAppend(&words, "not known");
  }
  if (!replay.missing_months().empty()) {
    absl::StrAppend(&words, "; ", replay.missing_months_size(),
                    " months without usage");
  }
  return words;
}

std::string RenderOne(const pb::ContractProposal& proposal, const View& view) {
  DetailSheet sheet;
  sheet.Add("id", {proposal.id(), Style::kBold});
  sheet.Add("contract",
            absl::StrCat(proposal.contract(), " (", proposal.provider(), ")"));
  sheet.Add("version", proposal.version());
  sheet.Add("from", {proposal.valid_from(), Style::kBold});
  sheet.Add("state", EnumPhrase(proposal.state()));
  sheet.Add("proposed by", absl::StrCat("the ", EnumPhrase(proposal.side())));
  sheet.Add("reason", proposal.reason());
  sheet.Add("accepted by", AcceptedWords(proposal));
  sheet.Add("answers", proposal.answers());
  sheet.Add("answered by", proposal.answered_by());
  sheet.Add("signed", proposal.signed_document());
  for (const pb::ContractProposalChange& change : proposal.changes()) {
    sheet.Add("change", ChangeWords(change));
  }
  for (const pb::ContractProposalChange& change : proposal.internal_changes()) {
    sheet.Add("change of ours", ChangeWords(change));
  }
  if (proposal.has_replay()) {
    sheet.Add("would have cost", ReplayWords(proposal.replay()));
  }
  for (const pb::Comment& comment : proposal.comments()) {
    sheet.Add("comment",
              absl::StrCat(MinuteWords(comment.time()), " ",
                           EnumPhrase(comment.side()), ": ", comment.text()));
  }
  for (const pb::Comment& note : proposal.notes()) {
    sheet.Add("note of ours",
              absl::StrCat(MinuteWords(note.time()), " ", note.text()));
  }
  return sheet.Render(view.terminal);
}

template <typename Response>
std::string Table(const Response& answer, const View& view) {
  return RenderOne(answer.proposal(), view);
}

std::string ListTable(const pb::ListContractProposalsResponse& answer,
                      const View& view) {
  if (answer.proposals().empty()) return "Nothing is proposed.\n";
  if (view.arguments.Has("id")) {
    const pb::ContractProposal& proposal = answer.proposals(0);
    std::string text = RenderOne(proposal, view);
    if (!proposal.text().empty()) {
      absl::StrAppend(&text, "\n", proposal.text());
    }
    return text;
  }
  TextTable table({{.heading = "ID"},
                   {.heading = "CONTRACT", .cut_to = 12},
                   {.heading = "FROM"},
                   {.heading = "BY"},
                   {.heading = "STATE"},
                   {.heading = "ACCEPTED BY", .priority = 1, .cut_to = 16},
                   {.heading = "REASON", .priority = 2, .cut_to = 16}});
  for (const pb::ContractProposal& row : answer.proposals()) {
    table.AddRow({{row.id(), Style::kBold},
                  row.contract(),
                  row.valid_from(),
                  EnumPhrase(row.side()),
                  EnumPhrase(row.state()),
                  AcceptedWords(row),
                  row.reason()});
  }
  return table.Render(view.terminal);
}

absl::StatusOr<Answer> Propose(const std::vector<Parameter>& parameters,
                               const Arguments& arguments, Session& session) {
  pb::ProposeContractVersionRequest request;
  RETURN_IF_ERROR(
      FillRequest(parameters, arguments, session.clock.Now(), &request));
  ASSIGN_OR_RETURN(*request.mutable_text(),
                   ReadTextToSend("contract propose", arguments.Text("file")));
  if (request.request_id().empty()) request.set_request_id(NewRequestId());
  const auto stub =
      pb::NegotiationService::NewStub(session.connection.channel());
  grpc::ClientContext context;
  session.connection.Prepare(kReadingLimit, &context);
  auto answer = std::make_unique<pb::ProposeContractVersionResponse>();
  RETURN_IF_ERROR(session.connection.Explain(
      stub->ProposeContractVersion(&context, request, answer.get())));
  return Answer(std::move(answer));
}

Parameter ProposalWord() {
  return IdWord("The proposal, as `contract proposals` shows");
}

}  // namespace

Verb ContractProposalsVerb() {
  Verb verb{.noun = "contract",
            .name = "proposals",
            .summary = "Versions that one side proposed, and where they stand",
            .details =
                "With --id what it changes, what it would have cost, what both "
                "sides said, and the version as a file.",
            .examples = {"regisseur contract proposals --open",
                         "regisseur contract proposals --id 0193f2a4-…"},
            .parameters = {ProviderOption(),
                           ContractOption(false),
                           {.name = "id",
                            .field = "id",
                            .help = "Only this one, whole",
                            .value_name = "ID"},
                           {.name = "open",
                            .kind = Parameter::Kind::kFlag,
                            .field = "open",
                            .help = "Only those that wait"},
                           OwnerOption(),
                           AsKnownOnOption()},
            .csv = {.rows = "proposals"},
            .table = TableOf(&ListTable)};
  verb.ask = Reading<pb::NegotiationService>(
      &pb::NegotiationService::Stub::ListContractProposals, verb.parameters);
  return verb;
}

Verb ContractProposeVerb() {
  Verb verb{
      .noun = "contract",
      .name = "propose",
      .summary = "Propose the next version of a contract to the other side",
      .details =
          "The file is the whole version, with a `valid_from` that is still to "
          "come. The other side sees it at once, without what is ours alone.",
      .examples = {"regisseur contract propose cloudnine-hosting --file "
                   "hosting-2027.yaml --reason \"pay by use\"",
                   "regisseur contract propose cloudnine-hosting --file "
                   "hosting-2027.yaml --reason \"our floor\" --answers "
                   "0193f2a4-…"},
      .parameters = {{.name = "ID",
                      .field = "contract",
                      .help = "The contract",
                      .required = true},
                     {.name = "file",
                      .help = "The version, as a contract file",
                      .required = true,
                      .value_name = "FILE"},
                     TextOption("reason", "Why the contract should change"),
                     {.name = "answers",
                      .field = "answers",
                      .help = "The other side's proposal that it answers",
                      .value_name = "ID"},
                     RequestIdOption()},
      .table = TableOf(&Table<pb::ProposeContractVersionResponse>)};
  verb.ask = [parameters = verb.parameters](const Arguments& arguments,
                                            Session& session) {
    return Propose(parameters, arguments, session);
  };
  return verb;
}

Verb ContractCommentVerb() {
  Verb verb{.noun = "contract",
            .name = "comment",
            .summary = "Say something about a proposal",
            .examples = {"regisseur contract comment 0193f2a4-… --text \"the "
                         "floor is too high\"",
                         "regisseur contract comment 0193f2a4-… --text \"ask "
                         "the controller\" --internal"},
            .parameters = {ProposalWord(),
                           TextOption("text", "What"),
                           {.name = "internal",
                            .kind = Parameter::Kind::kFlag,
                            .field = "internal",
                            .help = "What the partner is not to hear"},
                           RequestIdOption()},
            .table = TableOf(&Table<pb::CommentOnContractProposalResponse>)};
  verb.ask = Acting<pb::NegotiationService>(
      &pb::NegotiationService::Stub::CommentOnContractProposal,
      verb.parameters);
  return verb;
}

Verb ContractAcceptVerb() {
  Verb verb{
      .noun = "contract",
      .name = "accept",
      .summary = "Accept a proposal for one's own side",
      .details =
          "Once both sides accepted it the version is in force from its day "
          "on, "
          "with both names. On our side it takes a named person whose limit "
          "covers what it fixes and who did not propose it.",
      .examples = {"regisseur contract accept 0193f2a4-… --document "
                   "\"amendment 2, 12-11-2026\""},
      .parameters = {ProposalWord(),
                     {.name = "document",
                      .field = "document",
                      .help = "The signed document that it rests on; required "
                              "of us",
                      .value_name = "TEXT"},
                     ForOption(),
                     RequestIdOption()},
      .table = TableOf(&Table<pb::AcceptContractProposalResponse>)};
  verb.ask = Acting<pb::NegotiationService>(
      &pb::NegotiationService::Stub::AcceptContractProposal, verb.parameters);
  return verb;
}

Verb ContractWithdrawVerb() {
  Verb verb{.noun = "contract",
            .name = "withdraw",
            .summary = "Take a proposal of one's own side back",
            .details = "It stays visible.",
            .examples = {"regisseur contract withdraw 0193f2a4-… --reason \"a "
                         "mistake\""},
            .parameters = {ProposalWord(), TextOption("reason", "Why"),
                           RequestIdOption()},
            .table = TableOf(&Table<pb::WithdrawContractProposalResponse>)};
  verb.ask = Acting<pb::NegotiationService>(
      &pb::NegotiationService::Stub::WithdrawContractProposal, verb.parameters);
  return verb;
}

}  // namespace regisseur
