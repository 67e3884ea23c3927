#pragma once

namespace regisseur {

// The names of the values that the first step of an entered figure carries
// (MatterKind::kFigure).
inline constexpr char kFigureValue[] = "value";
inline constexpr char kFigureUnit[] = "unit";
inline constexpr char kFigureOrigin[] = "origin";  // reported, measured
inline constexpr char kFigurePeriod[] = "period";  // as it was named
inline constexpr char kFigureDocument[] = "document";
inline constexpr char kFigureDocumentSha256[] = "document_sha256";
inline constexpr char kFigureDocumentBytes[] = "document_bytes";
inline constexpr char kFigureExpires[] = "expires";  // the last day

// The name under which documents of entered figures stand among the originals.
// No configured source can be called so.
inline constexpr char kFigureDocuments[] = "by hand";

}  // namespace regisseur
