#pragma once

// Conditions of paths in UBL, joined into them as texts. An indicator is a
// boolean of XML, which has two spellings.
#define IS_ALLOWANCE                              \
  "[normalize-space(ChargeIndicator)='false' or " \
  "normalize-space(ChargeIndicator)='0']"
#define IS_CHARGE                                \
  "[normalize-space(ChargeIndicator)='true' or " \
  "normalize-space(ChargeIndicator)='1']"
