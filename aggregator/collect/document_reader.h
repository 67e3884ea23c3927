#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "aggregator/collect/adapter_client.h"
#include "core/delivery/delivery.h"
#include "core/finding/finding.h"

namespace regisseur {

class AdapterPool;

// What an adapter makes of a document that somebody sends along.
struct DocumentReading {
  std::vector<Invoice> invoices;
  std::vector<Finding> findings;
  std::optional<AdapterFailure> failure;  // why it could not be read
};

// Lets an adapter read a document without storing anything of it. Thread-safe.
class DocumentReader {
 public:
  virtual ~DocumentReader() = default;

  // `adapter` is the kind, `name` what the document is called. A document that
  // cannot be read is a failure in the result; UNAVAILABLE and
  // FAILED_PRECONDITION when the adapter cannot be asked.
  virtual absl::StatusOr<DocumentReading> Read(absl::string_view adapter,
                                               absl::string_view name,
                                               absl::string_view document) = 0;
};

// Over a process of its own, which reads the document from a private folder: a
// document that kills its reader takes no collection with it.
class AdapterDocumentReader : public DocumentReader {
 public:
  // The pool must outlive it.
  explicit AdapterDocumentReader(AdapterPool& pool) : pool_(pool) {}

  absl::StatusOr<DocumentReading> Read(absl::string_view adapter,
                                       absl::string_view name,
                                       absl::string_view document) override;

 private:
  AdapterPool& pool_;
};

}  // namespace regisseur
