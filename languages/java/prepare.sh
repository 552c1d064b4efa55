options='-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -XX:ActiveProcessorCount=2'

# The compiler starts a third faster from an archive of its loaded classes.
echo 'class Main { public static void main(String[] args) { System.out.println(); } }' > Main.java
javac $(printf ' -J%s' $options -XX:ArchiveClassesAtExit="$TOOLCHAIN/javac.jsa") Main.java >/dev/null 2>&1

# A public class must be in a file of its name, whatever it is; of several files only the first may be called otherwise. The classes are
# packed into one file.
cat > "$TOOLCHAIN/compile" <<EOF
memory=\$1 source=\$2
shift 2
name=\${source##*/}
name=\${name%.java}
package=\$(sed -n 's/^ *package  *\([A-Za-z0-9_.]*\) *;.*/\1/p' "\$source" | head -n 1)
public=\$(sed -n 's/^ *public .*class *\([A-Za-z0-9_]*\).*/\1/p' "\$source" | head -n 1)
cp "\$source" "\${public:=\$name}.java"
javac $(printf ' -J%s' $options -XX:SharedArchiveFile=/toolchain/javac.jsa) -J-XX:MaxRAM=\${memory}m -J-XX:MaxRAMPercentage=50 -d classes "\$public.java" "\$@" || exit
[ -e "classes/\$(echo "\$package" | tr . /)/\$name.class" ] && public=\$name
echo "\${package:+\$package.}\$public" > classes/main-class
tar -C classes -cf program .
EOF

cat > "$TOOLCHAIN/run" <<EOF
memory=\$1
shift
mkdir /tmp/classes
tar -C /tmp/classes -xf /src/program
exec java $options -XX:MaxRAM=\${memory}m -XX:MaxRAMPercentage=50 -cp /tmp/classes "\$(cat /tmp/classes/main-class)" "\$@"
EOF
