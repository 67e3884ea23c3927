#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

Verb AuditListVerb();
Verb AuditVerifyVerb();
Verb AuditExportVerb();
Verb AuditReceiptVerb();
Verb AuditReceiptsVerb();
Verb AuditRootsVerb();
Verb AuditSignVerb();
Verb AuditKeyVerb();
Verb AuditEraseVerb();

}  // namespace regisseur
