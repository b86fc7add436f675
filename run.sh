#!/usr/bin/env bash
# Sets up whatever is missing, builds, and runs the server on a private PostgreSQL.
#   ./run.sh [--data DIR] [--port N] [--training]   the server (.data, 5080; a private database is a training one)
#   ./run.sh api-key NAME [--data DIR]              a new API key, alone on the last line; also while the server runs
#   ./run.sh administrator-password [--data DIR]    a new one-time password for the administrator
#   ./run.sh audit-journal [DAY] [--data DIR]       whether all that ever happened can still be proved; 1 where not
#   ./run.sh import-district FOLDER                 a district's own files into an empty live database
#   ./run.sh tour                                   the worked example, start to second order, every date compared
#   ./run.sh check-workflows FOLDER [--accept]      whether a folder of workflows could be published and does what its
#                                                   stories tell; --accept writes the stories anew
#   ./run.sh rehearse --units CODES|N [options]     what would come of a campaign (docs/rehearsal.md)
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$root/tools/setup.sh"

project=$root/src/Orchestrator.Server
program=$project/bin/Release/net10.0/Orchestrator.Server
stamp=$project/obj/built-from

# All that goes into the build, by name, size and time of change: a second start takes no build to know it needs none.
sources() {
    cd "$root"
    dotnet --version
    find src Directory.*.props global.json .editorconfig -type d \( -name bin -o -name obj \) -prune \
        -o -type f -printf '%p %s %T@\n' | sort
}

build() {
    mkdir -p "$project/obj"
    exec 9>"$project/obj/run.lock"
    flock 9
    local now
    now=$(sources)
    if [ ! -x "$program" ] || [ "$now" != "$(cat "$stamp" 2>/dev/null)" ]; then
        say "building"
        rm -f "$stamp"
        logged "$project/obj/restore.log" dotnet restore "$project" --locked-mode -v quiet -nodeReuse:false
        logged "$project/obj/build.log" dotnet build "$project" -c Release --no-restore "${quiet_build[@]}"
        printf '%s\n' "$now" >"$stamp"
    fi
    exec 9>&-
}

# Only a server makes PDF copies; it runs without them.
need_pdf() {
    local missing
    mapfile -t missing < <(pdf_packages)
    install_packages "$project/obj/apt.log" "Documents have no PDF copies, or show boxes for rare characters" \
        "${missing[@]}"
}

# The data folder of this checkout, unless the caller names one.
words=("$@")
case ${1:-serve} in
    serve | --* | api-key | administrator-password | audit-journal | import-district | rehearse)
        [[ " $* " == *" --data "* ]] || words+=(--data "$root/.data") ;;
esac

need_dotnet
need_postgres
case ${1:-serve} in serve | --*) need_pdf ;; esac
build
export WorkflowsFolder=${WorkflowsFolder:-$root/workflows}
exec "$program" "${words[@]}"
