#pragma once

namespace regisseur {

// How large a message of the API may be, said once for the daemon and whoever
// asks it.

// A request. Batches and texts of people are far smaller.
inline constexpr int kMostRequestBytes = 1 << 20;

// An answer. It is also what gRPC's clients take without being told otherwise.
// Lists come in pages that stay below a quarter of it; the overview is one
// answer, and 500 partners of 20 services each with gaps fit (a test counts).
inline constexpr int kMostAnswerBytes = 4 << 20;

}  // namespace regisseur
