#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "core/contract/contract.h"
#include "core/contract/notice_dates.h"

namespace regisseur {

// One thing to say: a rule of core/finding's catalogue with its arguments. The
// words are chosen where they are shown.
struct Sentence {
  std::string rule;
  std::map<std::string, std::string> arguments;
  friend bool operator==(const Sentence&, const Sentence&) = default;
};

// What a price comes to.
std::vector<Sentence> PriceInWords(const PriceComponent& component,
                                   absl::string_view currency);

// What is promised, without its window.
std::vector<Sentence> ObjectiveInWords(const Objective& objective);

// What follows from a promise that was missed, or surpassed.
std::vector<Sentence> RemediesInWords(const Objective& objective,
                                      absl::string_view currency);

// What becomes of the contract when nobody does anything, by the dates of
// `on`.
Sentence IfNobodyActs(const Term& term, const NoticeDates& dates,
                      absl::CivilDay on);

// Words as contract files write them.
const char* PricePeriodWord(PricePeriod period);  // contract_year
const char* MeterCountWord(MeterCount count);     // resources
const char* MeterTakeWord(MeterTake take);        // peak_to_date
const char* NoticeToWord(NoticeTo to);            // end_of_term
const char* AtRiskPerWord(AtRiskCap::Per per);    // twelve_months
const char* SideWord(Side side);                  // customer
const char* FigureOriginWord(FigureOrigin origin);
const char* UnitPenaltyWord(UnitPenalty::Per per);       // hour
std::string ClockLengthText(const ClockLength& length);  // 3 working days
std::string LengthText(absl::Duration length);           // 4 hours, 5 minutes

}  // namespace regisseur
