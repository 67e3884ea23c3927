#include "absl/strings/match.h"
#include "aggregator/gateway/http_route.h"
#include "aggregator/gateway/pulse_page.h"

namespace regisseur {
namespace {

// Nobody is identified, and nothing of who asks goes further than the rate.
class PulseAnswer final : public HttpExchange {
 public:
  PulseAnswer(PulseDesk& desk, std::string token, bool answers,
              std::string sender)
      : desk_(desk),
        token_(std::move(token)),
        answers_(answers),
        sender_(std::move(sender)) {
    most_bytes = kMostPulseBytes;
  }

  HttpAnswer Answer(std::string body, const PendingCall&) override {
    PulsePage page =
        answers_ ? AnswerPulse(desk_, token_, ParsePulseForm(body), sender_)
                 : ShowPulse(desk_, token_);
    return {.status = page.status,
            .type = "text/html; charset=utf-8",
            .body = std::move(page.html),
            .headers = PulsePageHeaders()};
  }

 private:
  PulseDesk& desk_;
  const std::string token_;
  const bool answers_;
  const std::string sender_;
};

}  // namespace

HttpRouted RoutePulse(HttpSite& site, const HttpHead& head,
                      const CallerEvidence& caller) {
  if (site.options.pulses == nullptr) return {};
  std::optional<std::string> token = ParsePulsePath(head.path());
  if (!token.has_value()) return {};
  const bool answers = head.method == "POST";
  if (!answers && !head.reads()) return WrongMethod("GET, HEAD, POST");
  if (answers &&
      !absl::StartsWithIgnoreCase(head.Field("Content-Type"),
                                  "application/x-www-form-urlencoded")) {
    return Refusal(415, absl::InvalidArgumentError(
                            "Content-Type has to be "
                            "application/x-www-form-urlencoded for this page"));
  }
  return std::make_shared<PulseAnswer>(
      *site.options.pulses, *std::move(token), answers,
      PulseSender(caller, head.Field("X-Forwarded-For")));
}

}  // namespace regisseur
