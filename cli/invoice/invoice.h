#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb InvoiceListVerb();
Verb InvoiceShowVerb();
Verb InvoiceCheckVerb();
Verb InvoiceReconcileVerb();

}  // namespace regisseur
