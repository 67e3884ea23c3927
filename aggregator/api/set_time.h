#pragma once

#include <optional>

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "wire/evidence_wire.h"

namespace regisseur {

// Sets a time that is known and leaves one that is not absent; `field` is the
// message's mutable_…().
template <typename Message>
void SetTime(std::optional<absl::Time> time, Message* message,
             google::protobuf::Timestamp* (Message::*field)()) {
  if (!time.has_value() || *time == absl::InfinitePast() ||
      *time == absl::InfiniteFuture()) {
    return;
  }
  *(message->*field)() = ToWire(*time);
}

}  // namespace regisseur
