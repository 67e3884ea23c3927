#include "aggregator/answers/information_register.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "aggregator/answers/contract_gaps.h"
#include "aggregator/answers/contracts.h"
#include "aggregator/answers/cost_summary.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr char kNoEnd[] = "9999-12-31";

// Which key of a register's facts fills which column.
struct Fill {
  const char* column;
  const char* key;
};

// ISO 17442: twenty characters whose ISO 7064 MOD 97-10 check holds.
bool IsLei(absl::string_view text) {
  if (text.size() != 20) return false;
  int rest = 0;
  for (const char c : text) {
    if (absl::ascii_isdigit(c)) {
      rest = (rest * 10 + (c - '0')) % 97;
    } else if (absl::ascii_isupper(c)) {
      rest = (rest * 100 + (c - 'A' + 10)) % 97;
    } else {
      return false;
    }
  }
  return rest == 1;
}

std::string FactOr(const RegisterFacts& facts, const std::string& key,
                   std::string fallback = "") {
  const auto found = facts.find(key);
  return found == facts.end() ? std::move(fallback) : found->second;
}

// A party's code and what kind of code that is.
struct PartyCode {
  std::string code;
  std::string type;
};

PartyCode CodeIn(const RegisterFacts& facts, const std::string& key,
                 const std::string& type_key) {
  const std::string code = FactOr(facts, key);
  return {code, FactOr(facts, type_key, IsLei(code) ? "LEI" : "")};
}

std::string HoursOf(const std::string& length) {
  const absl::StatusOr<absl::Duration> parsed = ParseLength(length);
  if (length.empty() || !parsed.ok()) return "";
  // Whole hours; a part of one counts as one (the ITS's instructions).
  return absl::StrCat((absl::ToInt64Seconds(*parsed) + 3599) / 3600);
}

// A notice in days of the calendar, as it falls before the contract's end.
std::string NoticeDays(const RegisterFacts& facts, const std::string& key,
                       const CivilSpan& notice, const NoticeDates& dates,
                       absl::CivilDay on) {
  if (notice.IsZero()) return FactOr(facts, key);
  const absl::CivilDay end = dates.term_end.value_or(on);
  return FactOr(facts, key, absl::StrCat(end - notice.TakenOff(end)));
}

// What each provider cost in a year; absent where it is not known in one sum.
using YearCost = std::map<std::string, std::optional<std::string>>;

absl::StatusOr<YearCost> ReadYearCost(const AnswerContext& context,
                                      const Principal& who,
                                      const std::string& currency,
                                      absl::CivilDay on, AsOf as_of,
                                      std::vector<Gap>& gaps) {
  const absl::CivilMonth last(on);
  ASSIGN_OR_RETURN(const CostSummaryAnswer cost,
                   AnswerCostSummary(context, who,
                                     {.by = {"provider"},
                                      .from = FormatMonth(last - 11),
                                      .to = FormatMonth(last),
                                      .provider = "",
                                      .in = currency,
                                      .without_tax = true},
                                     as_of));
  YearCost year;
  for (const CostSummaryRow& row : cost.rows) {
    const auto key = row.keys.find("provider");
    if (key == row.keys.end()) continue;
    const bool again = year.count(key->second) > 0;
    year[key->second] = again || row.currency != currency
                            ? std::nullopt
                            : std::optional<std::string>(row.billed);
  }
  for (const Gap& gap : cost.gaps) AddGap(gap, gaps);
  return year;
}

// Fills the templates. One use.
class Filling {
 public:
  Filling(const KnownPortfolio& known, const ContractsAnswer& contracts,
          const YearCost& year, InformationRegisterAnswer& answer)
      : portfolio_(known.portfolio()),
        known_(known),
        year_(year),
        answer_(answer) {
    for (const ContractAnswer& contract : contracts.contracts) {
      if (contract.state != ContractState::kRunning) continue;
      contracts_.push_back(&contract);
      ++contracts_of_[contract.provider];
    }
  }

