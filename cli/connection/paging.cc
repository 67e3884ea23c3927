#include "cli/connection/paging.h"

#include <memory>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kRowsAPage = 1000;

const FieldDescriptor* FieldOf(const Message& message, const char* name) {
  return message.GetDescriptor()->FindFieldByName(name);
}

// A gap that concerns the whole answer comes with every page.
void KeepEachGapOnce(Message* answer) {
  const FieldDescriptor* gaps = FieldOf(*answer, "gaps");
  if (gaps == nullptr || !gaps->is_repeated()) return;
  const google::protobuf::Reflection& access = *answer->GetReflection();
  std::set<std::string> seen;
  int kept = 0;
  for (int i = 0; i < access.FieldSize(*answer, gaps); ++i) {
    if (!seen.insert(access.GetRepeatedMessage(*answer, gaps, i)
                         .SerializePartialAsString())
             .second) {
      continue;
    }
    if (i != kept) access.SwapElements(answer, gaps, kept, i);
    ++kept;
  }
  while (access.FieldSize(*answer, gaps) > kept) {
    access.RemoveLast(answer, gaps);
  }
}

}  // namespace

absl::Status CallAllPages(const CallOnce& call, Message* request,
                          Message* answer) {
  const FieldDescriptor* size = FieldOf(*request, "page_size");
  const FieldDescriptor* token = FieldOf(*request, "page_token");
  const FieldDescriptor* next = FieldOf(*answer, "next_page_token");
  if (size == nullptr || token == nullptr || next == nullptr) {
    return call(*request, answer);
  }
  int rows_a_page = kRowsAPage;
  for (;;) {
    request->GetReflection()->SetInt32(request, size, rows_a_page);
    const std::unique_ptr<Message> page(answer->New());
    const absl::Status status = call(*request, page.get());
    if (absl::IsResourceExhausted(status) && rows_a_page > 1) {
      rows_a_page /= 4;
      if (rows_a_page == 0) rows_a_page = 1;
      continue;
    }
    RETURN_IF_ERROR(status);
    answer->MergeFrom(*page);
    const std::string next_token =
        page->GetReflection()->GetString(*page, next);
    if (next_token.empty()) break;
    if (next_token == request->GetReflection()->GetString(*request, token)) {
      return absl::InternalError(absl::StrCat(
          "the daemon names page '", next_token,
          "' as the one after itself; what came so far is not shown"));
    }
    request->GetReflection()->SetString(request, token, next_token);
  }
  answer->GetReflection()->ClearField(answer, next);
  KeepEachGapOnce(answer);
  return absl::OkStatus();
}

}  // namespace regisseur
