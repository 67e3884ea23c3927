#include "core/einvoice/dutch_party.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace regisseur {

bool IsDutch(const Judgement& judgement, int address, int country) {
  const std::vector<const Group*> addresses = judgement.Groups(address);
  return std::any_of(addresses.begin(), addresses.end(), [&](const Group* one) {
    return absl::AsciiStrToUpper(one->Text(country)) == "NL";
  });
}

bool HasDutchLegalId(const Group& party, int term) {
  bool scheme = false;
  bool filled = false;
  for (const Term* id : party.All(term)) {
    const absl::string_view list = id->attribute("schemeID");
    scheme = scheme || list == "0106" || list == "0190";
    filled = filled || !id->normalized().empty();
  }
  return scheme && filled;
}

void JudgeAddressLines(Judgement& judgement, const Group& address,
                       std::array<int, 3> terms) {
  std::string missing;
  for (const int term : terms) {
    if (address.Has(term)) continue;
    absl::StrAppend(&missing, missing.empty() ? "" : ", ", TermLabel(term));
  }
  if (missing.empty()) return;
  judgement.Missing(address, missing);
}

void JudgeDutchPaymentMeans(Judgement& judgement) {
  constexpr absl::string_view kMeans[] = {"30", "48", "49", "57", "58", "59"};
  for (const Group* payment : judgement.Groups(16)) {
    const std::string code = payment->Text(81);
    if (std::find(std::begin(kMeans), std::end(kMeans), code) !=
        std::end(kMeans)) {
      continue;
    }
    judgement.Broken(*payment, "invoice-rule-code",
                     {{"value", code.empty() ? "nothing" : code},
                      {"term", TermLabel(81)},
                      {"list", "30, 48, 49, 57, 58, 59"}});
  }
}

void JudgeBuyerReference(Judgement& judgement) {
  if (judgement.invoice().Has(10) || judgement.invoice().Has(13)) return;
  judgement.Missing(judgement.invoice(),
                    absl::StrCat(TermLabel(10), " or ", TermLabel(13)));
}

void JudgeOrderLine(Judgement& judgement) {
  if (judgement.invoice().Has(13)) return;
  for (const Group* line : judgement.Groups(25)) {
    if (line->Has(132)) judgement.Missing(*line, TermLabel(13));
  }
}

}  // namespace regisseur
