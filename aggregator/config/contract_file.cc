#include "aggregator/config/contract_file.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "aggregator/config/key_table.h"
#include "aggregator/config/objective_reader.h"
#include "aggregator/config/price_reader.h"
#include "aggregator/config/register_reader.h"
#include "aggregator/config/yaml_reader.h"
#include "core/base/status_macros.h"
#include "core/finding/catalogue.h"
#include "core/money/currency.h"
#include "core/pricing/indexed_pricing.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// Reads one file. Mistakes are gathered in the YamlFile, so every function
// returns what it could read.
class ContractFileReader : private ContractValues {
 public:
  explicit ContractFileReader(const ContractContext& context)
      : ContractValues(context) {}

  Contract Read(const YamlValue& root, bool form_only) {
    CheckKeys(root, "");
    Contract contract;
    if (form_only) {
      contract.id = root.Get("id").Text();
      contract.provider = root.Get("provider").Text();
      contract.title = root.Get("title").Text();
      Required(root, "", "pricing");
    } else {
      contract.id = RequiredId(root, "", "id");
      contract.provider = RequiredId(root, "", "provider");
      contract.title = RequiredText(root, "", "title");
    }
    contract.currency = RequiredText(root, "", "currency");
    contract.version = root.Get("version").Text();
    contract.valid_from = OptionalDay(root.Get("valid_from"));
    contract.signed_reference = root.Get("signed").Text();
    contract.parent = root.Get("parent").Text();
    contract.replaces = Texts(root.Get("replaces"));
    contract.owner = root.Get("owner").Text();
    contract.services = Texts(root.Get("services"));
    contract.holidays = root.Get("holidays").present()
                            ? ReadHolidays(root.Get("holidays"))
                            : HolidayCalendar::Dutch();
    ReadTerm(form_only ? root.Get("term") : Required(root, "", "term"),
             contract.term);
    ReadValue(root.Get("value"), contract);
    for (const YamlValue& value : root.Get("pricing").Elements()) {
      contract.pricing.push_back(ReadPriceComponent(value, context()));
    }
    for (const YamlValue& value : root.Get("discounts").Elements()) {
      contract.discounts.push_back(ReadTermDiscount(value, context()));
    }
    if (const YamlValue change = root.Get("change"); change.present()) {
      CheckKeys(change, "change");
      contract.change = {OptionalSpan(change.Get("lead_time")),
                         OptionalPercentage(change.Get("surcharge")),
                         OptionalNumber(change.Get("exit_payment"))};
    }
    for (const YamlValue& value : OneOrList(root.Get("indexation"))) {
      contract.indexation.push_back(ReadIndexationClause(value, context()));
    }
    ReadIndices(root.Get("indices"), contract);
    for (const YamlValue& value : root.Get("extras").Elements()) {
      CheckKeys(value, "extras[]");
      contract.extras.push_back({RequiredText(value, "extras[]", "name"),
                                 Amount(Required(value, "extras[]", "price")),
                                 value.Get("unit").Text(),
                                 Span(value.Get("lead_time")),
                                 value.Get("buys").Text()});
    }
    for (const YamlValue& value : root.Get("objectives").Elements()) {
      contract.objectives.push_back(ReadObjective(value, context()));
    }
    for (const YamlValue& value : OneOrList(root.Get("at_risk_cap"))) {
      CheckKeys(value, "at_risk_cap");
      contract.at_risk_caps.push_back(
          {Number(Required(value, "at_risk_cap", "percent")),
           OneOf<AtRiskCap::Per>(
               value.Get("per"), AtRiskCap::Per::kMonth,
               {{"month", AtRiskCap::Per::kMonth},
                {"year", AtRiskCap::Per::kContractYear},
                {"contract_year", AtRiskCap::Per::kContractYear},
                {"twelve_months", AtRiskCap::Per::kTwelveMonths}})});
    }
    ReadRemedy(root.Get("remedy"), contract.remedy);
    for (const YamlValue& value : root.Get("consequences").Elements()) {
      const Consequence consequence = ReadConsequence(value, context());
      for (Objective& objective : contract.objectives) {
        objective.remedies.consequences.push_back(consequence);
      }
    }
    ReadInvoicing(root.Get("invoicing"), contract.invoicing);
    ReadMandate(root.Get("mandate"), contract.mandate);
    ReadPeople(root, contract);
    ReadDossier(root, contract.dossier);
    contract.register_facts = ReadContractRegister(root.Get("register"));
    return contract;
  }