  void Fill() {
    answer_.entity = Entity();
    FillEntities();
    FillFunctions();
    for (const ContractAnswer* contract : contracts_) FillContract(*contract);
    for (const auto& [provider, count] : contracts_of_) FillProvider(provider);
    const RegisterFacts& words = portfolio_.register_facts.words;
    if (!words.empty()) {
      static constexpr const char* kWords[] = {"standalone",
                                               "overarching",
                                               "subsequent",
                                               "data_low",
                                               "data_medium",
                                               "data_high",
                                               "function_low",
                                               "function_medium",
                                               "function_high",
                                               "not_substitutable",
                                               "substitutable_highly_complex",
                                               "substitutable_medium",
                                               "substitutable_easy",
                                               "reintegration_easy",
                                               "reintegration_difficult",
                                               "reintegration_highly_complex",
                                               "service_low",
                                               "service_medium",
                                               "service_high"};
      RegisterRow& row = Add("B_99.01", "register.words");
      int column = 0;
      for (const char* key : kWords) {
        column += 10;
        Put(row, absl::StrCat("c0", column < 100 ? "0" : "", column),
            FactOr(words, key));
      }
    }
  }

 private:
  RegisterRow& Add(const std::string& name, std::string about) {
    std::vector<RegisterRow>& rows = answer_.templates[name];
    rows.emplace_back();
    rows.back().about = std::move(about);
    return rows.back();
  }
  static void Put(RegisterRow& row, const std::string& column,
                  const std::string& text) {
    if (!text.empty()) row.cells[column] = text;
  }
  static void Put(RegisterRow& row, const RegisterFacts& facts,
                  absl::Span<const struct Fill> fills) {
    for (const struct Fill& fill : fills) {
      Put(row, fill.column, FactOr(facts, fill.key));
    }
  }

  // The entity's that keeps the register: configured, else the customer's in a
  // contract.
  std::string Entity() const {
    const auto& entities = portfolio_.register_facts.entities;
    if (!entities.empty()) return FactOr(entities.front(), "lei");
    for (const ContractAnswer* contract : contracts_) {
      for (const Party& party : contract->contract().parties) {
        const std::string code = Compact(party.registration);
        if (party.side == Side::kCustomer && IsLei(code)) return code;
      }
    }
    return "";
  }
  static std::string Compact(const std::string& code) {
    return absl::StrReplaceAll(code, {{" ", ""}});
  }

  PartyCode CodeOf(const std::string& provider) const {
    const ProviderConfig* config = portfolio_.FindProvider(provider);
    if (config != nullptr && config->register_facts.count("code") > 0) {
      return CodeIn(config->register_facts, "code", "code_type");
    }
    for (const ContractAnswer* contract : contracts_) {
      if (contract->provider != provider) continue;
      for (const Party& party : contract->contract().parties) {
        const std::string code = Compact(party.registration);
        if (party.side != Side::kProvider || code.empty()) continue;
        return {code, IsLei(code) ? "LEI" : "company registration number"};
      }
    }
    return {};
  }

  void FillEntities() {
    const PortfolioRegisterFacts& facts = portfolio_.register_facts;
    std::vector<RegisterFacts> entities = facts.entities;
    if (entities.empty()) {
      entities.push_back({{"lei", answer_.entity}, {"name", portfolio_.name}});
    }
    static constexpr struct Fill kEntity[] = {{"c0010", "lei"},
                                              {"c0020", "name"},
                                              {"c0030", "country"},
                                              {"c0040", "type"}};
    RegisterRow& keeper = Add("B_01.01", "register.entities");
    Put(keeper, entities.front(), kEntity);
    Put(keeper, "c0050", FactOr(facts.facts, "authority"));
    Put(keeper, "c0060",
        FormatDay(absl::ToCivilDay(known_.moment(), portfolio_.time_zone)));
    for (const RegisterFacts& entity : entities) {
      RegisterRow& row =
          Add("B_01.02", absl::StrCat("entity ", FactOr(entity, "name")));
      Put(row, entity, kEntity);
      Put(row, "c0050", FactOr(entity, "group", "outside the group"));
      Put(row, "c0060", FactOr(entity, "parent", FactOr(entity, "lei")));
      Put(row, "c0070", FactOr(entity, "updated", FormatDay(answer_.on)));
      Put(row, "c0080", FactOr(entity, "taken_in"));
      Put(row, "c0090", FactOr(entity, "taken_out", kNoEnd));
      Put(row, "c0110", FactOr(entity, "assets"));
      Put(row, "c0100", FactOr(entity, "currency", portfolio_.currency));
    }
    for (const RegisterFacts& branch : facts.branches) {
      RegisterRow& row =
          Add("B_01.03", absl::StrCat("branch ", FactOr(branch, "id")));
      Put(row, "c0010", FactOr(branch, "id"));
      Put(row, "c0020", FactOr(branch, "entity", answer_.entity));
      Put(row, "c0030", FactOr(branch, "name"));
      Put(row, "c0040", FactOr(branch, "country"));
    }
  }

