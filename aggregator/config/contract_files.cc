#include "aggregator/config/contract_files.h"

#include <glob.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/config/built_in_checklists.h"
#include "aggregator/config/contract_file.h"
#include "aggregator/config/daemon_config.h"
#include "core/base/nearest_word.h"
#include "core/base/status_macros.h"
#include "core/contract/contract_diff.h"
#include "core/evidence/sha256.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr int64_t kMaxContractBytes = 1 << 20;

std::string Full(const ContractPlaces& places, const std::string& path) {
  if (path.empty() || path[0] == '/') return path;
  return (std::filesystem::path(places.base_directory) / path)
      .lexically_normal()
      .string();
}

// As messages and answers name it: relative to the configuration when below.
std::string Shown(const ContractPlaces& places, const std::string& full) {
  const std::string below =
      std::filesystem::path(places.base_directory + "/").lexically_normal();
  return absl::StartsWith(full, below) ? full.substr(below.size()) : full;
}

bool HasWildcard(const std::string& pattern) {
  return pattern.find_first_of("*?[") != std::string::npos;
}

// The files of a pattern, by their names. A name without wildcards is itself,
// there or not: its absence is a mistake.
std::vector<std::string> ListFiles(const ContractPlaces& places,
                                   const std::string& pattern) {
  const std::string full = Full(places, pattern);
  if (!HasWildcard(pattern)) return {full};
  glob_t found = {};
  const absl::Cleanup free = [&found] { globfree(&found); };
  std::vector<std::string> files;
  if (glob(full.c_str(), 0, nullptr, &found) == 0) {
    for (size_t i = 0; i < found.gl_pathc; ++i) {
      files.push_back(found.gl_pathv[i]);
    }
  }
  return files;
}

std::vector<std::string> ListFiles(const ContractPlaces& places,
                                   const std::vector<std::string>& patterns) {
  std::set<std::string> files;
  for (const std::string& pattern : patterns) {
    for (std::string& file : ListFiles(places, pattern)) {
      files.insert(std::move(file));
    }
  }
  return {files.begin(), files.end()};
}

constexpr char kAgreedPrefix[] = "agreed:";

// What became of one file.
struct ReadFile {
  std::string text;
  std::map<std::string, std::string> attachments;
  std::optional<Contract> contract;
  // What could be read of one that is refused, if it can be told which it is.
  std::optional<Contract> refused;
  std::vector<ContractFileProblem> problems;
};

bool IsError(const ContractFileProblem& problem) {
  return problem.severity == Severity::kError;
}

// The errors among the problems of a file, a line each.
std::string ErrorsInWords(const std::vector<ContractFileProblem>& problems) {
  constexpr size_t kMostLines = 20;
  std::vector<std::string> lines;
  size_t more = 0;
  for (const ContractFileProblem& problem : problems) {
    if (!IsError(problem)) continue;
    if (lines.size() == kMostLines) {
      ++more;
      continue;
    }
    std::string line = problem.file;
    if (problem.line > 0) absl::StrAppend(&line, ":", problem.line);
    absl::StrAppend(
        &line, ": ", problem.key, problem.key.empty() ? "" : " ",
        problem.rule == kContractFileRule ? "" : "is wrong: ", problem.message);
    lines.push_back(std::move(line));
  }
  if (more > 0) lines.push_back(absl::StrCat("and ", more, " more mistakes"));
  return absl::StrJoin(lines, "\n");
}

ReadFile Parse(
    const std::string& name, std::string text, const std::string& time_zone,
    const std::function<absl::StatusOr<std::string>(const std::string&)>&
        read_attachment,
    const Portfolio* portfolio) {
  ReadFile file;
  file.text = std::move(text);
  ContractContext context;
  context.time_zone = time_zone;
  context.read_file =
      [&](const std::string& path) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(std::string content, read_attachment(path));
    file.attachments[path] = content;
    return content;
  };
  if (portfolio != nullptr) {
    context.check = [portfolio](const Contract& contract) {
      return CheckAgainstPortfolio(contract, *portfolio);
    };
  }
  LintedContract linted = LintContractFile(name, file.text, context);
  file.problems = std::move(linted.problems);
  file.contract = std::move(linted.contract);
  file.refused = std::move(linted.read);
  return file;
}

