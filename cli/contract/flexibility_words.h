#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "regisseur/contract/v1/rigidity.pb.h"

namespace regisseur {

// How the parts of rigidity read in tables.

// `41.6 %`, cut off; – for what is not known.
std::string ShareWords(bool known, absl::string_view share);
// `0.480`, or `0.300–0.500` while something is not known.
std::string FigureWords(bool known, absl::string_view figure,
                        absl::string_view at_least, absl::string_view at_most);
// `92 days`.
std::string ExitInWords(const contract::v1::Rigidity& rigidity);
// `10 days, +16.67 %`.
std::string ChangeWords(const contract::v1::Rigidity& rigidity);
// `17.75 h, 2 extras`.
std::string RoomWords(const contract::v1::Rigidity& rigidity);

}  // namespace regisseur
