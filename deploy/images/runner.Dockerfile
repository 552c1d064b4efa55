# The runner. Targets: runner has Python and Go, runner-full every language below languages/, runner-gvisor Python, Go and gVisor.
# Context: the repository.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
ARG BUILDARCH
ARG TARGETARCH
# For the sandbox's C programs; another compiler where the image is for another architecture than this machine's.
RUN apt-get update -q \
 && case $TARGETARCH in \
      "$BUILDARCH") compiler=gcc packages="gcc libc6-dev" ;; \
      arm64) compiler=aarch64-linux-gnu-gcc packages="gcc-aarch64-linux-gnu libc6-dev-arm64-cross" ;; \
      amd64) compiler=x86_64-linux-gnu-gcc packages="gcc-x86-64-linux-gnu libc6-dev-amd64-cross" ;; \
      *) echo "no compiler is known for $TARGETARCH" >&2; exit 1 ;; \
    esac \
 && apt-get install -y -q --no-install-recommends gcc $packages && rm -rf /var/lib/apt/lists/* \
 && ln -s "$(command -v $compiler)" /usr/local/bin/sandbox-gcc
WORKDIR /source

# What a restore reads, apart from what changes with every commit.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY contracts/Contracts.csproj contracts/packages.lock.json contracts/
COPY languages/Languages.csproj languages/packages.lock.json languages/
COPY platform/RunStore/RunStore.csproj platform/RunStore/packages.lock.json platform/RunStore/
COPY platform/ServiceDefaults/ServiceDefaults.csproj platform/ServiceDefaults/packages.lock.json platform/ServiceDefaults/
COPY services/RunnerService/RunnerService.csproj services/RunnerService/packages.lock.json services/RunnerService/
RUN --mount=type=cache,id=nuget,sharing=locked,target=/root/.nuget/packages dotnet restore services/RunnerService --locked-mode

COPY . .
ARG VERSION=0.0.0
RUN --mount=type=cache,id=nuget,sharing=locked,target=/root/.nuget/packages dotnet publish services/RunnerService --no-restore -c Release -o /app \
    -p:UseAppHost=false -p:RunAnalyzers=false -p:GenerateDocumentationFile=false -p:Version="$VERSION" -p:SandboxCompiler=sandbox-gcc

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble AS sandbox
RUN apt-get update -q && apt-get install -y -q --no-install-recommends bubblewrap && rm -rf /var/lib/apt/lists/* \
 && install -d -o 1654 -g 1654 -m 711 /var/lib/codeexec
WORKDIR /app
# Its main port serves nothing. Diagnostics would be a socket in /tmp, which may be read-only.
ENV ASPNETCORE_URLS=http://127.0.0.1:8080 ASPNETCORE_HTTP_PORTS= Management__Url=http://0.0.0.0:8081 DOTNET_EnableDiagnostics=0 \
    Runner__StateDirectory=/var/lib/codeexec
EXPOSE 8081
HEALTHCHECK --interval=10s --timeout=10s --start-period=600s --retries=3 CMD ["dotnet", "CodeExec.RunnerService.dll", "healthcheck"]
ENTRYPOINT ["dotnet", "CodeExec.RunnerService.dll"]
LABEL org.opencontainers.image.title="CodeExec RunnerService" \
      org.opencontainers.image.base.name="mcr.microsoft.com/dotnet/aspnet:10.0-noble"

# Toolchains lie below the program, which changes more often.
FROM sandbox AS languages
RUN apt-get update -q && apt-get install -y -q --no-install-recommends golang-go python3 && rm -rf /var/lib/apt/lists/*

# The base has .NET's runtime alone. C#, F# and Visual Basic are compiled with the SDK, which is no Debian package.
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS sdk

FROM languages AS languages-full
COPY --from=sdk /usr/share/dotnet /usr/share/dotnet
COPY deploy/packages.sh /build/deploy/
COPY languages /build/languages
# A language whose packages this release does not have is not offered, and the build says so. Java's packages cannot be configured
# without a folder that small images do not have.
RUN mkdir -p /usr/share/man/man1 && root=/build && . /build/deploy/packages.sh && need_all_languages && { install_needed || true; } \
 && rm -rf /build /var/lib/apt/lists/*

FROM languages-full AS runner-full
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.description="Runs programs for CodeExec, in every language" \
      org.opencontainers.image.version="$VERSION" org.opencontainers.image.revision="$REVISION"
COPY --from=build /app /app
USER 1654

FROM languages AS runner-gvisor
RUN apt-get update -q && apt-get install -y -q --no-install-recommends runsc && rm -rf /var/lib/apt/lists/*
ENV Runner__Sandbox=gvisor
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.description="Runs programs for CodeExec, in Python and Go, each in gVisor" \
      org.opencontainers.image.version="$VERSION" org.opencontainers.image.revision="$REVISION"
COPY --from=build /app /app
USER 1654

FROM languages AS runner
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.description="Runs programs for CodeExec, in Python and Go" \
      org.opencontainers.image.version="$VERSION" org.opencontainers.image.revision="$REVISION"
COPY --from=build /app /app
USER 1654
