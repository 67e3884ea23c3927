#include "core/base/private_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace regisseur {
namespace {

struct Prefix4 {
  uint32_t address;
  int bits;
};

// IANA's special-purpose registry for IPv4, all that is not globally reachable.
constexpr Prefix4 kPrivate4[] = {
    {0x00000000, 8},   // this network
    {0x0A000000, 8},   // private
    {0x64400000, 10},  // carrier-grade NAT
    {0x7F000000, 8},   // loopback
    {0xA9FE0000, 16},  // link-local, cloud metadata
    {0xAC100000, 12},  // private
    {0xC0000000, 24},  // protocol assignments
    {0xC0000200, 24},  // documentation
    {0xC0586300, 24},  // 6to4 relays
    {0xC0A80000, 16},  // private
    {0xC6120000, 15},  // benchmarks
    {0xC6336400, 24},  // documentation
    {0xCB007100, 24},  // documentation
    {0xE0000000, 4},   // multicast
    {0xF0000000, 4},   // reserved, broadcast
};

bool IsPrivate4(uint32_t address) {
  for (const Prefix4& prefix : kPrivate4) {
    if ((address ^ prefix.address) >> (32 - prefix.bits) == 0) return true;
  }
  return false;
}

uint32_t Word(const unsigned char* bytes) {
  return static_cast<uint32_t>(bytes[0]) << 24 |
         static_cast<uint32_t>(bytes[1]) << 16 |
         static_cast<uint32_t>(bytes[2]) << 8 | bytes[3];
}

bool IsPrivate6(const unsigned char* a) {
  const bool zero80 =
      std::all_of(a, a + 10, [](unsigned char byte) { return byte == 0; });
  // ::ffff:a.b.c.d, ::a.b.c.d (which holds :: and ::1 too).
  if (zero80 && a[10] == 0xff && a[11] == 0xff) return IsPrivate4(Word(a + 12));
  if (zero80 && a[10] == 0 && a[11] == 0) return true;
  // 64:ff9b::/96 (NAT64) carries an IPv4 address; 64:ff9b:1::/48 is local.
  if (Word(a) == 0x0064ff9b) {
    const bool well_known = std::all_of(
        a + 4, a + 12, [](unsigned char byte) { return byte == 0; });
    return !well_known || IsPrivate4(Word(a + 12));
  }
  // 2002::/16 (6to4) carries one behind its prefix.
  if (a[0] == 0x20 && a[1] == 0x02) return IsPrivate4(Word(a + 2));
  // 2001::/23: Teredo, ORCHID and other assignments; 2001:db8::/32.
  if (a[0] == 0x20 && a[1] == 0x01 && (a[2] & 0xfe) == 0) return true;
  if (Word(a) == 0x20010db8) return true;
  // Only 2000::/3 is global unicast; the rest is local, multicast or
  // unassigned.
  return (a[0] & 0xe0) != 0x20;
}

}  // namespace

bool IsPrivateAddress(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    sockaddr_in v4;
    memcpy(&v4, address, sizeof(v4));
    return IsPrivate4(ntohl(v4.sin_addr.s_addr));
  }
  if (address->sa_family == AF_INET6) {
    sockaddr_in6 v6;
    memcpy(&v6, address, sizeof(v6));
    return IsPrivate6(v6.sin6_addr.s6_addr);
  }
  return true;
}

bool IsPrivateAddress(absl::string_view address) {
  const std::string text(address);
  unsigned char bytes[16];
  if (inet_pton(AF_INET, text.c_str(), bytes) == 1) {
    return IsPrivate4(Word(bytes));
  }
  if (inet_pton(AF_INET6, text.c_str(), bytes) == 1) return IsPrivate6(bytes);
  return true;
}

std::string AddressText(const sockaddr* address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address->sa_family == AF_INET) {
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(address)->sin_addr,
              text, sizeof(text));
  } else if (address->sa_family == AF_INET6) {
    inet_ntop(AF_INET6,
              &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr, text,
              sizeof(text));
  }
  return text[0] != '\0' ? text : "an address of another family";
}

}  // namespace regisseur