 private:
  // What the series of those files make of the prices.
  void ReadIndices(const YamlValue& value, Contract& contract) {
    IndexSeriesByName series;
    absl::CivilYear last;
    for (const YamlValue& element : value.Elements()) {
      const std::string path = element.Text();
      if (context().read_file == nullptr) {
        element.Refuse("names a file, and none can be read here: leave it out");
        return;
      }
      const absl::StatusOr<std::string> content = context().read_file(path);
      if (!content.ok()) {
        element.Refuse(
            absl::StrCat("cannot be used: ", content.status().message()));
        continue;
      }
      absl::string_view stem = path;
      stem.remove_prefix(stem.rfind('/') + 1);
      stem = stem.substr(0, stem.rfind('.'));
      absl::StatusOr<IndexSeriesByName> read = ParseIndexFile(stem, *content);
      if (!read.ok()) {
        element.Refuse(
            absl::StrCat("names ", path, ", where ", read.status().message()));
        continue;
      }
      series.merge(*read);
    }
    for (const auto& [name, figures] : series) {
      for (const auto& [period, figure] : figures) {
        int year = 0;
        if (absl::SimpleAtoi(period.substr(0, 4), &year)) {
          last = std::max(last, absl::CivilYear(year));
        }
      }
    }
    if (series.empty()) return;
    for (size_t i = 0; i < contract.indexation.size(); ++i) {
      const std::string& name = contract.indexation[i].series;
      if (series.contains(absl::AsciiStrToLower(name))) continue;
      value.Refuse(absl::StrCat(
          "has no series '", name, "' of indexation; it has ",
          absl::StrJoin(series, ", ", [](std::string* out, const auto& each) {
            absl::StrAppend(out, each.first);
          })));
      return;
    }
    // Figures are compared two years back at most.
    absl::StatusOr<IndexedContract> indexed =
        IndexContract(contract, series, absl::CivilDay(last + 3) - 1);
    if (!indexed.ok()) {
      value.Refuse(
          absl::StrCat("cannot be followed: ", indexed.status().message()));
      return;
    }
    contract.indexed = std::move(indexed->steps);
  }

  void ReadTerm(const YamlValue& value, Term& term) {
    if (!value.present()) return;
    CheckKeys(value, "term");
    term.start = Day(Required(value, "term", "start"));
    const YamlValue initial = value.Get("initial");
    const YamlValue last_day = value.Get("last_day");
    if (initial.present() && last_day.present()) {
      last_day.Refuse("and initial both say how long it runs: keep one");
    } else if (last_day.present()) {
      term.initial = SpanUntil(last_day, term.start);
    } else if (initial.present() && initial.Text() != "none") {
      term.initial = Span(initial);
    }
    const bool endless = initial.present() && initial.Text() == "none";
    const YamlValue renewal = value.Get("renewal");
    if (endless) {
      term.renewal = Renewal::kIndefinite;
      if (renewal.present() && renewal.Text() != "indefinite") {
        renewal.Refuse(absl::StrCat(
            "is '", renewal.Text(),
            "', and by initial: none it runs without an end: keep one"));
      }
    } else if (renewal.present()) {
      const std::string word = renewal.Text();
      if (word == "indefinite") {
        term.renewal = Renewal::kIndefinite;
      } else if (word != "none") {
        term.renewal = Renewal::kTacit;
        term.renewal_term = Span(renewal);
      }
    }
    ReadNotice(value.Get("notice"), term);
    const YamlValue internal = value.Get("internal_notice");
    const CivilSpan before = Span(internal);
    if (before.months != 0) {
      internal.Refuse("must be days, such as 21 days");
    }
    term.internal_notice_days = before.days;
    if (const YamlValue options = value.Get("options"); options.present()) {
      constexpr char kSection[] = "term.options";
      CheckKeys(options, kSection);
      term.options = ExtensionOption{
          Span(Required(options, kSection, "extend")),
          options.Get("times").Int(1, 1, 99),
          ReadSide(options.Get("by"), Side::kCustomer),
          Span(options.Get("exercise")), Days(options.Get("exercised"))};
    }
    if (const YamlValue ended = value.Get("terminated"); ended.present()) {
      constexpr char kSection[] = "term.terminated";
      CheckKeys(ended, kSection);
      term.terminated = Termination{Day(Required(ended, kSection, "last_day")),
                                    ReadSide(ended.Get("by"), Side::kCustomer)};
    }
    term.switching_data_act =
        OneOf<bool>(value.Get("switching"), false, {{"data_act", true}});
  }