// By file and line.
void Sort(std::vector<ContractFileProblem>& problems) {
  std::stable_sort(
      problems.begin(), problems.end(),
      [](const ContractFileProblem& a, const ContractFileProblem& b) {
        return std::tie(a.file, a.line) < std::tie(b.file, b.line);
      });
}

// Reads from texts that were kept.
std::function<absl::StatusOr<std::string>(const std::string&)> ReadKept(
    const ContractTexts& texts) {
  return [&texts](const std::string& path) -> absl::StatusOr<std::string> {
    const auto found = texts.attachments.find(path);
    if (found == texts.attachments.end()) {
      return absl::NotFoundError(
          absl::StrCat(path,
                       " was not kept: it is no file of a contract in force "
                       "(paths are relative to the configuration)"));
    }
    return found->second;
  };
}

ContractRegister::Entry MakeEntry(const std::string& name,
                                  const ReadFile& file) {
  return {name, *file.contract, file.text,
          ToHex(Sha256Hasher().Hash(file.text))};
}

ContractRegister MakeRegister(
    const std::map<std::string, ReadFile>& files,
    std::vector<ClauseChecklist> checklists,
    std::vector<ContractRegister::Entry> removed = {}) {
  std::vector<ContractRegister::Entry> entries;
  for (const auto& [name, file] : files) {
    if (file.contract.has_value()) entries.push_back(MakeEntry(name, file));
  }
  return ContractRegister(std::move(entries), std::move(checklists),
                          std::move(removed));
}

// Whether `contract`, of the file `name` that does not say it any more, lives
// on in one of `files`: the same version, a corrected one under the same name,
// or another contract in its place.
bool LivesOn(const std::string& name, const Contract& contract,
             const std::map<std::string, ReadFile>& files) {
  return std::any_of(files.begin(), files.end(), [&](const auto& other) {
    if (!other.second.contract.has_value()) return false;
    const Contract& now = *other.second.contract;
    return (now.id == contract.id &&
            (now.ValidFrom() == contract.ValidFrom() || other.first == name)) ||
           std::find(now.replaces.begin(), now.replaces.end(), contract.id) !=
               now.replaces.end();
  });
}

// Those that come with the program, and those of files, which win.
std::vector<ClauseChecklist> AllChecklists(
    std::map<std::string, ClauseChecklist> of_files) {
  std::vector<ClauseChecklist> all;
  for (auto& named : of_files) {
    ClauseChecklist& checklist = named.second;
    const bool twice = std::any_of(
        all.begin(), all.end(),
        [&](const ClauseChecklist& other) { return other.id == checklist.id; });
    if (!twice) all.push_back(std::move(checklist));
  }
  for (const ClauseChecklist& built_in : BuiltInChecklists()) {
    const bool replaced = std::any_of(
        all.begin(), all.end(),
        [&](const ClauseChecklist& other) { return other.id == built_in.id; });
    if (!replaced) all.push_back(built_in);
  }
  return all;
}

std::vector<ClauseChecklist> ParseChecklists(const ContractTexts& texts) {
  std::map<std::string, ClauseChecklist> checklists;
  for (const auto& [name, text] : texts.checklists) {
    absl::StatusOr<ClauseChecklist> parsed = ParseClauseChecklist(name, text);
    if (parsed.ok()) checklists[name] = *std::move(parsed);
  }
  return AllChecklists(std::move(checklists));
}

// What `file` says otherwise than the version that was agreed under `name`, as
// problems of the file; none when it says the same.
std::vector<ContractProblem> FindDifferences(const std::string& name,
                                             const ReadFile& agreed,
                                             const ReadFile& file) {
  if (*agreed.contract == *file.contract) return {};
  constexpr size_t kMostKeys = 5;
  const absl::StatusOr<ContractKeyValues> before =
      ListContractKeys(name, agreed.text);
  const absl::StatusOr<ContractKeyValues> now =
      ListContractKeys(name, file.text);
  std::vector<std::string> keys;
  if (before.ok() && now.ok()) {
    for (const ContractChange& change : DiffContractKeys(*before, *now)) {
      keys.push_back(change.key);
    }
  }
  if (keys.size() > kMostKeys) {
    const size_t more = keys.size() - kMostKeys;
    keys.resize(kMostKeys);
    keys.push_back(absl::StrCat("and ", more, " more"));
  }
  return {{Severity::kError,
           "contract-differs-from-agreed",
           "",
           {{"day", FormatDay(agreed.contract->ValidFrom())},
            {"proposal", name.substr(sizeof(kAgreedPrefix) - 1)},
            {"keys", absl::StrJoin(keys, ", ")}}}};
}

