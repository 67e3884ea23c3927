#include <sys/mman.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "services/sdk/input_file.h"
#include "tests/fuzz/fuzz_input.h"

// A file that may be gzip, several members, padded, cut or damaged: at most as
// many bytes as allowed come out of it, and from any offset the same ones.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace regisseur;
  constexpr int64_t kMaxBytes = 1 << 20;
  const int fd = memfd_create("fuzz", MFD_CLOEXEC);
  fuzz::Require(fd >= 0);
  fuzz::Require(write(fd, data, size) == static_cast<ssize_t>(size));
  sdk::InputFile file;
  file.path = absl::StrCat("/proc/self/fd/", fd);
  file.name = "fuzz";
  const auto text = sdk::ReadInput(file, kMaxBytes);
  if (text.ok()) {
    fuzz::Require(static_cast<int64_t>(text->size()) <= kMaxBytes);
    auto input = sdk::OpenInput(file, kMaxBytes);
    fuzz::Require(input.ok());
    const size_t offset = text->size() / 2;
    fuzz::Require((*input)->SkipTo(static_cast<int64_t>(offset)).ok());
    std::string rest;
    for (;;) {
      const auto more = (*input)->Read(rest);
      fuzz::Require(more.ok());
      if (!*more) break;
    }
    fuzz::Require(rest == absl::string_view(*text).substr(offset));
  }
  close(fd);
  return 0;
}