  // The initial term that ends with `last_day`, in months where it is whole
  // ones.
  static CivilSpan SpanUntil(const YamlValue& last_day, absl::CivilDay start) {
    const absl::CivilDay end = Day(last_day) + 1;
    if (!ParseDay(last_day.Text()).ok()) return {};  // refused already
    if (end <= start) {
      last_day.Refuse("must come after the start");
      return {};
    }
    const int months =
        static_cast<int>(absl::CivilMonth(end) - absl::CivilMonth(start));
    if (AddMonths(start, months) == end) return {months, 0};
    return {0, static_cast<int>(end - start)};
  }

  void ReadNotice(const YamlValue& value, Term& term) {
    if (!value.present()) return;
    if (!value.IsMapping()) {
      term.customer_notice = term.provider_notice = Span(value);
      return;
    }
    CheckKeys(value, "term.notice");
    term.customer_notice = Span(value.Get("customer"));
    term.provider_notice = Span(value.Get("provider"));
    term.notice_to =
        OneOf<NoticeTo>(value.Get("to"), NoticeTo::kEndOfTerm,
                        {{"end_of_term", NoticeTo::kEndOfTerm},
                         {"end_of_month", NoticeTo::kEndOfMonth},
                         {"end_of_quarter", NoticeTo::kEndOfQuarter},
                         {"any_day", NoticeTo::kAnyDay}});
  }

  void ReadValue(const YamlValue& value, Contract& contract) {
    if (!value.present()) return;
    CheckKeys(value, "value");
    ValueCeiling ceiling;
    ceiling.maximum = Amount(Required(value, "value", "maximum"));
    ceiling.used_elsewhere = Amount(value.Get("used_elsewhere"));
    for (const YamlValue& share : value.Get("warn_at").Elements()) {
      ceiling.warn_at.push_back(Number(share, "0.9"));
    }
    ceiling.procurement_lead = Span(value.Get("procurement_lead"));
    ceiling.procedure = value.Get("procedure").Text();
    ceiling.reference = value.Get("reference").Text();
    ceiling.extras_at_most_percent =
        OptionalPercentage(value.Get("extras_at_most"));
    contract.value = std::move(ceiling);
  }

  void ReadRemedy(const YamlValue& value, RemedyTerms& remedy) {
    if (!value.present()) return;
    CheckKeys(value, "remedy");
    remedy.settle = OneOf<RemedyTerms::Settle>(
        value.Get("settle"), RemedyTerms::Settle::kClaim,
        {{"claim", RemedyTerms::Settle::kClaim},
         {"automatic", RemedyTerms::Settle::kAutomatic}});
    remedy.kind = OneOf<RemedyTerms::Kind>(
        value.Get("kind"), RemedyTerms::Kind::kPriceReduction,
        {{"price_reduction", RemedyTerms::Kind::kPriceReduction},
         {"penalty", RemedyTerms::Kind::kPenalty}});
    if (value.Get("vat").present()) {
      remedy.vat_reduces_price =
          OneOf<bool>(value.Get("vat"), false,
                      {{"reduces_price", true}, {"outside", false}});
    }
    remedy.exclusive = value.Get("exclusive").Bool(false);
  }

  void ReadInvoicing(const YamlValue& value, InvoicingTerms& invoicing) {
    if (!value.present()) return;
    CheckKeys(value, "invoicing");
    invoicing.references = Texts(value.Get("references"));
    invoicing.object_within = OptionalSpan(value.Get("object_within"));
    if (const YamlValue tolerance = value.Get("tolerance");
        tolerance.present()) {
      invoicing.tolerance = Amount(tolerance);
      if (invoicing.tolerance->IsNegative()) {
        tolerance.Refuse("must not be negative, for instance \"1.00\"");
      }
    }
  }

