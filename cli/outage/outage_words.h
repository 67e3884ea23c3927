#pragma once

#include <string>

#include "cli/output/detail_sheet.h"
#include "google/protobuf/timestamp.pb.h"
#include "regisseur/outage/v1/outage.pb.h"

namespace regisseur {

// How the hour of an outage reads. Times are UTC, as everywhere here; those of
// the day of `now` without their date.
std::string ClockWords(const google::protobuf::Timestamp& time,
                       const google::protobuf::Timestamp& now);
// `3 h 52 min left`, `8 min too late`.
std::string LeftWords(int64_t seconds);

// What people recorded of one: awareness, classification, reports, log.
void AddRecord(const outage::v1::Outage& outage,
               const google::protobuf::Timestamp& now, DetailSheet& sheet);

}  // namespace regisseur
