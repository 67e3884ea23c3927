#include "aggregator/api/claim_handlers.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "aggregator/api/claim_bundle.h"
#include "aggregator/api/claim_wire.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/matter_request.h"
#include "aggregator/api/page.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

namespace pb = claim::v1;

constexpr char kService[] = "regisseur.claim.v1.ClaimService.";

bool IsProvider(const CallContext& call) {
  return call.who.role == Principal::Role::kProvider;
}

absl::StatusOr<std::optional<Decimal>> AmountFromWire(absl::string_view field,
                                                      const std::string& text) {
  if (text.empty()) return std::optional<Decimal>();
  const absl::StatusOr<Decimal> amount = Decimal::Parse(text);
  if (amount.ok()) return std::optional<Decimal>(*amount);
  return absl::InvalidArgumentError(
      absl::StrCat(field, ": ", amount.status().message()));
}

// The provider can only say something about a claim that it was told of.
absl::Status CheckWasFiled(const ClaimRow& row, ClaimStep::Kind kind) {
  if (row.matter.has_value()) return absl::OkStatus();
  ClaimAccount account = row.account;
  account.state = row.state;
  return CheckClaimStep(account, {kind, account.open});
}

absl::StatusOr<std::optional<int>> ExpiringFromWire(const std::string& text) {
  if (text.empty()) return std::optional<int>();
  const absl::StatusOr<absl::Duration> length = ParseLength(text);
  if (!length.ok() || *length < absl::ZeroDuration()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "expiring: \"", text, "\" is no number of days such as 14d or 2 days"));
  }
  return std::optional<int>(static_cast<int>(*length / absl::Hours(24)));
}

// What a partner can pay at the moment.
bool CanBePaid(const ClaimRow& row) {
  return row.state == ClaimState::kFiled || row.state == ClaimState::kGranted ||
         row.state == ClaimState::kDueOnInvoice;
}

}  // namespace

absl::StatusOr<ClaimChanges*> ClaimHandlers::Changes() const {
  if (settling_ != nullptr) return &settling_->claims;
  return absl::UnimplementedError("on this server nothing can be claimed");
}

absl::StatusOr<ClaimsAnswer> ClaimHandlers::Find(const CallContext& call,
                                                 const std::string& id) const {
  if (id.empty()) {
    return absl::InvalidArgumentError(
        "id: say which claim; `credit list` shows them");
  }
  return answers_.ListClaims(call.who,
                             {.id = id, .told_only = IsProvider(call)}, AsOf{});
}

absl::StatusOr<pb::Claim> ClaimHandlers::Changed(
    const CallContext& call, const absl::StatusOr<std::string>& id) const {
  RETURN_IF_ERROR(id.status());
  ASSIGN_OR_RETURN(const ClaimsAnswer answer, Find(call, *id));
  return ClaimToWire(answer.claims.front(), answer.today, IsProvider(call));
}

void ClaimHandlers::Register(MethodRegistry& methods) {
  methods.AddUnary<pb::ListClaimsRequest, pb::ListClaimsResponse>(
      absl::StrCat(kService, "ListClaims"),
      [this](const auto& call, const auto& request) {
        return List(call, request);
      });
  methods.AddServerStream<pb::ExportClaimEvidenceRequest,
                          pb::ExportClaimEvidenceResponse>(
      absl::StrCat(kService, "ExportClaimEvidence"),
      [this](const auto& call, const auto& request, const auto& write) {
        return Export(call, request, write);
      });
  RegisterMoves(methods);
  RegisterWaivers(methods);
}

absl::Status ClaimHandlers::Export(
    const CallContext& call, const pb::ExportClaimEvidenceRequest& request,
    const std::function<absl::Status(const pb::ExportClaimEvidenceResponse&)>&
        write) const {
  if (request.format() != pb::ARCHIVE_FORMAT_ZIP &&
      request.format() != pb::ARCHIVE_FORMAT_TAR_GZ) {
    return absl::InvalidArgumentError("format: say zip or tar.gz");
  }
  ASSIGN_OR_RETURN(const AsOf as_of,
                   AsOfFromWire(request.has_as_known_on(),
                                request.as_known_on(), answers_.Now()));
  ASSIGN_OR_RETURN(
      const ClaimBundle bundle,
      MakeClaimBundle(answers_, evidence_, call.who, request.id(), as_of));
  const std::string archive = request.format() == pb::ARCHIVE_FORMAT_ZIP
                                  ? PackZip(bundle.files, bundle.known)
                                  : PackTarGz(bundle.files, bundle.known);
  absl::string_view rest = archive;
  int64_t total = 0;
  while (!rest.empty()) {
    if (call.cancelled.HasBeenNotified()) {
      return absl::CancelledError("nobody waits for the evidence any more");
    }
    const absl::string_view piece = rest.substr(0, Page::kMostBytes / 2);
    rest.remove_prefix(piece.size());
    total += static_cast<int64_t>(piece.size());
    pb::ExportClaimEvidenceResponse response;
    response.set_piece(piece.data(), piece.size());
    response.set_total_bytes(total);
    RETURN_IF_ERROR(write(response));
  }
  return absl::OkStatus();
}

