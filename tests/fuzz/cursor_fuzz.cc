#include "services/sdk/cursor.h"
#include "services/sdk/original_sender.h"
#include "services/sdk/version.h"
#include "services/statuspage/capture_file.h"
#include "services/statuspage/cursor.h"
#include "tests/fuzz/fuzz_input.h"

// Cursors come back from the caller. What is read is written as it was.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace regisseur;
  const absl::string_view text = fuzz::TextOf(data, size);
  const auto cursor = sdk::Cursor::Parse(text, "k", "1");
  if (cursor.ok() && !text.empty()) {
    const auto again = sdk::Cursor::Parse(cursor->ToString(), "k", "1");
    fuzz::Require(again.ok() && again->ToString() == cursor->ToString());
  }
  const auto position = statuspage::CapturePosition::Parse(text);
  if (position.ok()) {
    const auto again = statuspage::CapturePosition::Parse(position->ToString());
    fuzz::Require(again.ok() && again->ToString() == position->ToString());
  }
  // The checksum keeps a fuzzer out of the fields: it is given for it.
  sdk::Cursor whole(statuspage::kKind, sdk::kProgramVersion);
  whole.Set("files", "1");
  whole.Set("position0", text);
  whole.Set("poll_time", text);
  (void)statuspage::StatuspageCursor::Parse(whole.ToString());
  const sdk::OriginalPosition original = sdk::OriginalPosition::Parse(text);
  fuzz::Require(original.document >= 0 && original.offset >= 0);
  return 0;
}
