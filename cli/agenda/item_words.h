#pragma once

#include <string>

#include "cli/output/text_table.h"
#include "cli/verb/verb.h"
#include "regisseur/agenda/v1/agenda.pb.h"

namespace regisseur {

// Lost for certain or by an estimate, else in brackets what the decision is
// about.
Cell AgendaMoneyCell(const agenda::v1::AgendaItem& item);

// What was done last, as `snoozed until 2026-11-20 by M. Visser: after the
// audit`; empty when nothing was.
std::string LastActWords(const agenda::v1::AgendaItem& item);
std::string ActWords(const agenda::v1::AgendaAct& act);

// Everything about one item, with its options and what follows from each.
std::string AgendaItemSheet(const agenda::v1::AgendaItem& item,
                            const View& view);

}  // namespace regisseur
