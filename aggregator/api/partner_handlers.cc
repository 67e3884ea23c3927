#include "aggregator/api/partner_handlers.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/access/token.h"
#include "aggregator/api/act_content.h"
#include "aggregator/api/pushed_batch.h"
#include "aggregator/api/receipt_wire.h"
#include "aggregator/api/set_time.h"
#include "core/base/status_macros.h"
#include "core/evidence/sha256.h"
#include "wire/evidence_wire.h"
#include "wire/facts_wire.h"

namespace regisseur {
namespace {

namespace pb = partner::v1;

constexpr char kService[] = "regisseur.partner.v1.PartnerService.";

// What fits into a message with room to spare.
constexpr size_t kMostReceipts = 200;
constexpr size_t kMostFindings = 200;

// Who watches hears that the line is alive, and how soon a daemon that stops or
// a token that was revoked ends it.
constexpr absl::Duration kSignOfLife = absl::Seconds(15);
constexpr absl::Duration kLook = absl::Milliseconds(250);
constexpr int kMostWatchers = 4;  // of one provider

template <typename Request>
absl::Status CheckQuestion(const Request& request) {
  if (request.provider().empty()) {
    return absl::InvalidArgumentError("provider: say whose inbox");
  }
  if (request.after() < 0) {
    return absl::InvalidArgumentError("after: must not be negative");
  }
  return absl::OkStatus();
}

// Ends a push that was answered before: whatever came since, it acts no more.
absl::Status UnlessAnswered(const std::string& earlier) {
  if (earlier.empty()) return absl::OkStatus();
  return absl::AlreadyExistsError("request_id: was answered before");
}

template <typename Answer>
absl::StatusOr<Answer> EarlierAnswer(const std::string& earlier) {
  Answer answer;
  if (!answer.ParseFromString(earlier)) {
    return absl::DataLossError("the answer that is kept cannot be read");
  }
  return answer;
}

// The name under which a request that can come again is stored; absent for one
// that has none. It is of who asks.
std::optional<PushName> NameOfRequest(const CallContext& call,
                                      const std::string& request_id,
                                      const std::string& content) {
  if (request_id.empty()) return std::nullopt;
  Sha256Hasher hasher;
  const std::string request =
      ToHex(hasher.Hash(absl::StrCat(call.who.identity, "\n", request_id)));
  return PushName{.run = absl::StrCat("request ", request),
                  .number = 1,
                  .sha256 = std::string(ToBytes(hasher.Hash(content)))};
}

absl::Status NothingPushed() {
  return absl::UnimplementedError("nothing can be pushed to this server");
}

}  // namespace

void PartnerHandlers::Register(MethodRegistry& methods) {
  const std::string service = kService;
  methods.AddUnary<pb::PushFileRequest, pb::PushReceipt>(
      service + "PushFile",
      [this](const auto& call, const auto& request) {
        return PushFile(call, request);
      },
      /*long_running=*/true);
  methods.AddUnary<pb::PushMeasurementRequest, pb::PushReceipt>(
      service + "PushMeasurement",
      [this](const auto& call, const auto& request) {
        return PushMeasurement(call, request);
      });
  methods.AddUnary<pb::PushIncidentRequest, pb::PushReceipt>(
      service + "PushIncident", [this](const auto& call, const auto& request) {
        return PushIncident(call, request);
      });
  methods.AddUnary<pb::PushFactsRequest, pb::PushFactsResponse>(
      service + "PushFacts", [this](const auto& call, const auto& request) {
        return PushFacts(call, request);
      });
  methods.AddUnary<pb::ListInboxRequest, pb::ListInboxResponse>(
      service + "ListInbox", [this](const auto& call, const auto& request) {
        return ListInbox(call, request);
      });
  methods.AddServerStream<pb::WatchInboxRequest, pb::WatchInboxResponse>(
      service + "WatchInbox",
      [this](const auto& call, const auto& request, const auto& write) {
        return WatchInbox(call, request, write);
      },
      CallLine::kWatches);
}

absl::StatusOr<PartnerHandlers::Target> PartnerHandlers::FindTarget(
    const std::string& id) const {
  if (parts_.pushes == nullptr || parts_.evidence == nullptr) {
    return NothingPushed();
  }
  if (id.empty()) return absl::InvalidArgumentError("source: say which source");
  Target target;
  target.portfolio = parts_.answers.PortfolioAt(AsOf{});
  target.source = target.portfolio->FindSource(id);
  if (target.source == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("there is no source '", id, "' in the configuration"));
  }
  return target;
}

