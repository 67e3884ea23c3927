#include "aggregator/notify/courier.h"

#include "absl/strings/str_cat.h"
#include "aggregator/storage/durable_file.h"
#include "core/base/status_macros.h"

namespace regisseur {

absl::Status NetworkCourier::Deliver(const Recipient& recipient,
                                     const std::optional<MailServer>& mail,
                                     const Parcel& parcel,
                                     const absl::Notification& cancelled) {
  switch (recipient.kind) {
    case Recipient::Kind::kFolder:
      return PutInFolder(recipient.folder, parcel);
    case Recipient::Kind::kEmail:
      if (!mail.has_value()) {
        return absl::FailedPreconditionError(
            "the configuration has no key 'mail' that says where e-mail goes");
      }
      return SendMail(*mail, recipient.emails, parcel, clock_.Now(), cancelled);
    case Recipient::Kind::kWebhook:
      return PostParcel(recipient, parcel, clock_.Now(), cancelled);
  }
  return absl::OkStatus();
}

absl::Status PutInFolder(const std::string& folder, const Parcel& parcel) {
  RETURN_IF_ERROR(MakeFolders(folder));
  for (const ParcelFile& file : parcel.files) {
    RETURN_IF_ERROR(
        WriteFileDurably(absl::StrCat(folder, "/", file.name), file.content));
  }
  return absl::OkStatus();
}

}  // namespace regisseur