  // `16 per month`.
  static std::optional<Decimal> PerPeriod(const YamlValue& value,
                                          PricePeriod& period) {
    if (!value.present()) return std::nullopt;
    const std::string text = value.Text();
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(text, absl::MaxSplits(" per ", 1));
    const absl::StatusOr<Decimal> number = Decimal::Parse(parts.first);
    static const auto* const kPeriods = new std::map<std::string, PricePeriod>{
        {"month", PricePeriod::kMonth},
        {"quarter", PricePeriod::kQuarter},
        {"year", PricePeriod::kContractYear},
        {"contract_year", PricePeriod::kContractYear}};
    const auto found = kPeriods->find(parts.second);
    if (!number.ok() || found == kPeriods->end()) {
      value.Refuse(
          absl::StrCat("is '", text, "': write for instance 16 per month"));
      return std::nullopt;
    }
    period = found->second;
    return *number;
  }

  void ReadMandate(const YamlValue& value, Mandate& mandate) {
    if (!value.present()) return;
    CheckKeys(value, "mandate");
    mandate.cost_above_plan_percent =
        OptionalPercentage(value.Get("cost_above_plan"));
    mandate.hours = PerPeriod(value.Get("hours"), mandate.hours_per);
    mandate.amount = PerPeriod(value.Get("amount"), mandate.amount_per);
    mandate.level_below_target =
        OptionalPercentage(value.Get("level_below_target"));
    mandate.change = OptionalNumber(value.Get("change"));
  }

  void ReadPeople(const YamlValue& root, Contract& contract) {
    for (const YamlValue& value : root.Get("parties").Elements()) {
      CheckKeys(value, "parties[]");
      contract.parties.push_back(
          {ReadSide(Required(value, "parties[]", "side"), Side::kProvider),
           RequiredText(value, "parties[]", "name"),
           value.Get("registration").Text()});
    }
    for (const YamlValue& value : root.Get("contacts").Elements()) {
      CheckKeys(value, "contacts[]");
      Contact contact;
      contact.name = RequiredText(value, "contacts[]", "name");
      contact.role = RequiredText(value, "contacts[]", "role");
      contact.level = value.Get("level").Int(0, 0, 9);
      contact.side = ReadSide(value.Get("side"), Side::kProvider);
      contact.at_percent = OptionalPercentage(value.Get("at"));
      if (const YamlValue reach = value.Get("reach"); reach.present()) {
        CheckKeys(reach, "contacts[].reach");
        contact.reach = {reach.Get("phone").Text(), reach.Get("email").Text()};
      }
      if (const YamlValue may = value.Get("authority"); may.present()) {
        CheckKeys(may, "contacts[].authority");
        contact.authority.figures = may.Get("figures").Bool(false);
        contact.authority.extras_up_to =
            OptionalNumber(may.Get("extras_up_to"));
        contact.authority.contract = may.Get("contract").Bool(false);
      }
      contract.contacts.push_back(std::move(contact));
    }
    if (const YamlValue value = root.Get("governance"); value.present()) {
      CheckKeys(value, "governance");
      contract.governance.review =
          OneOf<std::string>(value.Get("review"), "",
                             {{"weekly", "weekly"},
                              {"monthly", "monthly"},
                              {"quarterly", "quarterly"},
                              {"yearly", "yearly"}});
      contract.governance.meetings = Texts(value.Get("meetings"));
      if (const YamlValue updates = value.Get("outage_updates");
          updates.present()) {
        contract.governance.outage_updates = Length(updates);
      }
      if (const YamlValue clocks = value.Get("escalation"); clocks.present()) {
        ReadEscalation(clocks, contract.governance);
      }
      if (const YamlValue fund = value.Get("improvement_fund");
          fund.present()) {
        contract.governance.improvement_fund =
            ReadFund(fund, contract.currency);
      }
    }
  }

