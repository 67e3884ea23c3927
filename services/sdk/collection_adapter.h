#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "core/base/clock.h"
#include "core/base/status_macros.h"
#include "services/sdk/adapter.h"
#include "services/sdk/cursor.h"
#include "services/sdk/version.h"

namespace regisseur::sdk {

// An adapter whose every call of Collect is an object of its own: made of the
// source, its options, the place behind what was told before, the time now and
// the sink, and asked once to Run(). `Options` gives Specs() and Read(source).
// As thread-safe as what `Collection` reads; the clock outlives it.
template <typename Options, typename Collection>
class CollectionAdapter final : public Adapter {
 public:
  CollectionAdapter(const char* kind, std::vector<FactKind> tells,
                    const Clock& clock)
      : kind_(kind), tells_(std::move(tells)), clock_(clock) {}

  AdapterInfo Info() const override {
    return {kind_, kProgramVersion, tells_, Options::Specs()};
  }

  absl::Status Validate(const SourceSpec& source) const override {
    return Options::Read(source).status();
  }

  absl::StatusOr<Checkpoint> Collect(const SourceSpec& source,
                                     absl::string_view cursor_text,
                                     FactSink& sink) override {
    ASSIGN_OR_RETURN(const Options options, Options::Read(source));
    ASSIGN_OR_RETURN(Cursor cursor,
                     Cursor::Parse(cursor_text, kind_, kProgramVersion));
    // A cursor holds microseconds.
    const absl::Time now =
        absl::FromUnixMicros(absl::ToUnixMicros(clock_.Now()));
    return Collection(source, options, std::move(cursor), now, sink).Run();
  }

 private:
  const char* const kind_;
  const std::vector<FactKind> tells_;
  const Clock& clock_;
};

}  // namespace regisseur::sdk
