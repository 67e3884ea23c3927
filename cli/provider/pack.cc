#include "absl/strings/str_cat.h"
#include "cli/output/display_text.h"
#include "cli/output/words.h"
#include "cli/provider/provider.h"
#include "cli/verb/reading.h"
#include "regisseur/partner/v1/partner.grpc.pb.h"

namespace regisseur {
namespace {

using partner::v1::PartnerService;

// A page that is printed or pasted into a letter: plain text, no columns.
std::string Table(const partner::v1::ProviderPack& pack, const View& view) {
  std::string out =
      absl::StrCat(EscapeControls(absl::StrCat(
                       pack.name(), " in the portfolio of ", pack.customer(),
                       ", as of ", MinuteWords(pack.time()))),
                   "\n");
  for (const partner::v1::PackSection& section : pack.sections()) {
    absl::StrAppend(&out, "\n", EscapeControls(section.title().text()), "\n");
    for (const type::v1::Sentence& sentence : section.sentences()) {
      absl::StrAppend(&out, "- ", EscapeControls(sentence.text()), "\n");
    }
  }
  return out;
}

}  // namespace

Verb ProviderPackVerb() {
  Verb verb{.noun = "provider",
            .name = "pack",
            .summary = "One page for a partner's lawyer",
            .details =
                "What is held of the partner, who sees it, how long it is "
                "kept, what follows from it, how to object, and that "
                "delivering data admits nothing.",
            .examples = {"regisseur provider pack cloudnine"},
            .parameters = {{.name = "ID",
                            .field = "provider",
                            .help = "The provider",
                            .required = true}},
            .csv = {.rows = "sections"},
            .table = TableOf(&Table)};
  verb.ask = Reading<PartnerService>(&PartnerService::Stub::GetProviderPack,
                                     verb.parameters);
  return verb;
}

}  // namespace regisseur
