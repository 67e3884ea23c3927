#pragma once

#include <array>

#include "core/einvoice/rule.h"

namespace regisseur {

// What NLCIUS and the Dutch rules of Peppol share.

// The country of a party's address is the Netherlands.
bool IsDutch(const Judgement& judgement, int address, int country);

// A legal registration identifier there is a KvK number (scheme 0106) or an OIN
// (0190), and one is not empty.
bool HasDutchLegalId(const Group& party, int term);

// Street, city and post code are there.
void JudgeAddressLines(Judgement& judgement, const Group& address,
                       std::array<int, 3> terms);

// Every payment means is one of 30, 48, 49, 57, 58 and 59.
void JudgeDutchPaymentMeans(Judgement& judgement);

// The buyer's reference (BT-10) or the order (BT-13) is there.
void JudgeBuyerReference(Judgement& judgement);

// A line that names its order line (BT-132) needs the order (BT-13).
void JudgeOrderLine(Judgement& judgement);

}  // namespace regisseur
