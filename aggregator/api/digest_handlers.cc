#include "aggregator/api/digest_handlers.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/api/act_content.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/page.h"
#include "aggregator/api/set_time.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"
#include "wire/evidence_wire.h"

namespace regisseur {
namespace {

namespace pb = digest::v1;

pb::Change ChangeToWire(const DigestChange& change) {
  pb::Change wire;
  wire.set_kind(change.kind);
  *wire.mutable_sentence() = SentenceToWire(change.sentence);
  if (change.detail.has_value()) {
    *wire.mutable_detail() = SentenceToWire(*change.detail);
  }
  wire.set_agenda_item(change.agenda_item);
  wire.set_provider(change.provider);
  SetTime(change.time, &wire, &pb::Change::mutable_time);
  if (change.amount.has_value()) {
    wire.set_amount(change.amount->ToString());
    wire.set_currency(change.currency);
  }
  for (const std::string& line : change.evidence) wire.add_evidence(line);
  wire.set_bad(change.bad);
  return wire;
}

// The changes stand by kind.
void CountsToWire(const std::vector<DigestChange>& changes,
                  pb::ListChangesResponse& response) {
  for (const DigestChange& change : changes) {
    pb::ChangeCount* const last =
        response.counts().empty()
            ? nullptr
            : response.mutable_counts(response.counts_size() - 1);
    if (last != nullptr && last->kind() == change.kind) {
      last->set_count(last->count() + 1);
      continue;
    }
    pb::ChangeCount* const next = response.add_counts();
    next->set_kind(change.kind);
    next->set_count(1);
  }
}

}  // namespace

void DigestHandlers::Register(MethodRegistry& methods) {
  methods.AddUnary<pb::ListChangesRequest, pb::ListChangesResponse>(
      "regisseur.digest.v1.DigestService.ListChanges",
      [this](const auto& call, const auto& request) {
        return List(call, request);
      });
  methods.AddUnary<pb::MarkChangesRequest, pb::MarkChangesResponse>(
      kMarkChangesMethod, [this](const auto& call, const auto& request) {
        return Mark(call, request);
      });
}

absl::StatusOr<pb::ListChangesResponse> DigestHandlers::List(
    const CallContext& call, const pb::ListChangesRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(const DigestAnswer answer,
                   answers_.ListChanges(call.who,
                                        {.since = request.since(),
                                         .to = request.to(),
                                         .provider = request.provider(),
                                         .owner = request.owner()},
                                        page.as_of));
  pb::ListChangesResponse response;
  *response.mutable_from() = ToWire(answer.from);
  *response.mutable_to() = ToWire(answer.to);
  SetTime(answer.last_look, &response,
          &pb::ListChangesResponse::mutable_last_look);
  if (page.first()) {
    GapsToWire(answer.gaps, response.mutable_gaps());
    CountsToWire(answer.changes, response);
  }
  RETURN_IF_ERROR(
      FillPage(page, answer.changes, response,
               [&](const DigestChange& change) -> absl::StatusOr<size_t> {
                 *response.add_changes() = ChangeToWire(change);
                 return response.changes().rbegin()->ByteSizeLong();
               }));
  return response;
}

absl::StatusOr<pb::MarkChangesResponse> DigestHandlers::Mark(
    const CallContext& call, const pb::MarkChangesRequest& request) {
  RETURN_IF_ERROR(RequireRequestId(request.request_id()));
  const absl::Time now = answers_.Now();
  absl::Time until = now;
  if (request.has_to()) {
    ASSIGN_OR_RETURN(const AsOf as_of, AsOfFromWire(true, request.to(), now));
    until = as_of.known;
  }
  Act act;
  act.method = kMarkChangesMethod;
  act.subject = "changes";
  act.request_id = request.request_id();
  act.content = ActContent(request);
  act.arguments = {{kLookedUntil, FormatInstant(until)}};
  ASSIGN_OR_RETURN(
      const Acts::Done done,
      acts_.Do(call.who, std::move(act),
               [&](Transaction&, Act&) -> absl::StatusOr<std::string> {
                 ASSIGN_OR_RETURN(const std::optional<absl::Time> last,
                                  answers_.FindLastLook(call.who));
                 if (last.has_value() && until < *last) {
                   return absl::InvalidArgumentError(absl::StrCat(
                       "to: ", FormatInstant(until),
                       " lies before your last look, ", FormatInstant(*last)));
                 }
                 return FormatInstant(until);
               }));
  ASSIGN_OR_RETURN(const absl::Time kept, ParseInstant(done.answer));
  pb::MarkChangesResponse response;
  *response.mutable_last_look() = ToWire(kept);
  return response;
}

}  // namespace regisseur
