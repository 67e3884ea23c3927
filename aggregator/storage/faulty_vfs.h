#pragma once

#include <cstdint>

namespace regisseur {

// For tests: a file system under SQLite whose writes and syncs fail when a test
// says so, as those of a broken or full disk do. Installed as SQLite's default
// for the whole test program; without a plan it changes nothing.
class FaultyVfs {
 public:
  enum class Fault {
    kWriteError,  // EIO
    kSyncError,   // EIO of fsync
    kFull,        // ENOSPC
    kShortWrite,  // half of the bytes, then EIO
  };

  // To be called once, before any database is opened.
  static void Install();
  // The `after`-th write or sync from now on fails once (1: the next).
  static void FailOnce(Fault fault, int64_t after);
  // Each write or sync fails with this probability, drawn with `seed`.
  static void FailAtRandom(Fault fault, double probability, uint32_t seed);
  static void Heal();
  // Faults given since the last Heal.
  static int64_t faults();
};

}  // namespace regisseur
