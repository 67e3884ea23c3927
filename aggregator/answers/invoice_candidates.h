#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/agreed_months.h"
#include "aggregator/answers/charge_groups.h"
#include "aggregator/answers/invoice_contract.h"
#include "aggregator/answers/invoice_reconciliation.h"

namespace regisseur {

// Something that an invoice can be held against.
struct Candidate {
  ReconciliationBasis basis = ReconciliationBasis::kNone;
  std::string matched_by;
  Expectation expectation;
  int64_t charge_count = 0;
  std::vector<ReconciliationNote> notes;
  // With basis kContract.
  std::optional<AgreedMonths> agreed;
};

// What the invoices of one provider can be held against: its charges, else its
// contracts (docs/reconciliation.md has the order).
class InvoiceCandidates {
 public:
  InvoiceCandidates(const AnswerContext& context, const Principal& who,
                    const KnownPortfolio& known,
                    const ContractRegister& contracts,
                    const std::string& provider, AsOf as_of)
      : context_(context),
        who_(who),
        known_(known),
        contracts_(contracts),
        provider_(provider),
        as_of_(as_of) {}

  // Reads the charges around `rows`, which must outlive this.
  absl::Status Load(const std::vector<InvoiceRow>& rows,
                    std::vector<Gap>& gaps);

  absl::StatusOr<std::vector<Candidate>> Find(const Invoice& invoice,
                                              const InvoiceContract& belongs,
                                              std::vector<Gap>& gaps) const;

  bool IsNumber(const std::string& number) const {
    return numbers_.contains(number);
  }
  // Charges bear its number.
  bool IsCharged(const Invoice& invoice) const {
    return by_invoice_.contains(invoice.number);
  }

 private:
  using Groups = std::vector<const ChargeGroups::value_type*>;

  Groups FreeCharges(const InvoiceDays& days) const;
  bool IsAloneIn(const Invoice& invoice, const InvoiceDays& days) const;
  absl::StatusOr<bool> AddByAccount(const Invoice& invoice,
                                    const InvoiceDays& days, const Groups& free,
                                    std::vector<Candidate>& candidates,
                                    std::vector<Gap>& gaps) const;
  absl::StatusOr<bool> AddCharges(const Groups& groups, std::string matched_by,
                                  const Invoice& invoice,
                                  std::vector<Candidate>& candidates,
                                  std::vector<Gap>& gaps) const;
  absl::Status AddContract(const Contract& contract, const Invoice& invoice,
                           const InvoiceDays& days,
                           const std::string& matched_by,
                           std::vector<Candidate>& candidates,
                           std::vector<Gap>& gaps) const;

  const AnswerContext& context_;
  const Principal& who_;
  const KnownPortfolio& known_;
  const ContractRegister& contracts_;
  const std::string provider_;
  const AsOf as_of_;
  const std::vector<InvoiceRow>* rows_ = nullptr;
  std::set<std::string> numbers_;
  ChargeGroups charges_;
  std::map<std::string, Groups> by_invoice_;
};

}  // namespace regisseur
