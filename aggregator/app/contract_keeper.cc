#include "aggregator/app/contract_keeper.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"
#include "core/evidence/sha256.h"

namespace regisseur {
namespace {

constexpr char kListKind[] = "contracts";
constexpr char kContractRole[] = "contract";
constexpr char kRemovedRole[] = "removed";
constexpr char kAttachmentRole[] = "attachment";
constexpr char kChecklistRole[] = "checklist";
constexpr char kZoneRole[] = "time_zone";

const Principal& Who() {
  static const auto* who = new Principal(Principal::System("contracts"));
  return *who;
}

// A line a text: its role, its hash and its name. Names hold no line break: the
// reader of contract files refuses none, but no file system of ours gives one.
std::string WriteList(const ContractTexts& texts) {
  std::string list = absl::StrCat(kZoneRole, " ", texts.time_zone, "\n");
  const auto add = [&list](const char* role, const auto& files) {
    for (const auto& [name, text] : files) {
      absl::StrAppend(&list, role, " ", ToHex(Sha256Hasher().Hash(text)), " ",
                      name, "\n");
    }
  };
  add(kContractRole, texts.contracts);
  add(kRemovedRole, texts.removed);
  add(kAttachmentRole, texts.attachments);
  add(kChecklistRole, texts.checklists);
  return list;
}

absl::StatusOr<ContractTexts> ReadList(const ConfigStore& store,
                                       const std::string& list) {
  ContractTexts texts;
  for (absl::string_view line : absl::StrSplit(list, '\n', absl::SkipEmpty())) {
    const std::vector<std::string> words =
        absl::StrSplit(line, absl::MaxSplits(' ', 2));
    if (words.size() == 2 && words[0] == kZoneRole) {
      texts.time_zone = words[1];
    } else if (words.size() == 3) {
      ASSIGN_OR_RETURN(std::string text, store.GetContent(Who(), words[1]));
      if (words[0] == kRemovedRole) {
        texts.removed.emplace(words[2], std::move(text));
        continue;
      }
      auto& files = words[0] == kContractRole    ? texts.contracts
                    : words[0] == kChecklistRole ? texts.checklists
                                                 : texts.attachments;
      files[words[2]] = std::move(text);
    }
  }
  return texts;
}

std::shared_ptr<const ContractRegister> EmptyRegister() {
  static const auto* empty = new std::shared_ptr<const ContractRegister>(
      std::make_shared<const ContractRegister>());
  return *empty;
}

}  // namespace

ContractKeeper::ContractKeeper(ConfigStore& store)
    : store_(store),
      versions_(
          [&store](const std::string& sha256) {
            return store.GetContent(Who(), sha256);
          },
          [&store](const std::string&, const std::string& list)
              -> absl::StatusOr<ContractRegister> {
            ASSIGN_OR_RETURN(const ContractTexts texts, ReadList(store, list));
            return ParseContractTexts(texts);
          }) {}

absl::Status ContractKeeper::Load() {
  ASSIGN_OR_RETURN(std::vector<ConfigVersion> stored,
                   store_.List(Who(), kListKind));
  if (stored.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::string list,
                   store_.GetContent(Who(), stored.back().sha256));
  ASSIGN_OR_RETURN(ContractTexts texts, ReadList(store_, list));
  absl::MutexLock lock(&mutex_);
  first_known_ = stored.front().known_from;
  texts_ = std::move(texts);
  for (ConfigVersion& version : stored) {
    versions_.Add(std::move(version), nullptr);
  }
  return absl::OkStatus();
}

absl::StatusOr<PreparedContracts> ContractKeeper::Prepare(
    const ContractPlaces& places, const Portfolio& portfolio,
    bool first_start) const {
  PreparedContracts prepared;
  const ContractTexts before = texts();
  prepared.marks = ContractFileMarks(places, before);
  prepared.built = ReadContractFiles(places, portfolio, before);
  if (first_start) RETURN_IF_ERROR(CheckNothingIsMissing(prepared.built));
  const ContractTexts& in_force = prepared.built.texts;
  for (const auto* files :
       {&in_force.contracts, &in_force.attachments, &in_force.checklists}) {
    for (const auto& [name, text] : *files) {
      prepared.files.push_back(
          {absl::StrCat(kContractRole, ":", name), name, text});
    }
  }
  prepared.files.push_back({kListKind, kListKind, WriteList(in_force)});
  return prepared;
}

absl::Status ContractKeeper::Adopt(PreparedContracts prepared) {
  ASSIGN_OR_RETURN(std::vector<ConfigVersion> stored,
                   store_.List(Who(), kListKind));
  absl::MutexLock lock(&mutex_);
  first_known_ = stored.front().known_from;
  texts_ = std::move(prepared.built.texts);
  marks_ = std::move(prepared.marks);
  refused_ = std::move(prepared.built.refused);
  versions_.Add(std::move(stored.back()),
                std::make_shared<const ContractRegister>(
                    std::move(prepared.built.contracts)));
  return absl::OkStatus();
}

std::shared_ptr<const ContractRegister> ContractKeeper::At(
    absl::Time known) const {
  {
    absl::MutexLock lock(&mutex_);
    if (known < first_known_) return EmptyRegister();
  }
  std::shared_ptr<const ContractRegister> contracts =
      versions_.At(known, nullptr);
  return contracts != nullptr ? contracts : EmptyRegister();
}

std::vector<RefusedContractFile> ContractKeeper::ListRefused() const {
  absl::MutexLock lock(&mutex_);
  return refused_;
}

std::map<std::string, std::string> ContractKeeper::marks() const {
  absl::MutexLock lock(&mutex_);
  return marks_;
}

ContractTexts ContractKeeper::texts() const {
  absl::MutexLock lock(&mutex_);
  return texts_;
}

}  // namespace regisseur
