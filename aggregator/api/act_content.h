#pragma once

#include <string>

#include "google/protobuf/message.h"

namespace regisseur {

// The bytes by which an act's request is told from another with the same
// request_id: the same for the same content, without the request_id itself.
std::string ActContent(const google::protobuf::Message& request);

}  // namespace regisseur
