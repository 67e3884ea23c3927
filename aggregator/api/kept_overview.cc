#include "aggregator/api/kept_overview.h"

#include <utility>

#include "absl/base/call_once.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "aggregator/api/json_answer.h"
#include "aggregator/api/overview_wire.h"
#include "core/base/status_macros.h"
#include "google/protobuf/util/time_util.h"
#include "wire/evidence_wire.h"
#include "wire/message_limits.h"

namespace regisseur {
namespace {

namespace pb = portfolio::v1;

constexpr char kAsOf[] = "\"asOf\":\"";

// JSON before and behind the text of as_of.
struct Halves {
  std::string before;
  std::string behind;
};

absl::StatusOr<Halves> PrintInHalves(pb::Overview message) {
  // Any moment: it is cut out again.
  message.mutable_as_of()->set_seconds(0);
  ASSIGN_OR_RETURN(std::string json, RenderJson(message));
  // The only one: nothing within an overview has a field of that name, and
  // quotes within a text are escaped.
  const size_t begin = json.find(kAsOf);
  if (begin == std::string::npos) {
    return absl::InternalError("an overview has no moment");
  }
  const size_t text = begin + sizeof(kAsOf) - 1;
  const size_t end = json.find('"', text);
  Halves halves;
  halves.behind = json.substr(end);
  json.resize(text);
  halves.before = std::move(json);
  return halves;
}

}  // namespace

class OverviewForms::Impl {
 public:
  explicit Impl(pb::Overview message) : message_(std::move(message)) {
    message_.clear_as_of();
  }

  const pb::Overview& message() const { return message_; }
  const std::string& bytes() const {
    absl::call_once(bytes_once_, [this] { bytes_ = RenderBytes(message_); });
    return bytes_;
  }
  const absl::StatusOr<Halves>& json() const {
    absl::call_once(json_once_, [this] { json_ = PrintInHalves(message_); });
    return json_;
  }

 private:
  pb::Overview message_;  // without as_of
  mutable absl::once_flag bytes_once_;
  mutable std::string bytes_;
  mutable absl::once_flag json_once_;
  mutable absl::StatusOr<Halves> json_;
};

absl::StatusOr<std::shared_ptr<const OverviewForms>> OverviewForms::Make(
    const Overview& overview) {
  ASSIGN_OR_RETURN(pb::Overview message, OverviewToWire(overview));
  if (message.ByteSizeLong() > kMostAnswerBytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the overview of ", overview.providers.size(),
                     " partners is larger "
                     "than ",
                     kMostAnswerBytes, " bytes; ask for those of one owner"));
  }
  return std::shared_ptr<const OverviewForms>(
      new OverviewForms(std::make_unique<const Impl>(std::move(message))));
}

OverviewForms::OverviewForms(std::unique_ptr<const Impl> impl)
    : impl_(std::move(impl)) {}
OverviewForms::~OverviewForms() = default;

std::string OverviewForms::BytesAt(absl::Time moment) const {
  pb::Overview as_of;
  *as_of.mutable_as_of() = ToWire(moment);
  // Fields of a message may stand in any order.
  return absl::StrCat(impl_->bytes(), as_of.SerializeAsString());
}

absl::StatusOr<std::string> OverviewForms::JsonAt(absl::Time moment) const {
  const absl::StatusOr<Halves>& halves = impl_->json();
  if (!halves.ok()) return halves.status();
  return absl::StrCat(
      halves->before,
      google::protobuf::util::TimeUtil::ToString(ToWire(moment)),
      halves->behind);
}

pb::Overview OverviewForms::MessageAt(absl::Time moment) const {
  pb::Overview message = impl_->message();
  *message.mutable_as_of() = ToWire(moment);
  return message;
}

}  // namespace regisseur
