#pragma once

#include <vector>

#include "cli/verb/verb.h"
#include "regisseur/source/v1/source.pb.h"

namespace regisseur {

// The contract streams steps and has no message for all of them. This is that
// message, `{"sources": [ … ]}`, made at run time, so that every output format
// works as for any other answer.
Answer MakeCollected(
    const std::vector<source::v1::CollectSourcesResponse>& sources);

// Reads it back.
std::vector<source::v1::CollectSourcesResponse> SourcesOf(
    const google::protobuf::Message& collected);

}  // namespace regisseur
