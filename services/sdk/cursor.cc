#include "services/sdk/cursor.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "services/sdk/problem.h"

namespace regisseur::sdk {
namespace {

// The form: `rc1;KIND;VERSION;name=value;…;CHECKSUM`, with `;`, `=`, `%` and
// bytes outside of printable ASCII written as %XX.
constexpr absl::string_view kMagic = "rc1";

std::string Escape(absl::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte >= 0x7f || c == ';' || c == '=' || c == '%') {
      absl::StrAppendFormat(&out, "%%%02X", byte);
    } else {
      out.push_back(c);
    }
  }
  return out;
}

bool Unescape(absl::string_view text, std::string& out) {
  out.clear();
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out.push_back(text[i]);
      continue;
    }
    if (i + 2 >= text.size() || !absl::ascii_isxdigit(text[i + 1]) ||
        !absl::ascii_isxdigit(text[i + 2])) {
      return false;
    }
    out += absl::HexStringToBytes(text.substr(i + 1, 2));
    i += 2;
  }
  return true;
}

// FNV-1a: finds damage, not malice (a cursor's owner may change it anyway).
std::string Checksum(absl::string_view text) {
  uint64_t hash = 14695981039346656037u;
  for (char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  }
  return absl::StrFormat("%016x", hash);
}

}  // namespace

Cursor::Cursor(absl::string_view kind, absl::string_view version)
    : kind_(kind), version_(version) {}

absl::StatusOr<Cursor> Cursor::Parse(absl::string_view text,
                                     absl::string_view kind,
                                     absl::string_view version) {
  Cursor cursor(kind, version);
  if (text.empty()) return cursor;
  const size_t border = text.rfind(';');
  if (border == absl::string_view::npos ||
      Checksum(text.substr(0, border)) != text.substr(border + 1)) {
    return CursorGone("the cursor is damaged");
  }
  const std::vector<absl::string_view> parts =
      absl::StrSplit(text.substr(0, border), ';');
  std::string its_kind, its_version;
  if (parts.size() < 3 || parts[0] != kMagic || !Unescape(parts[1], its_kind) ||
      !Unescape(parts[2], its_version)) {
    return CursorGone("the cursor is damaged");
  }
  if (its_kind != kind || its_version != version) {
    return CursorGone(absl::StrCat("the cursor was written by ", its_kind,
                                   " version ", its_version, ", this is ", kind,
                                   " version ", version));
  }
  for (size_t i = 3; i < parts.size(); ++i) {
    const std::pair<absl::string_view, absl::string_view> pair =
        absl::StrSplit(parts[i], absl::MaxSplits('=', 1));
    std::string name, value;
    if (!Unescape(pair.first, name) || !Unescape(pair.second, value)) {
      return CursorGone("the cursor is damaged");
    }
    cursor.values_[name] = value;
  }
  return cursor;
}

std::string Cursor::Get(absl::string_view name) const {
  const auto it = values_.find(name);
  return it == values_.end() ? "" : it->second;
}

int64_t Cursor::GetInt(absl::string_view name) const {
  int64_t value = 0;
  return absl::SimpleAtoi(Get(name), &value) ? value : 0;
}

void Cursor::Set(absl::string_view name, absl::string_view value) {
  if (value.empty()) {
    values_.erase(std::string(name));
  } else {
    values_[std::string(name)] = std::string(value);
  }
}

void Cursor::SetInt(absl::string_view name, int64_t value) {
  Set(name, absl::StrCat(value));
}

std::string Cursor::ToString() const {
  std::string text =
      absl::StrCat(kMagic, ";", Escape(kind_), ";", Escape(version_));
  for (const auto& [name, value] : values_) {
    absl::StrAppend(&text, ";", Escape(name), "=", Escape(value));
  }
  return absl::StrCat(text, ";", Checksum(text));
}

}  // namespace regisseur::sdk
