#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/notify/courier.h"
#include "aggregator/notify/curl_handle.h"
#include "aggregator/storage/durable_file.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr int64_t kMostSecretBytes = 4096;
// RFC 2047 section 2: an encoded word has at most 75 characters.
constexpr size_t kMostWordBytes = 42;

bool IsPlain(absl::string_view text) {
  for (const char c : text) {
    if (!absl::ascii_isprint(static_cast<unsigned char>(c))) return false;
  }
  return true;
}

// A header's text; other letters than ASCII's as encoded words.
std::string HeaderText(absl::string_view text) {
  if (IsPlain(text)) return std::string(text);
  std::string out;
  while (!text.empty()) {
    size_t end = std::min(kMostWordBytes, text.size());
    // Not within a letter.
    while (end < text.size() && (text[end] & 0xC0) == 0x80) --end;
    absl::StrAppend(&out, out.empty() ? "" : "\r\n ", "=?UTF-8?B?",
                    absl::Base64Escape(text.substr(0, end)), "?=");
    text.remove_prefix(end);
  }
  return out;
}

void AddText(curl_mime* into, const std::string& text, const char* type) {
  curl_mimepart* const part = curl_mime_addpart(into);
  curl_mime_data(part, text.data(), text.size());
  curl_mime_type(part, type);
  curl_mime_encoder(part, "base64");
}

}  // namespace

absl::Status SendMail(const MailServer& server,
                      const std::vector<std::string>& to, const Parcel& parcel,
                      absl::Time now, const absl::Notification& cancelled) {
  CurlHandle curl(cancelled);
  const bool tls = server.security == MailServer::Security::kTls;
  const std::string place = absl::StrCat(server.host, ":", server.port);
  const std::string url = absl::StrCat(tls ? "smtps://" : "smtp://", place);
  curl.Set(CURLOPT_URL, url.c_str());
  curl.Set(CURLOPT_PROXY, "");
  curl.Set(CURLOPT_USE_SSL, server.security == MailServer::Security::kNone
                                ? static_cast<long>(CURLUSESSL_NONE)
                                : static_cast<long>(CURLUSESSL_ALL));
  if (!server.ca_file.empty()) {
    curl.Set(CURLOPT_CAINFO, server.ca_file.c_str());
  }
  std::string password;
  if (!server.user.empty()) {
    ASSIGN_OR_RETURN(password,
                     ReadWholeFile(server.password_file, kMostSecretBytes));
    absl::StripAsciiWhitespace(&password);
    curl.Set(CURLOPT_USERNAME, server.user.c_str());
    curl.Set(CURLOPT_PASSWORD, password.c_str());
  }
  const std::string from = absl::StrCat("<", server.from, ">");
  curl.Set(CURLOPT_MAIL_FROM, from.c_str());
  for (const std::string& address : to) {
    curl.AddRecipient(absl::StrCat("<", address, ">"));
  }
  curl.Set(CURLOPT_MAIL_RCPT, curl.recipients());

  curl.AddHeader(
      absl::StrCat("Date: ", absl::FormatTime("%a, %d %b %Y %H:%M:%S +0000",
                                              now, absl::UTCTimeZone())));
  curl.AddHeader(absl::StrCat("From: Regisseur ", from));
  curl.AddHeader(absl::StrCat("To: ", absl::StrJoin(to, ", ")));
  curl.AddHeader(absl::StrCat("Subject: ", HeaderText(parcel.subject)));
  // The same for each attempt, so that a reader sees it once.
  curl.AddHeader(absl::StrCat("Message-ID: <", parcel.id, "@",
                              server.from.substr(server.from.find('@') + 1),
                              ">"));
  curl.AddHeader("Auto-Submitted: auto-generated");
  curl.Set(CURLOPT_HTTPHEADER, curl.headers());

  curl_mime* const whole = curl.mime();
  curl_mime* const shown = curl_mime_init(curl.get());
  AddText(shown, parcel.text, "text/plain; charset=utf-8");
  if (!parcel.html.empty()) {
    AddText(shown, parcel.html, "text/html; charset=utf-8");
  }
  curl_mimepart* const body = curl_mime_addpart(whole);
  curl_mime_subparts(body, shown);
  curl_mime_type(body, "multipart/alternative");
  for (const ParcelFile& file : parcel.files) {
    curl_mimepart* const part = curl_mime_addpart(whole);
    curl_mime_data(part, file.content.data(), file.content.size());
    curl_mime_filename(part, file.name.c_str());
    curl_mime_type(part, file.media_type.c_str());
    curl_mime_encoder(part, "base64");
  }
  curl.Set(CURLOPT_MIMEPOST, whole);
  return curl.Perform(absl::StrCat("the mail server ", place));
}

}  // namespace regisseur
