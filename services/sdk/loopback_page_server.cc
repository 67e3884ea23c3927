#include "services/sdk/loopback_page_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/sdk/fingerprint.h"

namespace regisseur::sdk {

LoopbackPageServer::LoopbackPageServer() {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  // A failure leaves port 0, which no test can reach.
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
      listen(listener_, 8) == 0 &&
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) ==
          0 &&
      pipe(stop_) == 0) {
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Run(); });
  }
}

LoopbackPageServer::~LoopbackPageServer() {
  if (thread_.joinable()) {
    close(stop_[1]);
    thread_.join();
    close(stop_[0]);
  }
  close(listener_);
}

std::string LoopbackPageServer::url() const {
  return absl::StrCat("http://127.0.0.1:", port_);
}

void LoopbackPageServer::Serve(absl::string_view body, int code) {
  absl::MutexLock lock(&mutex_);
  body_ = std::string(body);
  code_ = code;
  answers_ = nullptr;
}

void LoopbackPageServer::ServeBy(Answers answers) {
  absl::MutexLock lock(&mutex_);
  answers_ = std::move(answers);
}

int LoopbackPageServer::not_modified() const {
  absl::MutexLock lock(&mutex_);
  return not_modified_;
}

std::string LoopbackPageServer::last_path() const {
  absl::MutexLock lock(&mutex_);
  return last_path_;
}

// False when the server ends first.
bool LoopbackPageServer::WaitFor(int fd) const {
  pollfd fds[2] = {{fd, POLLIN, 0}, {stop_[0], POLLIN, 0}};
  poll(fds, 2, -1);
  return fds[1].revents == 0;
}

std::string LoopbackPageServer::Answer(absl::string_view request) {
  const std::vector<absl::string_view> words =
      absl::StrSplit(request, absl::MaxSplits(' ', 2));
  const std::string target(words.size() > 1 ? words[1] : "");
  Answers answers;
  {
    absl::MutexLock lock(&mutex_);
    answers = answers_;
  }
  std::pair<int, std::string> answer;
  if (answers) answer = answers(target);
  absl::MutexLock lock(&mutex_);
  last_path_ = target;
  if (answers) std::tie(code_, body_) = std::move(answer);
  if (code_ == 0) return "";
  const std::string etag = absl::StrCat("\"", Fingerprint(body_), "\"");
  if (code_ == 200 && absl::StrContains(request, etag)) {
    ++not_modified_;
    return absl::StrCat("HTTP/1.1 304 Not Modified\r\nETag: ", etag,
                        "\r\nConnection: close\r\n\r\n");
  }
  return absl::StrCat("HTTP/1.1 ", code_, " Test\r\nETag: ", etag,
                      "\r\nContent-Length: ", body_.size(),
                      "\r\nConnection: close\r\n\r\n", body_);
}

void LoopbackPageServer::Run() {
  while (WaitFor(listener_)) {
    const int client = accept(listener_, nullptr, nullptr);
    if (client < 0) continue;
    std::string request;
    while (!absl::StrContains(request, "\r\n\r\n") && WaitFor(client)) {
      char buffer[4096];
      const ssize_t got = read(client, buffer, sizeof(buffer));
      if (got <= 0) break;
      request.append(buffer, static_cast<size_t>(got));
    }
    const std::string answer = Answer(request);
    if (answer.empty()) WaitFor(client);  // until the client gives up
    size_t sent = 0;
    while (sent < answer.size()) {
      const ssize_t put = send(client, answer.data() + sent,
                               answer.size() - sent, MSG_NOSIGNAL);
      if (put <= 0) break;
      sent += static_cast<size_t>(put);
    }
    close(client);
  }
}

}  // namespace regisseur::sdk
