#!/usr/bin/env bash
# The whole way to a CardDAV server and back: Radicale and vdirsyncer, on loopback, in a folder
# of their own that goes at the end.
#
#   tests/vdir_carddav.sh [path to the ties binary]
#
# Both programs are taken from PATH, else installed with pip into that folder. curl is needed.
set -euo pipefail

ties=$(realpath "${1:-target/release/ties}")
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
export HOME="$work/home"
mkdir -p "$HOME"
cd "$work"

if ! command -v radicale >/dev/null || ! command -v vdirsyncer >/dev/null; then
    echo "installing radicale and vdirsyncer into a folder of their own"
    python3 -m venv tools
    tools/bin/pip install --quiet --disable-pip-version-check radicale vdirsyncer
    PATH="$work/tools/bin:$PATH"
fi

said() { printf '%-66s' "$1"; }
ok() { echo ok; }
wrong() { echo; echo "WRONG: $1" >&2; exit 1; }
# That two texts are the same, or their difference.
same() { cmp -s "$1" "$2" || { diff "$1" "$2" || true; wrong "$3"; }; }
has() { grep -qF -- "$2" "$1" || { cat "$1"; wrong "no “$2” in $1"; }; }
lacks() { ! grep -qF -- "$2" "$1" || { cat "$1"; wrong "“$2” in $1"; }; }

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
radicale --config '' --server-hosts "127.0.0.1:$port" --auth-type none --rights-type from_file \
    --rights-file "$work/rights" --storage-filesystem-folder "$work/radicale" \
    >radicale.log 2>&1 &
server=$!
cat >rights <<RIGHTS
[all]
user: .*
collection: .*
permissions: RrWw
RIGHTS
book="http://127.0.0.1:$port/me/phone"
for _ in $(seq 100); do
    curl -s -o /dev/null "http://127.0.0.1:$port/" && break
    kill -0 "$server" 2>/dev/null || { cat radicale.log; wrong "Radicale has ended"; }
    sleep 0.1
done

curl -sf -u me:x -X MKCOL "http://127.0.0.1:$port/me/" -o /dev/null || true
curl -sf -u me:x -X MKCOL "$book/" -H 'Content-Type: application/xml' --data '
<mkcol xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><set><prop>
<resourcetype><collection/><C:addressbook/></resourcetype></prop></set></mkcol>' -o /dev/null \
    || { cat radicale.log; wrong "no address book could be made"; }

cat >config <<CONFIG
[general]
status_path = "$work/status/"
[pair phone]
a = "here"
b = "there"
collections = ["phone"]
conflict_resolution = null
[storage here]
type = "filesystem"
path = "$work/folder/"
fileext = ".vcf"
[storage there]
type = "carddav"
url = "http://127.0.0.1:$port/"
username = "me"
password = "x"
CONFIG
carry() { vdirsyncer -c config sync >vdirsyncer.log 2>&1 || { cat vdirsyncer.log; wrong "vdirsyncer"; }; }
mkdir -p "$HOME/.config/ties" folder/phone
echo "[vdir]
path = \"$work/folder/phone\"" >"$HOME/.config/ties/config.toml"
in_step() { "$ties" vdir sync >ties.log 2>&1 || { cat ties.log; wrong "ties vdir sync"; }; }
put() { curl -sf -u me:x -X PUT "$book/ana.vcf" -H 'Content-Type: text/vcard' --data-binary "@$1" -o /dev/null || wrong "PUT"; }
get() { curl -sf -u me:x "$book/ana.vcf" >"$1" || wrong "GET"; }
here() { echo folder/phone/*.vcf; }

said "a card that is made on the server comes in"
printf '%s\r\n' BEGIN:VCARD VERSION:3.0 UID:ana-1 'FN:Ana Sousa' 'N:Sousa;Ana;;;' \
    'item1.TEL:+351 21 555 0100' 'item1.X-ABLabel:Boat club' 'TITLE:Designer' \
    'EMAIL;TYPE=HOME:ana@example.org' 'X-PETS:two cats' END:VCARD >ana.vcf
put ana.vcf
vdirsyncer -c config discover </dev/null >discover.log 2>&1 || { cat discover.log; wrong "discover"; }
carry
in_step
"$ties" show ana >shown
has shown "Ana Sousa"
has shown Designer
ok

said "a sync where nothing changed changes nothing"
cp "$(here)" before.vcf
in_step
[ ! -s ties.log ] || { cat ties.log; wrong "it was not quiet"; }
same before.vcf "$(here)" "the card has changed"
ok

said "changes on both sides meet, all other bytes stay"
get server.vcf
sed 's/^TITLE:Designer/TITLE:Head of design/' server.vcf >edited.vcf
put edited.vcf
"$ties" edit ana --phone '+351 21 555 0199' 2>/dev/null
carry
cp "$(here)" before.vcf
in_step
end=$(head -1 before.vcf | tr -d '[:alpha:]:\n') # a carriage return, or nothing
sed "/^END:VCARD/i TEL:+351 21 555 0199$end" before.vcf >expected.vcf
same expected.vcf "$(here)" "more than the new number has changed"
"$ties" show ana >shown
has shown "Head of design"
carry
get server.vcf
has server.vcf "TEL:+351 21 555 0199"
has server.vcf "TITLE:Head of design"
has server.vcf "X-PETS:two cats"
has server.vcf "Boat club"
ok

said "what both sides changed waits, and an answer reaches the server"
sed 's/^TITLE:.*/TITLE:Theirs\r/' server.vcf >edited.vcf
put edited.vcf
"$ties" edit ana --title Mine 2>/dev/null
carry
in_step
has ties.log "here Mine, in the card Theirs"
has "$(here)" TITLE:Theirs
"$ties" vdir conflicts --ours 1 2>/dev/null
in_step
carry
get server.vcf
has server.vcf TITLE:Mine
lacks server.vcf Theirs
ok

said "what ties alone knows never leaves it"
"$ties" note ana 'a secret' 2>/dev/null
"$ties" tie ana strong 2>/dev/null
"$ties" log ana --note 'another secret' 2>/dev/null
in_step
carry
get server.vcf
lacks server.vcf secret
lacks server.vcf strong
ok

said "a card that is removed on the server puts its person away here"
curl -sf -u me:x -X DELETE "$book/ana.vcf" -o /dev/null || wrong "DELETE"
vdirsyncer -c config sync --force-delete >vdirsyncer.log 2>&1 || { cat vdirsyncer.log; wrong vdirsyncer; }
"$ties" vdir sync >ties.log 2>&1 && wrong "the last card of all is gone, and that was believed"
has ties.log "--really"
"$ties" vdir sync --really >ties.log 2>&1 || { cat ties.log; wrong "--really"; }
"$ties" list is:archived >shown
has shown "Ana Sousa"
ok