absl::StatusOr<std::string> PartnerHandlers::RecordPush(
    const CallContext& call, const char* method, const SourceConfig& source,
    const std::string& request_id, const std::string& content) {
  Act act;
  act.method = absl::StrCat(kService, method);
  act.provider = source.provider;
  act.subject = absl::StrCat("source ", source.id);
  act.request_id = request_id;
  act.content = content;
  ASSIGN_OR_RETURN(
      Acts::Done done,
      parts_.acts.Do(call.who, std::move(act),
                     [](Transaction&, Act&) -> absl::StatusOr<std::string> {
                       return std::string();
                     }));
  return std::move(done.answer);
}

absl::Status PartnerHandlers::KeepAnswer(
    const CallContext& call, const std::string& request_id,
    const google::protobuf::Message& answer) {
  if (request_id.empty()) return absl::OkStatus();
  return parts_.evidence->KeepAnswer(call.who, request_id,
                                     answer.SerializeAsString());
}

absl::StatusOr<pb::PushReceipt> PartnerHandlers::ReceiptOf(
    const CallContext& call, const SourceConfig& source, bool dry_run,
    const PushResult& result) const {
  pb::PushReceipt receipt;
  receipt.set_provider(source.provider);
  receipt.set_source(source.id);
  receipt.set_sha256(result.sha256);
  receipt.set_dry_run(dry_run);
  SetTime(parts_.answers.Now(), &receipt, &pb::PushReceipt::mutable_time);
  receipt.set_rows_read(result.rows_read);
  receipt.set_rows_new(result.rows_new);
  receipt.set_rows_replaced(result.rows_replaced);
  for (const DeliveryRecord& delivery : result.deliveries) {
    if (receipt.receipts_size() == kMostReceipts) break;
    ASSIGN_OR_RETURN(
        const SignedReceipt signed_receipt,
        parts_.evidence->GetReceipt(call.who, delivery.chain, delivery.number));
    *receipt.add_receipts() = ReceiptToWire(signed_receipt);
  }
  for (const Finding& finding : result.findings) {
    if (receipt.findings_size() == kMostFindings) break;
    *receipt.add_findings() = ToWire(finding, /*render=*/true);
  }
  for (const SourceCheckResult::Field& field : result.fields) {
    source::v1::CheckedField* const shown = receipt.add_fields();
    shown->set_field(field.field);
    shown->set_total(field.total);
    shown->set_filled(field.filled);
    shown->set_mandatory(field.mandatory);
  }
  return receipt;
}

absl::StatusOr<pb::PushReceipt> PartnerHandlers::PushFile(
    const CallContext& call, const pb::PushFileRequest& request) {
  ASSIGN_OR_RETURN(const Target target, FindTarget(request.source()));
  const std::string content = absl::StrCat(
      request.source(), " ", ToHex(Sha256Hasher().Hash(request.data())));
  std::string earlier;
  const absl::StatusOr<PushResult> result = parts_.pushes->PushFile(
      call.who, *target.source, *target.portfolio, request.data(),
      request.dry_run(), NameOfRequest(call, request.request_id(), content),
      [&]() -> absl::Status {
        ASSIGN_OR_RETURN(earlier, RecordPush(call, "PushFile", *target.source,
                                             request.request_id(), content));
        return UnlessAnswered(earlier);
      },
      call.cancelled);
  if (!earlier.empty()) return EarlierAnswer<pb::PushReceipt>(earlier);
  RETURN_IF_ERROR(result.status());
  ASSIGN_OR_RETURN(pb::PushReceipt receipt,
                   ReceiptOf(call, *target.source, request.dry_run(), *result));
  if (!request.dry_run()) {
    RETURN_IF_ERROR(KeepAnswer(call, request.request_id(), receipt));
  }
  return receipt;
}

