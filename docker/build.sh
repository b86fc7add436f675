#!/usr/bin/env bash
# Publishes the program with its own .NET runtime and builds the image "orchestrator" from it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rm -rf docker/publish
dotnet publish src/Orchestrator.Server -c Release -r linux-x64 --self-contained -o docker/publish \
    -p:RestorePackagesWithLockFile=false
docker build -f docker/Dockerfile -t orchestrator .
