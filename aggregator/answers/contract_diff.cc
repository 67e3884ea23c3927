#include "aggregator/answers/contract_diff.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/base/nearest_word.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

using Version = ContractDiffAnswer::Version;
using Entries = std::vector<const ContractRegister::Entry*>;

Version VersionAt(std::shared_ptr<const ContractRegister> contracts,
                  const Entries& versions, size_t i) {
  return {std::move(contracts), versions[i],
          i + 1 < versions.size() ? versions[i + 1] : nullptr};
}

// Of several versions the one that holds on `day`, else the first.
size_t HoldsOn(const Entries& versions, absl::CivilDay day) {
  size_t holds = 0;
  for (size_t i = 0; i < versions.size(); ++i) {
    if (versions[i]->contract.ValidFrom() <= day) holds = i;
  }
  return holds;
}

std::string VersionsInWords(const Entries& versions) {
  return absl::StrJoin(
      versions, ", ",
      [](std::string* out, const ContractRegister::Entry* entry) {
        const std::string& name = entry->contract.version;
        absl::StrAppend(out, name, name.empty() ? "from " : " (from ",
                        FormatDay(entry->contract.ValidFrom()),
                        name.empty() ? "" : ")");
      });
}

// The version that `text` names: by its name, or by a day on which it held.
absl::StatusOr<size_t> FindVersion(const Entries& versions,
                                   const std::string& text) {
  for (size_t i = 0; i < versions.size(); ++i) {
    if (versions[i]->contract.version == text) return i;
  }
  if (const absl::StatusOr<absl::CivilDay> day = ParseDay(text); day.ok()) {
    return HoldsOn(versions, *day);
  }
  return absl::NotFoundError(absl::StrCat(
      "no version '", text, "' of ", versions[0]->contract.id, "; there are ",
      VersionsInWords(versions), ", also by a day such as 2026-10-05"));
}

absl::StatusOr<ContractKeyValues> ReadKeys(const ContractReader& reader,
                                           const Version& version) {
  if (version.entry == nullptr) return ContractKeyValues();
  return reader.ReadKeys({version.entry->file, version.entry->text});
}

}  // namespace

absl::StatusOr<ContractDiffAnswer> AnswerContractDiff(
    const AnswerContext& context, const ContractReader& reader,
    const Principal& who, const ContractDiffQuestion& question, AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, AsOf{}));
  const std::shared_ptr<const ContractRegister> now =
      context.contracts.At(AsOf{}.known);
  const Entries versions = now->VersionEntries(question.id);
  if (versions.empty()) {
    const std::string near = NearestWord(question.id, now->ids());
    return absl::NotFoundError(absl::StrCat(
        "no contract '", question.id, "'",
        near.empty() ? "" : absl::StrCat("; perhaps '", near, "' is meant")));
  }
  size_t to = HoldsOn(
      versions, absl::ToCivilDay(known.moment(), known.portfolio().time_zone));
  if (!question.to.empty()) {
    ASSIGN_OR_RETURN(to, FindVersion(versions, question.to));
  }
  ContractDiffAnswer answer;
  answer.provider = known.CurrentId(versions[to]->contract.provider);
  answer.to = VersionAt(now, versions, to);

  const bool back_then = !as_of.IsNow();
  const std::shared_ptr<const ContractRegister> then =
      back_then ? context.contracts.At(as_of.known) : now;
  const Entries before = then->VersionEntries(question.id);
  if (!question.from.empty() && !before.empty()) {
    ASSIGN_OR_RETURN(const size_t from, FindVersion(before, question.from));
    answer.from = VersionAt(then, before, from);
  } else if (back_then) {
    // A contract that was not known then is new as a whole, and so is a version
    // from a later day than any that was.
    for (size_t i = 0; i < before.size(); ++i) {
      if (before[i]->contract.ValidFrom() ==
          versions[to]->contract.ValidFrom()) {
        answer.from = VersionAt(then, before, i);
      }
    }
  } else if (to > 0) {
    answer.from = VersionAt(then, before, to - 1);
  } else {
    return absl::InvalidArgumentError(absl::StrCat(
        question.id, " has no version before ", VersionsInWords({versions[to]}),
        "; say which to compare with --from and --to, or when it was known "
        "differently with --as-known-on"));
  }
  ASSIGN_OR_RETURN(const ContractKeyValues was, ReadKeys(reader, answer.from));
  ASSIGN_OR_RETURN(const ContractKeyValues is, ReadKeys(reader, answer.to));
  answer.changes = DiffContractKeys(was, is);
  return answer;
}

}  // namespace regisseur