absl::StatusOr<pb::PushReceipt> PartnerHandlers::PushRows(
    const CallContext& call, const char* method, const std::string& source_id,
    const adapter::v1::Batch& batch, bool dry_run,
    const std::string& request_id, const std::string& content) {
  ASSIGN_OR_RETURN(const Target target, FindTarget(source_id));
  ASSIGN_OR_RETURN(FactBatch facts, FactBatchFromWire(batch));
  std::string earlier;
  const absl::StatusOr<PushResult> result = parts_.pushes->PushFacts(
      call.who, *target.source, std::move(facts), std::nullopt, dry_run,
      NameOfRequest(call, request_id, content), [&]() -> absl::Status {
        ASSIGN_OR_RETURN(earlier, RecordPush(call, method, *target.source,
                                             request_id, content));
        return UnlessAnswered(earlier);
      });
  if (!earlier.empty()) return EarlierAnswer<pb::PushReceipt>(earlier);
  RETURN_IF_ERROR(result.status());
  ASSIGN_OR_RETURN(pb::PushReceipt receipt,
                   ReceiptOf(call, *target.source, dry_run, *result));
  if (!dry_run) RETURN_IF_ERROR(KeepAnswer(call, request_id, receipt));
  return receipt;
}

absl::StatusOr<pb::PushReceipt> PartnerHandlers::PushMeasurement(
    const CallContext& call, const pb::PushMeasurementRequest& request) {
  if (!request.has_measurement()) {
    return absl::InvalidArgumentError(
        "measurement: is missing; give service, indicator, periodStartTime, "
        "periodEndTime and value");
  }
  RETURN_IF_ERROR(
      CheckMeasurement(request.measurement(), parts_.answers.Now()));
  return PushRows(call, "PushMeasurement", request.source(),
                  BatchOfMeasurement(
                      request.measurement(),
                      MakeRandomId(absl::ToUnixMillis(parts_.answers.Now()))),
                  request.dry_run(), request.request_id(), ActContent(request));
}

absl::StatusOr<pb::PushReceipt> PartnerHandlers::PushIncident(
    const CallContext& call, const pb::PushIncidentRequest& request) {
  const absl::Time now = parts_.answers.Now();
  ASSIGN_OR_RETURN(
      const adapter::v1::Batch batch,
      BatchOfIncident(request, now, MakeRandomId(absl::ToUnixMillis(now))));
  return PushRows(call, "PushIncident", request.source(), batch,
                  request.dry_run(), request.request_id(), ActContent(request));
}

absl::StatusOr<pb::PushFactsResponse> PartnerHandlers::PushFacts(
    const CallContext& call, const pb::PushFactsRequest& request) {
  ASSIGN_OR_RETURN(const Target target, FindTarget(request.source()));
  if (!request.has_batch()) {
    return absl::InvalidArgumentError("batch: is missing");
  }
  adapter::v1::Batch batch = request.batch();
  if (batch.cursor().empty()) batch.set_cursor(kPushCursor);
  ASSIGN_OR_RETURN(FactBatch facts, FactBatchFromWire(batch));
  std::optional<absl::Time> data_until;
  if (request.has_data_until_time()) {
    ASSIGN_OR_RETURN(data_until, FromWire(request.data_until_time()));
  }
  const std::string run = facts.run;
  const bool last = facts.last;
  const std::string content = ActContent(request);
  // A batch has a name already.
  const PushName name{
      .run = run,
      .number = facts.number,
      .sha256 = std::string(ToBytes(Sha256Hasher().Hash(content)))};
  std::string earlier;
  const absl::StatusOr<PushResult> result = parts_.pushes->PushFacts(
      call.who, *target.source, std::move(facts), data_until,
      /*dry_run=*/false, name, [&]() -> absl::Status {
        ASSIGN_OR_RETURN(earlier, RecordPush(call, "PushFacts", *target.source,
                                             request.request_id(), content));
        return UnlessAnswered(earlier);
      });
  if (!earlier.empty()) return EarlierAnswer<pb::PushFactsResponse>(earlier);
  RETURN_IF_ERROR(result.status());
  pb::PushFactsResponse response;
  response.set_provider(target.source->provider);
  response.set_run(run);
  ASSIGN_OR_RETURN(const int64_t stored, parts_.pushes->StoredNumber(
                                             call.who, target.source->id, run));
  response.set_stored_number(stored);
  if (last) {
    ASSIGN_OR_RETURN(*response.mutable_receipt(),
                     ReceiptOf(call, *target.source, false, *result));
  }
  RETURN_IF_ERROR(KeepAnswer(call, request.request_id(), response));
  return response;
}

