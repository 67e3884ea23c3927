#include "aggregator/api/contract_handlers.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "aggregator/api/contract_wire.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/page.h"
#include "aggregator/api/replay_wire.h"
#include "core/base/status_macros.h"
#include "core/finding/catalogue.h"
#include "wire/evidence_wire.h"

namespace regisseur {
namespace {

namespace pb = contract::v1;

constexpr size_t kLongestFileName = 500;

absl::Status RequireId(const std::string& id) {
  if (!id.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError("id: say which contract");
}

// Files as somebody sent them.
absl::StatusOr<std::vector<ContractText>> TextsOf(
    const google::protobuf::RepeatedPtrField<pb::ContractText>& files) {
  std::vector<ContractText> texts;
  std::set<std::string> names;
  for (const pb::ContractText& file : files) {
    if (file.name().empty() || file.name().size() > kLongestFileName) {
      return absl::InvalidArgumentError(
          "files.name: give every file a name of at most 500 bytes");
    }
    if (!names.insert(file.name()).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("files.name: ", file.name(), " is there twice"));
    }
    texts.push_back({file.name(), file.text()});
  }
  return texts;
}

absl::Status ReadCount(absl::string_view field, const std::string& text,
                       std::optional<Decimal>& count) {
  const absl::StatusOr<Decimal> read = Decimal::Parse(text);
  if (!read.ok() || read->IsNegative()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "forms.choice.", field, ": \"", text, "\" is no number of them"));
  }
  count = *read;
  return absl::OkStatus();
}

absl::Status ReadChoice(const pb::PriceListChoice& wire,
                        PriceListChoice& choice) {
  choice.plan = wire.plan();
  choice.billing = wire.billing();
  if (wire.has_seats()) {
    RETURN_IF_ERROR(ReadCount("seats", wire.seats(), choice.seats));
  }
  for (const auto& [name, count] : wire.add_ons()) {
    std::optional<Decimal>& many = choice.add_ons[name];
    if (!count.empty()) RETURN_IF_ERROR(ReadCount("add_ons", count, many));
  }
  return absl::OkStatus();
}

pb::ContractProblem ProblemToWire(const ContractFileProblem& problem) {
  pb::ContractProblem wire;
  wire.set_severity(ToWire(problem.severity));
  wire.set_file(problem.file);
  wire.set_line(problem.line);
  wire.set_key(problem.key);
  wire.set_rule(problem.rule);
  wire.set_message(problem.message);
  return wire;
}

std::vector<std::string> InWords(const std::vector<DraftNote>& notes) {
  std::vector<std::string> words;
  for (const DraftNote& note : notes) {
    words.push_back(RenderMessage(note.rule, note.arguments));
  }
  return words;
}

pb::ContractDraft DraftToWire(const ReadDraft& read) {
  const ContractDraft& draft = read.draft;
  pb::ContractDraft wire;
  wire.set_row(draft.row);
  wire.set_id(draft.id);
  wire.set_provider(draft.provider);
  wire.set_party(draft.party);
  wire.set_title(draft.title);
  wire.set_file(draft.file);
  wire.set_text(draft.text);
  for (std::string& missing : InWords(draft.missing)) {
    wire.add_missing(std::move(missing));
  }
  for (const ContractFileProblem& problem : read.problems) {
    wire.add_missing(absl::StrCat(problem.key, problem.key.empty() ? "" : ": ",
                                  problem.message));
  }
  for (std::string& remark : InWords(draft.remarks)) {
    wire.add_remarks(std::move(remark));
  }
  wire.set_complete(read.complete);
  return wire;
}

}  // namespace

