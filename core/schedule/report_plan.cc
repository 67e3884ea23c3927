#include "core/schedule/report_plan.h"

namespace regisseur {

absl::string_view RecipientKindWord(Recipient::Kind kind) {
  switch (kind) {
    case Recipient::Kind::kFolder:
      return "folder";
    case Recipient::Kind::kEmail:
      return "email";
    case Recipient::Kind::kWebhook:
      return "webhook";
  }
  return "";
}

}  // namespace regisseur
