#include "aggregator/changes/acts.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/failpoint.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr size_t kMostRequestIdBytes = 100;

}  // namespace

absl::Status RequireRequestId(const std::string& request_id) {
  if (!request_id.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "request_id: give one, random and new for each act, so that a repeated "
      "request is not a second act");
}

absl::StatusOr<Acts::Done> Acts::Do(const Principal& who, Act act,
                                    const Change& change) {
  return Do(who, std::move(act), change,
            [](Transaction&, const ActRecord&) { return absl::OkStatus(); });
}

absl::StatusOr<Acts::Done> Acts::Do(const Principal& who, Act act,
                                    const Change& change,
                                    const Sequel& sequel) {
  if (act.request_id.size() > kMostRequestIdBytes) {
    return absl::InvalidArgumentError(absl::StrCat(
        "request_id: longer than ", kMostRequestIdBytes, " bytes"));
  }
  if (act.via.empty()) act.via = who.via;
  Done done;
  RETURN_IF_ERROR(queue_.Write(
      WriteQueue::Lane::kAct, [&](Transaction& transaction) -> absl::Status {
        ASSIGN_OR_RETURN(const std::optional<ActRecord> earlier,
                         store_.FindEarlier(transaction, who, act));
        if (earlier.has_value()) {
          done = {.answer = earlier->answer,
                  .repeated = true,
                  .rows = earlier->rows};
          return absl::OkStatus();
        }
        Act told = act;
        ASSIGN_OR_RETURN(told.answer, change(transaction, told));
        Failpoint("act:changed");
        const absl::StatusOr<ActRecord> audited =
            store_.Append(transaction, who, told);
        if (!audited.ok()) {
          return absl::UnavailableError(absl::StrCat(
              "nothing was changed, because the audit trail cannot be "
              "written: ",
              audited.status().message()));
        }
        RETURN_IF_ERROR(sequel(transaction, *audited));
        done = {.answer = std::move(told.answer),
                .repeated = false,
                .rows = audited->rows};
        return absl::OkStatus();
      }));
  if (signal_ != nullptr && !done.repeated) signal_->Tell();
  return done;
}

}  // namespace regisseur