class PartnerHandlers::Watcher {
 public:
  static absl::StatusOr<Watcher> Enter(PartnerHandlers& handlers,
                                       const std::string& provider) {
    absl::MutexLock lock(&handlers.mutex_);
    int& watching = handlers.watchers_[provider];
    if (watching >= kMostWatchers) {
      return absl::ResourceExhaustedError(
          absl::StrCat(kMostWatchers, " already watch the inbox of ", provider,
                       "; let one of them go"));
    }
    ++watching;
    return Watcher(handlers, provider);
  }
  Watcher(Watcher&& other) noexcept
      : handlers_(std::exchange(other.handlers_, nullptr)),
        provider_(std::move(other.provider_)) {}
  Watcher& operator=(Watcher&&) = delete;
  ~Watcher() {
    if (handlers_ == nullptr) return;
    absl::MutexLock lock(&handlers_->mutex_);
    --handlers_->watchers_[provider_];
  }

 private:
  Watcher(PartnerHandlers& handlers, std::string provider)
      : handlers_(&handlers), provider_(std::move(provider)) {}

  PartnerHandlers* handlers_;
  std::string provider_;
};

// A stream lasts longer than a call: whose token was revoked meanwhile hears
// nothing more.
absl::Status PartnerHandlers::CheckStillActive(const CallContext& call) const {
  const std::optional<Identity> identity =
      parts_.callers.Find(call.who.identity);
  if (!identity.has_value() ||
      identity->StateAt(parts_.answers.Now()) == Identity::State::kActive) {
    return absl::OkStatus();
  }
  return absl::UnauthenticatedError("this identity may not call any more");
}

absl::StatusOr<pb::ListInboxResponse> PartnerHandlers::ListInbox(
    const CallContext& call, const pb::ListInboxRequest& request) const {
  RETURN_IF_ERROR(CheckQuestion(request));
  RETURN_IF_ERROR(parts_.answers.CheckProvider(call.who, request.provider()));
  pb::ListInboxResponse response;
  response.set_provider(request.provider());
  response.set_after(request.after());
  while (response.entries().empty()) {
    ASSIGN_OR_RETURN(const InboxAnswer answer,
                     parts_.answers.ListInbox(call.who, request.provider(),
                                              response.after()));
    if (answer.after == response.after()) break;
    response.set_after(answer.after);
    for (const InboxEntry& entry : answer.entries) {
      InboxEntryToWire(request.provider(), entry, *response.add_entries());
    }
  }
  return response;
}

absl::Status PartnerHandlers::WatchInbox(
    const CallContext& call, const pb::WatchInboxRequest& request,
    const std::function<absl::Status(const pb::WatchInboxResponse&)>& write) {
  const std::string& provider = request.provider();
  RETURN_IF_ERROR(CheckQuestion(request));
  RETURN_IF_ERROR(parts_.answers.CheckProvider(call.who, provider));
  ASSIGN_OR_RETURN(const Watcher watcher, Watcher::Enter(*this, provider));
  int64_t after = request.after();
  absl::Time silent_since = parts_.answers.Now();
  while (!call.cancelled.HasBeenNotified()) {
    const int64_t seen = parts_.signal == nullptr ? 0 : parts_.signal->count();
    ASSIGN_OR_RETURN(const InboxAnswer answer,
                     parts_.answers.ListInbox(call.who, provider, after));
    if (!answer.entries.empty()) RETURN_IF_ERROR(CheckStillActive(call));
    for (size_t i = 0; i < answer.entries.size(); ++i) {
      const InboxEntry& entry = answer.entries[i];
      const bool last = i + 1 == answer.entries.size();
      // Only behind the last of an act nothing of it is left to be sent.
      if (last) {
        after = answer.after;
      } else if (answer.entries[i + 1].number != entry.number) {
        after = entry.number;
      }
      pb::WatchInboxResponse response;
      response.set_provider(provider);
      response.set_after(after);
      InboxEntryToWire(provider, entry, *response.mutable_entry());
      RETURN_IF_ERROR(write(response));
      silent_since = parts_.answers.Now();
    }
    if (answer.after != after || !answer.entries.empty()) {
      after = answer.after;
      continue;  // there may be more
    }
    if (request.only_now()) return absl::OkStatus();
    if (parts_.answers.Now() - silent_since >= kSignOfLife) {
      RETURN_IF_ERROR(CheckStillActive(call));
      pb::WatchInboxResponse response;
      response.set_provider(provider);
      response.set_after(after);
      RETURN_IF_ERROR(write(response));
      silent_since = parts_.answers.Now();
    }
    if (parts_.signal != nullptr) {
      parts_.signal->AwaitBeyond(seen, kLook);
    } else {
      call.cancelled.WaitForNotificationWithTimeout(kLook);
    }
  }
  return absl::CancelledError("nobody watches any more");
}

}  // namespace regisseur
