#include "aggregator/collect/source_secrets.h"

#include <fstream>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "core/finding/catalogue.h"

namespace regisseur {
namespace {

constexpr size_t kMaxSecretBytes = 64 << 10;

}  // namespace

absl::StatusOr<std::map<std::string, std::string>> ReadSecrets(
    const SourceConfig& source) {
  std::map<std::string, std::string> secrets;
  for (const auto& [name, path] : source.secret_files) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in || text.str().size() > kMaxSecretBytes) {
      return absl::FailedPreconditionError(RenderMessage(
          "source-secret-unreadable",
          {{"option", absl::StrCat(name, "_file")}, {"path", path}}));
    }
    secrets[name] = std::string(absl::StripAsciiWhitespace(text.str()));
  }
  return secrets;
}

}  // namespace regisseur
