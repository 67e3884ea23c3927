#pragma once

// What a page last told, as SQL: the same question over what was known at a
// moment and over what the running run sees. `condition` speaks about the
// delivery `d`; ?1 is the source.

// id, partner's id, name, group, current name.
#define REGISSEUR_LATEST_COMPONENTS(condition)                \
  "SELECT c.id, c.partner_id,"                                \
  " (SELECT value FROM text WHERE id = v.name_text),"         \
  " (SELECT value FROM text WHERE id = v.group_text),"        \
  " (SELECT value FROM text WHERE id = v.current_name_text) " \
  "FROM component c JOIN component_version v ON v.id ="       \
  " (SELECT MAX(w.id) FROM component_version w"               \
  "  JOIN delivery d ON d.id = w.delivery"                    \
  "  WHERE w.component = c.id AND " condition                 \
  ") "                                                        \
  "WHERE c.source = ?1 ORDER BY c.id"

// Latest version, when it was first observed and the good poll before that,
// its start and end.
#define REGISSEUR_LATEST_VERSIONS(thing, condition)                           \
  "SELECT v.id, f.observed_us, f.previous_observed_us, v.start_us, v.end_us " \
  "FROM (SELECT MAX(w.id) AS last, MIN(w.id) AS first FROM " thing            \
  " i"                                                                        \
  " JOIN " thing "_version w ON w." thing                                     \
  " = i.id"                                                                   \
  " JOIN delivery d ON d.id = w.delivery"                                     \
  " WHERE i.source = ?1 AND " condition                                       \
  " GROUP BY i.id) known "                                                    \
  "JOIN " thing                                                               \
  "_version v ON v.id = known.last "                                          \
  "JOIN " thing                                                               \
  "_version f ON f.id = known.first "                                         \
  "ORDER BY v.id"