  void ReadEscalation(const YamlValue& value, Governance& governance) {
    CheckKeys(value, "governance.escalation");
    if (const YamlValue within = value.Get("acknowledge"); within.present()) {
      governance.acknowledge = Length(within);
    }
    if (const YamlValue within = value.Get("answer"); within.present()) {
      governance.answer = Length(within);
    }
    governance.escalation_hours = ReadHours(value.Get("hours"));
  }

  static Decimal ReadShare(const YamlValue& value) {
    const Decimal share = Percentage(value);
    if (share.IsNegative() || share > Decimal(100, 0)) {
      value.Refuse("must be a share from 0% to 100%");
    }
    return share;
  }

  FundTerms ReadFund(const YamlValue& value, const std::string& currency) {
    CheckKeys(value, "governance.improvement_fund");
    FundTerms terms{
        .credits = ReadShare(value.Get("credits")),
        .gains = ReadShare(value.Get("gains")),
        .gains_to_provider = ReadShare(value.Get("gains_to_provider")),
        .currency = value.Get("currency").Text()};
    const absl::StatusOr<Decimal> given =
        Decimal::Add(terms.gains, terms.gains_to_provider);
    if (!given.ok() || *given > Decimal(100, 0)) {
      value.Get("gains_to_provider")
          .Refuse("and gains come to more than 100% of a saving");
    }
    if (terms.currency.empty()) {
      terms.currency = currency;
    } else if (!IsCurrencyCode(terms.currency)) {
      value.Get("currency")
          .Refuse(absl::StrCat("is '", terms.currency,
                               "': write an ISO 4217 code such as EUR"));
    }
    return terms;
  }

  void ReadDossier(const YamlValue& root, Dossier& dossier) {
    constexpr char kDocument[] = "documents[]";
    for (const YamlValue& value : root.Get("documents").Elements()) {
      CheckKeys(value, kDocument);
      std::vector<std::pair<std::string, std::string>> kinds;
      for (const char* kind : {"framework", "agreement", "sla", "dap", "dpa",
                               "terms", "amendment", "quote", "minutes"}) {
        kinds.emplace_back(kind, kind);
      }
      dossier.documents.push_back(
          {OneOf<std::string>(Required(value, kDocument, "kind"), "agreement",
                              kinds),
           RequiredText(value, kDocument, "title"), value.Get("link").Text(),
           value.Get("version").Text(), value.Get("precedence").Int(0, 0, 99),
           OptionalDay(value.Get("signed"))});
    }
    const YamlValue clauses = root.Get("clauses");
    if (clauses.present()) {
      for (const auto& [name, place] : clauses.Members()) {
        if (name == "checklists") {
          dossier.checklists = Texts(place);
          continue;
        }
        const std::string text = place.Text();
        const std::string word = absl::AsciiStrToLower(text);
        const bool absent = word == "absent" || word == "none" ||
                            word == "no" || word == "geen" || word == "nee" ||
                            word == "afwezig";
        dossier.clauses.push_back({name, absent ? "" : text, absent});
      }
    }
    ReadProcessing(root.Get("processing"), dossier);
    for (const YamlValue& value : root.Get("assurance").Elements()) {
      CheckKeys(value, "assurance[]");
      dossier.assurance.push_back({RequiredText(value, "assurance[]", "kind"),
                                   OptionalDay(value.Get("valid_until")),
                                   value.Get("period").Text(),
                                   OptionalDay(value.Get("due"))});
    }
    ReadExit(root.Get("exit"), dossier);
  }

  void ReadProcessing(const YamlValue& value, Dossier& dossier) {
    if (!value.present()) return;
    CheckKeys(value, "processing");
    Processing processing;
    processing.agreement = OptionalDay(value.Get("agreement"));
    if (value.Get("breach_notice").present()) {
      processing.breach_notice = Length(value.Get("breach_notice"));
    }
    constexpr char kSection[] = "processing.subprocessors[]";
    for (const YamlValue& element : value.Get("subprocessors").Elements()) {
      CheckKeys(element, kSection);
      const YamlValue country = Required(element, kSection, "country");
      if (country.present() && country.Text().size() != 2) {
        country.Refuse(absl::StrCat("is '", country.Text(),
                                    "': write two letters such as IE"));
      }
      processing.subprocessors.push_back(
          {RequiredText(element, kSection, "name"), country.Text()});
    }
    processing.objection = OptionalSpan(value.Get("objection"));
    dossier.processing = std::move(processing);
  }