absl::StatusOr<pb::ListClaimsResponse> ClaimHandlers::List(
    const CallContext& call, const pb::ListClaimsRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ClaimsQuestion question{.id = request.id(),
                          .provider = request.provider(),
                          .contract = request.contract(),
                          .owner = request.owner(),
                          .from = request.from(),
                          .to = request.to(),
                          .told_only = IsProvider(call),
                          .with_arrivals = true};
  ASSIGN_OR_RETURN(question.state, ClaimStateFromWire(request.state()));
  ASSIGN_OR_RETURN(question.expiring_days,
                   ExpiringFromWire(request.expiring()));
  ASSIGN_OR_RETURN(const ClaimsAnswer answer,
                   answers_.ListClaims(call.who, question, page.as_of));
  pb::ListClaimsResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  RETURN_IF_ERROR(FillPage(page, answer.claims, response,
                           [&](const ClaimRow& row) -> absl::StatusOr<size_t> {
                             *response.add_claims() = ClaimToWire(
                                 row, answer.today, IsProvider(call));
                             return response.claims().rbegin()->ByteSizeLong();
                           }));
  return response;
}

void ClaimHandlers::RegisterMoves(MethodRegistry& methods) {
  methods.AddUnary<pb::FileClaimRequest, pb::FileClaimResponse>(
      absl::StrCat(kService, "FileClaim"),
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::FileClaimResponse> {
        ASSIGN_OR_RETURN(ClaimChanges* const changes, Changes());
        ClaimChanges::Move move{.id = request.id(),
                                .reason = request.reason(),
                                .document = request.document()};
        ASSIGN_OR_RETURN(move.amount,
                         AmountFromWire("amount", request.amount()));
        ASSIGN_OR_RETURN(const ClaimsAnswer due, Find(call, request.id()));
        pb::FileClaimResponse response;
        ASSIGN_OR_RETURN(
            *response.mutable_claim(),
            Changed(call,
                    changes->File(call.who,
                                  MatterRequestOf(kService, "FileClaim",
                                                  request, answers_.Now()),
                                  move, DueClaimOf(due.claims.front()))));
        return response;
      });
  methods.AddUnary<pb::GrantClaimRequest, pb::GrantClaimResponse>(
      absl::StrCat(kService, "GrantClaim"),
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::GrantClaimResponse> {
        ASSIGN_OR_RETURN(ClaimChanges* const changes, Changes());
        ClaimChanges::Move move{.id = request.id(),
                                .reason = request.reason(),
                                .document = request.document()};
        ASSIGN_OR_RETURN(move.amount,
                         AmountFromWire("amount", request.amount()));
        ASSIGN_OR_RETURN(const ClaimsAnswer known, Find(call, request.id()));
        RETURN_IF_ERROR(
            CheckWasFiled(known.claims.front(), ClaimStep::Kind::kGranted));
        pb::GrantClaimResponse response;
        ASSIGN_OR_RETURN(
            *response.mutable_claim(),
            Changed(call,
                    changes->Grant(call.who,
                                   MatterRequestOf(kService, "GrantClaim",
                                                   request, answers_.Now()),
                                   move)));
        return response;
      });
  methods.AddUnary<pb::RefuseClaimRequest, pb::RefuseClaimResponse>(
      absl::StrCat(kService, "RefuseClaim"),
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::RefuseClaimResponse> {
        ASSIGN_OR_RETURN(ClaimChanges* const changes, Changes());
        ASSIGN_OR_RETURN(const ClaimsAnswer known, Find(call, request.id()));
        RETURN_IF_ERROR(
            CheckWasFiled(known.claims.front(), ClaimStep::Kind::kDenied));
        pb::RefuseClaimResponse response;
        ASSIGN_OR_RETURN(
            *response.mutable_claim(),
            Changed(call,
                    changes->Refuse(
                        call.who,
                        MatterRequestOf(kService, "RefuseClaim", request,
                                        answers_.Now()),
                        {.id = request.id(), .reason = request.reason()})));
        return response;
      });
  methods.AddUnary<pb::ReceiveCreditRequest, pb::ReceiveCreditResponse>(
      absl::StrCat(kService, "ReceiveCredit"),
      [this](const auto& call, const auto& request) {
        return Receive(call, request);
      });
}

