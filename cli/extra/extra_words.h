#pragma once

#include <string>

#include "cli/output/terminal.h"
#include "cli/output/text_table.h"
#include "regisseur/objective/v1/objective.pb.h"
#include "regisseur/room/v1/room.pb.h"

namespace regisseur {

// An order, a line for each of its properties.
std::string RenderExtra(const room::v1::Extra& extra, const Terminal& terminal);

// `delivered on 2026-11-12`, `overdue since 2026-11-10`.
Cell ExtraStateCell(const room::v1::Extra& extra);

// `on F-2026-11, as agreed`, `on F-2026-11, 50.00 more`; empty without a bill.
Cell BillCell(const room::v1::Extra& extra);

// `approved by m.visser 2026-11-05 09:00: why`.
std::string RoomStepWords(const objective::v1::Step& step);

}  // namespace regisseur
