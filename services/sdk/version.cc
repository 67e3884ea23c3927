#include "services/sdk/version.h"

namespace regisseur::sdk {

const char kProgramVersion[] = REGISSEUR_VERSION;

}  // namespace regisseur::sdk
