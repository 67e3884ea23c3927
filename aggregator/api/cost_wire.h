#pragma once

#include "aggregator/answers/answers.h"
#include "regisseur/cost/v1/cost.pb.h"
#include "regisseur/period/v1/period.pb.h"

namespace regisseur {

// Which figure an answer of cost is (USERS U7), as headings say it.
inline constexpr char kNetBasis[] =
    "excl. VAT, charges, else invoices, else the ledger, by UTC month of the "
    "billing period";
inline constexpr char kEstimateBasis[] =
    "an estimate, excl. VAT, charges, else invoices, else the ledger, by UTC "
    "month of the billing period";
inline constexpr char kDeliveredBasis[] =
    "as delivered, tax included, charges, else invoices, else the ledger, by "
    "billing period";
inline constexpr char kObligationBasis[] =
    "excl. VAT, at the prices in force, without indexation, up to the earliest "
    "exit";
inline constexpr char kBudgetBasis[] =
    "excl. VAT, charges, else invoices, else the ledger, by UTC month of the "
    "billing period, in the budget's currency";

cost::v1::CostForecast ForecastToWire(const CostForecastRow& row);
cost::v1::CostAnomaly AnomalyToWire(const CostAnomaly& anomaly);
cost::v1::CostChange ChangeToWire(const CostChange& change);
cost::v1::CostLine LineToWire(const CostLineRow& line);
cost::v1::Accrual AccrualToWire(const AccrualRow& row);
cost::v1::PaymentObligation ObligationToWire(
    const PaymentObligation& obligation);
period::v1::Period PeriodToWire(const PeriodRow& row);

}  // namespace regisseur
