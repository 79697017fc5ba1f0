# The browser scripts
FROM node:20-bookworm-slim AS islands
WORKDIR /islands
COPY src/ReleasePlanning.Web/Islands/package.json src/ReleasePlanning.Web/Islands/package-lock.json src/ReleasePlanning.Web/Islands/.npmrc ./
RUN npm ci
COPY src/ReleasePlanning.Web/Islands/ ./
RUN node build.mjs /bundle

# The service
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
# restored packages stay in their own layer until a project file changes; CI=true refuses a change of the locked versions
ENV CI=true DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/ReleasePlanning.Bpmn/ReleasePlanning.Bpmn.csproj src/ReleasePlanning.Bpmn/packages.lock.json src/ReleasePlanning.Bpmn/
COPY src/ReleasePlanning/ReleasePlanning.csproj src/ReleasePlanning/packages.lock.json src/ReleasePlanning/
COPY src/ReleasePlanning.Web/ReleasePlanning.Web.csproj src/ReleasePlanning.Web/packages.lock.json src/ReleasePlanning.Web/
COPY src/ReleasePlanning.Web/Islands/islands.targets src/ReleasePlanning.Web/Islands/
RUN dotnet restore src/ReleasePlanning.Web
COPY src/ src/
COPY workflows/ workflows/
COPY demo/ demo/
COPY --from=islands /bundle src/ReleasePlanning.Web/wwwroot/islands
RUN dotnet publish src/ReleasePlanning.Web -c Release --no-restore -p:SkipIslands=true -o /published

# What runs: no compiler, no package tools, not root
FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /published ./
COPY workflows/ workflows/
COPY demo/ demo/
ENV Urls=http://+:8080
EXPOSE 8080
USER $APP_UID
# the image has no curl; bash can open a connection itself
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r answer <&3 && [[ $answer == *' 200 '* ]]"]
ENTRYPOINT ["dotnet", "ReleasePlanning.Web.dll"]
