#include "services/sdk/original_sender.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"
#include "services/sdk/batch_check.h"
#include "wire/facts_wire.h"

namespace regisseur::sdk {
namespace {

// What a batch still gets after it was filled up: its cursor, which may speak
// of many files, and its head.
constexpr int64_t kReservedBytes = 128 << 10;
// Smaller pieces are not worth a message's trouble.
constexpr int64_t kMinPieceBytes = 4 << 10;
// What a piece costs beside its bytes and name.
constexpr int64_t kPieceHeadBytes = 64;

}  // namespace

std::string OriginalPosition::ToString() const {
  return absl::StrCat(document, ":", offset);
}

OriginalPosition OriginalPosition::Parse(absl::string_view text) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits(':', 1));
  OriginalPosition position;
  if (!absl::SimpleAtoi(parts.first, &position.document) ||
      !absl::SimpleAtoi(parts.second, &position.offset) ||
      position.document < 0 || position.offset < 0) {
    return {};
  }
  return position;
}

class OriginalSender::Impl {
 public:
  Impl(std::vector<InputFile> files, OriginalPosition position)
      : files_(std::move(files)), position_(position) {}
  Impl(std::string name, std::string bytes) : text_(std::move(bytes)) {
    files_.emplace_back().name = std::move(name);
  }

  absl::Status FillUp(FactBatch& batch) {
    if (done()) return absl::OkStatus();
    int64_t room = kMaxMessageBytes - kReservedBytes -
                   static_cast<int64_t>(FactBatchToWire(batch).ByteSizeLong());
    while (!done()) {
      const std::string& name = files_[position_.document].name;
      room -= kPieceHeadBytes + static_cast<int64_t>(name.size());
      if (room < kMinPieceBytes) return absl::OkStatus();
      OriginalChunk chunk;
      chunk.name = name;
      chunk.offset = position_.offset;
      ASSIGN_OR_RETURN(chunk.last, Read(static_cast<size_t>(room), chunk.data));
      room -= static_cast<int64_t>(chunk.data.size());
      position_.offset += static_cast<int64_t>(chunk.data.size());
      if (chunk.last) {
        ++position_.document;
        position_.offset = 0;
        input_.reset();
        buffer_.clear();
        taken_ = 0;
      }
      batch.originals.push_back(std::move(chunk));
    }
    return absl::OkStatus();
  }

  bool done() const {
    return position_.document >= static_cast<int64_t>(files_.size());
  }
  const OriginalPosition& position() const { return position_; }

 private:
  // Takes `size` bytes, fewer only at the end. True when nothing is left.
  absl::StatusOr<bool> Read(size_t size, std::string& out) {
    if (text_.has_value()) {
      out = text_->substr(static_cast<size_t>(position_.offset), size);
      return static_cast<size_t>(position_.offset) + out.size() ==
             text_->size();
    }
    if (input_ == nullptr) {
      ASSIGN_OR_RETURN(input_, OpenRaw(files_[position_.document]));
      RETURN_IF_ERROR(input_->SkipTo(position_.offset));
    }
    // One byte more tells whether there is more.
    bool ended = false;
    while (!ended && buffer_.size() - taken_ <= size) {
      buffer_.erase(0, std::exchange(taken_, 0));
      ASSIGN_OR_RETURN(const bool more, input_->Read(buffer_));
      ended = !more;
    }
    out = buffer_.substr(taken_, size);
    taken_ += out.size();
    return taken_ == buffer_.size();
  }

  std::vector<InputFile> files_;
  std::optional<std::string> text_;  // of the only document, when in memory
  OriginalPosition position_;
  std::unique_ptr<InputStream> input_;  // of the document at hand
  std::string buffer_;                  // read and not yet handed out
  size_t taken_ = 0;                    // bytes of buffer_ that were
};

OriginalSender::OriginalSender(std::vector<InputFile> files,
                               OriginalPosition position)
    : impl_(std::make_unique<Impl>(std::move(files), position)) {}
OriginalSender::OriginalSender(std::string name, std::string bytes)
    : impl_(std::make_unique<Impl>(std::move(name), std::move(bytes))) {}
OriginalSender::~OriginalSender() = default;
OriginalSender::OriginalSender(OriginalSender&&) noexcept = default;
OriginalSender& OriginalSender::operator=(OriginalSender&&) noexcept = default;

absl::Status OriginalSender::FillUp(FactBatch& batch) {
  return impl_->FillUp(batch);
}
bool OriginalSender::done() const { return impl_->done(); }
const OriginalPosition& OriginalSender::position() const {
  return impl_->position();
}

}  // namespace regisseur::sdk