  std::string FunctionId(const FunctionConfig& function) const {
    const auto place = std::find_if(
        portfolio_.functions.begin(), portfolio_.functions.end(),
        [&](const FunctionConfig& each) { return each.id == function.id; });
    return FactOr(function.register_facts, "id",
                  absl::StrCat("F", place - portfolio_.functions.begin() + 1));
  }

  void FillFunctions() {
    for (const FunctionConfig& function : portfolio_.functions) {
      const RegisterFacts& facts = function.register_facts;
      RegisterRow& row = Add("B_06.01", absl::StrCat("function ", function.id));
      Put(row, "c0010", FunctionId(function));
      Put(row, "c0030", function.name);
      Put(row, "c0040", FactOr(facts, "entity", answer_.entity));
      // Not called critical is no assessment; on a day it is one.
      Put(row, "c0050",
          function.critical             ? "yes"
          : facts.count("assessed") > 0 ? "no"
                                        : "not assessed");
      static constexpr struct Fill kFills[] = {{"c0020", "activity"},
                                               {"c0060", "reasons"},
                                               {"c0070", "assessed"},
                                               {"c0100", "impact"}};
      Put(row, facts, kFills);
      Put(row, "c0080", HoursOf(function.rto));
      Put(row, "c0090", HoursOf(function.rpo));
    }
  }

  // The functions that need what the contract is about.
  std::vector<const FunctionConfig*> FunctionsOf(
      const ContractAnswer& contract) const {
    const std::vector<std::string>& services = contract.contract().services;
    std::vector<const FunctionConfig*> needing;
    for (const FunctionConfig& function : portfolio_.functions) {
      const bool needs = std::any_of(
          function.needs.begin(), function.needs.end(), [&](const auto& need) {
            return known_.CurrentId(need.first) == contract.provider &&
                   (services.empty() ||
                    std::find(services.begin(), services.end(), need.second) !=
                        services.end());
          });
      if (needs) needing.push_back(&function);
    }
    return needing;
  }

  void FillContract(const ContractAnswer& answer) {
    const Contract& contract = answer.contract();
    const RegisterFacts& facts = contract.register_facts.facts;
    const std::string about = absl::StrCat("contract ", contract.id);
    const std::string entity = FactOr(facts, "entity", answer_.entity);
    const PartyCode code = CodeOf(answer.provider);
    FillArrangement(answer, about);
    if (const std::string linked = FactOr(facts, "linked_to");
        !linked.empty()) {
      RegisterRow& row = Add("B_02.03", about);
      Put(row, "c0010", contract.id);
      Put(row, "c0020", linked);
    }
    RegisterRow& signer = Add("B_03.01", about);
    Put(signer, "c0010", contract.id);
    Put(signer, "c0020", entity);
    RegisterRow& provider = Add("B_03.02", about);
    Put(provider, "c0010", contract.id);
    Put(provider, "c0020", code.code);
    Put(provider, "c0030", code.type);
    RegisterRow& user = Add("B_04.01", about);
    Put(user, "c0010", contract.id);
    Put(user, "c0020", entity);
    const std::string branch = FactOr(facts, "branch");
    Put(user, "c0030", branch.empty() ? "not a branch" : "branch");
    Put(user, "c0040", branch);

    // Without a word about services one row still says what is missing.
    std::vector<RegisterFacts> services = contract.register_facts.services;
    if (services.empty()) services.emplace_back();
    std::set<std::string> types;
    for (const RegisterFacts& service : services) {
      const bool critical = FillService(answer, service, code, about);
      if (!types.insert(FactOr(service, "type")).second) continue;
      if (critical) FillAssessment(answer, service, code, about);
      FillChain(answer, service, code, about);
    }
  }