  void ReadExit(const YamlValue& value, Dossier& dossier) {
    if (!value.present()) return;
    CheckKeys(value, "exit");
    ExitTerms exit;
    exit.plan = OptionalDay(value.Get("plan"));
    exit.tested = OptionalDay(value.Get("tested"));
    if (const YamlValue help = value.Get("assistance"); help.present()) {
      CheckKeys(help, "exit.assistance");
      exit.assistance_hours =
          Number(Required(help, "exit.assistance", "hours"));
    }
    if (const YamlValue data = value.Get("data"); data.present()) {
      CheckKeys(data, "exit.data");
      exit.data_format = data.Get("format").Text();
      exit.data_within = OptionalSpan(data.Get("within"));
      exit.data_erased_after = OptionalSpan(data.Get("erased_after"));
    }
    exit.escrow = value.Get("escrow").Text();
    dossier.exit = std::move(exit);
  }
};

// The value at a key path such as `pricing[2].tiers[1].up_to`, or the nearest
// one above it that is there.
YamlValue ValueAt(const YamlValue& root, absl::string_view place) {
  YamlValue value = root;
  for (absl::string_view step : absl::StrSplit(place, '.', absl::SkipEmpty())) {
    const size_t bracket = step.find('[');
    YamlValue next = value.Get(step.substr(0, bracket));
    if (!next.present()) return value;
    value = next;
    int index = 0;
    if (bracket == absl::string_view::npos ||
        !absl::SimpleAtoi(step.substr(bracket + 1, step.size() - bracket - 2),
                          &index)) {
      continue;
    }
    const std::vector<YamlValue> elements = value.Elements();
    if (index < 0 || index >= static_cast<int>(elements.size())) return value;
    value = elements[index];
  }
  return value;
}

// Where problems stand in a file that was read.
std::vector<ContractFileProblem> Locate(
    absl::string_view name, const YamlFile& yaml,
    const std::vector<ContractProblem>& problems) {
  std::vector<ContractFileProblem> located;
  for (const ContractProblem& problem : problems) {
    located.push_back({problem.severity, std::string(name),
                       ValueAt(yaml.root(), problem.place).line(),
                       problem.place, problem.rule,
                       RenderMessage(problem.rule, problem.arguments)});
  }
  return located;
}

// True when `inner` is the key path `outer` or one below it.
bool IsWithin(absl::string_view inner, absl::string_view outer) {
  return absl::ConsumePrefix(&inner, outer) &&
         (outer.empty() || inner.empty() || inner[0] == '.' || inner[0] == '[');
}

// Rules that look at another place of the file than the one that they name.
constexpr std::pair<absl::string_view, absl::string_view> kAlsoLookAt[] = {
    {"contract-claim-without-date", "remedy"},
    {"contract-composite-member-kind", "objectives"},
    {"contract-credit-above-target", "objectives"},
    {"contract-ended-before-start", "term.start"},
    {"contract-no-such-component", "pricing"},
    {"contract-no-such-objective", "objectives"},
    {"contract-option-without-term", "term.initial"},
    {"contract-option-without-term", "term.last_day"},
    {"contract-outcome-without-change", "objectives"},
    {"contract-score-off-scale", "objectives"},
    {"contract-term-without-length", "term.last_day"},
    {"contract-term-without-length", "term.renewal"},
    {"contract-tiers-not-ascending", "pricing"},
    {"contract-version-before-start", "term.start"},
};

// Whether a problem may be nothing but the consequence of a mistake in what is
// written: it is about the same value, a part of it, or what it is a part of.
bool MayFollow(const ContractProblem& problem, const YamlMistake& mistake) {
  absl::string_view about = mistake.about;
  // The kind says what the other keys mean.
  if (!absl::ConsumeSuffix(&about, ".kind")) {
    absl::ConsumeSuffix(&about, ".form");
  }
  if (IsWithin(problem.place, about) || IsWithin(about, problem.place)) {
    return true;
  }
  return std::any_of(
      std::begin(kAlsoLookAt), std::end(kAlsoLookAt), [&](const auto& rule) {
        return problem.rule == rule.first && IsWithin(about, rule.second);
      });
}

