#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "core/delivery/delivery.h"
#include "services/sdk/input_file.h"

namespace regisseur::sdk {

// Where the originals of a run stand: behind so many bytes of that document.
struct OriginalPosition {
  int64_t document = 0;
  int64_t offset = 0;

  // As a text for a cursor, and back; anything else is the start.
  std::string ToString() const;
  static OriginalPosition Parse(absl::string_view text);
};

// Sends the bytes of what a run is read from along with its batches, to be kept
// as evidence (DECISIONS 6). A batch takes as much as its message has room for
// beside its rows; what is left when the rows are through goes in batches of
// its own, before the last one of the run. A piece depends only on what its
// batch holds, so that a run that is continued gives the same pieces again.
//
//   OriginalSender originals(files,
//   OriginalPosition::Parse(cursor.Get("orig"))); for each batch {
//     RETURN_IF_ERROR(originals.FillUp(batch));   // rows and findings are in
//     it cursor.Set("orig", originals.position().ToString()); batch.last =
//     no_more_rows && originals.done();
//   }
//   while (!originals.done()) … one more batch without rows
//
// Whoever stores the pieces computes their SHA-256; it is not told, so that it
// cannot be told wrongly. Holds at most 2 MiB of a file. Not thread-safe.
class OriginalSender {
 public:
  // The files of a run, in order, as they lie (a compressed one compressed).
  explicit OriginalSender(std::vector<InputFile> files,
                          OriginalPosition position = {});
  // A document that is in memory.
  OriginalSender(std::string name, std::string bytes);
  ~OriginalSender();
  OriginalSender(OriginalSender&&) noexcept;
  OriginalSender& operator=(OriginalSender&&) noexcept;

  // Adds pieces to `batch`, up to the limit of a message less the room that
  // cursor and head need. A transient problem file-changed when a file is not
  // the edition that was listed.
  absl::Status FillUp(FactBatch& batch);
  // True when every byte was handed out.
  bool done() const;
  // Behind the last piece.
  const OriginalPosition& position() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace regisseur::sdk
