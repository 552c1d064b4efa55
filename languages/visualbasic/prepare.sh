# What an SDK project gives the compiler: the reference assemblies, and the namespaces that it imports.
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
version=$(dotnet --version)
references=$(dirname "$(find "$dotnet/packs/Microsoft.NETCore.App.Ref" -name System.Runtime.dll | sort -V | tail -n 1)")

{
  printf '%s\n' -nologo -utf8output -nosdkpath -nowarn:40049 -optioninfer+ -optimize+ -debug- -target:exe -out:/workspace/program.exe
  printf '%s\n' '-define:_MYTYPE="Empty"' "-vbruntime:$references/Microsoft.VisualBasic.Core.dll"
  echo -imports:System,System.Collections.Generic,System.IO,System.Linq,System.Threading.Tasks,Microsoft.VisualBasic
  find "$references" -name '*.dll' -printf '-reference:%p\n'
} > "$TOOLCHAIN/options"
echo "exec dotnet exec $dotnet/sdk/$version/Roslyn/bincore/vbc.dll @/toolchain/options \"\$@\"" > "$TOOLCHAIN/compile"

cat > "$TOOLCHAIN/runtimeconfig.json" <<EOF
{
  "runtimeOptions": {
    "framework": { "name": "Microsoft.NETCore.App", "version": "${version%%.*}.0.0" },
    "configProperties": { "System.Globalization.Invariant": true }
  }
}
EOF
