#include "aggregator/api/evidence_handlers.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "aggregator/api/page.h"
#include "aggregator/api/receipt_wire.h"
#include "aggregator/api/set_time.h"
#include "core/base/status_macros.h"
#include "core/evidence/evidence_verifier.h"
#include "core/time/time_range.h"

namespace regisseur {
namespace {

namespace pb = evidence::v1;

constexpr char kService[] = "regisseur.evidence.v1.EvidenceService.";

// Pages that go on behind a key instead of a row's place: new acts come in
// front of those that were shown.
struct KeyPage {
  int size = Page::kMostRows;
  std::optional<int64_t> after;
  uint64_t question = 0;

  std::string NextToken(int64_t key) const {
    return absl::WebSafeBase64Escape(absl::StrCat(question, ":", key));
  }
};

// `more` is what the question depends on besides.
template <typename Request>
absl::StatusOr<KeyPage> KeyPageOf(const Request& request,
                                  absl::string_view more = "") {
  Request question = request;
  question.clear_page_size();
  question.clear_page_token();
  KeyPage page;
  page.question = FingerprintQuestion(question);
  for (const char c : more) {
    page.question = page.question * 1099511628211u ^ static_cast<uint8_t>(c);
  }
  if (request.page_size() < 0) {
    return absl::InvalidArgumentError("page_size: must not be negative");
  }
  if (request.page_size() > 0) {
    page.size = std::min(request.page_size(), Page::kMostRows);
  }
  if (request.page_token().empty()) return page;
  std::string token;
  int64_t key = 0;
  uint64_t asked = 0;
  const bool read = absl::WebSafeBase64Unescape(request.page_token(), &token);
  const std::vector<std::string> parts = absl::StrSplit(token, ':');
  if (!read || parts.size() != 2 || !absl::SimpleAtoi(parts[0], &asked) ||
      !absl::SimpleAtoi(parts[1], &key) || asked != page.question) {
    return absl::InvalidArgumentError(
        "page_token: not one that an answer to this question gave");
  }
  page.after = key;
  return page;
}

// Behind which receipt a page goes on: which chain of a provider, and where.
struct ReceiptKey {
  static constexpr int kNumberBits = 48;

  size_t chain = 0;
  int64_t number = 0;

