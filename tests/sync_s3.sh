#!/usr/bin/env bash
# The same people on several machines through a bucket that speaks like Amazon's: moto, on
# loopback, in a folder of its own that goes at the end.
#
#   tests/sync_s3.sh [path to a ties binary with the feature sync-s3]
#
# moto_server is taken from PATH, else installed with pip into that folder. curl is needed.
set -euo pipefail

ties=$(realpath "${1:-target/release/ties}")
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"

if ! command -v moto_server >/dev/null; then
    echo "installing moto into a folder of its own"
    python3 -m venv tools
    tools/bin/pip install --quiet --disable-pip-version-check 'moto[s3,server]'
    PATH="$work/tools/bin:$PATH"
fi

said() { printf '%-66s' "$1"; }
ok() { echo ok; }
wrong() { echo; echo "WRONG: $1" >&2; exit 1; }
has() { grep -qF -- "$2" "$1" || { cat "$1"; wrong "no “$2” in $1"; }; }

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
at="http://127.0.0.1:$port"
# After the four calls below it wants every request to be signed, and allowed.
begin() {
    INITIAL_NO_AUTH_ACTION_COUNT=$1 moto_server -H 127.0.0.1 -p "$port" >moto.log 2>&1 &
    server=$!
    for _ in $(seq 100); do
        curl -s -o /dev/null "$at/moto-api/" && return
        kill -0 "$server" 2>/dev/null || { cat moto.log; wrong "moto has ended"; }
        sleep 0.1
    done
    wrong "moto does not answer"
}
begin 4

iam() {
    curl -sf "$at/" -H 'Authorization: AWS4-HMAC-SHA256 Credential=x/20261122/us-east-1/iam/aws4_request' \
        --data-urlencode Version=2010-05-08 --data-urlencode UserName=ties "$@" || { cat moto.log; wrong "iam"; }
}
element() { sed -n "s:.*<$1>\(.*\)</$1>.*:\1:p"; }
curl -sf -X PUT "$at/people" -o /dev/null || wrong "no bucket could be made"
iam --data-urlencode Action=CreateUser >/dev/null
iam --data-urlencode Action=CreateAccessKey >key
iam --data-urlencode Action=PutUserPolicy --data-urlencode PolicyName=people \
    --data-urlencode 'PolicyDocument={"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"],
        "Resource": ["arn:aws:s3:::people*", "arn:aws:s3:::people*/*"]}]}' >/dev/null

# The data file, config and keys of a machine.
machine() {
    mkdir -p "$1/.config/ties" "$1/.aws"
    echo "[sync]
secret_command = [\"/bin/echo\", \"${2:-a long secret of ours}\"]" >"$1/.config/ties/config.toml"
    echo "[wrong]
aws_access_key_id = $(element AccessKeyId <key)
aws_secret_access_key = wrong
[unknown]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wrong
[ties]
aws_access_key_id = $(element AccessKeyId <key)
aws_secret_access_key = $(element SecretAccessKey <key)" >"$1/.aws/credentials"
}
on() { env -i PATH="$PATH" HOME="$work/$1" "$ties" --today 2026-11-22 "${@:2}"; }
# Runs a line on a machine that has to end with this status, and say this.
ends() {
    local code=0
    on "$3" "${@:4}" >line 2>&1 || code=$?
    [ "$code" = "$1" ] || { cat line; wrong "ties ${*:4} ended with $code, not $1"; }
    has line "$2"
}
in_step() {
    for machine in laptop desktop laptop; do on "$machine" sync 2>line || { cat line; wrong sync; }; done
    on laptop export --to json >laptop.json
    on desktop export --to json >desktop.json
    cmp -s laptop.json desktop.json || wrong "the two differ"
}
through=(s3 people --region eu-central-1 --endpoint "$at" --profile ties)

said "what is written on one machine is on the other"
machine laptop
machine desktop
on laptop add Ana Sousa 2>/dev/null
ends 0 "ties sync join s3 people" laptop sync init "${through[@]}"
ends 0 "in step" desktop sync join "${through[@]}"
on desktop add Bea Lindqvist 2>/dev/null
on laptop note ana 'likes trams' 2>/dev/null
on desktop note ana 'likes ferries' 2>/dev/null
in_step
on desktop show ana >shown
has shown trams
has shown ferries
ends 0 "nothing was new" laptop sync
ok

said "of machines that sync at once neither loses anything"
for nth in 1 2 3 4 5; do
    on laptop add "Laptop $nth" 2>/dev/null
    on desktop add "Desktop $nth" 2>/dev/null
    on laptop sync 2>laptop.said &
    one=$!
    on desktop sync 2>line || { cat line; wrong "desktop"; }
    wait "$one" || { cat laptop.said; wrong "laptop"; }
done
in_step
[ "$(on laptop list | grep -c top)" = 10 ] || wrong "not all ten are there"
ok

said "the key may come from the environment, as Amazon's tools take it"
machine tablet
through_any=(s3 people --endpoint "$at")
code=0
env -i PATH="$PATH" HOME="$work/tablet" AWS_PROFILE=ties "$ties" sync join "${through_any[@]}" >line 2>&1 || code=$?
[ "$code" = 0 ] || { cat line; wrong "AWS_PROFILE"; }
ok

said "what cannot be done says why"
machine other "another secret than ours"
ends 9 "does not open with this secret" other sync join "${through[@]}"
machine other
ends 2 "ties sync join" other sync init "${through[@]}"
for profile in wrong unknown; do
    ends 7 "not let in" other sync join s3 people --endpoint "$at" --profile "$profile"
done
ends 7 "profile none has no lasting key" other sync join s3 people --endpoint "$at" --profile none
ends 7 "not let in" other sync join s3 other --endpoint "$at" --profile ties
ends 7 "not let in" other sync join s3 people --endpoint "$at"
ends 3 "NoSuchBucket" other sync init s3 people-of-nobody --endpoint "$at" --profile ties
ends 1 "nothing answers" other sync init s3 people --endpoint http://127.0.0.1:1 --profile ties
ok

said "nothing that is kept can be read"
"$(dirname "$(command -v moto_server)")/python3" - "$at" "$(element AccessKeyId <key)" \
    "$(element SecretAccessKey <key)" >kept <<'KEPT'
import sys, boto3
at, id, secret = sys.argv[1:]
bucket = boto3.resource("s3", endpoint_url=at, region_name="eu-central-1",
                        aws_access_key_id=id, aws_secret_access_key=secret).Bucket("people")
for kept in bucket.objects.all():
    sys.stdout.buffer.write(kept.key.encode() + b"\n" + kept.get()["Body"].read() + b"\n")
KEPT
[ "$(grep -ac '^v-' kept)" -ge 12 ] || wrong "there is nothing to be read"
[ "$(wc -c <kept)" -ge 3000 ] || wrong "there is nothing to be read"
! grep -qaE 'ties|Sousa|Lindqvist|trams|secret' kept || wrong "it can be read"
ok

said "a bucket that is gone for a while loses nothing"
kill "$server"
wait "$server" 2>/dev/null || true
on laptop add Omar Haddad 2>/dev/null
ends 1 "nothing answers" laptop sync
# moto keeps nothing: what comes back is an empty bucket.
begin inf
curl -sf -X PUT "$at/people" -o /dev/null || wrong "no bucket could be made"
ends 5 "another history" laptop sync
on laptop sync leave 2>/dev/null
on desktop sync leave 2>/dev/null
ends 0 "ties sync join" laptop sync init "${through[@]}"
ends 0 "in step" desktop sync join "${through[@]}"
in_step
on desktop list >shown
has shown "Omar Haddad"
ok
