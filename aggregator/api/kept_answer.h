#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

namespace regisseur {

// One answer to one call, whose forms are kept between calls: whoever writes it
// takes the form that travels. All forms say the same.
class KeptAnswer {
 public:
  virtual ~KeptAnswer() = default;
  virtual absl::StatusOr<std::string> Json() const = 0;
  virtual std::string Bytes() const = 0;
  // Calls `use` with the message; for those who look into it.
  virtual absl::Status WithMessage(
      absl::FunctionRef<absl::Status(const google::protobuf::Message&)> use)
      const = 0;
};

}  // namespace regisseur
