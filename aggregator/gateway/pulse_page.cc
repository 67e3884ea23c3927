#include "aggregator/gateway/pulse_page.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "core/base/utf8.h"
#include "core/evidence/sha256.h"

namespace regisseur {
namespace {

constexpr absl::string_view kPrefix = "/pulse/";
constexpr size_t kLongestToken = 200;

constexpr char kStyle[] =
    "html{color-scheme:light dark}body{font:1.1rem/1.5 "
    "system-ui,sans-serif;max-width:34rem;"
    "margin:8vh auto;padding:0 1.2rem;color:#1b1b1f;background:#fff}"
    "h1{font-size:1.5rem;line-height:1.25}fieldset{border:0;padding:0;"
    "margin:1.2rem 0}label.s{display:block;padding:.55rem .8rem;"
    "margin:.35rem 0;border:1px solid #767680;border-radius:.5rem}"
    "label.s:focus-within{outline:3px solid #1a56c4}"
    "textarea{width:100%;box-sizing:border-box;font:inherit;padding:.5rem}"
    "button{font:inherit;padding:.6rem 1.6rem;margin-top:1rem;border:0;"
    "border-radius:.5rem;background:#1a56c4;color:#fff}"
    ".e{color:#a4161a;font-weight:600}.q{color:#55555c;font-size:.95rem}"
    "@media(prefers-color-scheme:dark){body{background:#17171b;"
    "color:#ececf0}.q{color:#b5b5bd}.e{color:#ff8b8b}}";

struct Words {
  const char* title;
  const char* scores[5];
  const char* word;
  const char* send;
  const char* promise;
  const char* choose;
  const char* thanks;
  const char* kept;
  const char* closed;
  const char* busy;
  const char* failed;
};

constexpr Words kEnglish = {
    "One question",
    {"1 – very dissatisfied", "2 – dissatisfied", "3 – neither",
     "4 – satisfied", "5 – very satisfied"},
    "Would you like to say why? (may be left empty; please name nobody)",
    "Send",
    "Anonymous: only the day, your score and your words are kept, nothing "
    "about you.",
    "Please choose one of the five.",
    "Thank you.",
    "Your answer was kept.",
    "This question is closed, or the link is not whole.",
    "Very many answers come in at the moment. Please try again in a minute.",
    "Your answer could not be kept. Please try again later.",
};
constexpr Words kDutch = {
    "Eén vraag",
    {"1 – zeer ontevreden", "2 – ontevreden", "3 – neutraal", "4 – tevreden",
     "5 – zeer tevreden"},
    "Wilt u zeggen waarom? (mag leeg blijven; noem alstublieft niemand)",
    "Verstuur",
    "Anoniem: alleen de dag, uw score en uw woorden worden bewaard, niets over "
    "u.",
    "Kies alstublieft een van de vijf.",
    "Dank u wel.",
    "Uw antwoord is bewaard.",
    "Deze vraag is gesloten, of de link is niet volledig.",
    "Er komen nu erg veel antwoorden binnen. Probeer het over een minuut "
    "opnieuw.",
    "Uw antwoord kon niet worden bewaard. Probeer het later opnieuw.",
};

const Words& In(absl::string_view language) {
  return language == "nl" ? kDutch : kEnglish;
}

std::string Escaped(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"&", "&amp;"},
                                    {"<", "&lt;"},
                                    {">", "&gt;"},
                                    {"\"", "&quot;"},
                                    {"'", "&#39;"}});
}

std::string Html(absl::string_view language, absl::string_view title,
                 absl::string_view body) {
  return absl::StrCat(
      "<!doctype html><html lang=\"", language == "nl" ? "nl" : "en",
      "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width,initial-scale=1\"><meta name=\"robots\" "
      "content=\"noindex\"><title>",
      Escaped(title), "</title><style>", kStyle, "</style></head><body><main>",
      body, "</main></body></html>\n");
}

std::string Form(const PulseDesk::Question& question, bool missed) {
  const Words& words = In(question.language);
  std::string body =
      absl::StrCat("<p class=\"q\">", Escaped(question.about), "</p><h1>",
                   Escaped(question.text), "</h1><form method=\"post\">");
  if (missed) {
    absl::StrAppend(&body, "<p class=\"e\" role=\"alert\">", words.choose,
                    "</p>");
  }
  absl::StrAppend(&body, "<fieldset><legend class=\"q\">", words.title,
                  "</legend>");
  for (int score = 1; score <= 5; ++score) {
    absl::StrAppend(&body,
                    "<label class=\"s\"><input type=\"radio\" name=\"score\" "
                    "required value=\"",
                    score, "\"> ", words.scores[score - 1], "</label>");
  }
  absl::StrAppend(&body, "</fieldset><label for=\"word\">", words.word,
                  "</label><textarea id=\"word\" name=\"word\" rows=\"3\" "
                  "maxlength=\"500\"></textarea><button>",
                  words.send, "</button></form><p class=\"q\">", words.promise,
                  "</p>");
  return Html(question.language, question.text, body);
}