bool IsSameVersion(const ReadFile& a, const ReadFile& b) {
  return a.contract.has_value() && b.contract.has_value() &&
         a.contract->id == b.contract->id &&
         a.contract->ValidFrom() == b.contract->ValidFrom();
}

// Reads the files while some of them have to give way.
class RegisterReader {
 public:
  RegisterReader(const ContractPlaces& places, const Portfolio& portfolio,
                 const ContractTexts& in_force)
      : places_(places), portfolio_(portfolio), in_force_(in_force) {}

  BuiltRegister Read() {
    ReadChecklists();
    for (const std::string& full : ListFiles(places_, places_.patterns)) {
      const std::string name = Shown(places_, full);
      ++built_.files;
      absl::StatusOr<std::string> text =
          ReadConfigFile(full, kMaxContractBytes);
      if (!text.ok()) {
        Refuse(name, std::string(text.status().message()));
        built_.problems.push_back({Severity::kError, name, 0, "",
                                   kContractFileRule,
                                   std::string(text.status().message())});
        continue;
      }
      files_[name] = Parse(
          name, *std::move(text), portfolio_.time_zone_name,
          [this](const std::string& path) {
            return ReadConfigFile(Full(places_, path), kMaxContractBytes);
          },
          &portfolio_);
      const ReadFile& file = files_[name];
      built_.problems.insert(built_.problems.end(), file.problems.begin(),
                             file.problems.end());
      if (!file.contract.has_value()) {
        Refuse(name, std::string(ErrorsInWords(file.problems)));
      }
    }
    for (const auto& [name, text] : places_.agreed) AddAgreed(name, text);
    for (const auto& [name, why] : places_.lost) AddLost(name, why);
    // Each round at least one file gives way, so this ends.
    while (RefuseWhatCannotStandTogether()) {
    }
    return Finish();
  }

 private:
  void ReadChecklists() {
    for (const std::string& full : ListFiles(places_, places_.checklists)) {
      const std::string name = Shown(places_, full);
      const absl::StatusOr<std::string> text =
          ReadConfigFile(full, kMaxContractBytes);
      absl::StatusOr<ClauseChecklist> checklist =
          text.ok() ? ParseClauseChecklist(name, *text)
                    : absl::StatusOr<ClauseChecklist>(text.status());
      if (checklist.ok()) {
        built_.texts.checklists[name] = *text;
        checklists_[name] = *std::move(checklist);
        continue;
      }
      refused_[name] = {name, std::string(checklist.status().message()), false};
      built_.problems.push_back({Severity::kError, name, 0, "",
                                 kContractFileRule, refused_[name].why});
      const auto before = in_force_.checklists.find(name);
      if (before == in_force_.checklists.end()) continue;
      absl::StatusOr<ClauseChecklist> earlier =
          ParseClauseChecklist(name, before->second);
      if (!earlier.ok()) continue;
      refused_[name].earlier_in_force = true;
      built_.texts.checklists[name] = before->second;
      checklists_[name] = *std::move(earlier);
    }
  }

