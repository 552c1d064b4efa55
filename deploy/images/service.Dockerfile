# The services that speak HTTP, one image each: --build-arg SERVICE=Gateway, SessionService or ExecutionService. Context: the repository.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /source

# What a restore reads, apart from what changes with every commit.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY contracts/Contracts.csproj contracts/packages.lock.json contracts/
COPY languages/Languages.csproj languages/packages.lock.json languages/
COPY platform/RedisSagas/RedisSagas.csproj platform/RedisSagas/packages.lock.json platform/RedisSagas/
COPY platform/RunStore/RunStore.csproj platform/RunStore/packages.lock.json platform/RunStore/
COPY platform/ServiceDefaults/ServiceDefaults.csproj platform/ServiceDefaults/packages.lock.json platform/ServiceDefaults/
COPY services/Gateway/Gateway.csproj services/Gateway/packages.lock.json services/Gateway/
COPY services/SessionService/SessionService.csproj services/SessionService/packages.lock.json services/SessionService/
COPY services/ExecutionService/ExecutionService.csproj services/ExecutionService/packages.lock.json services/ExecutionService/
ARG SERVICE
RUN --mount=type=cache,id=nuget,sharing=locked,target=/root/.nuget/packages dotnet restore "services/$SERVICE" --locked-mode

COPY . .
ARG VERSION=0.0.0
# Without a program of the machine's own, so that one build serves every architecture.
RUN --mount=type=cache,id=nuget,sharing=locked,target=/root/.nuget/packages dotnet publish "services/$SERVICE" --no-restore -c Release -o /app \
    -p:UseAppHost=false -p:RunAnalyzers=false -p:GenerateDocumentationFile=false -p:Version="$VERSION" \
 && ln -s "CodeExec.$SERVICE.dll" /app/service.dll

# No shell, no package manager, and a user that is not root.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
ARG SERVICE
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="CodeExec $SERVICE" \
      org.opencontainers.image.description="CodeExec runs code that people send it" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.base.name="mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled"
COPY --from=build /app /app
WORKDIR /app
# It starts only where Exposure__AllowUnauthenticated says that these addresses reach nobody else. Diagnostics would be a socket in
# /tmp, which may be read-only.
ENV ASPNETCORE_URLS=http://0.0.0.0:8080 ASPNETCORE_HTTP_PORTS= Management__Url=http://0.0.0.0:8081 DOTNET_EnableDiagnostics=0
USER 1654
EXPOSE 8080 8081
HEALTHCHECK --interval=10s --timeout=10s --start-period=60s --retries=3 CMD ["dotnet", "service.dll", "healthcheck"]
ENTRYPOINT ["dotnet", "service.dll"]
