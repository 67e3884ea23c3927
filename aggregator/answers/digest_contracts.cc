#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/digest_rules.h"
#include "core/base/status_macros.h"
#include "core/contract/notice_dates.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

void Tell(DigestDesk& desk, const Contract& contract, const char* kind,
          const char* rule, absl::CivilDay day, bool bad) {
  DigestChange change;
  change.kind = kind;
  change.sentence = {rule,
                     {{"contract", contract.id}, {"day", FormatDay(day)}}};
  change.provider = desk.known.CurrentId(contract.provider);
  if (!desk.Wants(change.provider)) return;
  change.time = absl::FromCivil(day, desk.zone());
  change.evidence = {absl::StrCat("contract show ", contract.id)};
  change.bad = bad;
  desk.changes.push_back(std::move(change));
}

// Days to act on that are over without anything done about them: as the
// contract stood on the first day against how it stands on the last.
void AddDates(DigestDesk& desk, const Contract& then, const Contract& now) {
  const absl::CivilDay first = desk.FirstDay();
  const absl::CivilDay last = desk.LastDay();
  const auto passed = [&](const std::optional<absl::CivilDay>& day) {
    return day.has_value() && *day >= first && *day < last;
  };
  const NoticeDates before =
      ComputeNoticeDates(then.term, first, then.holidays);
  const NoticeDates after = ComputeNoticeDates(now.term, last, now.holidays);
  if (passed(before.last_day) &&
      StateOf(now.term, after, last) == ContractState::kEnded) {
    Tell(desk, now, "contract_date", "change-contract-ended", *before.last_day,
         /*bad=*/false);
  }
  if (!now.term.terminated.has_value() && before.renews &&
      !before.notice_missed && passed(before.notice_received_by)) {
    Tell(desk, now, "contract_date", "change-notice-passed",
         *before.notice_received_by, /*bad=*/true);
  }
  if (before.option.has_value() && passed(before.option->received_by) &&
      after.option_missed) {
    Tell(desk, now, "contract_date", "change-option-passed",
         before.option->received_by, /*bad=*/true);
  }
}

}  // namespace

absl::Status AddContractChanges(DigestDesk& desk) {
  const auto before = desk.context.contracts.At(desk.from);
  const auto after = desk.context.contracts.At(desk.to.known);
  for (const std::string& id : after->ids()) {
    std::set<absl::CivilDay> known_then;
    for (const Contract* version : before->Versions(id)) {
      known_then.insert(version->ValidFrom());
    }
    for (const Contract* version : after->Versions(id)) {
      const absl::CivilDay day = version->ValidFrom();
      if (!known_then.contains(day)) {
        Tell(desk, *version, "contract_version",
             known_then.empty() ? "change-contract-known"
                                : "change-version-known",
             day, /*bad=*/false);
      } else if (day > desk.FirstDay() && day <= desk.LastDay()) {
        Tell(desk, *version, "contract_version", "change-version-holds", day,
             /*bad=*/false);
      }
    }
    const Contract* const then = before->Find(id, desk.FirstDay());
    const Contract* const now = after->Find(id, desk.LastDay());
    if (then != nullptr && now != nullptr) AddDates(desk, *then, *now);
  }
  for (const std::string& id : before->ids()) {
    if (after->Find(id, desk.LastDay()) != nullptr) continue;
    Tell(desk, *before->Find(id, desk.FirstDay()), "contract_version",
         "change-contract-gone", desk.LastDay(), /*bad=*/true);
  }
  return absl::OkStatus();
}

}  // namespace regisseur
