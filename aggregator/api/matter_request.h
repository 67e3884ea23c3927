#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "aggregator/access/token.h"
#include "aggregator/api/act_content.h"
#include "aggregator/changes/matter_act.h"

namespace regisseur {

// What the act of a request carries of it; `service` ends with a point.
template <typename Request>
MatterRequest MatterRequestOf(absl::string_view service,
                              absl::string_view method, const Request& request,
                              absl::Time now) {
  return {.method = absl::StrCat(service, method),
          .id = request.request_id(),
          .content = ActContent(request),
          .new_id = MakeRandomId(absl::ToUnixMillis(now))};
}

}  // namespace regisseur