  void FillArrangement(const ContractAnswer& answer, const std::string& about) {
    const Contract& contract = answer.contract();
    RegisterRow& row = Add("B_02.01", about);
    Put(row, "c0010", contract.id);
    const bool overarching =
        !answer.contracts->Children(contract.id, answer_.on).empty();
    Put(row, "c0020",
        !contract.parent.empty() ? "subsequent or associated"
        : overarching            ? "overarching"
                                 : "standalone");
    Put(row, "c0030", contract.parent);
    Put(row, "c0040", contract.currency);
    const std::string told =
        FactOr(contract.register_facts.facts, "annual_expense");
    Put(row, "c0050", told);
    if (told.empty() && contracts_of_.at(answer.provider) == 1) {
      const std::string cost = CostOf(answer.provider);
      Put(row, "c0050", cost);
      if (!cost.empty()) row.cells["c0040"] = portfolio_.currency;
    }
  }

  std::string CostOf(const std::string& provider) const {
    const auto found = year_.find(provider);
    return found == year_.end() ? "" : found->second.value_or("");
  }

  // True when a critical function needs it.
  bool FillService(const ContractAnswer& answer, const RegisterFacts& service,
                   const PartyCode& code, const std::string& about) {
    const Contract& contract = answer.contract();
    const RegisterFacts& facts = contract.register_facts.facts;
    bool critical = false;
    std::vector<std::string> functions;
    const std::string only = FactOr(service, "function");
    for (const FunctionConfig* function :
         only.empty() ? FunctionsOf(answer) : Named(only)) {
      functions.push_back(FunctionId(*function));
      critical = critical || function->critical;
    }
    if (functions.empty()) functions.push_back(only);
    for (const std::string& function : functions) {
      RegisterRow& row = Add("B_02.02", about);
      Put(row, "c0010", contract.id);
      Put(row, "c0020", FactOr(facts, "entity", answer_.entity));
      Put(row, "c0030", code.code);
      Put(row, "c0040", code.type);
      Put(row, "c0050", function);
      Put(row, "c0070", FormatDay(contract.term.start));
      Put(row, "c0080",
          answer.dates.last_day.has_value() ? FormatDay(*answer.dates.last_day)
                                            : kNoEnd);
      Put(row, "c0090", FactOr(facts, "ending"));
      Put(row, "c0100",
          NoticeDays(facts, "our_notice_days", contract.term.customer_notice,
                     answer.dates, answer_.on));
      Put(row, "c0110",
          NoticeDays(facts, "their_notice_days", contract.term.provider_notice,
                     answer.dates, answer_.on));
      Put(row, "c0120", FactOr(facts, "law"));
      static constexpr struct Fill kFills[] = {
          {"c0060", "type"},         {"c0130", "country"},
          {"c0140", "stores_data"},  {"c0150", "data_at"},
          {"c0160", "processed_in"}, {"c0170", "sensitiveness"},
          {"c0180", "reliance"}};
      Put(row, service, kFills);
    }
    return critical;
  }

  std::vector<const FunctionConfig*> Named(const std::string& id) const {
    for (const FunctionConfig& function : portfolio_.functions) {
      if (function.id == id) return {&function};
    }
    return {};
  }

  void FillAssessment(const ContractAnswer& answer,
                      const RegisterFacts& service, const PartyCode& code,
                      const std::string& about) {
    RegisterRow& row = Add("B_07.01", about);
    Put(row, "c0010", answer.contract().id);
    Put(row, "c0020", code.code);
    Put(row, "c0030", code.type);
    const std::optional<ExitTerms>& exit = answer.contract().dossier.exit;
    if (exit.has_value()) {
      Put(row, "c0080", exit->plan.has_value() ? "yes" : "no");
    }
    static constexpr struct Fill kFills[] = {
        {"c0040", "type"},
        {"c0050", "substitutability"},
        {"c0060", "substitution_reason"},
        {"c0070", "last_audit"},
        {"c0090", "reintegration"},
        {"c0100", "impact"},
        {"c0110", "alternatives_identified"},
        {"c0120", "alternatives"}};
    Put(row, service, kFills);
  }