  // A version that both sides agreed stands, with a file or without one.
  void AddAgreed(const std::string& name, const std::string& text) {
    ReadFile agreed = Parse(
        name, text, portfolio_.time_zone_name,
        [this](const std::string& path) {
          return ReadConfigFile(Full(places_, path), kMaxContractBytes);
        },
        nullptr);
    if (!agreed.contract.has_value()) {
      built_.problems.insert(built_.problems.end(), agreed.problems.begin(),
                             agreed.problems.end());
      Refuse(name, ErrorsInWords(agreed.problems));
      return;
    }
    std::vector<std::string> others;
    for (const auto& [other, file] : files_) {
      if (IsSameVersion(agreed, file)) others.push_back(other);
    }
    bool has_file = false;
    for (const std::string& other : others) {
      const std::vector<ContractFileProblem> located =
          LocateProblems(other, files_[other].text,
                         FindDifferences(name, agreed, files_[other]));
      if (located.empty()) {
        has_file = true;
        continue;
      }
      built_.problems.insert(built_.problems.end(), located.begin(),
                             located.end());
      refused_[other] = {other, ErrorsInWords(located), true};
      files_.erase(other);
    }
    if (has_file) return;
    if (others.empty()) {
      for (ContractFileProblem& problem : LocateProblems(
               name, text,
               {{Severity::kWarning,
                 "contract-agreed-not-in-file",
                 "",
                 {{"proposal", name.substr(sizeof(kAgreedPrefix) - 1)}}}})) {
        built_.problems.push_back(std::move(problem));
      }
    }
    files_[name] = std::move(agreed);
  }

  // What was in force of it stays, unless a file says the same version.
  void AddLost(const std::string& name, const std::string& why) {
    Refuse(name, why);
    built_.problems.push_back(
        {Severity::kError, name, 0, "", kContractFileRule, why});
    const auto kept = files_.find(name);
    if (kept == files_.end()) return;
    for (const auto& [other, file] : files_) {
      if (other == name || !IsSameVersion(kept->second, file)) continue;
      files_.erase(kept);
      return;
    }
  }

  // The version before takes its place, or nothing does.
  void Refuse(const std::string& name, std::string why) {
    const bool again = refused_.contains(name);
    if (!again) refused_[name] = {name, std::move(why), false};
    files_.erase(name);
    const auto before = in_force_.contracts.find(name);
    if (again || before == in_force_.contracts.end()) {
      refused_[name].earlier_in_force = false;
      return;
    }
    // A provider that has left the configuration since does not end it.
    ReadFile earlier = Parse(name, before->second, in_force_.time_zone,
                             ReadKept(in_force_), nullptr);
    if (!earlier.contract.has_value()) return;
    refused_[name].earlier_in_force = true;
    files_[name] = std::move(earlier);
  }

  bool RefuseWhatCannotStandTogether() {
    std::map<std::string, std::vector<ContractProblem>> by_file;
    for (const ContractRegister::Problem& problem :
         MakeRegister(files_, {}).Check()) {
      if (problem.problem.severity == Severity::kError) {
        by_file[problem.file].push_back(problem.problem);
      }
    }
    for (const auto& [name, problems] : by_file) {
      const std::vector<ContractFileProblem> located =
          LocateProblems(name, files_[name].text, problems);
      // Of the version before nothing is wrong with the file as it is now.
      if (!refused_.contains(name)) {
        built_.problems.insert(built_.problems.end(), located.begin(),
                               located.end());
      }
      Refuse(name, ErrorsInWords(located));
    }
    return !by_file.empty();
  }

  // Files that were in force and say their contracts no more.
  std::vector<ContractRegister::Entry> FindRemoved() {
    std::set<std::pair<std::string, std::string>> before = in_force_.removed;
    before.insert(in_force_.contracts.begin(), in_force_.contracts.end());
    std::vector<ContractRegister::Entry> removed;
    for (const auto& [name, text] : before) {
      const auto now = files_.find(name);
      const bool unchanged = now != files_.end() && now->second.text == text;
      // What is wrong with a file that is there is told already.
      if (unchanged || refused_.contains(name)) continue;
      ReadFile file =
          Parse(name, text, in_force_.time_zone, ReadKept(in_force_), nullptr);
      if (!file.contract.has_value() || LivesOn(name, *file.contract, files_)) {
        continue;
      }
      removed.push_back(MakeEntry(name, file));
      // Those of files that are there go first.
      for (const auto& [path, content] : file.attachments) {
        attachments_of_removed_[path] = content;
      }
      built_.texts.removed.emplace(name, text);
    }
    return removed;
  }

