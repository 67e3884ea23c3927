#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"

namespace regisseur {

// POST /push/SOURCE is the method PushFile with the file itself as the body, so
// that a partner needs nothing but curl. Its body is not JSON (DECISIONS 25):
// that no page of another site can send it is held up by the rules below
// instead.
inline constexpr char kPushMethod[] =
    "regisseur.partner.v1.PartnerService.PushFile";

struct PushRoute {
  std::string source;  // as it was written, at most 200 bytes
  bool dry_run = false;
};

// Absent for any other path; INVALID_ARGUMENT for a question that we do not
// know.
absl::StatusOr<std::optional<PushRoute>> ParsePushRoute(
    absl::string_view target);

// Whether a page of another site could have sent it unasked: a form needs
// neither an Authorization header nor a Content-Type of its own, and a browser
// asks before it sends anything else. UNAUTHENTICATED says what is needed.
absl::Status CheckNotFromForm(bool has_authorization,
                              absl::string_view content_type);

// Room for the bodies that are held in memory. Thread-safe.
class PushSlots {
 public:
  PushSlots(int all, int of_one) : all_(all), of_one_(of_one) {}

  // Held as long as the result is; null when too many are being pushed. The
  // slots must outlive it.
  std::shared_ptr<void> Take(const std::string& identity);

 private:
  const int all_;
  const int of_one_;
  absl::Mutex mutex_;
  int taken_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<std::string, int> by_identity_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace regisseur
