#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"

namespace regisseur {

// A transfer of libcurl, with its lists; goes with its scope.
class CurlHandle {
 public:
  // `cancelled` ends it, and must outlive it.
  explicit CurlHandle(const absl::Notification& cancelled)
      : handle_(curl_easy_init()) {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    (void)ready;
    Set(CURLOPT_NOSIGNAL, 1L);
    // Whoever goes does not wait for a name server that says nothing.
    Set(CURLOPT_QUICK_EXIT, 1L);
    Set(CURLOPT_CONNECTTIMEOUT, 20L);
    Set(CURLOPT_TIMEOUT, 120L);
    Set(CURLOPT_ERRORBUFFER, error_);
    Set(CURLOPT_NOPROGRESS, 0L);
    Set(CURLOPT_XFERINFOFUNCTION, &IsCancelled);
    Set(CURLOPT_XFERINFODATA, &cancelled);
  }
  ~CurlHandle() {
    curl_slist_free_all(headers_);
    curl_slist_free_all(recipients_);
    curl_mime_free(mime_);
    curl_easy_cleanup(handle_);
  }
  CurlHandle(const CurlHandle&) = delete;
  CurlHandle& operator=(const CurlHandle&) = delete;

  template <typename Value>
  void Set(CURLoption option, Value value) {
    curl_easy_setopt(handle_, option, value);
  }
  void AddHeader(const std::string& line) {
    headers_ = curl_slist_append(headers_, line.c_str());
  }
  void AddRecipient(const std::string& address) {
    recipients_ = curl_slist_append(recipients_, address.c_str());
  }
  CURL* get() const { return handle_; }
  curl_slist* headers() const { return headers_; }
  curl_slist* recipients() const { return recipients_; }
  curl_mime* mime() {
    if (mime_ == nullptr) mime_ = curl_mime_init(handle_);
    return mime_;
  }

  // UNAVAILABLE with what went wrong.
  absl::Status Perform(absl::string_view to) {
    const CURLcode code = curl_easy_perform(handle_);
    if (code == CURLE_OK) return absl::OkStatus();
    return absl::UnavailableError(absl::StrCat(
        to, ": ", error_[0] != '\0' ? error_ : curl_easy_strerror(code)));
  }
  int64_t ResponseCode() const {
    long code = 0;
    curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &code);
    return code;
  }

 private:
  static int IsCancelled(void* cancelled, curl_off_t, curl_off_t, curl_off_t,
                         curl_off_t) {
    return static_cast<const absl::Notification*>(cancelled)->HasBeenNotified()
               ? 1
               : 0;
  }

  CURL* const handle_;
  curl_slist* headers_ = nullptr;
  curl_slist* recipients_ = nullptr;
  curl_mime* mime_ = nullptr;
  char error_[CURL_ERROR_SIZE] = {};
};

}  // namespace regisseur
