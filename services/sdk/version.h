#pragma once

namespace regisseur::sdk {

// The version of the programs that this folder is built into: the project's.
extern const char kProgramVersion[];

}  // namespace regisseur::sdk
