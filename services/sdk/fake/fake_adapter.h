#pragma once

#include <memory>

#include "services/sdk/adapter.h"

namespace regisseur::sdk {

// An adapter without a partner system, for tests of everything that calls
// adapters. Its options say how it behaves:
//   behaviour  succeed (default), transient, permanent, configuration, mixed
//              (transient at every other call), die (kills its process), hang
//              (until the caller hangs up), stubborn (for ever), garbage (texts
//              that are not UTF-8), huge (a message over the limit), lie (rows
//              of a delivery that is not there), throw
//   fail_after batches that come before the failure (0)
//   batches    batches a run (3)
//   rows       measurements a batch (2)
//   original   KiB of an original document that is sent along (0); a batch has
//              room for about 800 of it
//   reader     the version in its cursors (the program's), to play an upgrade
// What it delivers depends on nothing else, so the same cursor gives the same
// answer. Thread-safe.
std::unique_ptr<Adapter> MakeFakeAdapter();

}  // namespace regisseur::sdk
