#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "core/finding/finding.h"
#include "core/status/observation.h"
#include "services/sdk/adapter.h"
#include "services/sdk/input_file.h"

namespace regisseur::statuspage {

// How far one captures file was read. A file may grow: reading continues when
// its beginning and the last line that was read are still what they were.
struct CapturePosition {
  std::string edition;
  int64_t offset = 0;     // behind the last line that was read
  int64_t line = 0;       // lines read
  int64_t last_line = 0;  // where the last line that was read starts
  std::string head;       // fingerprint of the first bytes
  std::string tail;       // fingerprint of the last line that was read
  std::optional<absl::Time> last_good;
  std::string page;  // that the captures show; empty while no good one told it
  // Batches of the stretch behind `offset` that the caller already stored; only
  // a capture that fills several messages leaves a stretch unfinished. Below
  // zero: those of the run in which the stretch's original goes ahead.
  int64_t already_sent = 0;
  // True when this edition was read to its end.
  bool complete = false;

  // As one text for a cursor, and back. CursorGone for anything else.
  std::string ToString() const;
  static absl::StatusOr<CapturePosition> Parse(absl::string_view text);
};

// What `now` tells beyond `before`, an earlier capture of the same page: lists
// whose members are the same come without those that did not change (and
// without the mark that they are whole). Folding both gives the same state.
StatusObservation ChangesSince(const StatusObservation& before,
                               StatusObservation now);

// The page that the first good capture of `file` shows; empty when none does.
absl::StatusOr<std::string> PageOfCaptures(const sdk::InputFile& file);

// Reads the captures of `file` behind `position` and sends them as recorded
// stretches: one delivery, one run, one batch each, so that memory stays
// bounded and every batch can be continued from. The lines that a stretch tells
// go along as its original (DECISIONS 6). Captures of another page than the
// file's first are left out, with a finding. `position` is moved along;
// `cursor` gives the cursor text for it. True when something was sent.
//
// Findings that no batch took with it stay in `findings`. Errors: CursorGone
// when the file is no longer the one that `position` speaks of; a configuration
// problem `statuspage-other-format` when it holds captures of something else.
absl::StatusOr<bool> CollectCaptures(const sdk::InputFile& file,
                                     CapturePosition& position,
                                     const std::function<std::string()>& cursor,
                                     FindingList& findings,
                                     sdk::FactSink& sink);

}  // namespace regisseur::statuspage