  BuiltRegister Finish() {
    std::vector<ContractRegister::Entry> removed = FindRemoved();
    built_.contracts = MakeRegister(
        files_, AllChecklists(std::move(checklists_)), std::move(removed));
    built_.texts.time_zone = portfolio_.time_zone_name;
    built_.texts.agreed = places_.agreed;
    for (const ContractRegister::Problem& problem : built_.contracts.Check()) {
      if (refused_.contains(problem.file)) continue;
      for (ContractFileProblem& located : LocateProblems(
               problem.file, files_[problem.file].text, {problem.problem})) {
        built_.problems.push_back(std::move(located));
      }
    }
    for (auto& [name, file] : files_) {
      built_.texts.attachments.merge(file.attachments);
      built_.texts.contracts[name] = std::move(file.text);
    }
    built_.texts.attachments.merge(attachments_of_removed_);
    for (auto& [name, refused] : refused_) {
      built_.refused.push_back(std::move(refused));
    }
    Sort(built_.problems);
    return std::move(built_);
  }

  const ContractPlaces& places_;
  const Portfolio& portfolio_;
  const ContractTexts& in_force_;
  std::map<std::string, ReadFile> files_;  // by name
  std::map<std::string, ClauseChecklist> checklists_;
  std::map<std::string, RefusedContractFile> refused_;
  std::map<std::string, std::string> attachments_of_removed_;
  BuiltRegister built_;
};

}  // namespace

std::string AgreedName(absl::string_view proposal) {
  return absl::StrCat(kAgreedPrefix, proposal);
}

ContractPlaces PlacesOf(const DaemonConfig& config) {
  return {config.contracts, config.base_directory, config.checklists};
}

std::map<std::string, std::string> ContractFileMarks(
    const ContractPlaces& places, const ContractTexts& texts) {
  std::vector<std::string> files = ListFiles(places, places.patterns);
  for (std::string& file : ListFiles(places, places.checklists)) {
    files.push_back(std::move(file));
  }
  for (const auto& [path, content] : texts.attachments) {
    files.push_back(Full(places, path));
  }
  std::map<std::string, std::string> marks;
  for (const auto& [name, text] : places.agreed) marks[name] = "agreed";
  for (const std::string& file : files) {
    struct stat info;
    if (stat(file.c_str(), &info) != 0) {
      marks[file] = "absent";
      continue;
    }
    marks[file] =
        absl::StrCat(info.st_ino, " ", info.st_size, " ", info.st_mtim.tv_sec,
                     ".", info.st_mtim.tv_nsec, " ", info.st_ctim.tv_sec, ".",
                     info.st_ctim.tv_nsec);
  }
  return marks;
}

BuiltRegister ReadContractFiles(const ContractPlaces& places,
                                const Portfolio& portfolio,
                                const ContractTexts& in_force) {
  return RegisterReader(places, portfolio, in_force).Read();
}

absl::StatusOr<ContractRegister> ParseContractTexts(
    const ContractTexts& texts) {
  std::map<std::string, ReadFile> files;
  std::string why;
  for (const auto& [name, text] : texts.contracts) {
    ReadFile file =
        Parse(name, text, texts.time_zone, ReadKept(texts), nullptr);
    if (file.contract.has_value()) {
      files[name] = std::move(file);
    } else {
      why = ErrorsInWords(file.problems);
    }
  }
  if (files.empty() && !why.empty()) return absl::InvalidArgumentError(why);
  std::vector<ContractRegister::Entry> removed;
  for (const auto& [name, text] : texts.removed) {
    const ReadFile file =
        Parse(name, text, texts.time_zone, ReadKept(texts), nullptr);
    if (file.contract.has_value()) removed.push_back(MakeEntry(name, file));
  }
  return MakeRegister(files, ParseChecklists(texts), std::move(removed));
}

