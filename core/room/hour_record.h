#pragma once

namespace regisseur {

// The names of the values that the first step of entered hours carries
// (MatterKind::kHours; its subject's `objective` is the component).
inline constexpr char kHoursDay[] = "day";
inline constexpr char kHoursHours[] = "hours";  // FormatHours
inline constexpr char kHoursFactor[] = "factor";
inline constexpr char kHoursSide[] = "side";
inline constexpr char kHoursDocument[] = "document";
inline constexpr char kHoursDocumentSha256[] = "document_sha256";

}  // namespace regisseur
