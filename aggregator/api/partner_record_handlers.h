#pragma once

#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "aggregator/api/partner_archive.h"
#include "regisseur/partner/v1/partner.pb.h"

namespace regisseur {

// What is held of a partner, said on one page and given back whole, of
// regisseur.partner.v1.PartnerService. Thread-safe.
class PartnerRecordHandlers {
 public:
  // `archive` may be null: then its methods are UNIMPLEMENTED. `methods` are
  // those that the export reads with, as the partner would; both must outlive
  // it.
  PartnerRecordHandlers(const Answers& answers, const PartnerArchive* archive,
                        const MethodRegistry& methods)
      : answers_(answers), archive_(archive), methods_(methods) {}

  // Adds every method; this object must outlive the registry.
  void Register(MethodRegistry& methods);

  absl::StatusOr<partner::v1::ProviderPack> GetProviderPack(
      const CallContext& call,
      const partner::v1::GetProviderPackRequest& request) const;
  absl::Status ExportProvider(
      const CallContext& call,
      const partner::v1::ExportProviderRequest& request,
      const std::function<absl::Status(
          const partner::v1::ExportProviderResponse&)>& write) const;

 private:
  const Answers& answers_;
  const PartnerArchive* const archive_;
  const MethodRegistry& methods_;
};

}  // namespace regisseur