void ContractHandlers::Register(MethodRegistry& methods) {
  const std::string service = "regisseur.contract.v1.ContractService.";
  methods.AddUnary<pb::ListContractsRequest, pb::ListContractsResponse>(
      service + "ListContracts", [this](const auto& call, const auto& request) {
        return ListContracts(call, request);
      });
  methods.AddUnary<pb::GetContractRequest, pb::Contract>(
      service + "GetContract", [this](const auto& call, const auto& request) {
        return GetContract(call, request);
      });
  methods.AddUnary<pb::LintContractsRequest, pb::LintContractsResponse>(
      service + "LintContracts", [this](const auto& call, const auto& request) {
        return LintContracts(call, request);
      });
  methods.AddUnary<pb::DiffContractRequest, pb::DiffContractResponse>(
      service + "DiffContract", [this](const auto& call, const auto& request) {
        return DiffContract(call, request);
      });
  methods.AddUnary<pb::ListClauseGapsRequest, pb::ListClauseGapsResponse>(
      service + "ListClauseGaps",
      [this](const auto& call, const auto& request) {
        return ListClauseGaps(call, request);
      });
  methods.AddUnary<pb::DraftContractsRequest, pb::DraftContractsResponse>(
      service + "DraftContracts",
      [this](const auto& call, const auto& request) {
        return DraftContracts(call, request);
      });
  methods.AddUnary<pb::ReplayContractRequest, pb::ReplayContractResponse>(
      service + "ReplayContract",
      [this](const auto& call, const auto& request) {
        return ReplayContract(call, request);
      });
}

absl::Status ContractHandlers::RequireReader() const {
  if (reader_ != nullptr) return absl::OkStatus();
  return absl::UnimplementedError("contract files are not read here");
}

absl::StatusOr<pb::ListContractsResponse> ContractHandlers::ListContracts(
    const CallContext& call, const pb::ListContractsRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(const ContractsAnswer answer,
                   answers_.ListContracts(call.who,
                                          {.provider = request.provider(),
                                           .owner = request.owner(),
                                           .on = request.on()},
                                          page.as_of));
  pb::ListContractsResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  RETURN_IF_ERROR(
      FillPage(page, answer.contracts, response,
               [&](const ContractAnswer& row) -> absl::StatusOr<size_t> {
                 *response.add_contracts() = ContractRowToWire(row);
                 return response.contracts().rbegin()->ByteSizeLong();
               }));
  return response;
}

absl::StatusOr<pb::Contract> ContractHandlers::GetContract(
    const CallContext& call, const pb::GetContractRequest& request) const {
  RETURN_IF_ERROR(RequireId(request.id()));
  ASSIGN_OR_RETURN(const AsOf as_of,
                   AsOfFromWire(request.has_as_known_on(),
                                request.as_known_on(), answers_.Now()));
  ASSIGN_OR_RETURN(const ContractAnswer answer,
                   answers_.GetContract(call.who,
                                        {.id = request.id(),
                                         .on = request.on(),
                                         .provider = request.provider(),
                                         .owner = request.owner()},
                                        as_of));
  return ContractToWire(answer);
}

absl::StatusOr<pb::LintContractsResponse> ContractHandlers::LintContracts(
    const CallContext&, const pb::LintContractsRequest& request) const {
  RETURN_IF_ERROR(RequireReader());
  ASSIGN_OR_RETURN(const std::vector<ContractText> files,
                   TextsOf(request.files()));
  const ContractLint lint = reader_->Lint(files);
  pb::LintContractsResponse response;
  response.set_files(lint.files);
  for (const ContractFileProblem& problem : lint.problems) {
    *response.add_problems() = ProblemToWire(problem);
    if (problem.severity == Severity::kError) {
      response.set_errors(response.errors() + 1);
    } else {
      response.set_warnings(response.warnings() + 1);
    }
  }
  return response;
}

absl::StatusOr<pb::DiffContractResponse> ContractHandlers::DiffContract(
    const CallContext& call, const pb::DiffContractRequest& request) const {
  RETURN_IF_ERROR(RequireReader());
  RETURN_IF_ERROR(RequireId(request.id()));
  ASSIGN_OR_RETURN(const AsOf as_of,
                   AsOfFromWire(request.has_as_known_on(),
                                request.as_known_on(), answers_.Now()));
  ASSIGN_OR_RETURN(
      const ContractDiffAnswer answer,
      answers_.DiffContract(
          call.who, *reader_,
          {.id = request.id(), .from = request.from(), .to = request.to()},
          as_of));
  pb::DiffContractResponse response;
  response.set_id(request.id());
  response.set_provider(answer.provider);
  if (answer.from.entry != nullptr) {
    *response.mutable_from() =
        ContractVersionToWire(*answer.from.entry, answer.from.next);
  }
  *response.mutable_to() =
      ContractVersionToWire(*answer.to.entry, answer.to.next);
  for (const ContractChange& change : answer.changes) {
    pb::ContractChange& added = *response.add_changes();
    added.set_key(change.key);
    if (change.before.has_value()) added.set_before(*change.before);
    if (change.after.has_value()) added.set_after(*change.after);
  }
  return response;
}