// Everything that is wrong between the parts of a contract, but for what may
// only follow from what could not be read.
std::vector<ContractProblem> CheckWhatWasRead(
    const Contract& contract, const ContractContext& context,
    const std::vector<YamlMistake>& mistakes) {
  std::vector<ContractProblem> problems = CheckContract(contract);
  if (context.check != nullptr) {
    for (ContractProblem& problem : context.check(contract)) {
      problems.push_back(std::move(problem));
    }
  }
  std::erase_if(problems, [&](const ContractProblem& problem) {
    return std::any_of(mistakes.begin(), mistakes.end(),
                       [&](const YamlMistake& mistake) {
                         return MayFollow(problem, mistake);
                       });
  });
  return problems;
}

// Whether it could be read which version of which contract a file is.
bool IsIdentified(const std::vector<YamlMistake>& mistakes) {
  return std::none_of(
      mistakes.begin(), mistakes.end(), [](const YamlMistake& mistake) {
        for (const char* key : {"id", "provider", "currency", "valid_from",
                                "parent", "term.start"}) {
          if (IsWithin(mistake.about, key) || IsWithin(key, mistake.about)) {
            return true;
          }
        }
        return false;
      });
}

// A mistake in what is written, where no rule of contracts is concerned.
ContractFileProblem ToProblem(absl::string_view name,
                              const YamlMistake& mistake) {
  return {Severity::kError, std::string(name), mistake.line,
          mistake.path,     kContractFileRule, mistake.what};
}

// What names an element of a list, where something does.
std::string NameOf(const YamlValue& element) {
  for (const char* key : {"component", "id", "priority", "objective", "name",
                          "title", "series", "kind", "side"}) {
    const YamlValue value = element.Get(key);
    if (value.present() && value.IsScalar()) return value.Text();
  }
  return "";
}

void ListKeys(const YamlValue& value, const std::string& key,
              ContractKeyValues& keys) {
  if (value.IsMapping()) {
    for (const auto& [name, member] : value.Members()) {
      ListKeys(member, key.empty() ? name : absl::StrCat(key, ".", name), keys);
    }
    return;
  }
  if (value.IsScalar()) {
    keys.emplace_back(key, value.Text());
    return;
  }
  if (!value.IsList()) return;  // empty
  const std::vector<YamlValue> elements = value.Elements();
  if (std::all_of(elements.begin(), elements.end(),
                  [](const YamlValue& each) { return each.IsScalar(); })) {
    keys.emplace_back(key, absl::StrJoin(elements, ", ",
                                         [](std::string* out, const auto& one) {
                                           absl::StrAppend(out, one.Text());
                                         }));
    return;
  }
  std::map<std::string, int> seen;
  for (size_t i = 0; i < elements.size(); ++i) {
    std::string name = NameOf(elements[i]);
    if (name.empty()) {
      name = absl::StrCat(i);
    } else if (const int again = ++seen[name]; again > 1) {
      absl::StrAppend(&name, "#", again);
    }
    ListKeys(elements[i], absl::StrCat(key, "[", name, "]"), keys);
  }
}

// Says in the file what is wrong between its parts; returns the warnings.
std::vector<ContractProblem> Tell(const std::vector<ContractProblem>& problems,
                                  YamlFile& yaml) {
  std::vector<ContractProblem> warnings;
  for (const ContractProblem& problem : problems) {
    if (problem.severity != Severity::kError) {
      warnings.push_back(problem);
      continue;
    }
    const YamlValue value = ValueAt(yaml.root(), problem.place);
    yaml.Refuse(value.line(), problem.place,
                absl::StrCat("is wrong: ",
                             RenderMessage(problem.rule, problem.arguments)));
  }
  return warnings;
}

}  // namespace

absl::StatusOr<ContractFile> ParseContractFile(absl::string_view name,
                                               absl::string_view content,
                                               const ContractContext& context) {
  ASSIGN_OR_RETURN(const std::unique_ptr<YamlFile> yaml,
                   YamlFile::Parse(name, content));
  ContractFile file;
  file.contract = ContractFileReader(context).Read(yaml->root(), false);
  file.warnings =
      Tell(CheckWhatWasRead(file.contract, context, yaml->mistakes()), *yaml);
  RETURN_IF_ERROR(yaml->status());
  return file;
}