// A page that says something in both languages where the language is not known.
std::string Notice(const char* const Words::*what) {
  return Html("en", kEnglish.title,
              absl::StrCat("<h1>", kEnglish.*what, "</h1><p lang=\"nl\">",
                           kDutch.*what, "</p>"));
}

std::string Decoded(absl::string_view text) {
  std::string bytes;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      bytes += ' ';
    } else if (text[i] == '%' && i + 2 < text.size() &&
               absl::ascii_isxdigit(text[i + 1]) &&
               absl::ascii_isxdigit(text[i + 2])) {
      bytes += absl::HexStringToBytes(text.substr(i + 1, 2));
      i += 2;
    } else {
      bytes += text[i];
    }
  }
  return bytes;
}

}  // namespace

std::optional<std::string> ParsePulsePath(absl::string_view path) {
  if (!absl::ConsumePrefix(&path, kPrefix)) return std::nullopt;
  return std::string(path.substr(0, kLongestToken));
}

PulseForm ParsePulseForm(absl::string_view body) {
  PulseForm form;
  for (const absl::string_view pair : absl::StrSplit(body, '&')) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(pair, absl::MaxSplits('=', 1));
    if (parts.first == "score" &&
        !absl::SimpleAtoi(parts.second, &form.score)) {
      form.score = 0;
    }
    if (parts.first == "word") {
      // Text, whatever was sent: no control characters but lines.
      for (const char c : RepairUtf8(Decoded(parts.second))) {
        if (!absl::ascii_iscntrl(static_cast<unsigned char>(c)) || c == '\n') {
          form.word += c;
        }
      }
      form.word = std::string(absl::StripAsciiWhitespace(form.word));
    }
  }
  return form;
}

PulsePage ShowPulse(const PulseDesk& desk, absl::string_view token) {
  const absl::StatusOr<PulseDesk::Question> question = desk.Find(token);
  if (question.ok()) return {200, Form(*question, /*missed=*/false)};
  if (absl::IsNotFound(question.status())) {
    return {404, Notice(&Words::closed)};
  }
  return {503, Notice(&Words::failed)};
}

PulsePage AnswerPulse(PulseDesk& desk, absl::string_view token,
                      const PulseForm& form, const std::string& address) {
  const absl::StatusOr<PulseDesk::Question> question = desk.Find(token);
  if (!question.ok()) return ShowPulse(desk, token);
  const absl::Status kept = desk.Answer(token, form.score, form.word, address);
  const Words& words = In(question->language);
  switch (kept.code()) {
    case absl::StatusCode::kOk:
      return {200, Html(question->language, words.thanks,
                        absl::StrCat("<h1>", words.thanks, "</h1><p>",
                                     words.kept, "</p>"))};
    case absl::StatusCode::kInvalidArgument:
      return {400, Form(*question, /*missed=*/true)};
    case absl::StatusCode::kNotFound:
      return {404, Notice(&Words::closed)};
    case absl::StatusCode::kResourceExhausted:
      return {429, Notice(&Words::busy)};
    default:
      return {503, Notice(&Words::failed)};
  }
}

std::string PulseSender(const CallerEvidence& caller,
                        absl::string_view forwarded_for) {
  if (caller.transport != CallerEvidence::Transport::kProxySocket) {
    return caller.address;
  }
  const size_t comma = forwarded_for.rfind(',');
  if (comma != absl::string_view::npos) forwarded_for.remove_prefix(comma + 1);
  return std::string(absl::StripAsciiWhitespace(forwarded_for));
}

std::vector<std::pair<std::string, std::string>> PulsePageHeaders() {
  static const std::string* const policy = new std::string(absl::StrCat(
      "default-src 'none'; style-src 'sha256-", absl::Base64Escape([] {
        const Sha256 hash = Sha256Hasher().Hash(kStyle);
        return std::string(hash.begin(), hash.end());
      }()),
      "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"));
  return {{"Content-Security-Policy", *policy},
          // With no referrer at all a form of ours would have no origin.
          {"Referrer-Policy", "same-origin"},
          {"X-Frame-Options", "DENY"},
          {"Cross-Origin-Opener-Policy", "same-origin"}};
}

}  // namespace regisseur
