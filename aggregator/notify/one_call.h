#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace regisseur {

// Listens on a free port of the loopback and speaks with one caller: `answer`
// gets what was said so far and returns what to say next.
class OneCall {
 public:
  explicit OneCall(std::function<std::string(absl::string_view line)> answer,
                   std::string greeting)
      : listening_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* const name = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(bind(listening_, name, size), 0);
    EXPECT_EQ(listen(listening_, 1), 0);
    EXPECT_EQ(getsockname(listening_, name, &size), 0);
    port = ntohs(address.sin_port);
    thread_ = std::thread(
        [this, answer = std::move(answer), greeting = std::move(greeting)] {
          const int caller = accept(listening_, nullptr, nullptr);
          Say(caller, greeting);
          std::string rest;
          char piece[4096];
          ssize_t got = 0;
          while ((got = read(caller, piece, sizeof(piece))) > 0) {
            rest.append(piece, static_cast<size_t>(got));
            heard.append(piece, static_cast<size_t>(got));
            size_t end = 0;
            while ((end = rest.find("\r\n")) != std::string::npos) {
              Say(caller, answer(rest.substr(0, end)));
              rest.erase(0, end + 2);
            }
          }
          close(caller);
        });
  }
  ~OneCall() { End(); }
  void End() {
    if (!thread_.joinable()) return;
    thread_.join();
    close(listening_);
  }

  int port = 0;
  std::string heard;  // once it ended

 private:
  static void Say(int to, const std::string& text) {
    (void)!write(to, text.data(), text.size());
  }
  const int listening_;
  std::thread thread_;
};

}  // namespace regisseur
