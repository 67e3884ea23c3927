#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace regisseur::probe {

// A socket on a free port of the loopback address.
class LoopbackSocket {
 public:
  explicit LoopbackSocket(int type) : fd_(socket(AF_INET, type, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(bind(fd_, generic, size), 0);
    EXPECT_EQ(getsockname(fd_, generic, &size), 0);
    port_ = ntohs(address.sin_port);
  }
  ~LoopbackSocket() { close(fd_); }

  int fd() const { return fd_; }
  int port() const { return port_; }
  void Listen() { EXPECT_EQ(listen(fd_, 8), 0); }

 private:
  const int fd_;
  int port_ = 0;
};

// Calls `serve` on a thread whenever the socket can be read, until it is
// destroyed.
class LoopbackServer {
 public:
  LoopbackServer(LoopbackSocket& socket, std::function<void(int fd)> serve)
      : socket_(socket), serve_(std::move(serve)) {
    EXPECT_EQ(pipe(stop_), 0);
    thread_ = std::thread([this] {
      while (WaitFor(socket_.fd())) serve_(socket_.fd());
    });
  }
  ~LoopbackServer() {
    close(stop_[1]);
    thread_.join();
    close(stop_[0]);
  }

  // False when the server ends first.
  bool WaitFor(int fd) const {
    pollfd fds[2] = {{fd, POLLIN, 0}, {stop_[0], POLLIN, 0}};
    poll(fds, 2, -1);
    return fds[1].revents == 0;
  }

 private:
  LoopbackSocket& socket_;
  const std::function<void(int fd)> serve_;
  int stop_[2] = {-1, -1};
  std::thread thread_;
};

}  // namespace regisseur::probe