  int64_t Encode() const {
    return static_cast<int64_t>(chain) << kNumberBits | number;
  }
  static ReceiptKey Parse(int64_t key) {
    return {static_cast<size_t>(key >> kNumberBits),
            key & ((int64_t{1} << kNumberBits) - 1)};
  }
};

pb::Act ActToWire(const ActRecord& act) {
  pb::Act wire;
  SetTime(act.known_from, &wire, &pb::Act::mutable_time);
  wire.set_chain(act.chain);
  wire.set_number(act.number);
  wire.set_identity(act.identity);
  wire.set_role(std::string(RoleWord(act.role)));
  wire.set_via(act.via);
  wire.set_method(act.method);
  wire.set_subject(act.subject);
  wire.set_request_id(act.request_id);
  wire.set_content_sha256(act.content_sha256);
  for (const auto& [name, value] : act.arguments) {
    pb::ActText* const text = wire.add_arguments();
    text->set_name(name);
    text->set_value(value);
  }
  for (const auto& [name, value] : act.personal) {
    if (!value.has_value()) continue;
    if (name == "actor") {
      wire.set_name(*value);
      continue;
    }
    pb::ActText* const text = wire.add_personal();
    text->set_name(name);
    text->set_value(*value);
  }
  wire.set_rows(act.rows);
  wire.set_chain_sha256(act.chain_sha256);
  return wire;
}

pb::SignedRoot RootToWire(const SignedRoot& root) {
  pb::SignedRoot wire;
  wire.set_number(root.statement.number);
  SetTime(root.statement.made, &wire, &pb::SignedRoot::mutable_time);
  SetTime(root.statement.known, &wire, &pb::SignedRoot::mutable_known_time);
  wire.set_previous_sha256(ToHex(root.statement.previous));
  wire.set_tree_sha256(ToHex(root.statement.tree_root));
  wire.set_line(RenderLine(root.line));
  return wire;
}

absl::Status RequireProvider(const std::string& provider) {
  if (!provider.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "provider: say whose chain: a provider's id, shared or portfolio");
}

}  // namespace

void EvidenceHandlers::Register(MethodRegistry& methods) {
  const std::string service = kService;
  methods.AddUnary<pb::ListActsRequest, pb::ListActsResponse>(
      service + "ListActs", [this](const auto& call, const auto& request) {
        return ListActs(call, request);
      });
  methods.AddUnary<pb::GetReceiptRequest, pb::Receipt>(
      service + "GetReceipt", [this](const auto& call, const auto& request) {
        return GetReceipt(call, request);
      });
  methods.AddUnary<pb::ListReceiptsRequest, pb::ListReceiptsResponse>(
      service + "ListReceipts", [this](const auto& call, const auto& request) {
        return ListReceipts(call, request);
      });
  methods.AddUnary<pb::ListSignedRootsRequest, pb::ListSignedRootsResponse>(
      service + "ListSignedRoots",
      [this](const auto& call, const auto& request) {
        return ListSignedRoots(call, request);
      });
  methods.AddUnary<pb::CreateSignedRootRequest, pb::SignedRoot>(
      service + "CreateSignedRoot",
      [this](const auto& call, const auto& request) {
        return CreateSignedRoot(call, request);
      });
  methods.AddUnary<pb::GetSigningKeyRequest, pb::SigningKey>(
      service + "GetSigningKey", [this](const auto& call, const auto& request) {
        return GetSigningKey(call, request);
      });
  methods.AddUnary<pb::VerifyEvidenceRequest, pb::VerifyEvidenceResponse>(
      service + "VerifyEvidence",
      [this](const auto& call, const auto& request) {
        return VerifyEvidence(call, request);
      },
      /*long_running=*/true);
  methods
      .AddServerStream<pb::ExportEvidenceRequest, pb::ExportEvidenceResponse>(
          service + "ExportEvidence",
          [this](const auto& call, const auto& request, const auto& write) {
            return ExportEvidence(call, request, write);
          });
  methods
      .AddUnary<pb::ErasePersonalTextsRequest, pb::ErasePersonalTextsResponse>(
          service + "ErasePersonalTexts",
          [this](const auto& call, const auto& request) {
            return ErasePersonalTexts(call, request);
          });
}

absl::StatusOr<EvidenceKeeper*> EvidenceHandlers::Get() const {
  if (evidence_ != nullptr) return evidence_;
  return absl::UnimplementedError("this server keeps no evidence");
}

absl::StatusOr<pb::ListActsResponse> EvidenceHandlers::ListActs(
    const CallContext& call, const pb::ListActsRequest& request) const {
  ASSIGN_OR_RETURN(EvidenceKeeper* const evidence, Get());
  ASSIGN_OR_RETURN(const KeyPage page, KeyPageOf(request));
  ActFilter filter;
  filter.chain = request.chain();
  filter.identity = request.identity();
  filter.method = request.method();
  ASSIGN_OR_RETURN(filter.known,
                   ParseTimeRange(request.from(), request.to(),
                                  answers_.PortfolioAt(AsOf{})->time_zone));
  ASSIGN_OR_RETURN(const ActPage acts,
                   evidence->ListActs(call.who, filter, page.after, page.size));
  pb::ListActsResponse response;
  size_t bytes = 0;
  for (const ActRecord& act : acts.acts) {
    pb::Act wire = ActToWire(act);
    bytes += wire.ByteSizeLong();
    if (response.acts_size() > 0 && bytes > Page::kMostBytes) {
      response.set_next_page_token(
          page.NextToken(acts.acts[response.acts_size() - 1].key));
      return response;
    }
    *response.add_acts() = std::move(wire);
  }
  if (acts.next_before.has_value()) {
    response.set_next_page_token(page.NextToken(*acts.next_before));
  }
  return response;
}

absl::StatusOr<pb::Receipt> EvidenceHandlers::GetReceipt(
    const CallContext& call, const pb::GetReceiptRequest& request) const {
  ASSIGN_OR_RETURN(EvidenceKeeper* const evidence, Get());
  RETURN_IF_ERROR(RequireProvider(request.provider()));
  const absl::StatusOr<SignedReceipt> receipt =
      evidence->GetReceipt(call.who, request.provider(), request.number());
  if (receipt.ok()) return ReceiptToWire(*receipt);
  const std::vector<std::string> chains = ChainsOf(request.provider());
  if (!absl::IsNotFound(receipt.status()) || chains.size() == 1) {
    return receipt.status();
  }
  return absl::NotFoundError(
      absl::StrCat(receipt.status().message(), "; what ", request.provider(),
                   " told before it was renamed stands under ",
                   absl::StrJoin(chains.begin(), chains.end() - 1, ", ")));
}

// Those of its earlier ids first: they are the older ones.
std::vector<std::string> EvidenceHandlers::ChainsOf(
    const std::string& provider) const {
  std::vector<std::string> chains;
  const std::shared_ptr<const Portfolio> now = answers_.PortfolioAt(AsOf{});
  if (const ProviderConfig* config = now->FindProvider(provider)) {
    for (const std::string& old : config->formerly) {
      // An id that another has now is that one's.
      if (now->FindProvider(old) == nullptr) chains.push_back(old);
    }
  }
  chains.push_back(provider);
  return chains;
}

absl::StatusOr<pb::ListReceiptsResponse> EvidenceHandlers::ListReceipts(
    const CallContext& call, const pb::ListReceiptsRequest& request) const {
  ASSIGN_OR_RETURN(EvidenceKeeper* const evidence, Get());
  RETURN_IF_ERROR(RequireProvider(request.provider()));
  const std::vector<std::string> chains = ChainsOf(request.provider());
  ASSIGN_OR_RETURN(const KeyPage page,
                   KeyPageOf(request, absl::StrJoin(chains, " ")));
  const ReceiptKey after = ReceiptKey::Parse(page.after.value_or(0));
  pb::ListReceiptsResponse response;
  size_t bytes = 0;
  bool is_any_there = false;
  for (size_t i = after.chain; i < chains.size(); ++i) {
    const int64_t first = i == after.chain ? after.number + 1 : 1;
    const absl::StatusOr<std::vector<SignedReceipt>> receipts =
        evidence->ListReceipts(call.who, chains[i], first,
                               page.size - response.receipts_size() + 1);
    // Not every id has a chain: only those under which something was told.
    const bool is_last = i + 1 == chains.size();
    if (absl::IsNotFound(receipts.status()) && (is_any_there || !is_last)) {
      continue;
    }
    RETURN_IF_ERROR(receipts.status());
    is_any_there = true;
    for (const SignedReceipt& receipt : *receipts) {
      pb::Receipt wire = ReceiptToWire(receipt);
      bytes += wire.ByteSizeLong();
      if (response.receipts_size() == page.size ||
          (response.receipts_size() > 0 && bytes > Page::kMostBytes)) {
        response.set_next_page_token(page.NextToken(
            ReceiptKey{i, receipt.statement.number - 1}.Encode()));
        return response;
      }
      *response.add_receipts() = std::move(wire);
    }
  }
  return response;
}

absl::StatusOr<pb::ListSignedRootsResponse> EvidenceHandlers::ListSignedRoots(
    const CallContext& call, const pb::ListSignedRootsRequest& request) const {
  ASSIGN_OR_RETURN(EvidenceKeeper* const evidence, Get());
  ASSIGN_OR_RETURN(const KeyPage page, KeyPageOf(request));
  ASSIGN_OR_RETURN(
      const std::vector<SignedRoot> roots,
      evidence->ListRoots(call.who, page.after.value_or(0) + 1, page.size + 1));
  pb::ListSignedRootsResponse response;
  for (const SignedRoot& root : roots) {
    if (response.roots_size() == page.size) {
      response.set_next_page_token(page.NextToken(root.statement.number - 1));
      break;
    }
    *response.add_roots() = RootToWire(root);
  }
  return response;
}

absl::StatusOr<pb::SignedRoot> EvidenceHandlers::CreateSignedRoot(
    const CallContext& call, const pb::CreateSignedRootRequest& request) {
  ASSIGN_OR_RETURN(EvidenceKeeper* const evidence, Get());
  ASSIGN_OR_RETURN(
      const SignedRoot root,
      evidence->SignRoot(call.who, absl::StrCat(kService, "CreateSignedRoot"),
                         request.request_id()));
  return RootToWire(root);
}

absl::StatusOr<pb::SigningKey> EvidenceHandlers::GetSigningKey(
    const CallContext& call, const pb::GetSigningKeyRequest& request) const {
  ASSIGN_OR_RETURN(EvidenceKeeper* const evidence, Get());
  const VerifyingKey key = evidence->public_key();
  pb::SigningKey response;
  response.set_algorithm("ed25519");
  response.set_pem(key.pem());
  response.set_hex(key.hex());
  return response;
}

absl::StatusOr<pb::VerifyEvidenceResponse> EvidenceHandlers::VerifyEvidence(
    const CallContext& call, const pb::VerifyEvidenceRequest& request) const {
  ASSIGN_OR_RETURN(EvidenceKeeper* const evidence, Get());
  ASSIGN_OR_RETURN(const EvidenceCheck check, evidence->Verify(call.who));
  pb::VerifyEvidenceResponse response;
  response.set_sound(check.sound());
  for (const ChainReport& chain : check.store.chains) {
    pb::CheckedChain* const checked = response.add_chains();
    checked->set_name(chain.chain);
    checked->set_deliveries(chain.deliveries);
    checked->set_acts(chain.acts);
    checked->set_rows(chain.rows);
    checked->set_purged(chain.without_lines);
    const auto under_root = check.signed_lengths.find(chain.chain);
    const int64_t length =
        under_root == check.signed_lengths.end() ? 0 : under_root->second;
    checked->set_without_root(
        std::max<int64_t>(0, chain.deliveries + chain.acts - length));
    if (!chain.broken.has_value()) continue;
    checked->set_broken(true);
    response.add_broken(absl::StrCat("chain ", chain.chain, ", entry ",
                                     chain.broken->number, ": ",
                                     chain.broken->what));
  }
  for (const std::string& broken : check.store.broken) {
    response.add_broken(broken);
  }
  for (const std::string& broken : check.broken) response.add_broken(broken);
  response.set_roots(check.roots);
  if (check.last_root.has_value()) {
    SetTime(check.last_root->made, &response,
            &pb::VerifyEvidenceResponse::mutable_last_root_time);
  }
  response.set_originals(check.originals);
  response.set_erased_texts(check.store.erased_texts);
  for (const std::string& limit :
       WhatEvidenceDoesNotProve(/*key_given=*/true, /*root_given=*/false)) {
    response.add_does_not_prove(limit);
  }
  response.set_key(evidence->public_key().hex());
  return response;
}

absl::Status EvidenceHandlers::ExportEvidence(
    const CallContext& call, const pb::ExportEvidenceRequest& request,
    const std::function<absl::Status(const pb::ExportEvidenceResponse&)>& write)
    const {
  ASSIGN_OR_RETURN(EvidenceKeeper* const evidence, Get());
  int64_t total = 0;
  return evidence->Export(
      call.who, request.chain(), [&](absl::string_view piece) -> absl::Status {
        if (call.cancelled.HasBeenNotified()) {
          return absl::CancelledError("nobody waits for the export any more");
        }
        // Below the limit of a message also when one line is long.
        while (!piece.empty()) {
          const absl::string_view part = piece.substr(0, Page::kMostBytes / 2);
          piece.remove_prefix(part.size());
          total += static_cast<int64_t>(part.size());
          pb::ExportEvidenceResponse response;
          response.set_piece(part.data(), part.size());
          response.set_total_bytes(total);
          RETURN_IF_ERROR(write(response));
        }
        return absl::OkStatus();
      });
}

absl::StatusOr<pb::ErasePersonalTextsResponse>
EvidenceHandlers::ErasePersonalTexts(
    const CallContext& call, const pb::ErasePersonalTextsRequest& request) {
  ASSIGN_OR_RETURN(EvidenceKeeper* const evidence, Get());
  if (request.identity().empty()) {
    return absl::InvalidArgumentError("identity: say whose texts go");
  }
  if (request.request_id().empty()) {
    return absl::InvalidArgumentError(
        "request_id: give one, random and new for each act");
  }
  pb::ErasePersonalTextsResponse response;
  ASSIGN_OR_RETURN(const int64_t erased,
                   evidence->ErasePersonalTexts(
                       call.who, absl::StrCat(kService, "ErasePersonalTexts"),
                       request.identity(), request.request_id()));
  response.set_erased(erased);
  return response;
}

}  // namespace regisseur