absl::StatusOr<pb::ListClauseGapsResponse> ContractHandlers::ListClauseGaps(
    const CallContext& call, const pb::ListClauseGapsRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(const ClauseGapsAnswer answer,
                   answers_.ListClauseGaps(call.who,
                                           {.checklist = request.checklist(),
                                            .provider = request.provider(),
                                            .owner = request.owner(),
                                            .on = request.on()},
                                           page.as_of));
  pb::ListClauseGapsResponse response;
  if (page.first()) {
    GapsToWire(answer.gaps, response.mutable_gaps());
    for (const std::string& checklist : answer.checklists) {
      response.add_checklists(checklist);
    }
  }
  RETURN_IF_ERROR(
      FillPage(page, answer.clause_gaps, response,
               [&](const ContractClauseGap& gap) -> absl::StatusOr<size_t> {
                 *response.add_clause_gaps() = ClauseGapToWire(gap);
                 return response.clause_gaps().rbegin()->ByteSizeLong();
               }));
  return response;
}

absl::StatusOr<pb::DraftContractsResponse> ContractHandlers::DraftContracts(
    const CallContext&, const pb::DraftContractsRequest& request) const {
  RETURN_IF_ERROR(RequireReader());
  if (sheets_ == nullptr) {
    return absl::UnimplementedError("spreadsheets are not read here");
  }
  if (request.name().empty() || request.name().size() > kLongestFileName) {
    return absl::InvalidArgumentError(
        "name: give the file a name of at most 500 bytes");
  }
  if (request.content().empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("content: ", request.name(), " is empty"));
  }
  ASSIGN_OR_RETURN(
      const Sheet sheet,
      sheets_->Read(request.name(), request.content(), request.sheet()));
  ASSIGN_OR_RETURN(const ContractDraftsAnswer answer,
                   answers_.DraftContracts(*reader_, request.name(), sheet));
  pb::DraftContractsResponse response;
  for (const ReadDraft& draft : answer.drafts) {
    *response.add_drafts() = DraftToWire(draft);
    if (draft.complete) {
      response.set_complete(response.complete() + 1);
    } else {
      response.set_incomplete(response.incomplete() + 1);
    }
  }
  for (const std::string& column : answer.columns_not_used) {
    response.add_columns_not_used(column);
  }
  return response;
}

absl::StatusOr<pb::ReplayContractResponse> ContractHandlers::ReplayContract(
    const CallContext& call, const pb::ReplayContractRequest& request) const {
  RETURN_IF_ERROR(RequireReader());
  ASSIGN_OR_RETURN(const AsOf as_of,
                   AsOfFromWire(request.has_as_known_on(),
                                request.as_known_on(), answers_.Now()));
  ReplayQuestion question{.provider = request.provider(),
                          .from = request.from(),
                          .to = request.to(),
                          .contract = request.contract()};
  for (const pb::ContractText& form : request.forms()) {
    if (form.name().empty() || form.name().size() > kLongestFileName) {
      return absl::InvalidArgumentError(
          "forms: give each file a name of at most 500 bytes");
    }
    ContractText& text = question.forms.emplace_back();
    text.name = form.name();
    text.text = form.text();
    RETURN_IF_ERROR(ReadChoice(form.choice(), text.choice));
  }
  ASSIGN_OR_RETURN(
      const ReplayAnswer answer,
      answers_.ReplayContract(call.who, *reader_, question, as_of));
  return ReplayToWire(answer);
}

}  // namespace regisseur
