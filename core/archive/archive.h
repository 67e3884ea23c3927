#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

namespace regisseur {

// A file in an archive.
struct ArchivedFile {
  // A relative path of letters, digits and `._-/`, at most 99 bytes.
  std::string path;
  std::string content;
};

// A zip file (APPNOTE 6.3.3), members stored as they are, with one time for all
// of them: the same files give the same bytes. Below 4 GB and 65,535 files.
std::string PackZip(absl::Span<const ArchivedFile> files, absl::Time time);

// A tar file (POSIX ustar) in gzip (RFC 1952) without compression. The same
// limits; the same files give the same bytes.
std::string PackTarGz(absl::Span<const ArchivedFile> files, absl::Time time);

// CRC-32 as zip and gzip have it.
uint32_t Crc32(absl::string_view bytes);

}  // namespace regisseur
