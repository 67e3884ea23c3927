#!/bin/sh
# Writes testdata/version_N.sql: a database of the current schema as SQL text.
# When schema N is released, before a step N + 1 is appended. From then on it is
# never made anew, because files in the field are not either.
#
#   testdata/dump_version.sh BUILD_FOLDER N
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$1
version=$2
file=$(mktemp)
REGISSEUR_DUMP_VERSION=$file "$build/bin/aggregator_storage_test" \
  --gtest_also_run_disabled_tests \
  --gtest_filter=DumpVersion.DISABLED_WritesAFileOfThisVersion >/dev/null
{
  sqlite3 "$file" .dump
  echo "PRAGMA application_id = $(sqlite3 "$file" 'PRAGMA application_id');"
  echo "PRAGMA user_version = $(sqlite3 "$file" 'PRAGMA user_version');"
} >"$here/version_$version.sql"
rm -f "$file"
