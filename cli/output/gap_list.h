#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "cli/output/terminal.h"
#include "google/protobuf/message.h"
#include "regisseur/type/v1/evidence.pb.h"

namespace regisseur {

// Every gap of an answer, wherever it stands in it, each once, in order.
std::vector<type::v1::Gap> GapsOf(const google::protobuf::Message& answer);

// How many of them make the answer incomplete: all but notices.
size_t CountIncomplete(const std::vector<type::v1::Gap>& gaps);

// The gaps for people, and apart from them the notices: those with the same
// cause are one line. At most `limit` lines of each (0: all), then how many
// more there are and how to see them. Empty without gaps. Every line ends in
// '\n'.
std::string RenderGaps(const std::vector<type::v1::Gap>& gaps, size_t limit,
                       absl::Time now, const Terminal& terminal);

// One gap on one line, escaped.
std::string GapLine(const type::v1::Gap& gap, absl::Time now);

}  // namespace regisseur
