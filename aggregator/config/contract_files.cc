#include "aggregator/config/contract_files.h"

#include <glob.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/config/contract_file.h"
#include "aggregator/config/daemon_config.h"
#include "core/base/nearest_word.h"
#include "core/base/status_macros.h"
#include "core/evidence/sha256.h"

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

std::vector<std::string> ListFiles(const ContractPlaces& places) {
  std::set<std::string> files;
  for (const std::string& pattern : places.patterns) {
    for (std::string& file : ListFiles(places, pattern)) {
      files.insert(std::move(file));
    }
  }
  return {files.begin(), files.end()};
}

// What became of one file.
struct ReadFile {
  std::string text;
  std::map<std::string, std::string> attachments;
  std::optional<ContractFile> parsed;
  std::string why;  // it cannot be used
};

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
  absl::StatusOr<ContractFile> parsed =
      ParseContractFile(name, file.text, context);
  absl::Status status = parsed.status();
  if (status.ok() && portfolio != nullptr) {
    status = RefuseContract(
        name, file.text, CheckAgainstPortfolio(parsed->contract, *portfolio));
  }
  if (status.ok()) {
    file.parsed = *std::move(parsed);
  } else {
    file.why = std::string(status.message());
  }
  return file;
}

// Reads from texts that were kept.
std::function<absl::StatusOr<std::string>(const std::string&)> ReadKept(
    const ContractTexts& texts) {
  return [&texts](const std::string& path) -> absl::StatusOr<std::string> {
    const auto found = texts.attachments.find(path);
    if (found == texts.attachments.end()) {
      return absl::NotFoundError(absl::StrCat(path, " was not kept"));
    }
    return found->second;
  };
}

ContractRegister MakeRegister(const std::map<std::string, ReadFile>& files) {
  std::vector<ContractRegister::Entry> entries;
  for (const auto& [name, file] : files) {
    if (file.parsed.has_value()) {
      entries.push_back({name, file.parsed->contract, file.text,
                         ToHex(Sha256Hasher().Hash(file.text))});
    }
  }
  return ContractRegister(std::move(entries));
}

// Reads the files while some of them have to give way.
class RegisterReader {
 public:
  RegisterReader(const ContractPlaces& places, const Portfolio& portfolio,
                 const ContractTexts& in_force)
      : places_(places), portfolio_(portfolio), in_force_(in_force) {}

  BuiltRegister Read() {
    for (const std::string& full : ListFiles(places_)) {
      const std::string name = Shown(places_, full);
      absl::StatusOr<std::string> text =
          ReadConfigFile(full, kMaxContractBytes);
      if (!text.ok()) {
        Refuse(name, std::string(text.status().message()));
        continue;
      }
      files_[name] = Parse(
          name, *std::move(text), portfolio_.time_zone_name,
          [this](const std::string& path) {
            return ReadConfigFile(Full(places_, path), kMaxContractBytes);
          },
          &portfolio_);
      if (!files_[name].parsed.has_value()) Refuse(name, files_[name].why);
    }
    // Each round at least one file gives way, so this ends.
    while (RefuseWhatCannotStandTogether()) {
    }
    return Finish();
  }

 private:
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
    if (!earlier.parsed.has_value()) return;
    refused_[name].earlier_in_force = true;
    files_[name] = std::move(earlier);
  }

  bool RefuseWhatCannotStandTogether() {
    std::map<std::string, std::vector<ContractProblem>> by_file;
    for (const ContractRegister::Problem& problem :
         MakeRegister(files_).Check()) {
      if (problem.problem.severity == Severity::kError) {
        by_file[problem.file].push_back(problem.problem);
      }
    }
    for (const auto& [name, problems] : by_file) {
      Refuse(name,
             std::string(
                 RefuseContract(name, files_[name].text, problems).message()));
    }
    return !by_file.empty();
  }

  BuiltRegister Finish() {
    BuiltRegister built;
    built.contracts = MakeRegister(files_);
    built.texts.time_zone = portfolio_.time_zone_name;
    for (auto& [name, file] : files_) {
      for (ContractProblem& problem : file.parsed->warnings) {
        built.warnings.push_back({name, std::move(problem)});
      }
      built.texts.attachments.merge(file.attachments);
      built.texts.contracts[name] = std::move(file.text);
    }
    for (ContractRegister::Problem& problem : built.contracts.Check()) {
      built.warnings.push_back(std::move(problem));
    }
    for (auto& [name, refused] : refused_) {
      built.refused.push_back(std::move(refused));
    }
    return built;
  }

  const ContractPlaces& places_;
  const Portfolio& portfolio_;
  const ContractTexts& in_force_;
  std::map<std::string, ReadFile> files_;  // by name
  std::map<std::string, RefusedContractFile> refused_;
};

}  // namespace

std::map<std::string, std::string> ContractFileMarks(
    const ContractPlaces& places, const ContractTexts& texts) {
  std::vector<std::string> files = ListFiles(places);
  for (const auto& [path, content] : texts.attachments) {
    files.push_back(Full(places, path));
  }
  std::map<std::string, std::string> marks;
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
    if (file.parsed.has_value()) {
      files[name] = std::move(file);
    } else {
      why = file.why;
    }
  }
  if (files.empty() && !why.empty()) return absl::InvalidArgumentError(why);
  return MakeRegister(files);
}

absl::Status CheckNothingIsMissing(const BuiltRegister& built) {
  std::vector<std::string> missing;
  for (const RefusedContractFile& refused : built.refused) {
    if (!refused.earlier_in_force) missing.push_back(refused.why);
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
