#pragma once

#include <vector>

#include "absl/status/status.h"
#include "aggregator/answers/agenda.h"

namespace regisseur {

// Names of the values and texts of a step of MatterKind::kDecision; its name is
// the item's id.
inline constexpr char kDecisionItemKind[] = "kind";
inline constexpr char kDecisionOption[] = "option";
inline constexpr char kDecisionUntil[] = "until";
inline constexpr char kDecisionAtStake[] = "at_stake";
inline constexpr char kDecisionCurrency[] = "currency";
inline constexpr char kDecisionDecideBy[] = "decide_by";
inline constexpr char kDecisionReason[] = "reason";      // a text
inline constexpr char kDecisionDelegate[] = "delegate";  // a text

// The acts that steps were, in their order.
std::vector<AgendaAct> AgendaActsOf(const Matter& matter);

// Gives each item what was done about it and the state that follows on
// `today`:
// - what was done before the item's `since` was about another time;
// - a decided one stays decided, and says when more is at stake since;
// - a delegated one is open again after the last day of the delegation;
// - a snoozed one is open again on its day, and before that when more is at
//   stake (by more than a tenth) or its day to decide came nearer.
absl::Status JudgeActs(const AnswerContext& context, const Principal& who,
                       AsOf as_of, absl::CivilDay today,
                       std::vector<AgendaItem>& items);

// The state of one item by its acts; sets `state` and `note`.
void JudgeItem(absl::CivilDay today, AgendaItem& item);

// `open`, `decided`, `delegated`, `snoozed`.
absl::string_view AgendaStateWord(AgendaState state);

}  // namespace regisseur
