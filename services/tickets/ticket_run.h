#pragma once

#include <vector>

#include "services/sdk/adapter.h"
#include "services/sdk/input_file.h"
#include "services/sdk/whole_file_run.h"
#include "services/tickets/tickets_options.h"

namespace regisseur::tickets {

// Reads all that the files of a source say into the scopes of `run`: each the
// tickets that were opened in one month, or with `export: changes` those of one
// file. What the run reaches is the newest change of any ticket. Asks `sink`
// whether the caller is still there.
void ReadTickets(const std::vector<sdk::InputFile>& files,
                 const TicketsOptions& options, const sdk::FactSink& sink,
                 sdk::WholeFileRun& run);

}  // namespace regisseur::tickets
