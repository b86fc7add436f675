#!/usr/bin/env bash
# Sets up whatever is missing and runs every test against real parts. Its last line is "N passed, N failed".
#   ./test.sh            every test
#   ./test.sh PATTERN    the tests whose full name (namespace, class and method) contains PATTERN
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$root"
source tools/setup.sh

pattern=${1:-}
results=$root/TestResults
minutes_per_project=25
passed=0 failed=0 skipped=0 running=

# Debian package for each program that some tests use. exim4 is used where it is installed and never installed from
# here, because its package starts a daemon of the system.
optional_packages() {
    pdf_packages
    command -v chromium >/dev/null || echo chromium
    command -v pdftoppm >/dev/null || echo poppler-utils
    command -v docker-compose >/dev/null || echo docker-compose
}

set_up() {
    need_dotnet
    local missing lock
    mapfile -t missing < <(optional_packages)
    install_packages "$results/apt.log" "Tests that need them are skipped and say so" "${missing[@]}"
    need_postgres
    for lock in tools/*/package-lock.json; do
        [ "$lock" = tools/postgres/package-lock.json ] || npm_folder "$root/$(dirname "$lock")"
    done
}

build() {
    say "building"
    logged "$results/restore.log" dotnet restore Orchestrator.sln --locked-mode -v quiet -nodeReuse:false &&
        logged "$results/build.log" dotnet build Orchestrator.sln --no-restore "${quiet_build[@]}"
}

# Whatever a test process left behind goes with its process group, also when this script is interrupted.
end_running() {
    [ -n "$running" ] || return 0
    kill -TERM -- "-$running" 2>/dev/null || true
    running=
}
trap end_running EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

count_of() { # count_of ATTRIBUTE FILE: of the only <assembly> element
    grep -oE -m1 "<assembly [^>]*" "$2" | grep -oE " $1=\"[0-9]+\"" | grep -oE '[0-9]+'
}

skips_of() { # each skipped test with its reason, on a line
    tr -d '\r\n' <"$1" | grep -oE '<test [^>]*result="Skip"[^>]*>.{0,20}<reason>.{0,400}' |
        sed -E 's/^.* name="([^"]*)".*<reason>(<!\[CDATA\[)?([^]<]*).*/  skipped \1: \3/;
            s/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&amp;/\&/g' || true
}

# Runs one project and adds its counts. A process that ends without a result is a failure of its own.
run_project() {
    local name=$1 program=tests/$1/bin/Debug/net10.0/$1
    local report=$results/$1.xml log=$results/$1.log code=0 filter=()
    [ -n "$pattern" ] && filter=(-method "*$pattern*")
    rm -f "$report"

    set -m
    timeout --foreground --kill-after=20 "${minutes_per_project}m" "$program" -noColor -noLogo -longRunning 120 \
        -result-xml "$report" "${filter[@]}" >"$log" 2>&1 </dev/null &
    running=$!
    set +m
    wait "$running" || code=$?
    end_running

    if [ ! -s "$report" ]; then
        failed=$((failed + 1))
        tail -n 40 "$log"
        echo "$name: ended with code $code and without a result; see $log"
        return 0
    fi
    local good bad left
    good=$(count_of passed "$report") left=$(count_of skipped "$report")
    bad=$(($(count_of failed "$report") + $(count_of errors "$report")))
    [ "$bad" -gt 0 ] || [ "$code" -eq 0 ] || bad=1
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + left))
    [ "$bad" -eq 0 ] || show_failures "$log"
    [ "$left" -eq 0 ] || skips_of "$report"
    [ $((good + bad + left)) -eq 0 ] || echo "$name: $good passed, $bad failed, $left skipped (${SECONDS} s)"
}

show_failures() {
    awk '/^    [^ ].*\[FAIL\]$/ { on = 1 } /^    [^ ].*\[(SKIP|PASS)\]$/ || /^ ? ?[^ ]/ { on = 0 } on' "$1" |
        grep -v 'System\.Reflection\.' | head -n 300
    echo "  the whole output is in $1"
}

rm -rf "$results"
mkdir -p "$results"
set_up
if build; then
    for project in tests/*.Tests/; do
        SECONDS=0
        run_project "$(basename "$project")"
    done
else
    failed=1
fi

[ "$skipped" -eq 0 ] || echo "$skipped skipped, each named above with its reason"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
