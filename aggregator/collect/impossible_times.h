#pragma once

#include "absl/time/time.h"
#include "core/delivery/delivery.h"

namespace regisseur {

// Takes out what says of itself that it was at a time that cannot be: before
// the year 2000, or more than a day after `now`. A figure's period has to have
// begun; an incident that ends in the future or before it began goes on. Says
// each by a finding. Charges, invoices and maintenance speak of the future too
// and are left alone.
void LeaveOutImpossibleTimes(absl::Time now, FactBatch& batch);

}  // namespace regisseur