  void FillChain(const ContractAnswer& answer, const RegisterFacts& service,
                 const PartyCode& code, const std::string& about) {
    const std::string type = FactOr(service, "type");
    const auto begin = [&](const PartyCode& who,
                           const std::string& rank) -> RegisterRow& {
      RegisterRow& row = Add("B_05.02", about);
      Put(row, "c0010", answer.contract().id);
      Put(row, "c0020", type);
      Put(row, "c0030", who.code);
      Put(row, "c0040", who.type);
      Put(row, "c0050", rank);
      return row;
    };
    begin(code, "1");
    for (const RegisterFacts& each :
         answer.contract().register_facts.subcontractors) {
      if (FactOr(each, "service") != type) continue;
      const PartyCode who = CodeIn(each, "code", "code_type");
      RegisterRow& row = begin(who, FactOr(each, "rank", "2"));
      const PartyCode recipient =
          each.count("recipient") > 0
              ? CodeIn(each, "recipient", "recipient_type")
              : code;
      Put(row, "c0060", recipient.code);
      Put(row, "c0070", recipient.type);
      AddParty(who, each, FactOr(each, "name"), FactOr(each, "country"), about);
    }
  }

  // A row of B_05.01, once; nullptr when it is there.
  RegisterRow* AddParty(const PartyCode& code, const RegisterFacts& facts,
                        const std::string& name, const std::string& country,
                        const std::string& about) {
    if (!code.code.empty() && !parties_.insert(code.code).second) {
      return nullptr;
    }
    RegisterRow& row = Add("B_05.01", about);
    Put(row, "c0010", code.code);
    Put(row, "c0020", code.type);
    Put(row, "c0050", name);
    Put(row, "c0060", FactOr(facts, "latin_name", name));
    Put(row, "c0070", FactOr(facts, "person", "legal person"));
    Put(row, "c0080", country);
    return &row;
  }

  void FillProvider(const std::string& provider) {
    const ProviderConfig* config = portfolio_.FindProvider(provider);
    const RegisterFacts facts =
        config == nullptr ? RegisterFacts() : config->register_facts;
    RegisterRow* const row =
        AddParty(CodeOf(provider), facts,
                 FactOr(facts, "legal_name",
                        config == nullptr ? provider : config->name),
                 config == nullptr ? "" : config->country,
                 absl::StrCat("provider ", provider));
    if (row == nullptr) return;
    Put(*row, "c0030", FactOr(facts, "additional_code"));
    Put(*row, "c0040", FactOr(facts, "additional_code_type"));
    const std::string expense =
        FactOr(facts, "annual_expense", CostOf(provider));
    Put(*row, "c0100", expense);
    if (!expense.empty()) Put(*row, "c0090", portfolio_.currency);
    const PartyCode parent = CodeIn(facts, "parent", "parent_type");
    Put(*row, "c0110", parent.code);
    Put(*row, "c0120", parent.type);
  }

  const Portfolio& portfolio_;
  const KnownPortfolio& known_;
  const YearCost& year_;
  InformationRegisterAnswer& answer_;
  std::vector<const ContractAnswer*> contracts_;
  std::map<std::string, int> contracts_of_;
  std::set<std::string> parties_;
};

}  // namespace

absl::StatusOr<InformationRegisterAnswer> AnswerInformationRegister(
    const AnswerContext& context, const Principal& who,
    const InformationRegisterQuestion& question, AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  InformationRegisterAnswer answer;
  answer.currency = known.portfolio().currency;
  answer.consolidated = known.portfolio().register_facts.entities.size() > 1;
  answer.on = absl::ToCivilDay(known.moment(), known.portfolio().time_zone);
  if (!question.on.empty()) {
    const absl::StatusOr<absl::CivilDay> day = ParseDay(question.on);
    if (!day.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "on: '", question.on, "' is no day; write for instance 2026-12-31"));
    }
    answer.on = *day;
  }
  ASSIGN_OR_RETURN(
      ContractsAnswer contracts,
      AnswerContracts(context, who,
                      {.provider = "", .owner = "", .on = FormatDay(answer.on)},
                      as_of));
  answer.gaps = std::move(contracts.gaps);
  ASSIGN_OR_RETURN(const YearCost year,
                   ReadYearCost(context, who, answer.currency, answer.on, as_of,
                                answer.gaps));
  Filling(known, contracts, year, answer).Fill();
  return answer;
}

}  // namespace regisseur
