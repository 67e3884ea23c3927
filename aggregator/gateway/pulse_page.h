#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "aggregator/access/callers.h"
#include "aggregator/api/pulse_desk.h"

namespace regisseur {

// GET and POST /pulse/TOKEN: a question without an account, on a page that
// needs no script and holds nothing but itself.

// The token of such a path; absent for any other path.
std::optional<std::string> ParsePulsePath(absl::string_view path);

// Of the form: `score=4&word=…`, percent-encoded.
struct PulseForm {
  int score = 0;  // 0: none was chosen
  std::string word;
};
PulseForm ParsePulseForm(absl::string_view body);

struct PulsePage {
  int status = 200;
  std::string html;
};
// A form, as a reader gets it; looking at it answers nothing.
PulsePage ShowPulse(const PulseDesk& desk, absl::string_view token);
// What comes of an answer.
PulsePage AnswerPulse(PulseDesk& desk, absl::string_view token,
                      const PulseForm& form, const std::string& address);

// From where somebody answers, for the rate alone. `forwarded_for`, what the
// request says of it in X-Forwarded-For, counts on the socket of the identity
// proxy only, which nobody else may open, and there its last address: the one
// that the proxy itself saw. Empty: not known.
std::string PulseSender(const CallerEvidence& caller,
                        absl::string_view forwarded_for);

// With which the page is sent: nothing from elsewhere, in no frame, and no
// address of it to anybody.
std::vector<std::pair<std::string, std::string>> PulsePageHeaders();

// A form is never longer.
inline constexpr size_t kMostPulseBytes = 8 << 10;

}  // namespace regisseur
