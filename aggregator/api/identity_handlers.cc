#include "aggregator/api/identity_handlers.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "aggregator/access/token.h"
#include "aggregator/api/act_content.h"
#include "aggregator/api/identity_wire.h"
#include "aggregator/api/page.h"
#include "core/base/status_macros.h"
#include "wire/evidence_wire.h"

namespace regisseur {
namespace {

namespace pb = identity::v1;

constexpr char kService[] = "regisseur.identity.v1.IdentityService.";
constexpr absl::Duration kUsualLife = absl::Hours(90 * 24);

template <typename Wire>
IdentityChanges::Request RequestOf(const char* method, const Wire& request) {
  return {.method = absl::StrCat(kService, method),
          .id = request.request_id(),
          .content = ActContent(request)};
}

}  // namespace

void IdentityHandlers::Register(MethodRegistry& methods) {
  const std::string service = kService;
  methods.AddUnary<pb::GetCallerRequest, pb::Caller>(
      service + "GetCaller",
      [](const auto& call, const auto&) -> absl::StatusOr<pb::Caller> {
        return CallerToWire(call.who);
      });
  methods.AddUnary<pb::ListIdentitiesRequest, pb::ListIdentitiesResponse>(
      service + "ListIdentities",
      [this](const auto& call, const auto& request) {
        return List(call, request);
      });
  methods.AddUnary<pb::CreateIdentityRequest, pb::CreateIdentityResponse>(
      service + "CreateIdentity",
      [this](const auto& call, const auto& request) {
        return Create(call, request);
      });
  methods.AddUnary<pb::ApproveIdentityRequest, pb::ApproveIdentityResponse>(
      service + "ApproveIdentity",
      [this](const auto& call, const auto& request)
          -> absl::StatusOr<pb::ApproveIdentityResponse> {
        ASSIGN_OR_RETURN(
            const Identity approved,
            changes_.Approve(call.who, RequestOf("ApproveIdentity", request),
                             request.id(), request.on_behalf_of()));
        pb::ApproveIdentityResponse response;
        *response.mutable_identity() = IdentityToWire(approved, answers_.Now());
        return response;
      });
  methods.AddUnary<pb::RevokeIdentityRequest, pb::RevokeIdentityResponse>(
      service + "RevokeIdentity",
      [this](const auto& call, const auto& request)
          -> absl::StatusOr<pb::RevokeIdentityResponse> {
        ASSIGN_OR_RETURN(
            const Identity revoked,
            changes_.Revoke(call.who, RequestOf("RevokeIdentity", request),
                            request.id()));
        pb::RevokeIdentityResponse response;
        *response.mutable_identity() = IdentityToWire(revoked, answers_.Now());
        return response;
      });
}

absl::StatusOr<pb::ListIdentitiesResponse> IdentityHandlers::List(
    const CallContext&, const pb::ListIdentitiesRequest& request) const {
  const absl::Time now = answers_.Now();
  pb::ListIdentitiesRequest question = request;
  question.clear_page_size();
  question.clear_page_token();
  // Who may call is a matter of now: there is no as_known_on.
  ASSIGN_OR_RETURN(const Page page,
                   ParsePage(request.page_size(), request.page_token(), AsOf{},
                             FingerprintQuestion(question), now));
  std::vector<Identity> identities;
  for (Identity& identity : callers_.List()) {
    const Identity::State state = identity.StateAt(now);
    const bool ended = state == Identity::State::kExpired ||
                       state == Identity::State::kRevoked;
    if (!ended || request.ended()) identities.push_back(std::move(identity));
  }
  pb::ListIdentitiesResponse response;
  RETURN_IF_ERROR(
      FillPage(page, identities, response,
               [&](const Identity& identity) -> absl::StatusOr<size_t> {
                 *response.add_identities() = IdentityToWire(identity, now);
                 return response.identities().rbegin()->ByteSizeLong();
               }));
  return response;
}

absl::StatusOr<pb::CreateIdentityResponse> IdentityHandlers::Create(
    const CallContext& call, const pb::CreateIdentityRequest& request) {
  const absl::Time now = answers_.Now();
  Identity identity;
  ASSIGN_OR_RETURN(identity.who, PrincipalFromWire(request));
  identity.expires = now + kUsualLife;
  if (request.has_expire_time()) {
    ASSIGN_OR_RETURN(identity.expires, FromWire(request.expire_time()));
  }
  if (identity.who.role == Principal::Role::kProvider) {
    RETURN_IF_ERROR(answers_.CheckProvider(call.who, identity.who.scope));
  }
  const Token token = MakeToken();
  identity.token_sha256 = token.sha256;
  identity.who.identity = MakeRandomId(absl::ToUnixMillis(now));
  ASSIGN_OR_RETURN(
      const IdentityChanges::Created created,
      changes_.Create(call.who, RequestOf("CreateIdentity", request),
                      std::move(identity)));
  pb::CreateIdentityResponse response;
  *response.mutable_identity() = IdentityToWire(created.identity, now);
  if (!created.repeated) response.set_token(token.text);
  return response;
}

}  // namespace regisseur
