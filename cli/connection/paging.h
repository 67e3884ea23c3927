#pragma once

#include <functional>

#include "absl/status/status.h"
#include "google/protobuf/message.h"

namespace regisseur {

// Sends a request and fills the answer.
using CallOnce =
    std::function<absl::Status(const google::protobuf::Message& request,
                               google::protobuf::Message* answer)>;

// Follows `next_page_token` to the end and merges the pages into `answer`: rows
// in the order they came, each gap once, single fields of the last page. A call
// without pages is made once. A page that is too large for a message is asked
// again with fewer rows. INTERNAL when a page names itself as the next one.
absl::Status CallAllPages(const CallOnce& call,
                          google::protobuf::Message* request,
                          google::protobuf::Message* answer);

}  // namespace regisseur