absl::StatusOr<pb::ReceiveCreditResponse> ClaimHandlers::Receive(
    const CallContext& call, const pb::ReceiveCreditRequest& request) {
  ASSIGN_OR_RETURN(ClaimChanges* const changes, Changes());
  ClaimChanges::Receipt receipt{.vat = request.vat(),
                                .document = request.document()};
  ASSIGN_OR_RETURN(const std::optional<Decimal> net,
                   AmountFromWire("net", request.net()));
  if (!net.has_value()) {
    return absl::InvalidArgumentError("net: say how much came in, without VAT");
  }
  receipt.net = *net;
  RETURN_IF_ERROR(AmountFromWire("vat", request.vat()).status());
  std::vector<ClaimRow> rows;
  if (request.ids().empty()) {
    if (request.contract().empty()) {
      return absl::InvalidArgumentError(
          "ids: name the claims that were paid, or their contract");
    }
    ASSIGN_OR_RETURN(ClaimsAnswer answer,
                     answers_.ListClaims(
                         call.who, {.contract = request.contract()}, AsOf{}));
    for (ClaimRow& row : answer.claims) {
      if (CanBePaid(row)) rows.push_back(std::move(row));
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const ClaimRow& a, const ClaimRow& b) {
                       return a.last_day < b.last_day;
                     });
  } else {
    for (const std::string& id : request.ids()) {
      ASSIGN_OR_RETURN(ClaimsAnswer answer, Find(call, id));
      rows.push_back(std::move(answer.claims.front()));
    }
  }
  for (const ClaimRow& row : rows) receipt.claims.push_back(DueClaimOf(row));
  ASSIGN_OR_RETURN(const std::vector<std::string> paid,
                   changes->Receive(call.who,
                                    MatterRequestOf(kService, "ReceiveCredit",
                                                    request, answers_.Now()),
                                    receipt));
  pb::ReceiveCreditResponse response;
  for (const std::string& id : paid) {
    ASSIGN_OR_RETURN(*response.add_claims(), Changed(call, id));
  }
  return response;
}

void ClaimHandlers::RegisterWaivers(MethodRegistry& methods) {
  methods.AddUnary<pb::ProposeWaiverRequest, pb::ProposeWaiverResponse>(
      absl::StrCat(kService, "ProposeWaiver"),
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::ProposeWaiverResponse> {
        ASSIGN_OR_RETURN(ClaimChanges* const changes, Changes());
        ASSIGN_OR_RETURN(const ClaimsAnswer due, Find(call, request.id()));
        pb::ProposeWaiverResponse response;
        ASSIGN_OR_RETURN(
            *response.mutable_claim(),
            Changed(call, changes->ProposeWaiver(
                              call.who,
                              MatterRequestOf(kService, "ProposeWaiver",
                                              request, answers_.Now()),
                              {.id = request.id(), .reason = request.reason()},
                              DueClaimOf(due.claims.front()))));
        return response;
      });
  // The two answers differ in one word.
  const auto answer = [this](const CallContext& call, const char* method,
                             const auto& request,
                             bool approves) -> absl::StatusOr<pb::Claim> {
    ASSIGN_OR_RETURN(ClaimChanges* const changes, Changes());
    return Changed(
        call, changes->AnswerWaiver(
                  call.who,
                  MatterRequestOf(kService, method, request, answers_.Now()),
                  {.id = request.id(),
                   .reason = request.reason(),
                   .on_behalf_of = request.on_behalf_of()},
                  approves));
  };
  methods.AddUnary<pb::ApproveWaiverRequest, pb::ApproveWaiverResponse>(
      absl::StrCat(kService, "ApproveWaiver"),
      [answer](const auto& call, const auto& request)
          -> absl::StatusOr<pb::ApproveWaiverResponse> {
        pb::ApproveWaiverResponse response;
        ASSIGN_OR_RETURN(*response.mutable_claim(),
                         answer(call, "ApproveWaiver", request, true));
        return response;
      });
  methods.AddUnary<pb::RefuseWaiverRequest, pb::RefuseWaiverResponse>(
      absl::StrCat(kService, "RefuseWaiver"),
      [answer](const auto& call, const auto& request)
          -> absl::StatusOr<pb::RefuseWaiverResponse> {
        pb::RefuseWaiverResponse response;
        ASSIGN_OR_RETURN(*response.mutable_claim(),
                         answer(call, "RefuseWaiver", request, false));
        return response;
      });
}

}  // namespace regisseur