ContractLint LintContractTexts(const std::vector<ContractText>& files,
                               const Portfolio& portfolio,
                               const ContractTexts& in_force) {
  ContractLint lint;
  std::map<std::string, ReadFile> given;
  // What stands beside them: not the versions whose place they take.
  std::set<std::pair<std::string, absl::CivilDay>> replaced;
  for (const ContractText& text : files) {
    ReadFile& file = given[text.name];
    file = Parse(text.name, text.text, portfolio.time_zone_name,
                 ReadKept(in_force), &portfolio);
    ++lint.files;
    // What is wrong beside others is told of a broken file too.
    if (!file.contract.has_value()) file.contract = std::move(file.refused);
    if (file.contract.has_value()) {
      replaced.emplace(file.contract->id, file.contract->ValidFrom());
    }
    lint.problems.insert(lint.problems.end(), file.problems.begin(),
                         file.problems.end());
  }
  for (const auto& [name, text] : in_force.agreed) {
    const ReadFile agreed =
        Parse(name, text, in_force.time_zone, ReadKept(in_force), nullptr);
    for (const auto& [other, file] : given) {
      if (!IsSameVersion(agreed, file)) continue;
      for (ContractFileProblem& located : LocateProblems(
               other, file.text, FindDifferences(name, agreed, file))) {
        lint.problems.push_back(std::move(located));
      }
    }
  }
  std::map<std::string, ReadFile> all = given;
  for (const auto& [name, text] : in_force.contracts) {
    if (all.contains(name)) continue;
    ReadFile file =
        Parse(name, text, in_force.time_zone, ReadKept(in_force), nullptr);
    if (file.contract.has_value() &&
        !replaced.contains({file.contract->id, file.contract->ValidFrom()})) {
      all[name] = std::move(file);
    }
  }
  for (const ContractRegister::Problem& problem :
       MakeRegister(all, ParseChecklists(in_force)).Check()) {
    const auto file = given.find(problem.file);
    if (file == given.end()) continue;
    for (ContractFileProblem& located :
         LocateProblems(problem.file, file->second.text, {problem.problem})) {
      lint.problems.push_back(std::move(located));
    }
  }
  Sort(lint.problems);
  return lint;
}

absl::Status CheckNothingIsMissing(const BuiltRegister& built) {
  std::vector<std::string> missing;
  for (const RefusedContractFile& refused : built.refused) {
    if (refused.earlier_in_force ||
        absl::StartsWith(refused.file, kAgreedPrefix)) {
      continue;
    }
    missing.push_back(refused.why);
  }
  if (missing.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrJoin(missing, "\n"));
}

std::vector<ContractProblem> CheckAgainstPortfolio(const Contract& contract,
                                                   const Portfolio& portfolio) {
  std::vector<ContractProblem> problems;
  const ProviderConfig* provider = nullptr;
  std::vector<std::string> providers;
  for (const ProviderConfig& one : portfolio.providers) {
    providers.push_back(one.id);
    if (one.id == contract.provider ||
        std::find(one.formerly.begin(), one.formerly.end(),
                  contract.provider) != one.formerly.end()) {
      provider = &one;
    }
  }
  if (provider == nullptr) {
    const std::string near = NearestWord(contract.provider, providers);
    problems.push_back({Severity::kError,
                        "contract-no-such-provider",
                        "provider",
                        {{"value", contract.provider},
                         {"near", near.empty() ? "another one" : near}}});
    return problems;
  }
  std::vector<std::string> services;
  for (const ServiceConfig& service : provider->services) {
    services.push_back(service.id);
  }
  const auto check = [&](const std::string& service, std::string place) {
    if (service.empty() || std::find(services.begin(), services.end(),
                                     service) != services.end()) {
      return;
    }
    problems.push_back(
        {Severity::kError,
         "contract-no-such-service",
         std::move(place),
         {{"value", service},
          {"provider", provider->id},
          {"services",
           services.empty() ? "none" : absl::StrJoin(services, ", ")}}});
  };
  for (size_t i = 0; i < contract.services.size(); ++i) {
    check(contract.services[i], absl::StrCat("services[", i, "]"));
  }
  for (size_t i = 0; i < contract.pricing.size(); ++i) {
    if (const std::optional<Meter>& meter = contract.pricing[i].meter) {
      check(meter->service, absl::StrCat("pricing[", i, "].meter.service"));
    }
  }
  for (size_t i = 0; i < contract.objectives.size(); ++i) {
    for (const std::string& service : contract.objectives[i].services) {
      check(service, absl::StrCat("objectives[", i, "].service"));
    }
  }
  return problems;
}

}  // namespace regisseur
