#pragma once

#include <vector>

#include "cli/verb/verb.h"

namespace regisseur {

// `report list|show|run|schedule|history|diff|download|send`.
std::vector<Verb> ReportVerbs();

// In run.cc.
Verb ReportRunVerb();
Verb ReportDownloadVerb();

}  // namespace regisseur
