# What an SDK project gives the compiler: the reference assemblies, and the usings that it implies.
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
version=$(dotnet --version)
references=$(dirname "$(find "$dotnet/packs/Microsoft.NETCore.App.Ref" -name System.Runtime.dll | sort -V | tail -n 1)")

cat > "$TOOLCHAIN/usings.cs" <<'EOF'
global using System;
global using System.Collections.Generic;
global using System.IO;
global using System.Linq;
global using System.Net.Http;
global using System.Threading;
global using System.Threading.Tasks;
EOF

{
  printf '%s\n' -nologo -utf8output -nullable:enable -optimize+ -debug- -target:exe -out:/workspace/program
  find "$references" -name '*.dll' -printf '-reference:%p\n'
} > "$TOOLCHAIN/options"
echo "exec dotnet exec $dotnet/sdk/$version/Roslyn/bincore/csc.dll @/toolchain/options /toolchain/usings.cs \"\$@\"" > "$TOOLCHAIN/compile"

cat > "$TOOLCHAIN/runtimeconfig.json" <<EOF
{
  "runtimeOptions": {
    "framework": { "name": "Microsoft.NETCore.App", "version": "${version%%.*}.0.0" },
    "configProperties": { "System.Globalization.Invariant": true }
  }
}
EOF
