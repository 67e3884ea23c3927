#!/bin/sh
# The man page of the daemon, made from its own help: daemon_man.sh PROGRAM
set -eu
version=$("$1" --version | sed 's/^regisseurd //')
roff() { sed -e 's/\\/\\e/g' -e 's/-/\\-/g' -e "s/^\([.']\)/\\\\\&\1/"; }
cat <<TEXT
.TH REGISSEURD 8 "" "Regisseur $version" "System Administration"
.SH NAME
regisseurd \\- collects from IT partners' systems and answers about them
.SH SYNOPSIS
.B regisseurd
\\-\\-config \\fIFILE\\fR [\\fIOPTIONS\\fR]
.br
.B regisseurd
backup|restore|verify [\\fIPLACE\\fR] [\\fIOPTIONS\\fR]
.SH DESCRIPTION
.nf
TEXT
"$1" --help | roff
for word in backup restore verify; do
  printf '.fi\n.SH REGISSEURD %s\n.nf\n' "$(echo "$word" | tr '[:lower:]' '[:upper:]')"
  "$1" "$word" --help | roff
done
cat <<TEXT
.fi
.SH SIGNALS
SIGHUP reads the configuration again; a broken one changes nothing. SIGTERM ends it.
.SH FILES
.TP
/etc/regisseur/regisseur.yaml
The configuration.
.TP
/var/lib/regisseur
The data: one process at a time.
.TP
/var/backups/regisseur
The backups.
.SH SEE ALSO
\\fBregisseur\\fR(1)
TEXT