LintedContract LintContractFile(absl::string_view name,
                                absl::string_view content,
                                const ContractContext& context) {
  LintedContract linted;
  YamlMistake mistake;
  const absl::StatusOr<std::unique_ptr<YamlFile>> yaml =
      YamlFile::Parse(name, content, &mistake);
  if (!yaml.ok()) {
    linted.problems.push_back(ToProblem(name, mistake));
    return linted;
  }
  Contract contract = ContractFileReader(context).Read((*yaml)->root(), false);
  const std::vector<YamlMistake> mistakes = (*yaml)->mistakes();
  linted.problems =
      Locate(name, **yaml, CheckWhatWasRead(contract, context, mistakes));
  for (const YamlMistake& each : mistakes) {
    linted.problems.push_back(ToProblem(name, each));
  }
  std::stable_sort(
      linted.problems.begin(), linted.problems.end(),
      [](const ContractFileProblem& a, const ContractFileProblem& b) {
        return a.line < b.line;
      });
  const bool refused =
      std::any_of(linted.problems.begin(), linted.problems.end(),
                  [](const ContractFileProblem& problem) {
                    return problem.severity == Severity::kError;
                  });
  if (!refused) {
    linted.contract = std::move(contract);
  } else if (IsIdentified(mistakes)) {
    linted.read = std::move(contract);
  }
  return linted;
}

std::vector<ContractFileProblem> LocateProblems(
    absl::string_view name, absl::string_view content,
    const std::vector<ContractProblem>& problems) {
  const absl::StatusOr<std::unique_ptr<YamlFile>> yaml =
      YamlFile::Parse(name, content);
  if (yaml.ok()) return Locate(name, **yaml, problems);
  return Locate(name, YamlFile(), problems);
}

absl::StatusOr<ContractKeyValues> ListContractKeys(absl::string_view name,
                                                   absl::string_view content) {
  ASSIGN_OR_RETURN(const std::unique_ptr<YamlFile> yaml,
                   YamlFile::Parse(name, content));
  ContractKeyValues keys;
  ListKeys(yaml->root(), "", keys);
  return keys;
}

absl::StatusOr<Contract> ParsePricingForm(absl::string_view name,
                                          absl::string_view content,
                                          const ContractContext& context) {
  ASSIGN_OR_RETURN(const std::unique_ptr<YamlFile> yaml,
                   YamlFile::Parse(name, content));
  Contract form = ContractFileReader(context).Read(yaml->root(), true);
  RETURN_IF_ERROR(yaml->status());
  Tell(CheckPricing(form), *yaml);
  RETURN_IF_ERROR(yaml->status());
  return form;
}

absl::StatusOr<ClauseChecklist> ParseClauseChecklist(
    absl::string_view name, absl::string_view content) {
  static constexpr ConfigKey kKeys[] = {
      {"", "id", "id", nullptr, "How contracts name it."},
      {"", "title", "text", nullptr, "What it is."},
      {"", "clauses", "list", nullptr, "What a contract should have."},
      {"clauses[]", "clause", "word", nullptr, "As contracts name it."},
      {"clauses[]", "source", "text", "", "Where that is said."},
  };
  ASSIGN_OR_RETURN(const std::unique_ptr<YamlFile> yaml,
                   YamlFile::Parse(name, content));
  const KeyTable table(kKeys);
  const YamlValue root = yaml->root();
  table.CheckKeys(root, "");
  ClauseChecklist checklist;
  checklist.id = table.RequiredId(root, "", "id");
  checklist.title = table.RequiredText(root, "", "title");
  for (const YamlValue& element :
       table.Required(root, "", "clauses").Elements()) {
    table.CheckKeys(element, "clauses[]");
    checklist.items.push_back(
        {table.RequiredText(element, "clauses[]", "clause"),
         element.Get("source").Text()});
  }
  RETURN_IF_ERROR(yaml->status());
  return checklist;
}

}  // namespace regisseur
