#include "aggregator/gateway/http_request.h"

#include "absl/strings/str_cat.h"
#include "aggregator/gateway/connect_error.h"

namespace regisseur {

HttpAnswer JsonAnswer(int status, std::string json) {
  return {
      .status = status, .type = "application/json", .body = std::move(json)};
}

HttpAnswer ErrorAnswer(const absl::Status& why) {
  return JsonAnswer(ConnectHttpStatus(why.code()), ConnectErrorJson(why));
}

HttpAnswer Refusal(int status, const absl::Status& why) {
  HttpAnswer answer = JsonAnswer(status, ConnectErrorJson(why));
  answer.close = true;
  return answer;
}

HttpAnswer WrongMethod(absl::string_view allowed) {
  HttpAnswer answer = Refusal(405, absl::UnimplementedError(absl::StrCat(
                                       "only ", allowed, " works here")));
  answer.headers.emplace_back("Allow", std::string(allowed));
  return answer;
}

}  // namespace regisseur
