#pragma once

#include <string>

#include "cli/output/text_table.h"
#include "regisseur/invoice/v1/invoice.pb.h"

namespace regisseur {

// How invoices read in tables.

// `1,210.00`, as cost: a credit note's with the other sign; `–` when it is not
// said.
std::string SignedCostWords(bool said, const std::string& amount,
                            const std::string& currency);
// `valid`, `2 fatal, 1 warning`.
Cell VerdictCell(const invoice::v1::Invoice& invoice);
Cell StateCell(const invoice::v1::Reconciliation& one);
// A line for each broken rule.
void AddProblems(const invoice::v1::Invoice& invoice, TextTable& table);
// What it differs in and what explains it, a note each.
void AddDifferences(const invoice::v1::Reconciliation& one, TextTable& table);

}  // namespace regisseur
