#include "aggregator/api/source_handlers.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/api/act_content.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/page.h"
#include "aggregator/api/source_wire.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

namespace pb = source::v1;

// What is pushed lies nowhere to be read again.
template <typename Ids>
absl::Status CheckNotPushed(const Answers& answers, const Ids& ids) {
  const std::shared_ptr<const Portfolio> portfolio =
      answers.PortfolioAt(AsOf{});
  for (const std::string& id : ids) {
    const SourceConfig* const source = portfolio->FindSource(id);
    if (source != nullptr && source->push) {
      return absl::FailedPreconditionError(
          absl::StrCat("source ", id,
                       " is pushed: nobody asks for it; to try a file, push it "
                       "with dry_run"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

void SourceHandlers::Register(MethodRegistry& methods) {
  const std::string service = "regisseur.source.v1.SourceService.";
  methods.AddUnary<pb::ListSourcesRequest, pb::ListSourcesResponse>(
      service + "ListSources", [this](const auto& call, const auto& request) {
        return ListSources(call, request);
      });
  methods.AddUnary<pb::GetSourceRequest, pb::Source>(
      service + "GetSource", [this](const auto& call, const auto& request) {
        return GetSource(call, request);
      });
  methods
      .AddServerStream<pb::CollectSourcesRequest, pb::CollectSourcesResponse>(
          service + "CollectSources",
          [this](const auto& call, const auto& request, const auto& write) {
            return CollectSources(call, request, write);
          });
  methods.AddUnary<pb::CheckSourceRequest, pb::SourceCheck>(
      service + "CheckSource",
      [this](const auto& call, const auto& request) {
        return CheckSource(call, request);
      },
      /*long_running=*/true);
}

absl::StatusOr<pb::ListSourcesResponse> SourceHandlers::ListSources(
    const CallContext& call, const pb::ListSourcesRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(
      const SourcesAnswer answer,
      answers_.ListSources(
          call.who, {.provider = request.provider(), .owner = request.owner()},
          page.as_of));
  pb::ListSourcesResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  RETURN_IF_ERROR(FillPage(
      page, answer.sources, response,
      [&](const SourceAnswer& source) -> absl::StatusOr<size_t> {
        *response.add_sources() = SourceToWire(source, /*with_findings=*/false);
        return response.sources().rbegin()->ByteSizeLong();
      }));
  return response;
}

absl::StatusOr<pb::Source> SourceHandlers::GetSource(
    const CallContext& call, const pb::GetSourceRequest& request) const {
  if (request.id().empty()) {
    return absl::InvalidArgumentError("id: say which source");
  }
  ASSIGN_OR_RETURN(const AsOf as_of,
                   AsOfFromWire(request.has_as_known_on(),
                                request.as_known_on(), answers_.Now()));
  ASSIGN_OR_RETURN(const SourceAnswer answer,
                   answers_.GetSource(call.who, request.id(), as_of));
  return SourceToWire(answer, /*with_findings=*/true);
}

absl::Status SourceHandlers::CollectSources(
    const CallContext& call, const pb::CollectSourcesRequest& request,
    const std::function<absl::Status(const pb::CollectSourcesResponse&)>&
        write) {
  if (request.all() == !request.ids().empty()) {
    return absl::InvalidArgumentError(
        "ids, all: give either the ids of sources or all");
  }
  std::vector<std::string> ids;
  if (request.all()) {
    for (const SourceConfig* source :
         answers_.PortfolioAt(AsOf{})->AllSources()) {
      if (!source->push) ids.push_back(source->id);
    }
  }
  RETURN_IF_ERROR(CheckNotPushed(answers_, request.ids()));
  for (const std::string& id : request.ids()) {
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
  }
  // Who asked stands in the trail before a partner is asked.
  Act act;
  act.method = "regisseur.source.v1.SourceService.CollectSources";
  act.subject = request.all()
                    ? "all sources"
                    : absl::StrCat("sources ", absl::StrJoin(ids, " "));
  act.request_id = request.request_id();
  act.content = ActContent(request);
  ASSIGN_OR_RETURN(
      const Acts::Done done,
      acts_.Do(call.who, std::move(act),
               [](Transaction&, Act&) -> absl::StatusOr<std::string> {
                 return std::string();
               }));
  return runs_.Collect(
      call.who, ids, request.request_id(), request.SerializeAsString(),
      done.repeated,
      [&](const CollectProgress& step) {
        return write(CollectProgressToWire(step));
      },
      call.cancelled);
}

absl::StatusOr<pb::SourceCheck> SourceHandlers::CheckSource(
    const CallContext& call, const pb::CheckSourceRequest& request) {
  if (request.id().empty()) {
    return absl::InvalidArgumentError("id: say which source");
  }
  RETURN_IF_ERROR(
      CheckNotPushed(answers_, std::vector<std::string>{request.id()}));
  ASSIGN_OR_RETURN(const SourceCheckResult result,
                   collector_.Check(call.who, request.id(), call.cancelled));
  return SourceCheckToWire(request.id(), result);
}

}  // namespace regisseur
