#include "core/contact/escalation_ladder.h"

#include <algorithm>
#include <map>
#include <utility>

namespace regisseur {
namespace {

constexpr char kEscalation[] = "escalation";

// 0, 75, 100, 125, …
Decimal UsualPercent(int level) {
  return level <= 1 ? Decimal() : Decimal(75 + 25 * (level - 2), 0);
}

void AddRungs(const Contract& contract, Side side,
              std::map<int, LadderRung>& rungs) {
  for (const Contact& contact : contract.contacts) {
    if (contact.role != kEscalation || contact.side != side ||
        contact.level <= 0) {
      continue;
    }
    LadderRung& rung = rungs[contact.level];
    if (rung.contacts.empty()) {
      rung.level = contact.level;
      rung.contract = contract.id;
      rung.percent = contact.at_percent.value_or(UsualPercent(contact.level));
    } else if (rung.contract != contract.id) {
      continue;
    } else if (contact.at_percent.has_value()) {
      rung.percent = std::min(rung.percent, *contact.at_percent);
    }
    rung.contacts.push_back(contact);
  }
}

}  // namespace

bool IsAbout(const Contract& contract, absl::string_view service) {
  const auto names = [service](const std::vector<std::string>& services) {
    return std::find(services.begin(), services.end(), service) !=
           services.end();
  };
  return names(contract.services) ||
         std::any_of(contract.objectives.begin(), contract.objectives.end(),
                     [&](const Objective& objective) {
                       return names(objective.services);
                     });
}

EscalationLadder EscalationLadder::Of(
    absl::Span<const Contract* const> contracts, absl::string_view service,
    Side side) {
  std::vector<const Contract*> by_id(contracts.begin(), contracts.end());
  std::stable_sort(
      by_id.begin(), by_id.end(),
      [](const Contract* a, const Contract* b) { return a->id < b->id; });
  std::map<int, LadderRung> rungs;
  for (const bool about : {true, false}) {
    for (const Contract* contract : by_id) {
      if (service.empty() || IsAbout(*contract, service) == about) {
        AddRungs(*contract, side, rungs);
      }
    }
    if (!rungs.empty()) break;
  }
  EscalationLadder ladder;
  for (auto& [level, rung] : rungs) ladder.rungs_.push_back(std::move(rung));
  return ladder;
}

const LadderRung* EscalationLadder::Find(int level) const {
  for (const LadderRung& rung : rungs_) {
    if (rung.level == level) return &rung;
  }
  return nullptr;
}

const LadderRung* EscalationLadder::Above(int level) const {
  for (const LadderRung& rung : rungs_) {
    if (rung.level > level) return &rung;
  }
  return nullptr;
}

absl::Time EscalationLadder::CalledFrom(const LadderRung& rung,
                                        const PromisedTime& promise,
                                        absl::Time start,
                                        absl::Span<const TimeRange> stops) {
  return promise.TimeOf(rung.percent, start, stops);
}

const LadderRung* EscalationLadder::CalledAt(
    absl::Time moment, const PromisedTime& promise, absl::Time start,
    absl::Span<const TimeRange> stops) const {
  const LadderRung* called = nullptr;
  for (const LadderRung& rung : rungs_) {
    if (CalledFrom(rung, promise, start, stops) <= moment) called = &rung;
  }
  return called;
}

}  // namespace regisseur
