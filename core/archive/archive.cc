#include "core/archive/archive.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace regisseur {
namespace {

// The most that one stored block of deflate holds (RFC 1951, 3.2.4).
constexpr size_t kMostStored = 65535;
constexpr size_t kTarBlock = 512;

std::array<uint32_t, 256> MakeCrcTable() {
  std::array<uint32_t, 256> table{};
  for (uint32_t n = 0; n < table.size(); ++n) {
    uint32_t c = n;
    for (int k = 0; k < 8; ++k) {
      c = (c & 1) != 0 ? 0xedb88320U ^ (c >> 1) : c >> 1;
    }
    table[n] = c;
  }
  return table;
}

void Put16(std::string& out, uint32_t value) {
  out.push_back(static_cast<char>(value & 0xff));
  out.push_back(static_cast<char>((value >> 8) & 0xff));
}
void Put32(std::string& out, uint32_t value) {
  Put16(out, value & 0xffff);
  Put16(out, value >> 16);
}

// The time of MS-DOS, in UTC, from 1980 on.
struct DosTime {
  uint32_t date = 0;
  uint32_t time = 0;
};
DosTime ToDos(absl::Time moment) {
  const absl::CivilSecond civil =
      std::max(absl::ToCivilSecond(moment, absl::UTCTimeZone()),
               absl::CivilSecond(1980, 1, 1));
  DosTime dos;
  dos.date = static_cast<uint32_t>((civil.year() - 1980) << 9) |
             static_cast<uint32_t>(civil.month() << 5) |
             static_cast<uint32_t>(civil.day());
  dos.time = static_cast<uint32_t>(civil.hour() << 11) |
             static_cast<uint32_t>(civil.minute() << 5) |
             static_cast<uint32_t>(civil.second() / 2);
  return dos;
}

// What the local and the central header have in common (4.4.1).
void PutZipFields(std::string& out, const ArchivedFile& file,
                  const DosTime& dos) {
  Put16(out, 20);  // version needed: 2.0
  Put16(out, 0);   // flags
  Put16(out, 0);   // method: stored
  Put16(out, dos.time);
  Put16(out, dos.date);
  Put32(out, Crc32(file.content));
  Put32(out, static_cast<uint32_t>(file.content.size()));
  Put32(out, static_cast<uint32_t>(file.content.size()));
  Put16(out, static_cast<uint32_t>(file.path.size()));
  Put16(out, 0);  // extra field
}

std::string TarHeader(const ArchivedFile& file, absl::Time time) {
  std::string header(kTarBlock, '\0');
  const auto put = [&](size_t at, absl::string_view text) {
    std::copy(text.begin(), text.end(), header.begin() + at);
  };
  put(0, file.path);
  put(100, "0000644");
  put(108, "0000000");
  put(116, "0000000");
  put(124, absl::StrFormat("%011o", file.content.size()));
  put(136, absl::StrFormat("%011o", absl::ToUnixSeconds(time)));
  put(148, "        ");
  put(156, "0");
  put(257, absl::string_view("ustar\0"
                             "00",
                             8));
  uint32_t sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  put(148, absl::StrFormat("%06o", sum));
  header[154] = '\0';
  header[155] = ' ';
  return header;
}

}  // namespace

uint32_t Crc32(absl::string_view bytes) {
  static const std::array<uint32_t, 256>& table =
      *new std::array<uint32_t, 256>(MakeCrcTable());
  uint32_t crc = 0xffffffffU;
  for (const char c : bytes) {
    crc = table[(crc ^ static_cast<unsigned char>(c)) & 0xff] ^ (crc >> 8);
  }
  return crc ^ 0xffffffffU;
}

std::string PackZip(absl::Span<const ArchivedFile> files, absl::Time time) {
  const DosTime dos = ToDos(time);
  std::string out;
  std::string central;
  for (const ArchivedFile& file : files) {
    const auto offset = static_cast<uint32_t>(out.size());
    Put32(out, 0x04034b50);
    PutZipFields(out, file, dos);
    absl::StrAppend(&out, file.path, file.content);
    Put32(central, 0x02014b50);
    Put16(central, 20);  // made by: MS-DOS names, version 2.0
    PutZipFields(central, file, dos);
    Put16(central, 0);  // comment
    Put16(central, 0);  // disk
    Put16(central, 0);  // internal attributes
    Put32(central, 0);  // external attributes
    Put32(central, offset);
    absl::StrAppend(&central, file.path);
  }
  const auto start = static_cast<uint32_t>(out.size());
  absl::StrAppend(&out, central);
  Put32(out, 0x06054b50);
  Put16(out, 0);
  Put16(out, 0);
  Put16(out, static_cast<uint32_t>(files.size()));
  Put16(out, static_cast<uint32_t>(files.size()));
  Put32(out, static_cast<uint32_t>(central.size()));
  Put32(out, start);
  Put16(out, 0);
  return out;
}

std::string PackTarGz(absl::Span<const ArchivedFile> files, absl::Time time) {
  std::string tar;
  for (const ArchivedFile& file : files) {
    absl::StrAppend(&tar, TarHeader(file, time), file.content);
    tar.resize((tar.size() + kTarBlock - 1) / kTarBlock * kTarBlock, '\0');
  }
  tar.resize(tar.size() + 2 * kTarBlock, '\0');

  std::string out("\x1f\x8b\x08\x00", 4);
  Put32(out, static_cast<uint32_t>(absl::ToUnixSeconds(time)));
  out.push_back(0);                        // no extra flags
  out.push_back(static_cast<char>(0xff));  // unknown system
  absl::string_view rest = tar;
  while (true) {
    const absl::string_view block = rest.substr(0, kMostStored);
    rest.remove_prefix(block.size());
    out.push_back(rest.empty() ? 1 : 0);  // last block or not; stored
    Put16(out, static_cast<uint32_t>(block.size()));
    Put16(out, ~static_cast<uint32_t>(block.size()) & 0xffff);
    absl::StrAppend(&out, block);
    if (rest.empty()) break;
  }
  Put32(out, Crc32(tar));
  Put32(out, static_cast<uint32_t>(tar.size()));
  return out;
}

}  // namespace regisseur
