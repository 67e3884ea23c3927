#include "aggregator/storage/packed_file.h"

#include <zstd.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "aggregator/storage/row_hash.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// Level 3 takes twice as long and makes a cost file 1.5 % smaller.
constexpr int kLevel = 1;
// A file that asks for a larger window (8 MiB) was not packed by us.
constexpr int kMaxWindowBits = 23;

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

absl::Status NoMemory() {
  return absl::UnavailableError("no memory to compress");
}

absl::Status Damaged(absl::string_view path, absl::string_view what) {
  return absl::DataLossError(absl::StrCat(path, " is damaged: ", what));
}

// Compresses what goes through and writes it.
class PackedWriter {
 public:
  PackedWriter(int fd, const std::string& path)
      : fd_(fd),
        path_(path),
        context_(ZSTD_createCCtx()),
        out_(ZSTD_CStreamOutSize(), '\0') {
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, kLevel);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
  }

  absl::Status Write(absl::string_view piece) {
    return Run(piece, ZSTD_e_continue);
  }
  absl::Status End() { return Run("", ZSTD_e_end); }

 private:
  absl::Status Run(absl::string_view piece, ZSTD_EndDirective directive) {
    if (context_ == nullptr) return NoMemory();
    ZSTD_inBuffer in = {piece.data(), piece.size(), 0};
    size_t left = 0;
    do {
      ZSTD_outBuffer out = {out_.data(), out_.size(), 0};
      left = ZSTD_compressStream2(context_.get(), &out, &in, directive);
      if (ZSTD_isError(left)) return NoMemory();
      RETURN_IF_ERROR(
          WriteAll(fd_, absl::string_view(out_.data(), out.pos), path_));
    } while (directive == ZSTD_e_end ? left != 0 : in.pos < in.size);
    return absl::OkStatus();
  }

  const int fd_;
  const std::string& path_;
  const std::unique_ptr<ZSTD_CCtx, FreeContext> context_;
  std::string out_;
};

}  // namespace

std::string OriginalPath(absl::string_view folder, absl::string_view sha256) {
  return absl::StrCat(folder, "/", sha256, kPackedEnding);
}

absl::StatusOr<FileHash> PackFile(const std::string& from,
                                  const std::string& to) {
  FileHash result;
  Sha256Hasher hasher;
  hasher.Start();
  RETURN_IF_ERROR(WriteFileDurably(
      to, [&](int fd, const std::string& path) -> absl::Status {
        PackedWriter packed(fd, path);
        RETURN_IF_ERROR(ReadPieces(from, [&](absl::string_view piece) {
          hasher.Add(piece);
          result.bytes += static_cast<int64_t>(piece.size());
          return packed.Write(piece);
        }));
        return packed.End();
      }));
  result.sha256 = ToHex(hasher.Finish());
  return result;
}

absl::Status ReadPackedContent(
    const std::string& path,
    const std::function<absl::Status(absl::string_view piece)>& take) {
  const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
  if (context == nullptr) return NoMemory();
  ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, kMaxWindowBits);
  std::string buffer(ZSTD_DStreamOutSize(), '\0');
  size_t left = 1;  // not 0 before the end of a frame
  RETURN_IF_ERROR(
      ReadPieces(path, [&](absl::string_view piece) -> absl::Status {
        ZSTD_inBuffer in = {piece.data(), piece.size(), 0};
        ZSTD_outBuffer out = {};
        do {
          out = {buffer.data(), buffer.size(), 0};
          left = ZSTD_decompressStream(context.get(), &out, &in);
          if (ZSTD_isError(left)) {
            return Damaged(path, ZSTD_getErrorName(left));
          }
          RETURN_IF_ERROR(take({buffer.data(), out.pos}));
          // A full buffer may have left something behind.
        } while (in.pos < in.size || (left != 0 && out.pos == out.size));
        return absl::OkStatus();
      }));
  return left != 0 ? Damaged(path, "its end is missing") : absl::OkStatus();
}

absl::StatusOr<FileHash> HashPackedContent(const std::string& path) {
  FileHash result;
  Sha256Hasher hasher;
  hasher.Start();
  RETURN_IF_ERROR(ReadPackedContent(path, [&](absl::string_view piece) {
    hasher.Add(piece);
    result.bytes += static_cast<int64_t>(piece.size());
    return absl::OkStatus();
  }));
  result.sha256 = ToHex(hasher.Finish());
  return result;
}

}  // namespace regisseur
