#pragma once

#include "aggregator/evidence/evidence_keeper.h"
#include "regisseur/evidence/v1/evidence.pb.h"

namespace regisseur {

evidence::v1::Receipt ReceiptToWire(const SignedReceipt& receipt);

}  // namespace regisseur
